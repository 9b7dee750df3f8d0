"""The settings of one client: `client.yml`, read strictly.

Every value is taken as it is typed (YAML itself would read `no` as false and `0344` as 228) and
then read by the same rules as a cell of a table.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

import yaml
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)

from lib.dossier import values
from lib.dossier.reading import Finding, Place

FILE = "client.yml"


def _reader(kind: str) -> BeforeValidator:
    read: Callable[[Any], Any] = values.READERS.get(kind, values.text)
    return BeforeValidator(lambda raw: read(raw) if isinstance(raw, str) else raw)


Text = Annotated[str, _reader("text"), Field(min_length=1)]
Day = Annotated[dt.date, _reader("date")]
Month = Annotated[str, _reader("month")]
Year = Annotated[int, _reader("year"), Field(ge=1990, le=2060)]
Share = Annotated[float, _reader("percent"), Field(ge=0, le=100)]
Rate = Annotated[float, _reader("percent"), Field(ge=-10, le=25)]


class Settings(BaseModel):
    """What holds for the whole dossier of a client."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    client: Text
    title: Text
    question: Text
    kind: Literal["gemeenten", "scholen"]
    reference_date: Day
    report_date: Day
    version: Text
    status: Literal["concept", "definitief"]
    author: Text
    start_date: Day
    horizon_years: Annotated[int, _reader("integer"), Field(ge=1, le=30)] = 10
    first_budget_year: Year
    discount_rate_pct: Rate = 2.25
    discount_rate_source: Text | None = None
    base_year: Year
    price_year: Year = Field(default_factory=lambda known: known.get("base_year"))
    price_index_pct: Rate = 0.0
    unit: Literal["inwoners", "leerlingen"]
    joint_key: Literal["gelijk", "inwoners", "leerlingen", "werkplekken"] = "gelijk"
    joint_share_source: Text | None = None
    max_step_weeks: Annotated[float, _reader("number"), Field(gt=0)] | None = None
    chance_grade_pct: Share = 60.0
    cooperation_start: Month | None = None
    advice: Text | None = None


WHAT = {
    "Day": values.EXPECTED["date"][1],
    "Month": values.EXPECTED["month"][1],
    "Year": "een jaar van 1990 tot en met 2060",
    "Share": "een percentage van 0 tot en met 100",
    "Rate": "een percentage van -10 tot en met 25",
}
ALLOWED = {
    "horizon_years": "een heel aantal jaren van 1 tot en met 30",
    "max_step_weeks": "een aantal weken boven 0",
}


def allowed(name: str) -> str:
    """Say in Dutch what a setting may hold."""
    annotation = str(Settings.__annotations__[name])
    known = next((text for kind, text in WHAT.items() if annotation.startswith(kind)), "een tekst")
    choices = get_args(Settings.model_fields[name].annotation)
    if annotation.startswith("Literal"):
        known = values.dutch.listing(choices, "of")
    return ALLOWED.get(name, known)


class SettingsError(ValueError):
    """The settings cannot be read; `findings` says why, in Dutch."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


def load(folder: Path) -> Settings:
    """Read client.yml.

    Parameters
    ----------
    folder : Path
        data/raw/<client>; the folder's name must be the setting `client`.

    Raises
    ------
    SettingsError
        With every fault at once.
    """
    content, lines = _read(folder / FILE)
    try:
        settings = Settings.model_validate(content)
    except ValidationError as error:
        raise SettingsError(_translate(error, content, lines)) from error
    faults = _check_together(settings, folder.name, lines)
    if faults:
        raise SettingsError(faults)
    return settings


def _fault(message: str, line: int = 0, value: str | None = None) -> Finding:
    return Finding(Place(FILE, row=line), value, message)


def _read(path: Path) -> tuple[dict[str, str], dict[str, int]]:
    """Return the settings as typed, with the line of each."""
    if not path.is_file():
        raise SettingsError([_fault("ontbreekt. Elk dossier heeft instellingen nodig.")])
    try:
        node = yaml.compose(path.read_text(encoding="utf-8-sig"), yaml.SafeLoader)
    except UnicodeDecodeError as error:
        raise SettingsError([_fault("is niet als UTF-8 opgeslagen.")]) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise SettingsError(
            [_fault('is geen geldige YAML. Toegestaan: regels als "title: Tekst".', line)]
        ) from error
    if not isinstance(node, yaml.MappingNode):
        raise SettingsError([_fault('is geen lijst van instellingen, zoals "title: Tekst".')])
    return _scalars(node)


def _scalars(node: yaml.MappingNode) -> tuple[dict[str, str], dict[str, int]]:
    content: dict[str, str] = {}
    lines: dict[str, int] = {}
    faults = []
    for key, value in node.value:
        name, line = str(key.value), key.start_mark.line + 1
        if name in lines:
            faults.append(
                _fault(f'"{name}" staat er twee keer, ook op regel {lines[name]}.', line)
            )
        elif not isinstance(value, yaml.ScalarNode):
            faults.append(_fault(f'"{name}" mag geen lijst zijn. Toegestaan: een waarde.', line))
        lines.setdefault(name, line)
        empty = value.value in ("", "~", "null") and not getattr(value, "style", None)
        if not empty:
            content.setdefault(name, values.clean(value.value) or "")
    if faults:
        raise SettingsError(faults)
    return content, lines


def _translate(
    error: ValidationError, content: dict[str, str], lines: dict[str, int]
) -> list[Finding]:
    missing = [str(e["loc"][0]) for e in error.errors() if e["type"] == "missing"]
    meant = {
        name: values.nearest(name, missing) or values.nearest(name, Settings.model_fields)
        for name in content
        if name not in Settings.model_fields
    }
    faults = [
        _fault(f'"{name}" is onbekend.{values.hint(name, [near] if near else [])}', lines[name])
        for name, near in meant.items()
    ]
    faults += [
        _fault(f'"{name}" ontbreekt. Toegestaan: {allowed(name)}.', lines.get(name, 0))
        for name in Settings.model_fields
        if name in missing and name not in meant.values()
    ]
    wrong = {
        str(e["loc"][0]): e
        for e in error.errors()
        if e["type"] not in ("missing", "extra_forbidden", "default_factory_not_called")
    }
    faults += [
        _fault(
            f"mag niet bij {name}. Toegestaan: {allowed(name)}.{_near(name, content[name])}",
            lines[name],
            content[name],
        )
        for name in wrong
    ]
    return sorted(faults, key=lambda found: found.place)


def _near(name: str, value: str) -> str:
    choices = get_args(Settings.model_fields[name].annotation)
    return values.hint(value, [c for c in choices if isinstance(c, str)])


def _check_together(settings: Settings, folder: str, lines: dict[str, int]) -> list[Finding]:
    faults = []
    if settings.client != folder:
        faults.append(
            _fault(
                f"is niet de naam van de map. Toegestaan: {folder}.",
                lines["client"],
                settings.client,
            )
        )
    if settings.report_date < settings.reference_date:
        faults.append(
            _fault(
                f"mag niet: report_date ligt voor reference_date ({settings.reference_date}).",
                lines["report_date"],
                str(settings.report_date),
            )
        )
    return faults
