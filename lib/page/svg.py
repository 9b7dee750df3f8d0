"""Turn a matplotlib figure into inline SVG: the same figure gives the same bytes."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure

from lib.page.markup import tag

NO_METADATA = {"Creator": None, "Date": None, "Format": None, "Type": None}
_PATH = re.compile(r'(?<= d=")[^"]+')
_LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")
_ID = re.compile(r' id="([^"]*)"')
_REFERENCE = re.compile(r'(?:href="#|url\(#)([^")]+)')
_LETTER = re.compile(r'<path id="([^"]+)"[^>]*transform="scale\(0\.015625\)"/>')
_MOVED = re.compile(r'(<use [^>]*)transform="translate\(([-\d.]+) ([-\d.]+)\)"')


def drawing(
    figure: Figure, prefix: str, class_: str, letters: dict[str, str] | None = None
) -> Markup:
    """Draw the figure as one `svg` element, hidden from screen readers (its alt says it).

    `letters` holds the shapes of letters that an earlier drawing on the same page defined; they
    are used again, and those that this drawing defines are added.
    """
    buffer = io.StringIO()
    with mpl.rc_context({"svg.hashsalt": prefix}):
        figure.savefig(buffer, format="svg", metadata=NO_METADATA)
    body = buffer.getvalue()
    box = re.search(r'viewBox="([^"]+)"', body)
    inner = body[body.index(">", body.index("<svg")) + 1 : body.rindex("</svg>")]
    # The text in it is drawn as paths, so what is marked safe holds no words of the dossier.
    return tag(
        "svg", Markup(_slim(inner, prefix, {} if letters is None else letters)), class_=class_,
        viewBox=box.group(1) if box else None, aria_hidden="true", focusable="false",
    )  # fmt: skip


def _slim(inner: str, prefix: str, letters: dict[str, str]) -> str:
    """Leave out what a page does not need, and make the ids that are used unique."""
    bare = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", inner, flags=re.S)
    drawn = _LETTER.findall(bare)
    short = _PATH.sub(_shorter, _LETTER.sub(lambda m: "" if m[1] in letters else m[0], bare))
    names = dict.fromkeys(_REFERENCE.findall(short))
    used = {old: letters.get(old, f"{prefix}{n}") for n, old in enumerate(names)}
    letters.update((old, used[old]) for old in drawn if old in used)
    named = _ID.sub(lambda m: f' id="{used[m[1]]}"' if m[1] in used else "", short)
    pointed = _REFERENCE.sub(lambda m: m[0].replace(m[1], used[m[1]]), named)
    moved = _MOVED.sub(_place, pointed.replace("xlink:href", "href"))
    return re.sub(r">\s+<", "><", moved).replace("<g/>", "").replace("<defs></defs>", "").strip()


def _shorter(path: re.Match[str]) -> str:
    """Write a path without the digits and spaces that nobody sees."""
    rounded = _LONG_NUMBER.sub(_rounded, path.group())
    return re.sub(r"\s*([A-Za-z])\s*", r"\1", rounded)


def _place(use: re.Match[str]) -> str:
    x, y = (f"{float(part):.0f}" for part in use.groups()[1:])
    return f'{use.group(1)}x="{x}"' + (f' y="{y}"' if y not in {"0", "-0"} else "")


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number.group()):.2f}".rstrip("0").rstrip(".")
