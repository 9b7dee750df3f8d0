"""The shape of every notebook: thin, in Dutch, without outputs, the same by hand and in a run."""

import ast
import json
import re
from pathlib import Path

import pytest

from lib.dossier import dictionary

ROOT = Path(__file__).resolve().parents[1]
SHARED = sorted((ROOT / "notebooks").glob("*.ipynb"))
CHAPTERS = {
    "01-ict-photo": "ICT-foto",
    "02-swot": "Motieven en SWOT",
    "03-scenario-comparison": "Scenariovergelijking",
    "04-roadmap": "Routekaart",
    "05-advice": "Advies",
}
TAGS = {"parameters", "setup", "internal", "folded"}
MOST_STEPS, MOST_LINES = 10, 15  # a call that the formatter breaks over lines is one step
FORBIDDEN = (
    ast.FunctionDef, ast.ClassDef, ast.For, ast.While, ast.AsyncFunctionDef, ast.Try, ast.With,
)  # fmt: skip
# Words that give away English prose; a Dutch text has none of them.
ENGLISH = re.compile(r"\b(the|and|with|which|what|from|this|are|caveats?|reads|writes)\b", re.I)


def content(path: Path) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def source(cell: dict) -> str:
    return "".join(cell["source"])


def tags(cell: dict) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def code(path: Path) -> list[dict]:
    return [cell for cell in content(path)["cells"] if cell["cell_type"] == "code"]


def prose(path: Path) -> list[str]:
    return [source(cell) for cell in content(path)["cells"] if cell["cell_type"] == "markdown"]


def notebooks(test):
    return pytest.mark.parametrize("path", SHARED, ids=lambda path: path.stem)(test)


def test_the_five_chapters_are_there():
    assert [path.stem for path in SHARED if re.fullmatch(r"\d\d-.*", path.stem)] == list(CHAPTERS)


@notebooks
def test_format_kernel_and_ids(path):
    notebook = content(path)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(ids) == len(set(ids))
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in ids)


@notebooks
def test_opens_with_its_name_and_question(path):
    title, _, question = prose(path)[0].partition("\n\n")
    assert title == f"# {CHAPTERS.get(path.stem, title[2:])}"
    if path.stem != "05-advice":  # page one asks the client's own question
        assert question.endswith("?")


@notebooks
def test_says_what_it_reads_and_writes(path):
    second = content(path)["cells"][1]
    assert tags(second) == {"setup"}
    said = dict(re.findall(r"^(Leest|Schrijft): (.+)\.$", source(second), re.M))
    named = {verb: set(re.findall(r"`(\w+)`", names)) for verb, names in said.items()}
    # what an internal cell reads is not named in what the client gets
    whole = "\n".join(source(cell) for cell in code(path) if "internal" not in tags(cell))
    written = set(re.findall(r'dossier\.write\(\s*"(\w+)"', whole))
    mentioned = set(re.findall(r'"(\w+)"', whole))
    assert named.get("Schrijft", set()) == written
    assert named["Leest"] <= mentioned | {"partners"}
    read = mentioned & set(dictionary.raw_tables()) & set(re.findall(r'read\(\s*"(\w+)"', whole))
    assert read - {"sources", "partners"} <= named["Leest"]  # every notebook reads these two


@notebooks
def test_one_parameters_cell_typed_and_explained(path):
    cells = [cell for cell in code(path) if "parameters" in tags(cell)]
    assert len(cells) == 1
    assert source(cells[0]) == 'client: str = "dowr"  # map in data/raw'


@notebooks
def test_only_known_tags_and_no_outputs(path):
    for cell in content(path)["cells"]:
        assert tags(cell) <= TAGS
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@notebooks
def test_what_is_internal_stands_in_internal_cells_and_is_not_written(path):
    internal = {name for name, table in dictionary.tables().items() if table.internal}
    section: set[str] = set()
    for cell in content(path)["cells"]:
        section = tags(cell) if cell["cell_type"] == "markdown" else section
        if "internal" in tags(cell):
            assert ".write(" not in source(cell), cell["id"]
        else:
            assert "internal" not in section, cell["id"]
            assert not internal & set(re.findall(r"\w+", source(cell))), cell["id"]


@notebooks
def test_cells_are_thin(path):
    for cell in code(path):
        lines = [line for line in source(cell).splitlines() if line.strip()]
        assert len(lines) <= MOST_LINES, cell["id"]
        tree = ast.parse(source(cell))
        assert len(tree.body) <= MOST_STEPS, cell["id"]
        found = [node for node in ast.walk(tree) if isinstance(node, FORBIDDEN)]
        assert not found, cell["id"]


@notebooks
def test_no_print_path_magic_or_star_import(path):
    for cell in code(path):
        text = source(cell)
        wrong = (
            r"\bprint\(|\bPath\(|\bopen\(|sys\.path|^[%!]|import \*|os\.(chdir|environ)|\.head\("
        )
        assert not re.search(wrong, text, re.M), cell["id"]


@notebooks
def test_set_up_prepares_the_page_with_the_colours_of_the_partners(path):
    text = next(source(cell) for cell in code(path) if "show.start(" in source(cell))
    assert "from lib.dossier import Dossier" in text
    assert "Dossier(client)" in text


@notebooks
def test_every_section_has_a_question_how_to_read_it_and_a_result(path):
    cells = content(path)["cells"]
    starts = [n for n, c in enumerate(cells) if c["cell_type"] == "markdown" and n > 1]
    assert starts
    for n in starts:
        heading, _, reading = source(cells[n]).partition("\n\n")
        assert heading.startswith("## "), cells[n]["id"]
        assert reading.strip(), cells[n]["id"]
        if heading != "## Wat deze cijfers niet zeggen":
            assert heading.endswith("?"), cells[n]["id"]
            following = cells[n + 1 :]
            shown = next((c for c in following if c["cell_type"] == "code"), None)
            assert shown, cells[n]["id"]


@notebooks
def test_ends_with_caveats_what_it_hands_on_and_what_is_missing(path):
    if path.stem != "05-advice":  # page one leaves them to the sheet behind the case against
        assert prose(path)[-1].startswith("## Wat deze cijfers niet zeggen")
    *_, before, last = content(path)["cells"]
    if path.stem in CHAPTERS:  # a depth notebook leaves what is missing to its chapter
        assert "setup" in tags(before)
        assert "show.missing(" in source(last)


@notebooks
def test_prose_is_dutch_and_free_of_code(path):
    for text in prose(path)[:1] + prose(path)[2:]:
        assert not ENGLISH.search(text), text
        assert "`" not in text
        assert not re.search(r"\w+/\w+/\w+|\.csv|\.py", text)


@notebooks
def test_only_known_result_tables_are_written(path):
    whole = "\n".join(source(cell) for cell in code(path))
    results = {name for name, table in dictionary.tables().items() if not table.raw}
    assert set(re.findall(r'dossier\.write\(\s*"(\w+)"', whole)) <= results


def test_a_plain_seaborn_chart_is_among_them():
    assert any("sns." in source(cell) for path in SHARED for cell in code(path))
