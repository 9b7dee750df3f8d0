"""The text of `data/README.md`: `python -m lib.dossier.describe` writes it anew."""

from pathlib import Path

from jinja2 import Environment

from lib.dossier.dictionary import settings, tables

TEMPLATE = Path(__file__).with_name("readme.md.j2")
PAGE = Path(__file__).parents[2] / "data" / "README.md"


def describe() -> str:
    """Return the text of `data/README.md`: every setting, and every table with its columns."""
    groups = {
        "Raw tables: what people fill in": [t for t in tables().values() if t.raw],
        "Result tables: what notebooks hand on": [t for t in tables().values() if not t.raw],
    }
    template = Environment(trim_blocks=True).from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(groups=groups, settings=settings().columns) + "\n"


if __name__ == "__main__":
    PAGE.write_text(describe(), encoding="utf-8")
