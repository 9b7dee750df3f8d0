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
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from lib import dutch
from lib.dossier import values
from lib.dossier.reading import Finding, Place

FILE = "client.yml"


def _reader(kind: str) -> BeforeValidator:
    read: Callable[[Any], Any] = values.READERS.get(kind, values.text)
    return BeforeValidator(lambda raw: read(raw) if isinstance(raw, str) else raw)


def _says(text: str, **limits: float) -> Any:
    return Field(description=text, **limits)


WORDS = (_reader("text"), _says("een tekst"))
DAY = values.EXPECTED["date"][1]
MONTH = values.EXPECTED["month"][1]
Text = Annotated[str, *WORDS, Field(min_length=1)]
OptionalText = Annotated[str | None, *WORDS]
Day = Annotated[dt.date, _reader("date"), _says(DAY)]
Month = Annotated[str | None, _reader("month"), _says(MONTH)]
Year = Annotated[
    int, _reader("year"), _says("een jaar van 1990 tot en met 2060", ge=1990, le=2060)
]
Share = Annotated[
    float, _reader("percent"), _says("een percentage van 0 tot en met 100", ge=0, le=100)
]
Rate = Annotated[
    float, _reader("percent"), _says("een percentage van -10 tot en met 25", ge=-10, le=25)
]
Horizon = Annotated[
    int, _reader("integer"), _says("een aantal jaren van 1 tot en met 30", ge=1, le=30)
]
Weeks = Annotated[float | None, _reader("number"), _says("een aantal weken boven 0", gt=0)]


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
    horizon_years: Horizon = 10
    first_budget_year: Year
    discount_rate_pct: Rate = 2.25
    discount_rate_source: OptionalText = None
    base_year: Year
    price_year: Year = Field(default_factory=lambda known: known.get("base_year"))
    price_index_pct: Rate = 0.0
    unit: Literal["inwoners", "leerlingen"]
    joint_key: Literal["gelijk", "inwoners", "leerlingen", "werkplekken"] = "gelijk"
    joint_share_source: OptionalText = None
    max_step_weeks: Weeks = None
    chance_grade_pct: Share = 60.0
    cooperation_start: Month = None
    advice: OptionalText = None


def _choices(name: str) -> list[str]:
    found = get_args(Settings.model_fields[name].annotation)
    return [choice for choice in found if isinstance(choice, str)]


def allowed(name: str) -> str:
    """Say in Dutch what a setting may hold."""
    return Settings.model_fields[name].description or dutch.listing(_choices(name), "of")


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
    except (yaml.YAMLError, RecursionError) as error:
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
    """Say each fault in Dutch; a missing setting that was only misspelt is said once."""
    kinds = {str(fault["loc"][0]): fault["type"] for fault in error.errors()}
    missing = [name for name, kind in kinds.items() if kind == "missing"]
    meant = {
        name: values.nearest(name, missing) or values.nearest(name, Settings.model_fields)
        for name, kind in kinds.items()
        if kind == "extra_forbidden"
    }
    told = {name for name in meant.values() if name in missing}
    told |= {name for name, kind in kinds.items() if kind == "default_factory_not_called"}
    faults = [_unknown(name, near, lines[name]) for name, near in meant.items()]
    for name in [name for name in kinds if name not in told.union(meant)]:
        faults.append(_wrong(name, content.get(name), lines.get(name, 0)))
    return sorted(faults, key=lambda found: found.place)


def _unknown(name: str, near: str | None, line: int) -> Finding:
    return _fault(f'"{name}" is onbekend.{values.hint(name, [near] if near else [])}', line)


def _wrong(name: str, value: str | None, line: int) -> Finding:
    if value is None:
        return _fault(f'"{name}" ontbreekt. Toegestaan: {allowed(name)}.', line)
    near = values.hint(value, _choices(name))
    return _fault(f"mag niet bij {name}. Toegestaan: {allowed(name)}.{near}", line, value)


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
