"""Placeholders in the consultant's own words."""

import datetime as dt
from types import SimpleNamespace

import pandas as pd
import pytest

from lib.dossier import notes
from lib.dossier.reading import DossierError


def test_a_placeholder_gets_its_value_as_people_write_it():
    values = {"first_budget_year": 2014, "discount_rate_pct": 2.5, "day": dt.date(2014, 2, 1)}
    text = "Vanaf {first_budget_year}, {discount_rate_pct}%, op {day}."
    assert notes.filled(text, values) == "Vanaf 2014, 2,5%, op 1 februari 2014."


def test_a_placeholder_without_a_value_stops_with_its_name_and_the_nearest():
    with pytest.raises(DossierError, match='"{vordeel}" heeft hier geen waarde.*"voordeel"'):
        notes.filled("{vordeel}", {"voordeel": "€ 1"})
    with pytest.raises(DossierError, match="geen waarde"):
        notes.filled("{max_step_weeks}", {"max_step_weeks": None})


def test_amounts_say_which_side_they_are_on():
    rows = [
        ("begroting-totaal", "samen extra kosten in vier jaar", "€ 5"),
        ("duur", "einde", "1 mei"),
    ]
    numbers = pd.DataFrame(rows, columns=["number_id", "label", "value_text"])
    assert notes.figures(numbers) == {"voordeel": "€ 5 extra kosten", "einde": "1 mei"}


def test_the_check_names_the_line_and_knows_figures_only_in_the_advice(tmp_path):
    text = "# Routekaart\n{voordeel}\n{start_date}\n# Advies\n{voordeel} {vordeel}\n"
    (tmp_path / "notes.md").write_text(text, encoding="utf-8")
    rows = {"cash_flows": [1], "staff": [], "activities": []}
    tables = {name: SimpleNamespace(partial=False, at=at) for name, at in rows.items()}
    found = [(fault.place.row, fault.value) for fault in notes.check(tmp_path, tables)]
    assert found == [(2, "{voordeel}"), (5, "{vordeel}")]
