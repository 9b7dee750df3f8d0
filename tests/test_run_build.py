"""One report from tiny notebooks: what gets in, what stays out, what stays as it was."""

import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lib.run import client

SHOW = "from lib.page import show; show.start({})"
GOOD = ["# Advies", f"setup:{SHOW}", "## Vraag", 'show.text("Het antwoord.")']


@pytest.fixture
def good(home, run):
    """Give a home with one good report."""
    home.notebook("05-advice", *GOOD)
    done = run("report", "proef")
    assert done[0] == 0, done
    return home


def _page(home) -> str:
    return (home.path / "reports/proef/adviesrapport-proef.html").read_text()


def test_a_report_is_one_page_and_an_audit_copy(good, run) -> None:
    assert "Het antwoord." in _page(good)
    assert "show.text" not in _page(good)
    copy = (good.path / "reports/proef/notebooks/05-advice.ipynb").read_text()
    assert json.loads(copy)["metadata"]["papermill"] == {"parameters": {"client": "proef"}}
    assert str(good.path) not in copy
    assert not list((good.path / "reports").glob(".staging*"))


def test_the_last_line_is_the_path_of_the_report(home, run) -> None:
    home.notebook("05-advice", *GOOD)
    code, out, _ = run("report", "proef")
    assert code == 0
    assert Path(out.splitlines()[-1]) == home.path / "reports/proef/adviesrapport-proef.html"


def test_the_second_run_does_nothing(good, run) -> None:
    before = good.tree()
    code, out, _ = run("report", "proef")
    assert (code, good.tree()) == (0, before)
    assert "niets veranderd" in out
    assert "05-advice" not in out


def test_force_builds_the_same_bytes_again(good, run) -> None:
    page = _page(good)
    code, out, _ = run("report", "proef", "--force")
    assert (code, _page(good)) == (0, page)
    assert "05-advice" in out


def test_a_changed_report_or_input_is_built_again(good, run) -> None:
    path = good.path / "reports/proef/adviesrapport-proef.html"
    path.write_text("half")
    assert "klaar" in run("report", "proef")[1]
    (good.path / "data/raw/proef/costs.csv").write_text("a\n")
    assert "klaar" in run("report", "proef")[1]
    (good.path / "data/raw/proef/~$costs.xlsx").write_text("an office program is open")
    assert "niets veranderd" in run("report", "proef")[1]


@pytest.mark.parametrize(
    ("cell", "line", "cause"),
    [
        ("x = 1\n{}['kosten']", "{}['kosten']", "kosten"),
        ("raise SystemExit(0)", "raise SystemExit(0)", "stopt het notebook zelf"),
        ("import sys; sys.exit(0)", "import sys; sys.exit(0)", "stopt het notebook zelf"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "", "rekenkern"),
        ("for", "for", "tikfout"),
        ("nieuw", "nieuw", "verkeerd gespeld: nieuw\n"),
        ("import plotly", "import plotly", "verkeerd gespeld: plotly\n"),
        ("import pandas as p\np.DataFrame({'a': []})['b']", "p.DataFrame", "de tabel: b\n"),
        ("int('x')", "int('x')", "waarde waarmee zij niet kan rekenen"),
        ("from lib.dossier import Dossier\nDossier('bse')", "Dossier('bse')", '"bse" is onbekend'),
    ],
)
def test_a_failing_cell_leaves_the_previous_report_and_says_where(
    good, run, cell, line, cause
) -> None:
    before = good.tree()
    good.notebook("04-roadmap", "# Routekaart", "## Wanneer klaar?", cell, "1")
    code, _, err = run("report", "proef")
    after = good.tree()
    assert code == 1
    for word in ("Was er al een", "proef", "04-roadmap", "Wanneer klaar?", line, cause):
        assert word in err
    assert not [word for word in ("Traceback", "get_loc", "No module", "invalid") if word in err]
    assert after.pop("reports/.log-proef.txt")
    assert after == before


def test_warnings_prints_and_bare_objects_are_left_out_and_logged(home, run) -> None:
    noise = 'import warnings; warnings.warn("pas op"); print("tussenstand"); object()'
    shown = 'setup:import pathlib; pathlib.Path.cwd() / "opzet"'
    home.notebook("05-advice", *GOOD, noise, shown, "pathlib.Path.cwd() / 'kaal'")
    code, out, _ = run("report", "proef")
    assert code == 0
    assert (
        out.count("niet in het rapport:") == 2 and "Vraag: <object" in out
    )  # no warning or print
    log = (home.path / "reports/proef/log.txt").read_text()
    for word in ("pas op", "tussenstand", "<object"):
        assert word in log
        assert word not in _page(home)
    assert "kaal" in log and "opzet" not in log
    assert "/" not in log
    assert "ipykernel" not in (home.path / "reports/proef/notebooks/05-advice.ipynb").read_text()


def test_tables_reach_processed_only_when_the_whole_report_is_good(good, run) -> None:
    write = (
        "setup:import os, pathlib\n"
        'pathlib.Path(os.environ["WORKBOOK_PROCESSED"], "a.csv").write_text("a")'
    )
    good.notebook("04-roadmap", "# Routekaart", write, "1 / 0")
    assert run("report", "proef")[0] == 1
    table = good.path / "data/processed/proef/a.csv"
    assert not table.exists()
    good.notebook("04-roadmap", "# Routekaart", write)
    assert run("report", "proef")[0] == 0
    assert table.read_text() == "a"
    good.notebook("04-roadmap", "# Routekaart")
    assert run("report", "proef")[0] == 0
    assert not table.exists()


def test_a_client_may_have_its_own_copy_and_an_extra_notebook(good, run) -> None:
    own = ["# Advies", f"setup:{SHOW}", "## Vraag", 'show.text("Eigen antwoord.")']
    extra = ["# Eigen analyse", f"setup:{SHOW}", "## Extra", 'show.text("Iets extra.")']
    good.notebook("05-advice", *own, folder="proef")
    good.notebook("03c-extra", *extra, folder="proef")
    code, out, _ = run("report", "proef")
    assert code == 0
    assert "03c-extra" in out and "05-advice" in out
    assert "Eigen antwoord." in _page(good) and "Iets extra." in _page(good)
    assert "Het antwoord." not in _page(good)


def test_two_runs_at_once_are_refused(good, run) -> None:
    before = good.tree()
    with (good.path / "reports/.locks/proef.lock").open() as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        code, _, err = run("report", "proef", "--force")
    assert (code, good.tree()) == (75, before)
    assert "wordt al gemaakt" in err


def test_faults_in_the_dossier_are_listed_and_nothing_is_written(good, run, monkeypatch) -> None:
    from lib.run import build

    before = good.tree()
    monkeypatch.setattr(build, "check", lambda client: ["costs.csv:3 fout", "staff.csv:9 fout"])
    code, _, err = run("report", "proef", "--force")
    assert (code, good.tree()) == (1, before)
    assert "costs.csv:3" in err and "staff.csv:9" in err


def test_what_may_not_leave_the_house_stops_the_report(good, run) -> None:
    before = good.tree()
    bad = 'from IPython.display import HTML; HTML("<div data-workbook><script>1</script></div>")'
    good.notebook("05-advice", *GOOD, bad)
    code, _, err = run("report", "proef")
    assert code == 1 and "script" in err
    assert {k: v for k, v in good.tree().items() if ".log" not in k} == before


def test_a_write_that_fails_leaves_the_old_or_the_new_page(good, run, monkeypatch) -> None:
    old = _page(good)
    move = Path.replace
    codes = []
    for nth in range(1, 10):  # fail the first move, then the second, until all pass
        moves = iter(range(1, 100))

        def replace(path: Path, target: Path, nth: int = nth, moves=moves) -> Path:
            if next(moves) == nth:
                raise OSError(28, "No space left on device")
            return move(path, target)

        (good.path / "data/raw/proef/costs.csv").write_text("a\n")
        good.notebook("04-roadmap", "# Routekaart", *GOOD[1:3], 'show.text("Nieuw.")')
        with monkeypatch.context() as patch:
            patch.setattr(Path, "replace", replace)
            code, _, err = run("report", "proef")
        codes.append(code)
        assert "Traceback" not in err
        assert _page(good) == old if code else "Nieuw." in _page(good)
        if code == 0:
            break
    assert codes[-1] == 0 and len(codes) > 3


def test_a_killed_run_leaves_no_kernel_and_the_next_run_recovers(good, run) -> None:
    note = good.path / "kernel"
    wait = f"import os, pathlib, time; pathlib.Path({str(note)!r}).write_text(str(os.getpid()))"
    good.notebook("04-roadmap", "# Routekaart", wait, "time.sleep(60)")
    script = (
        "import sys; from lib.run import build, command;"
        "build.check = lambda client: []; sys.exit(command.main(['report', 'proef']))"
    )
    process = subprocess.Popen([sys.executable, "-c", script], start_new_session=True)
    assert _within(30, lambda: note.exists() and note.read_text())
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert _within(10, lambda: not Path("/proc", note.read_text()).exists())
    good.notebook("04-roadmap", "# Routekaart")
    assert run("report", "proef")[0] == 0
    assert not (good.path / "reports/.staging-proef").exists()


def _within(seconds: float, done: Callable[[], object]) -> bool:
    end = time.monotonic() + seconds
    while not done() and time.monotonic() < end:
        time.sleep(0.05)
    return bool(done())


def test_the_fingerprint_does_not_depend_on_where_the_repository_stands(
    home, tmp_path, monkeypatch
):
    monkeypatch.setenv("WORKBOOK_HOME", str(home.path))
    before = client.Client("proef").fingerprint()
    moved = tmp_path / "elders"
    moved.mkdir()
    (moved / "requirements.lock").write_bytes((client.ROOT / "requirements.lock").read_bytes())
    (moved / "lib").symlink_to(client.ROOT / "lib")
    monkeypatch.setattr(client, "ROOT", moved)
    assert client.Client("proef").fingerprint() == before
