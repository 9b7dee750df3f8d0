"""The last gate: what calls out, runs, or tells on the machine stops a report."""

from pathlib import Path

import pytest

from lib.run.lint import lint, script_hash

PAGE = '<!DOCTYPE html><html lang="nl"><body><h1>T</h1>{}</body></html>'


@pytest.mark.parametrize(
    "html",
    [
        "<p>Gewone tekst over een script, een iframe en /tmp.</p>",
        '<a href="#a">naar</a><p id="a"></p>',
        '<a href="https://voorbeeld.nl">bron</a>',
        '<img src="data:image/png;base64,AA" alt="x">',
        '<style>a{background:url("data:font/woff2;base64,AA")}</style>',
        '<svg><g id="b"/><use xlink:href="#b"/></svg>',
        "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>",
    ],
)
def test_a_clean_page_passes(html: str) -> None:
    assert lint(PAGE.format(html)) == []


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>", '<script src="x.js"></script>', "<iframe></iframe>",
        '<img src="https://x.nl/a.png">', '<img src="a.png">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>', '<p onclick="x()">x</p>', "<svg onload=x()></svg>",
        '<meta http-equiv="Refresh" content="0">', "<base href='#'>", "<object></object>",
        '<link rel="stylesheet" href="a.css">', "<style>@import 'a.css'</style>",
        "<style>a{background:url(https://x.nl)}</style>", '<p style="background:url(a.png)">x</p>',
        "<!-- intern -->", "<p>Traceback (most recent call last)</p>",
        "<p>/tmp/ipykernel_12/1.py</p>",
        '<p id="a"></p><p id="a"></p>', '<a href="#nergens">x</a>', "<h1>Nog een</h1>",
        '<svg><use href="x.svg#a"/></svg>', f"<p>{Path(__file__).resolve().parents[1]}</p>",
        '<form action="#"></form>', '<video poster="a.png"></video>',
    ],
)  # fmt: skip
def test_a_page_that_may_not_leave_the_house_is_stopped(html: str) -> None:
    assert lint(PAGE.format(html)) != []


def test_one_script_passes_by_its_hash() -> None:
    page = PAGE.format("<script>let a = 1;</script>")
    assert lint(page, script_hash("let a = 1;")) == []
    assert lint(page, script_hash("let a = 2;")) == ["een onbekend script"]


def test_a_cut_off_page_is_stopped() -> None:
    assert lint(PAGE.format("")[:-7]) == ["de pagina is afgebroken"]
