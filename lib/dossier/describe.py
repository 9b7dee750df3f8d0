"""The text of `data/README.md`: run `python -m lib.dossier.describe > data/README.md`."""

from pathlib import Path

from jinja2 import Environment

from lib.dossier.dictionary import tables

TEMPLATE = Path(__file__).with_name("readme.md.j2")


def describe() -> str:
    """Return the text of `data/README.md`: every table with its columns."""
    groups = {
        "Raw tables: what people fill in": [t for t in tables().values() if t.raw],
        "Result tables: what notebooks hand on": [t for t in tables().values() if not t.raw],
    }
    template = Environment(trim_blocks=True).from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(groups=groups) + "\n"


if __name__ == "__main__":
    print(describe(), end="")
