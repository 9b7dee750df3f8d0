"""The settings of one client: `client.yml`, a table of one row whose cells stand on lines.

Every value is taken as it is typed (YAML itself would read `no` as false and `0344` as 228) and
then read by the same rules as a cell of a table; `dictionary.yml` says which settings there are.
"""

from pathlib import Path
from types import SimpleNamespace

import yaml

from lib.dossier import parsing
from lib.dossier.dictionary import settings
from lib.dossier.reading import DossierError, Files, Finding, Place, Sheet
from lib.dossier.values import clean, read

FILE = "client.yml"


def rows(folder: Path) -> parsing.Rows:
    """Read client.yml as a table, with every fault in its findings."""
    files = Files(unread={FILE})
    try:
        files = Files([_sheet(folder / FILE)])
    except OSError:
        files.refuse("ontbreekt.", FILE)
    except (ValueError, yaml.YAMLError, RecursionError, AttributeError) as error:
        mark = getattr(error, "problem_mark", None)
        message = 'kan niet worden gelezen. Toegestaan: regels als "title: Tekst", in UTF-8.'
        files.findings.append(Finding(Place(FILE, row=mark.line + 1 if mark else 0), None, message))
    found = parsing.parse(files, settings())
    found.findings += files.findings
    for name in found.frame["client"].dropna():
        if name != folder.name:
            found.refuse(0, "client", f"is niet de naam van de map ({folder.name}).", name)
    return found


def _sheet(path: Path) -> Sheet:
    """Give the settings as typed, and the line of each."""
    text = path.read_text(encoding="utf-8-sig")
    pairs = yaml.compose(text, yaml.BaseLoader).value
    for node in (node for pair in pairs for node in pair):
        if not isinstance(node, yaml.ScalarNode):
            raise yaml.MarkedYAMLError(problem_mark=node.start_mark)
    lines = tuple(name.start_mark.line + 1 for name, _ in pairs)
    names = [name.value for name, _ in pairs]
    return Sheet(FILE, FILE, "", names, [(1, [clean(value.value) for _, value in pairs])], lines)


def load(folder: Path) -> SimpleNamespace:
    """Read client.yml.

    Parameters
    ----------
    folder : Path
        data/raw/<client>; the folder's name must be the setting `client`.

    Returns
    -------
    SimpleNamespace
        Every setting of `dictionary.yml` by name; a date is a `datetime.date`.

    Raises
    ------
    DossierError
        With every fault at once.
    """
    found = rows(folder)
    if found.findings:
        raise DossierError("De instellingen kloppen niet:", found.findings)
    sheet, _ = found.at[0]
    typed = dict(zip(sheet.header, sheet.rows[0][1], strict=True))
    known = {
        name: column.default if typed.get(name) is None else read(column, typed[name])[0]
        for name, column in settings().columns.items()
    }
    return SimpleNamespace(**{**known, "price_year": known["price_year"] or known["base_year"]})
