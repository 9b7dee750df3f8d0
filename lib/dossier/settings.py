"""The settings of one client: `client.yml`, read strictly.

Every value is taken as it is typed (YAML itself would read `no` as false and `0344` as 228) and
then read by the same rules as a cell of a table.
"""

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from lib.dossier.dictionary import Column
from lib.dossier.reading import DossierError, Finding, Place
from lib.dossier.values import clean, expected, hint, nearest, read

FILE = "client.yml"
WRONG = "De instellingen kloppen niet:"
SETTING = re.compile(r"^([A-Za-z0-9_-]+)\s*:", re.MULTILINE)


def _is(kind: str, *allowed: str, **limits: float) -> Column:
    """Describe a setting as a column of a table, so that it is read in the same way."""
    return Column("", "", kind, allowed=allowed, **limits)


Text = Annotated[str, _is("text")]
Day = Annotated[dt.date, _is("date")]
Year = Annotated[int, _is("year", min=1990, max=2060)]
Rate = Annotated[float, _is("percent", min=-10, max=25)]


class Settings(BaseModel):
    """What holds for the whole dossier of a client."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    client: Text
    title: Text
    question: Text
    kind: Annotated[str, _is("choice", "gemeenten", "scholen")]
    reference_date: Day
    report_date: Day
    version: Text
    status: Annotated[str, _is("choice", "concept", "definitief")]
    author: Text
    start_date: Day
    horizon_years: Annotated[int, _is("integer", min=1, max=30)] = 10
    first_budget_year: Year
    discount_rate_pct: Rate = 2.25
    discount_rate_source: Text | None = None
    base_year: Year
    price_year: Year = Field(default_factory=lambda known: known.get("base_year"))
    price_index_pct: Rate = 0.0
    unit: Annotated[str, _is("choice", "inwoners", "leerlingen")]
    joint_key: Annotated[str, _is("choice", "gelijk", "inwoners", "leerlingen", "werkplekken")] = (
        "gelijk"
    )
    joint_share_source: Text | None = None
    max_step_weeks: Annotated[float | None, _is("number", min=0.1)] = None
    chance_grade_pct: Annotated[float, _is("percent")] = 60.0
    cooperation_start: Annotated[str | None, _is("month")] = None
    advice: Text | None = None

    @field_validator("*", mode="before")
    @classmethod
    def _read(cls, raw: Any, info: ValidationInfo) -> Any:
        value, fault = read(column_of(info.field_name or ""), raw)
        if fault:
            raise ValueError(fault)
        return value


def column_of(name: str) -> Column:
    """Return what a setting may hold, described as a column of a table."""
    found = Settings.model_fields[name].metadata
    return next((item for item in found if isinstance(item, Column)), _is("text"))


def load(folder: Path) -> Settings:
    """Read client.yml.

    Parameters
    ----------
    folder : Path
        data/raw/<client>; the folder's name must be the setting `client`.

    Raises
    ------
    DossierError
        With every fault at once.
    """
    content, faults = _content(folder / FILE)
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        faults += _translate(error, content)
    faults += _together(_readable(content), folder.name)
    if faults:
        raise DossierError(WRONG, faults)
    return settings


def _fault(message: str, value: str | None = None) -> Finding:
    return Finding(Place(FILE), value, message)


def _content(path: Path) -> tuple[dict[str, str], list[Finding]]:
    """Return the settings as typed, without empty ones, and those that stand there twice."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        content = yaml.load(text, yaml.BaseLoader)  # noqa: S506  strings only: makes no objects
        typed = {str(name): clean(str(raw)) for name, raw in content.items()}
    except OSError:
        raise DossierError(WRONG, [_fault("ontbreekt.")]) from None
    except (UnicodeDecodeError, yaml.YAMLError, RecursionError, AttributeError):
        message = 'is geen YAML in UTF-8. Toegestaan: regels als "title: Tekst".'
        raise DossierError(WRONG, [_fault(message)]) from None
    names = SETTING.findall(text)
    twice = sorted({name for name in names if names.count(name) > 1})
    lists = [name for name, raw in content.items() if not isinstance(raw, str)]
    faults = [_fault(f'"{name}" staat er twee keer.') for name in twice]
    faults += [_fault(f'"{name}" mag maar één waarde hebben.') for name in lists]
    return {name: raw for name, raw in typed.items() if raw}, faults


def readable(folder: Path) -> dict[str, Any]:
    """Give the settings that can be read, also when others are wrong: no fault hides another."""
    try:
        return _readable(_content(folder / FILE)[0])
    except DossierError:
        return {}


def _readable(content: dict[str, str]) -> dict[str, Any]:
    known = {name: raw for name, raw in content.items() if name in Settings.model_fields}
    values = {name: read(column_of(name), raw)[0] for name, raw in known.items()}
    return {name: value for name, value in values.items() if value is not None}


def _together(values: dict[str, Any], folder: str) -> Iterator[Finding]:
    if values.get("client", folder) != folder:
        yield _fault(f"bij client is niet de naam van de map ({folder}).", values["client"])
    first, last = values.get("reference_date"), values.get("report_date")
    if first and last and last < first:
        yield _fault(f"bij report_date ligt voor reference_date ({first}).", str(last))


def _translate(error: ValidationError, content: dict[str, str]) -> Iterator[Finding]:
    """Say each fault in Dutch; a missing setting that was only misspelt is said once."""
    found = {str(fault["loc"][0]): fault for fault in error.errors()}
    missing = [name for name, fault in found.items() if fault["type"] == "missing"]
    unknown = [name for name, fault in found.items() if fault["type"] == "extra_forbidden"]
    misspelt = {nearest(name, missing) for name in unknown}
    for name in unknown:
        near = hint(name, missing) or hint(name, Settings.model_fields)
        yield _fault(f'"{name}" is onbekend.{near}')
    for name in [name for name in missing if name not in misspelt]:
        yield _fault(f'"{name}" ontbreekt. Toegestaan: {expected(column_of(name))}.')
    for name in [name for name, fault in found.items() if fault["type"] == "value_error"]:
        message = str(found[name]["ctx"]["error"]).replace("als tekst, zoals 12,5%", "zoals 2,5")
        yield _fault(f"bij {name} {message}", content[name])
