"""Build HTML in which every text is escaped: the one place where text becomes markup.

`part` fills a piece of `template/parts.j2`, which escapes everything that is not markup already.
Nothing else may turn text into HTML; a test looks for shortcuts.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

TEMPLATE = Path(__file__).parent / "template"


@cache
def _parts() -> Any:
    loader = FileSystemLoader(TEMPLATE)
    page = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return page.get_template("parts.j2").module


def part(macro: str, /, **values: Any) -> Markup:
    """Fill a piece of the page: a macro of `template/parts.j2`."""
    return getattr(_parts(), macro)(**values).strip()


def digest(*parts: Any) -> str:
    """Give a short name that depends on the content only: the same content, the same name."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
