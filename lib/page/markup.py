"""Build HTML in which every text is escaped: the one place where text becomes markup.

`tag` makes one element, `part` fills a piece of `template/parts.j2`; both escape everything that
is not markup already. Nothing else may turn text into HTML; a test looks for shortcuts.
"""

import hashlib
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup, escape

EMPTY = Markup("")
TEMPLATE = Path(__file__).parent / "template"


@cache
def _parts() -> Any:
    loader = FileSystemLoader(TEMPLATE)
    page = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return page.get_template("parts.j2").module


def part(macro: str, /, **values: Any) -> Markup:
    """Fill a piece of the page: a macro of `template/parts.j2`."""
    return getattr(_parts(), macro)(**values).strip()


def tag(name: str, *children: Any, **values: Any) -> Markup:
    """Write one element; `class_` is class, `_` is a hyphen, None is left out."""
    start = Markup("<{}").format(name)
    for key, value in values.items():
        if value is not None:
            word = key.rstrip("_").replace("_", "-")
            start += Markup(' {}="{}"').format(word, value)
    return start + Markup(">") + joined(children) + Markup("</{}>").format(name)


def joined(children: Iterable[Any]) -> Markup:
    """Join pieces of markup and text, text escaped."""
    return EMPTY.join(escape(child) for child in children if child is not None)


def digest(*parts: Any) -> str:
    """Give a short name that depends on the content only: the same content, the same name."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
