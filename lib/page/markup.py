"""Build HTML in which every text is escaped: the one place where text becomes markup.

`tag` escapes each child and each attribute, unless it is markup that `tag` itself made.
Nothing else in the project may turn text into HTML; a test looks for shortcuts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

VOID = {"br", "col", "img", "meta"}
EMPTY = Markup("")


def attributes(**values: Any) -> Markup:
    """Write attributes; `class_` is class, `_` is a hyphen, True is bare, None is left out."""
    parts = []
    for name, value in values.items():
        if value is None or value is False:
            continue
        word = name.rstrip("_").replace("_", "-")
        bare = Markup(" {}").format(word)
        parts.append(bare if value is True else bare + Markup('="{}"').format(value))
    return EMPTY.join(parts)


def tag(name: str, *children: Any, **values: Any) -> Markup:
    """Write one element; children are escaped, None is left out."""
    start = Markup("<{}{}>").format(name, attributes(**values))
    if name in VOID:
        return start
    return start + joined(children) + Markup("</{}>").format(name)


def joined(children: Iterable[Any]) -> Markup:
    """Join pieces of markup and text, text escaped."""
    return EMPTY.join(escape(child) for child in children if child is not None)


def digest(*parts: Any) -> str:
    """Give a short name that depends on the content only: the same content, the same name."""
    text = "\x1f".join(str(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:10]
