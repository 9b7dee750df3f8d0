"""No number of people under five, and none that follows from what is shown."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from lib import privacy
from lib.privacy import HIDDEN, SMALL


def table(*rows: list) -> pd.DataFrame:
    names = list("ABCDEFG")[: len(rows)]
    return pd.DataFrame(list(rows), index=names, columns=[f"k{n}" for n in range(len(rows[0]))])


def test_a_small_count_and_the_next_smallest_in_its_row_and_column_are_not_shown():
    words = privacy.shown(table([3, 6, 20], [10, 8, 30], [12, 15, 9]))
    assert words.to_numpy().tolist() == [
        [SMALL, HIDDEN, "20", "29"],
        [HIDDEN, HIDDEN, "30", "48"],
        ["12", "15", "9", "36"],
        ["25", "29", "59", "113"],
    ]


def test_nothing_is_hidden_where_all_counts_are_large():
    words = privacy.shown(table([5, 6], [1007, 8]))
    assert words.to_numpy().tolist() == [
        ["5", "6", "11"],
        ["1.007", "8", "1.015"],
        ["1.012", "14", "1.026"],
    ]


def test_two_small_counts_that_follow_from_their_bounds_are_caught():
    """A row of two cells `<5` with total 8 holds 4 and 4: its total cannot stand there."""
    words = privacy.shown(table([4, 4]))
    assert words.to_numpy().tolist() == [[SMALL, SMALL, HIDDEN]]
    assert privacy.shown(table([3, 4])).to_numpy().tolist() == [[SMALL, SMALL, "7"]]
    assert privacy.shown(table([0, 9])).to_numpy().tolist() == [[SMALL, HIDDEN, "9"]]


def test_an_unknown_count_stays_unknown_and_so_do_its_totals():
    words = privacy.shown(table([np.nan, 6], [7, 8]))
    assert words.isna().to_numpy().tolist() == [
        [True, False, True],
        [False, False, False],
        [True, False, True],
    ]
    assert words.loc["B"].tolist() == ["7", "8", "15"]


def bounds(word: str, value: float) -> tuple[float, float | None]:
    """What a reader knows of a cell from its text."""
    if word == SMALL:
        return 0, privacy.THRESHOLD - 1
    return (privacy.THRESHOLD, None) if word == HIDDEN else (value, value)


def reach(counts: pd.DataFrame, cell: int, known: list, sums: np.ndarray) -> float:
    """How far apart the least and most are that a reader can infer: a linear program."""
    ends = []
    for side in (1, -1):
        cost = np.zeros(len(known))
        cost[cell] = side
        found = linprog(cost, A_eq=sums, b_eq=np.zeros(len(sums)), bounds=known)
        assert found.status in (0, 3), found.message
        ends.append(np.inf if found.status == 3 else abs(found.fun))
    return abs(ends[1] - ends[0])


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4), st.integers(1, 4), st.data())
def test_no_hidden_count_can_be_computed(rows, columns, data):
    size = st.one_of(st.integers(0, 9), st.integers(0, 60))
    values = data.draw(st.lists(size, min_size=rows * columns, max_size=rows * columns))
    counts = table(*np.reshape(values, (rows, columns)).tolist())
    words = privacy.shown(counts)
    whole = np.pad(counts.to_numpy(float), ((0, 1), (0, 1)))
    whole[-1], whole[:, -1] = whole.sum(axis=0), whole.sum(axis=1)
    whole[-1, -1] = counts.to_numpy().sum()
    whole = whole[: len(words)]
    shape = whole.shape
    known = [bounds(*pair) for pair in zip(words.to_numpy().flat, whole.flat, strict=True)]
    sums = []
    for row in range(shape[0]):
        line = np.zeros(shape)
        line[row] = [1] * (shape[1] - 1) + [-1]
        sums.append(line.ravel())
    for column in range(shape[1]) if rows > 1 else []:
        line = np.zeros(shape)
        line[:, column] = [1] * (shape[0] - 1) + [-1]
        sums.append(line.ravel())
    for place, word in enumerate(words.to_numpy().flat):
        if word in (SMALL, HIDDEN):
            assert reach(counts, place, known, np.array(sums)) >= 1 - 1e-6
        else:
            assert whole.flat[place] >= privacy.THRESHOLD
