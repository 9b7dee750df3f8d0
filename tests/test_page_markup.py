"""Text never becomes markup: hostile words are shown as words, wherever they come from."""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from lib.page import charts, plans, show
from lib.page.markup import digest

ROOT = Path(__file__).resolve().parents[1]
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</table></style><svg onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt;", "{{ 7*7 }}", "$5 en $6", "a_b_c *vet*", "]]>", "--><script>x</script>",
    "\x00\u202e",
]  # fmt: skip
SAFE_TAGS = {
    "a", "blockquote", "caption", "circle", "clippath", "code", "defs", "details", "div", "em",
    "figcaption", "figure", "g", "li", "ol", "p", "path", "pre", "rect", "span", "strong",
    "summary", "svg", "table", "tbody", "td", "th", "thead", "tr", "ul", "use",
}  # fmt: skip


@dataclass(frozen=True)
class Label:
    """What `show.start` needs to know of a column; a dossier gives its own."""

    label: str
    kind: str
    unit: str = ""
    description: str = ""


class Reader(HTMLParser):
    """Collect the elements, the attributes and the text of a piece of HTML."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def outputs(evil: str) -> dict[str, show.Output]:
    frame = pd.DataFrame({evil: [evil, "b"], "cost": [1.0, 2.0]})
    rows = pd.DataFrame({"source": [evil], "grade": ["D"]})
    gates = pd.DataFrame({"gate": [evil], "date": ["2010-01-15"]})
    pauses = pd.DataFrame(columns=["first_date", "last_date"])
    step = {
        "name": evil, "phase": evil, "first_date": "2010-01-01", "last_date": "2010-02-01",
        "critical": True, "total_float_weeks": 1.0,
    }  # fmt: skip
    proof = {
        "number_id": "x", "number_label": evil, "unit": evil, "origin": evil, "what": evil,
        "value": 1.0, "factor": 1.0, "source": evil, "grade": evil,
    }  # fmt: skip
    number = {"number_id": evil, "label": evil, "value_text": evil, "compare": evil}
    asked = {"kind": "gevraagd", "text": evil, "body": evil, "partner": evil, "if_no": evil}
    return {
        "table": show.table(frame, evil, rows=rows, note=evil, total=evil, link={evil: evil}),
        "figure": show.figure(
            charts.bars(frame, evil, "cost"), evil, subtitle=evil, alt=evil, rows=rows, note=evil
        ),  # fmt: skip
        "matrix": show.figure(charts.matrix(frame.assign(x=evil), evil, "x", evil), evil),
        "gantt": show.figure(
            plans.gantt(pd.DataFrame([step]), gates, pauses, pd.Timestamp("2010-01-10")), evil
        ),
        "answer": show.answer(evil),
        "text": show.text(evil),
        "missing": show.missing([evil]),
        "numbers": show.numbers(pd.DataFrame([number])),
        "decision": show.decision(pd.DataFrame([asked])),
        "evidence": show.evidence(pd.DataFrame([proof])),
    }


@pytest.mark.parametrize("evil", HOSTILE)
@pytest.mark.filterwarnings("ignore:Glyph")
def test_hostile_text_is_shown_as_text(evil: str) -> None:
    show.start(
        {"cost": Label(evil, "eur", evil, evil)}, pd.DataFrame({"source": [evil], "title": [evil]})
    )
    for name, output in outputs(evil).items():
        page = Reader(output._repr_html_())
        assert page.tags <= SAFE_TAGS, name
        assert not [key for key, _ in page.attributes if key.startswith("on")], name
        links = [value for key, value in page.attributes if key == "href"]
        assert all(link.startswith("#") for link in links), name
        if name not in {"matrix", "gantt"} and evil == evil.strip("\x00"):
            assert evil in page.text, name


@pytest.mark.parametrize("evil", HOSTILE)
def test_hostile_notes_run_nothing(evil: str) -> None:
    note = f"# {evil}\n\n{evil}\n\n- {evil}\n\n[{evil}]({evil}) ![x]({evil}) [y](javascript:alert)"
    page = Reader(show.words(note)._repr_html_())
    assert page.tags <= SAFE_TAGS
    links = [value for key, value in page.attributes if key == "href"]
    assert not [link for link in links if link.lower().startswith(("javascript", "data"))]
    assert not [key for key, _ in page.attributes if key.startswith("on") or key == "src"]


def test_markup_is_made_in_one_place_only() -> None:
    shortcuts = re.compile(
        r"escape=False|\bHTML\(f|Markdown\(f|Markup\(f|\|\s*safe\b|autoescape false|mark_safe"
    )
    found = [
        f"{file.relative_to(ROOT)}: {line.strip()}"
        for pattern in ("lib/**/*.py", "lib/**/*.j2", "notebooks/**/*.ipynb")
        for file in sorted(ROOT.glob(pattern))
        for line in file.read_text(encoding="utf-8").splitlines()
        if shortcuts.search(line)
    ]
    assert not found


def test_digest_follows_the_content() -> None:
    assert digest("a", "b") == digest("a", "b") != digest("ab")
