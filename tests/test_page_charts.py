"""Every chart holds with one row, twelve, long names, equal, unknown, negative and no values."""

import re
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.font_manager import findfont
from matplotlib.text import Text
from test_page_markup import Label

from lib.page import canvas, charts, plans, show, style
from lib.page.canvas import Chart, wrap

CSS = (Path(style.__file__).parent / "template" / "style.css").read_text()
LONG = "Gemeenschappelijke regeling Samenwerkingsverband Noordwest en omstreken"
WORD = "Aaneengeslotenwoordzonderspatiesdatveeltelangisvooreenregel"
NAMES = {
    "one": ["Deventer"],
    "three": ["Deventer", "Olst-Wijhe", "Raalte"],
    "twelve": [f"Gemeente {letter}" for letter in "ABCDEFGHIJKL"],
    "long": [LONG, WORD],
}
VALUES = {
    "plain": lambda n: np.arange(1, n + 1) * 1000.0,
    "equal": lambda n: np.full(n, 5.0),
    "zero": lambda n: np.zeros(n),
    "negative": lambda n: -np.arange(1, n + 1) * 10.0,
    "mixed": lambda n: np.where(np.arange(n) % 2, -1, 1) * 1000.0,
    "gap": lambda n: np.where(np.arange(n) == 0, np.nan, 7.0) if n > 1 else np.full(n, 7.0),
    "unknown": lambda n: np.full(n, np.nan),
}


@pytest.fixture(autouse=True)
def started() -> None:
    show.start({"value": Label("Kosten", "eur"), "name": Label("Deelnemer", "reference")})


def table(names: str, values: str) -> pd.DataFrame:
    who = NAMES[names]
    frame = pd.DataFrame({"name": who, "value": VALUES[values](len(who))})
    both = [
        frame.assign(series=one, month=f"2010-{month}")
        for one, month in (("a", "01"), ("b", "03"))
    ]
    return pd.concat(both, ignore_index=True).assign(
        low=lambda t: t["value"] - 1, high=lambda t: t["value"] + 2, n=12
    )


FORMS = {
    "bars": lambda t: charts.bars(t[t["series"].eq("a")], "name", "value"),
    "banded": lambda t: charts.bars(
        t[t["series"].eq("a")], "name", "value", band=(1.0, 2.0, "Vergelijkbaar")
    ),
    "stacked": lambda t: charts.stacked(t, "name", "series", "value"),
    "diverging": lambda t: charts.diverging(
        t[t["series"].eq("a")], "name", "value", "low", "high"
    ),
    "dots": lambda t: charts.dots(t, "series", "value", "name"),
    "months": lambda t: charts.months(t, "month", "value", "name", mark=("2010-02", "start")),
    "waterfall": lambda t: charts.waterfall(t, "name", "value", panel="series", total="Samen"),
    "ranges": lambda t: charts.ranges(t, "name", "low", "value", "high", zero=3.0),
    "slope": lambda t: charts.slope(t.assign(m=12, chance=1.0), "name", "low", "value", "n", "m",
                                    "chance"),
    "curve": lambda t: charts.curve(t.assign(value=t["value"].abs()), "month", "value", "series",
                                    {"Half kans": pd.Timestamp("2010-02-01")}),
    "scatter": lambda t: charts.scatter(t[t["series"].eq("a")], "name", "value", "n",
                                        ranges=["low", "high", "n", "n"]),
}  # fmt: skip
GRIDS = {
    "matrix": lambda t: charts.matrix(t, "series", "name", "value"),
    "load": lambda t: plans.load(t, "name", "month", "value"),
}


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("form", FORMS)
def test_chart_holds(form: str, names: str, values: str) -> None:
    chart = FORMS[form](table(names, values))
    if values == "unknown":
        assert chart is None
        return
    assert 12 < len(chart.alt) and "nan" not in chart.alt.lower()
    for width in (style.WIDE, style.NARROW):
        drawn = chart.draw(width)
        assert drawn.get_size_inches()[0] == width
        sizes = [text.get_fontsize() for axes in drawn.axes for text in axes.texts]
        assert all(size >= 9 for size in sizes)


@pytest.mark.parametrize("form", FORMS | GRIDS)
def test_no_rows_is_no_chart(form: str) -> None:
    assert (FORMS | GRIDS)[form](table("one", "plain").head(0)) is None


@pytest.mark.parametrize("values", VALUES)
@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("form", GRIDS)
def test_grid_holds(form: str, names: str, values: str) -> None:
    grid = GRIDS[form](table(names, values))
    if values == "unknown":
        assert grid is None
        return
    assert grid.shape == ((2, 1 + len(NAMES[names])) if form == "matrix" else (len(grid), 3))
    cells = grid.iloc[:, 1:].to_numpy().ravel()
    assert all(cell.text and "nan" not in cell.text for cell in cells)
    assert "table" in show.figure(grid, "A")._repr_html_()


def test_alt_reads_the_rows_out() -> None:
    said = charts.bars(table("three", "plain").head(3), "name", "value").alt
    assert "Raalte: € 3.000; Olst-Wijhe: € 2.000; Deventer: € 1.000." in said.replace(
        "\u00a0", " "
    )


def test_alt_is_cut_at_a_word() -> None:
    frame = pd.DataFrame({"name": [LONG + str(n) for n in range(20)], "value": 1.0})
    made = show.figure(charts.bars(frame, "name", "value"), "A")._repr_html_()
    alt = re.search('aria-label="([^"]+)"', made)[1]
    assert len(alt) <= 400 and alt.endswith("…")


def test_stacked_says_at_least_where_a_part_is_unknown() -> None:
    frame = pd.DataFrame(
        {"name": ["A", "A", "B"], "part": ["x", "y", "x"], "value": [5.0, np.nan, 3.0]}
    )
    drawn = charts.stacked(frame, "name", "part", "value").draw(style.WIDE)
    said = [text.get_text().replace("\u00a0", " ") for text in drawn.axes[0].texts]
    assert "minstens € 5" in said and "€ 3" in said


def words_in(chart: Chart) -> list[str]:
    drawn = chart.draw(style.WIDE)
    return [text.get_text().replace("\u00a0", " ") for text in drawn.axes[0].texts]


def test_waterfall_ends_at_the_sum_and_an_unknown_step_leaves_it_open() -> None:
    frame = pd.DataFrame({"name": ["geboekt", "btw", "prijspeil"], "value": [100.0, -30.0, 5.0]})
    how = {"panel": "who", "total": "vergelijkbaar"}
    said = words_in(charts.waterfall(frame.assign(who="A"), "name", "value", **how))
    assert {"€ 100", "− € 30", "+ € 5", "€ 75"} <= {text.replace("\u2212", "−") for text in said}
    unknown = frame.assign(value=[100.0, np.nan, 5.0], who="A")
    assert {"niet aangeleverd", "niet te bepalen"} <= set(
        words_in(charts.waterfall(unknown, "name", "value", **how))
    )


def test_a_waterfall_says_what_its_bars_are() -> None:
    frame = pd.DataFrame({"who": "A", "name": ["geboekt", "btw"], "value": [900.0, 50.0]})
    drawn = charts.waterfall(frame, "name", "value", panel="who", total="Samen").draw(style.WIDE)
    assert "Samen erbij of eraf" in [text.get_text() for text in drawn.findobj(Text)]


def test_an_axis_of_less_than_two_months_names_its_first_and_last_day() -> None:
    axes = canvas.blank(style.WIDE, 2)
    canvas.months(axes, pd.Timestamp("2016-06-20"), pd.Timestamp("2016-07-28"))
    assert [text.get_text() for text in axes.get_xticklabels()] == ["20 jun\n2016", "28 jul"]


def test_ranges_stand_with_the_widest_first_and_values_at_both_ends() -> None:
    frame = pd.DataFrame(
        {"name": ["smal", "breed"], "low": [4.0, 9.0], "value": 5.0, "high": [6.0, 1.0]}
    )
    chart = charts.ranges(frame, "name", "low", "value", "high", zero=5.0)
    assert list(chart.data["name"]) == ["breed", "smal"]
    assert "breed: € 1 tot € 9; smal: € 4 tot € 6." in chart.alt.replace("\u00a0", " ")
    assert "Kosten: € 5" in chart.alt.replace("\u00a0", " ")
    alike = frame.assign(low=1_990_000.0, value=2e6, high=2_010_000.0)
    chart = charts.ranges(alike, "name", "low", "value", "high", zero=2e6)
    assert "smal: € 2 mln; breed: € 2 mln." in chart.alt.replace("\u00a0", " ")


def test_each_colour_has_one_source() -> None:
    style.use()
    assert mpl.rcParams["axes.prop_cycle"].by_key()["color"] == style.PALETTE
    named = dict(re.findall(r"--(blue|wine|line|hair|text|quiet): (#\w+)", CSS))
    assert (named["blue"], named["wine"]) == (style.BLUE, style.WINE)
    assert (named["quiet"], named["hair"]) == (style.QUIET, style.GRID)


def test_slope_is_pale_where_chance_can_make_the_difference() -> None:
    frame = pd.DataFrame(
        {"name": ["a", "b", "c"], "then": [1.0, 2.0, 2.0], "now": [3.0, 2.5, 3.0],
         "n": 12, "m": [9, 9, None], "chance": [0.5, 1.0, np.nan]}
    )  # fmt: skip
    chart = charts.slope(frame, "name", "then", "now", "n", "m", "chance")
    drawn = chart.draw(style.WIDE)
    colours = [line.get_color() for line in drawn.axes[0].lines if line.get_marker() == ">"]
    assert colours == [style.BLUE, style.PALE, style.PALE]
    assert chart.data["name"].tolist() == ["a", "c", "b"]
    assert "a (n = 12 en 9): 1 naar 3" in chart.alt.replace("€\u00a0", "")


def test_curve_names_its_marks_at_their_value() -> None:
    days = pd.to_datetime(["2014-01-01", "2014-01-03"])
    frame = pd.DataFrame({"day": days, "share": [0.0, 100.0], "who": "x"})
    marks = {"P50": pd.Timestamp("2014-01-02")}
    chart = charts.curve(frame, "day", "share", "who", marks)
    (legend,) = chart.draw(4).legends
    assert [text.get_text() for text in legend.get_texts()] == ["x", "P50: 2 januari 2014"]
    assert "P50: 2 januari 2014" in chart.alt
    ends = [tuple(line.get_ydata()) for line in chart.draw(style.WIDE).axes[0].lines]
    assert (0, 50) in ends


@pytest.mark.parametrize("width", [3.6, 7.2])
def test_the_last_number_of_an_axis_stays_inside(width: float) -> None:
    frame = pd.DataFrame({"key": "A", "eur": [0.0, 800_000.0], "who": ["X", "Y"]})
    figure = charts.dots(frame, "key", "eur", "who").draw(width)
    FigureCanvasAgg(figure).draw()
    (axes,) = figure.axes
    last = [at for at in axes.get_xticks() if at <= axes.get_xlim()[1]][-1]
    words = dict(zip(axes.get_xticks(), axes.get_xticklabels(), strict=True))
    assert words[last].get_window_extent().x1 <= figure.bbox.width


def test_grid_of_pairs_has_one_order_and_a_blank_diagonal() -> None:
    pairs = pd.DataFrame(
        {"a": ["x", "x", "y", "y", "z", "z"], "b": ["y", "z", "x", "z", "x", "y"], "pct": 50.0}
    )
    grid = charts.matrix(pairs, "a", "b", "pct")
    assert list(grid.columns[1:]) == list(grid["a"]) == ["x", "y", "z"]
    assert [grid.iloc[n, n + 1].text for n in range(3)] == ["–"] * 3


def test_a_state_has_the_same_mark_in_every_report() -> None:
    frame = pd.DataFrame({"r": ["x", "x"], "c": ["1", "2"], "s": ["lokaal", "niet afgenomen"]})
    states = ["standaard", "lokaal", "niet afgenomen"]
    both = charts.matrix(frame, "r", "c", "s", states=states).iloc[0, 1:]
    alone = charts.matrix(frame.tail(1), "r", "c", "s", states=states).iloc[0, 1:]
    assert both.iloc[1] == alone.iloc[0] != both.iloc[0]


def test_states_have_words_and_marks() -> None:
    frame = pd.DataFrame(
        {"r": ["x", "x", "x"], "c": ["1", "2", "3"], "s": ["voldaan", "niet voldaan", None]}
    )
    good, bad, gap = charts.matrix(frame, "r", "c", "s").iloc[0, 1:]
    assert (good.mark, good.text, bad.mark, bad.text) == ("✓", "voldaan", "✕", "niet voldaan")
    assert gap.text == "niet aangeleverd" and good.fill != bad.fill


def test_numbers_in_a_matrix_are_all_there_with_equal_decimals() -> None:
    frame = pd.DataFrame({"r": ["x", "x"], "c": ["1", "2"], "level": [3.0, 1.5]})
    assert [cell.text for cell in charts.matrix(frame, "r", "c", "level").iloc[0, 1:]] == [
        "3,0",
        "1,5",
    ]
    made = show.figure(charts.matrix(table("three", "mixed"), "series", "name", "value"), "A")
    assert made._repr_html_().count("€") == 6


def plan(count: int) -> pd.DataFrame:
    start = pd.Timestamp("2010-01-04") + pd.to_timedelta(np.arange(count) * 5, unit="D")
    return pd.DataFrame(
        {
            "name": [f"Stap {number}" for number in range(count)],
            "phase": ["Richten" if number < count / 2 else "Inrichten" for number in range(count)],
            "first_date": start, "last_date": start + pd.Timedelta(days=20),
            "critical": [number % 3 == 0 for number in range(count)],
            "total_float_weeks": [0.0 if number % 3 == 0 else 2.0 for number in range(count)],
        }
    )  # fmt: skip


GATES = pd.DataFrame({"gate": ["Besluit"], "date": ["2010-02-01"]})
PAUSES = pd.DataFrame({"first_date": ["2010-01-20"], "last_date": ["2010-01-25"]})
TODAY = pd.Timestamp("2010-01-15")


@pytest.mark.parametrize("count", [1, 20, 60])
def test_plan_holds(count: int) -> None:
    chart = plans.gantt(plan(count), GATES, PAUSES, TODAY)
    assert "Besluit op 1 februari 2010" in chart.alt and "Stap 0" in chart.alt
    assert len(chart.data) == count
    assert chart.draw(style.NARROW).get_size_inches()[0] == style.NARROW


def test_plan_of_sixty_steps_reads_on_a_lying_sheet_of_paper() -> None:
    names = ["Netwerk koppelen", "Contracten verzamelen en controleren", "Sociaal plan bespreken"]
    steps = plan(60).assign(name=lambda rows: [f"{names[at % 3]} {at}" for at in rows.index])
    steps["phase"] = [f"Fase {1 + at // 10}" for at in steps.index]
    gates = pd.DataFrame({"gate": [f"Besluit {at}" for at in range(6)], "date": "2010-06-01"})
    halves = [half(style.HALF) for half in plans.gantt(steps, gates, PAUSES, TODAY).halves]
    wide, tall = 297 - 2 * 11 - 6, int(re.search(r"\.chart \.half .*max-height: (\d+)mm", CSS)[1])
    assert len(halves) == 2 and tall <= 210 - 10 - 9 - 22  # what caption and source leave
    for figure in halves:
        width, height = figure.get_size_inches() * 25.4
        assert 9.5 * min(wide / 2 / width, tall / height) >= 8  # points
    assert not plans.gantt(steps.head(20), gates, PAUSES, TODAY).halves


def test_what_is_done_looks_done() -> None:
    steps = plan(3).assign(state=["gereed", "bezig", "niet begonnen"])
    figure = plans.gantt(steps, GATES.head(0), PAUSES.head(0), TODAY).draw(style.WIDE)
    said = [text.get_text() for text in figure.axes[0].texts]
    assert "✓ Stap 0" in said and "Stap 1" in said
    assert "✓ Gereed" in [text.get_text() for text in figure.legends[0].get_texts()]


def test_plan_without_dates_is_no_chart() -> None:
    undated = plan(2).assign(first_date=pd.NaT)
    assert plans.gantt(undated, GATES, PAUSES, TODAY) is None
    assert plans.gantt(undated.head(0), GATES, PAUSES, TODAY) is None


def test_overload_has_a_mark() -> None:
    frame = pd.DataFrame({"partner": ["Raalte"] * 2, "month": ["2010-05", "2010-06"]})
    grid = plans.load(frame.assign(pct=[130.0, 100.0]), "partner", "month", "pct")
    over, full = grid.iloc[0, 1:]
    assert over.mark and over.fill != full.fill and over.mark != full.mark


def test_a_month_is_busy_above_85_percent() -> None:
    frame = pd.DataFrame({"who": "Raalte", "month": ["2010-05", "2010-06", "2010-07"]})
    grid = plans.load(frame.assign(pct=[80.0, 85.0, 86.0]), "who", "month", "pct")
    calm, full, busy = grid.iloc[0, 1:]
    assert not calm.mark and not full.mark and full.fill in style.BLUES
    assert busy.mark == "△" and busy.fill in style.ORANGES


def test_colour_of_a_deelnemer_is_fixed() -> None:
    style.register(["Een", "Twee"])
    before = style.colours(["Een", "Twee"])
    style.register(["Twee", "Een"])
    assert style.colours(["Twee", "Een"]) == before and before["Een"] != before["Twee"]


def test_font_of_the_charts_comes_with_the_project() -> None:
    style.use()
    assert str(style.FONTS) in findfont("Open Sans", fallback_to_default=False)


def test_text_on_a_colour_can_be_read() -> None:
    assert style.on(style.BLUE) == style.WHITE
    assert style.on(style.FAINT) == style.STRONG


def test_words_wrap_within_their_room() -> None:
    assert all(len(line) < len(WORD) for line in wrap(WORD, 1.0))
    assert " ".join(wrap(LONG, 2.0)) == LONG


def test_names_of_close_points_do_not_touch() -> None:
    frame = pd.DataFrame({"name": ["A", "B", "C"], "value": [1.0, 1.01, 1.02], "n": [5.0] * 3})
    drawn = charts.scatter(frame, "name", "value", "n").draw(style.WIDE)
    drawn.draw_without_rendering()
    texts = [text for text in drawn.axes[0].texts if text.get_text() in "ABC"]
    boxes = [text.get_window_extent() for text in texts]
    assert len(boxes) == 3
    assert not any(a.overlaps(b) for a in boxes for b in boxes if a is not b)


@pytest.mark.parametrize("width", [style.WIDE, style.NARROW])
def test_names_of_points_stand_within_the_chart(width: float) -> None:
    frame = pd.DataFrame({"name": ["Ongewijzigd beleid", "Gezamenlijke projecten", "SSC ineens"],
                          "value": [1.0, 2.0, 5.0], "n": [1.0, 2.0, 5.0]})  # fmt: skip
    drawn = charts.scatter(frame, "name", "value", "n").draw(width)
    drawn.draw_without_rendering()
    boxes = [text.get_window_extent() for text in drawn.axes[0].texts]
    assert all(box.x0 >= 0 and box.x1 <= drawn.bbox.x1 for box in boxes)


def test_chart_is_drawn_when_asked_only() -> None:
    assert isinstance(FORMS["bars"](table("one", "plain")), Chart)


def test_years_are_written_as_years() -> None:
    show.start({"year": Label("Jaar", "year"), "value": Label("Kosten", "eur")})
    frame = pd.DataFrame({"year": [2014.0, 2015.0], "value": [1.0, 2.0]})
    drawn = charts.bars(frame, "year", "value", sort=False).draw(style.WIDE)
    assert {"2014", "2015"} <= {text.get_text() for text in drawn.axes[0].texts}


def test_a_scale_of_scores_starts_near_the_lowest_dot() -> None:
    show.start({"score": Label("Score", "score")})
    frame = pd.DataFrame({"key": "A", "score": [1.0, 5.0], "who": ["X", "Y"]})
    (axes,) = charts.dots(frame, "key", "score", "who").draw(style.WIDE).axes
    assert 0 < axes.get_xlim()[0] < 1
    (axes,) = charts.dots(frame.rename(columns={"score": "n"}), "key", "n", "who").draw(7).axes
    assert axes.get_xlim()[0] == 0


def test_the_last_point_has_its_name_where_no_line_is() -> None:
    frame = pd.DataFrame({"name": ["A", "SSC", "Golven"], "value": [0.0, 7.0, 8.0], "n": 5.0})
    drawn = charts.scatter(frame, "name", "value", "n").draw(style.WIDE)
    sides = {text.get_text(): text.get_ha() for text in drawn.axes[0].texts}
    assert sides["Golven"] == "left" and sides["SSC"] == "right"
