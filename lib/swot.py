"""Motives and SWOT: what each party wants, where they agree, what strength meets which threat.

Needs are shared when all parties that answered want them, and conflicting when one must and
another has no need. Motives are 100 points per party, compared by median and range. The
confrontation matrix scores a strength or weakness against a chance or threat with 0, 1, 3 or 5
points; its strongest cells end in questions that begin with "Hoe kunnen we". No answer is never
agreement.
Every `..._in_words` gives the finding of a table as one Dutch sentence, true for ties and gaps.
"""

from itertools import permutations
from typing import Any

import numpy as np
import pandas as pd

from lib import dutch, frames
from lib.frames import JOINT

STRENGTHS = ["moet", "wens", "niet nodig", dutch.MISSING]
ORDER = ["strijdig", "gedeeld", "deels", "één antwoord"]
POSITIONS = {"eens": "good", "anders": "bad", "zwijgt": "unknown"}
# The first word that someone said counts for the theme.
DIVIDED = {"anders": "Eigen kleur", "zwijgt": "Niet van ieder bekend", "eens": "Gedeeld"}
KS, MEASURED = ["kosten", "kwaliteit", "kwetsbaarheid", "kansen"], ["actual", "baseline", "target"]
MET = ["gehaald", "nog niet gehaald", "niet gemeten", "geen streefwaarde"]
TONES = dict(zip(MET, ["good", "part"], strict=False))  # others are unknown
HEARD = ["gehoord", "gepland", "aantal onbekend", "nog niet gehoord"]
SIDES = ["internal", "external"]
VISION, WORKSHOPS = ["visie", "visieregel"], ["workshop", "werkgroep"]
MOST_WORDS, MOST_LETTERS, MOST_LINES = 15, 15, 3  # what a vision may ask of its reader
QUADRANTS = dict(sterkte="sterkten", zwakte="zwakten", kans="kansen", bedreiging="bedreigingen")
# What a strong cell asks for (confrontation matrix: grow, defend, improve, withdraw).
ASKS = {
    ("sterkte", "kans"): "de sterkte “{}” inzetten voor de kans “{}”?",
    ("sterkte", "bedreiging"): "met de sterkte “{}” de bedreiging “{}” opvangen?",
    ("zwakte", "kans"): "de zwakte “{}” verhelpen om de kans “{}” te benutten?",
    ("zwakte", "bedreiging"): "voorkomen dat de zwakte “{}” de bedreiging “{}” versterkt?",
}


# ---------------------------------------------------------------- needs and motives
def needs_grid(needs: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return every need for every partner; who did not answer is `niet aangeleverd`.

    Returns
    -------
    DataFrame
        need, partner, strength (moet, wens, niet nodig, niet aangeleverd), consensus (gedeeld,
        strijdig, deels; `één antwoord` where only one partner answered), origin.
    """
    keys = ["need", "partner"]
    rows = frames.for_all(needs, partners).drop_duplicates(keys)
    state = rows.groupby("need", sort=False)["strength"].agg(_agreement).rename("consensus")
    given = rows[[*keys, "strength", "origin"]]
    grid = frames.full(given, need=state.index, partner=partners["partner"])
    grid = grid.fillna({"strength": dutch.MISSING}).join(state, on="need")
    return grid.sort_values("consensus", key=frames.place(ORDER), kind="stable", ignore_index=True)


def _agreement(given: pd.Series) -> str:
    if given.count() < 2:
        return "één antwoord"
    if {"moet", "niet nodig"} <= set(given):
        return "strijdig"
    return "deels" if given.eq("niet nodig").any() else "gedeeld"


def needs_in_words(grid: pd.DataFrame) -> str:
    """Say how many needs conflict, how many are shared and how many have one answer."""
    state = grid.drop_duplicates("need")["consensus"]
    return dutch.standing(state, ORDER, ("behoefte", "behoeften"))


def motive_agreement(motives: pd.DataFrame) -> pd.DataFrame:
    """Return per motive: median and spread (from lowest to highest) of points, n and origin."""
    sums = dict(median=("points", "median"), spread=("points", np.ptp), n=("points", "count"))
    table = frames.grouped(motives, "motive", **sums)
    return table.sort_values("median", ascending=False, kind="stable", ignore_index=True)


def motive_agreement_in_words(table: pd.DataFrame) -> str:
    """Say which motive weighs most, and on which the parties differ most."""
    named = table.assign(motive=table["motive"].map(dutch.inside))
    first, points = dutch.extreme(named, "motive", "median")
    widest, spread = dutch.extreme(named, "motive", "spread")
    weigh = dutch.plural(table["median"].eq(points).sum(), "weegt", "wegen")
    weight = dutch.capital(f"{first} {weigh} het zwaarst (mediaan {dutch.loose(points)})")
    equal = "niemand verschilt in punten" if table["n"].gt(1).any() else "er is één opgave"
    tail = f"het meeste verschil is er over {widest}" if spread else equal
    return f"{weight}; {tail}."


# ---------------------------------------------------------------- SWOT
def swot_by_party(swot: pd.DataFrame) -> pd.DataFrame:
    """Return the items of each party in words, one column per quadrant."""
    wide = swot.pivot_table("text", "partner", "quadrant", aggfunc="; ".join, sort=False)
    wide = wide.reindex(columns=list(QUADRANTS)).fillna("geen punten")
    return wide.set_axis([*QUADRANTS.values()], axis=1).reset_index()


def _own_themes(swot: pd.DataFrame) -> pd.DataFrame:
    """Return strengths and weaknesses per partner and theme; a strength covers a weakness."""
    own = swot[swot["partner"].ne(JOINT) & swot["quadrant"].isin(["sterkte", "zwakte"])]
    own = own.dropna(subset="theme")
    strong = own["quadrant"].eq("sterkte").groupby([own["theme"], own["partner"]]).transform("any")
    return own[own["quadrant"].eq("sterkte") | ~strong]


def help_counts(swot: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return per pair of partners the themes where one (strong) can help the other (weak).

    Missing, not 0, where one of the two named no strength or weakness with a theme.
    """
    own = _own_themes(swot)
    themes = own.groupby(["partner", "quadrant"])["theme"].agg(set).to_dict()
    known, pairs = set(own["partner"]), list(permutations(partners["partner"], 2))
    met = [themes.get((a, "sterkte"), set()) & themes.get((b, "zwakte"), set()) for a, b in pairs]
    table = pd.DataFrame(pairs, columns=["strong", "weak"]).assign(themes=list(map(len, met)))
    return table.assign(themes=table["themes"].where([known >= set(pair) for pair in pairs]))


def complementarity(swot: pd.DataFrame) -> pd.DataFrame:
    """Return themes where one partner is strong and another weak, with what both said.

    Who is strong in a theme as well is no party that is helped there.
    """
    own = _own_themes(swot)
    own = own.assign(said=own["partner"] + ": " + own["text"])
    words = own.groupby(["theme", "quadrant"], sort=False)["said"].agg("; ".join)
    wide = words.unstack(sort=False).reindex(columns=["sterkte", "zwakte"]).dropna()
    return wide.set_axis(["strength_text", "weakness_text"], axis=1).reset_index()


def confrontation_cells(confrontation: pd.DataFrame, swot: pd.DataFrame) -> pd.DataFrame:
    """Return each cell with the text and quadrant (`..._kind`) of its sides, and combination."""
    sides = swot.set_index("swot_item")[["quadrant", "text"]].set_axis(["kind", "text"], axis=1)
    for side in SIDES:
        confrontation = confrontation.join(sides.add_prefix(f"{side}_"), on=side)
    inner, outer = (confrontation[f"{side}_kind"].map(QUADRANTS) for side in SIDES)
    return confrontation.assign(combination=inner + " × " + outer)


def confrontation_totals(cells: pd.DataFrame) -> pd.DataFrame:
    """Return per party and combination of quadrants the points; nothing where none was scored."""
    keys = ["partner", "combination"]
    return frames.grouped(cells.dropna(subset="score"), keys, points=("score", "sum"))


def confrontation_matrix(cells: pd.DataFrame, partner: str) -> pd.DataFrame:
    """Return internal and external (kind, words and total) and score of one party."""
    rows = cells[cells["partner"].eq(partner)]
    for side in SIDES:
        total = rows.groupby(side)["score"].transform("sum", min_count=1).map(dutch.loose)
        words = rows[f"{side}_kind"].map(dutch.capital) + ": " + rows[f"{side}_text"]
        rows = rows.assign(**{side: words + " (" + total + ")"})
    return rows[[*SIDES, "score"]]


def confrontation_stability(totals: pd.DataFrame, cells: pd.DataFrame) -> pd.DataFrame:
    """Return per party how many points the leading combination is ahead, least first.

    That many changes of one point, up for the other or down for the leader, make the two equal.

    Returns
    -------
    DataFrame
        partner, combination (that leads), points, other (the first to catch up), changes (0 with
        a tie, missing when only one combination was scored), share_pct (of its cells that were
        scored: the inner items that a party looked at against each of its outer items).
    """
    order = totals.sort_values("points", ascending=False, kind="stable")
    order = order[["partner", "combination", "points"]]
    lead, second = (order.groupby("partner", as_index=False).nth(place) for place in (0, 1))
    second = second.set_axis(["partner", "other", "less"], axis=1)
    table = lead.merge(second, "left", on="partner")
    table["changes"] = table["points"] - table.pop("less")
    rows = cells.groupby("partner")
    every = rows["internal"].nunique() * rows["external"].nunique()
    table["share_pct"] = table["partner"].map(100 * rows["score"].count() / every)
    return table.sort_values("changes", kind="stable", ignore_index=True)


def questions(cells: pd.DataFrame) -> pd.DataFrame:
    """Return the questions that the cells raise, those with most points over all parties first.

    Returns
    -------
    DataFrame
        question, points (sum over its cells), cells and parties (counts), internal_text and
        external_text (of its strongest cell), origin.
    """
    kinds, texts = ["internal_kind", "external_kind"], ["internal_text", "external_text"]
    rows = cells[cells["score"].gt(0)].assign(made=cells["question"].isna())
    # what people asked themselves goes first
    order = {"score": False, "made": True, "internal": True, "external": True}
    rows = rows.sort_values([*order], ascending=[*order.values()], ignore_index=True)
    sides = rows[kinds + texts].itertuples(index=False)
    made = [f"Hoe kunnen we {ASKS[inner, outer].format(*both)}" for inner, outer, *both in sides]
    rows["question"] = rows["question"].fillna(pd.Series(made, dtype=object))
    sums = dict(points=("score", "sum"), cells=("score", "size"), parties=("partner", "nunique"))
    sums = {"question": ("question", "first")} | sums | {text: (text, "first") for text in texts}
    table = frames.grouped(rows, rows["question"].str.lower().rename("asked"), **sums)
    table = table.sort_values(["points", "cells"], ascending=False, kind="stable")
    return table.drop(columns="asked").reset_index(drop=True)


# ---------------------------------------------------------------- direction
def approved(principles: pd.DataFrame) -> pd.DataFrame:
    """Return principles with outcome `vastgesteld door ...` or `niet vastgesteld`."""
    bodies = principles["approved_by"].map(dutch.inside, na_action="ignore").astype("str")
    return principles.assign(outcome=("vastgesteld door " + bodies).fillna("niet vastgesteld"))


def vision_in_words(principles: pd.DataFrame) -> str:
    """Say whether the vision is one sentence with at most three lines, and easy to read."""
    vision, lines = (principles.loc[principles["kind"].eq(k), "text"] for k in VISION)
    if vision.empty:
        return "Er is nog geen gezamenlijke visie."
    ends = vision.str.count(r"[.!?](?:\s|$)").clip(lower=1).sum()
    words = pd.concat([vision, lines]).str.findall(r"[\w’'-]+")
    most, longest = words.str.len().max(), max(words.explode(), key=len)
    wrong = ["dat is te lang"] if ends > 1 or len(lines) > MOST_LINES else []
    wrong += [f"een zin telt {most} woorden (hooguit {MOST_WORDS})"] if most > MOST_WORDS else []
    wrong += [f"“{longest}” is een lang woord"] if len(longest) > MOST_LETTERS else []
    easy = f"geen zin telt meer dan {dutch.count(most, 'woord', 'woorden')}"
    size = f"{dutch.count(ends, 'zin', 'zinnen')} en {dutch.count(len(lines), 'regel', 'regels')}"
    return f"De visie is {size}; {dutch.listing(wrong) or easy}."


def four_ks(goals: pd.DataFrame) -> pd.DataFrame:
    """Return per K, indicator and partner the state in words (said) and its outcome.

    A K without an indicator stands there as `niet gemeten` for every partner.
    """
    own = goals[goals["theme"].isin(KS)]
    gaps = frames.full(own, theme=KS, partner=goals["partner"].unique())
    gaps = gaps[~gaps["theme"].isin(own["theme"])]
    table = goal_state(pd.concat([own, gaps]))
    table = table.sort_values("theme", key=frames.place(KS), kind="stable", ignore_index=True)
    now, was, goal = (table[name].map(dutch.loose).astype("str") for name in MEASURED)
    now = now.where(table["actual"].notna(), table["outcome"])
    said = now.where(table["indicator"].isna(), now + " (was " + was + ", doel " + goal + ")")
    unit = (": " + table["indicator"] + " (" + table["unit"] + ")").fillna("")
    table = table.assign(said=said, indicator=table["theme"].str.capitalize() + unit)
    return table[["theme", "indicator", "partner", "said", "outcome", "origin"]]


def goal_state(goals: pd.DataFrame) -> pd.DataFrame:
    """Return goals with outcome: gehaald, nog niet gehaald, niet gemeten or geen streefwaarde.

    A target below the baseline is met by an actual value at or under it, otherwise at or above.
    """
    down = goals["target"].lt(goals["baseline"])
    met = goals["actual"].le(goals["target"]).where(down, goals["actual"].ge(goals["target"]))
    rules = [goals["actual"].isna(), goals["target"].isna(), met]
    done, not_yet, *gaps = MET
    return goals.assign(outcome=np.select(rules, [*gaps, done], not_yet))


def visions_grid(visions: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return theme by partner with eens, anders or zwijgt; the most divided theme first."""
    table = frames.full(visions, theme=visions["theme"].unique(), partner=partners["partner"])
    table = table.assign(position=table["position"].fillna("zwijgt"))
    divided = table["position"].eq("anders").groupby(table["theme"]).transform("sum")
    return table.iloc[(-divided).argsort(kind="stable")].reset_index(drop=True)


def visions_shared_in_words(grid: pd.DataFrame) -> list[str]:
    """Say which themes are shared, which have a colour of their own and which are not known."""
    worst = grid.sort_values("position", key=frames.place(DIVIDED), kind="stable")
    state = worst.drop_duplicates("theme").sort_index()
    themes = state.groupby("position")["theme"].agg(dutch.listing)
    return [f"{head}: {themes[word]}." for word, head in DIVIDED.items() if word in themes]


def returning(red_lines: pd.DataFrame, conditions: pd.DataFrame) -> pd.DataFrame:
    """Return red lines with the hard condition (returns) that tests them in the scenarios."""
    named = red_lines["condition"]
    tested = named.where(named.isin(conditions["condition"]), named + " (nog niet getoetst)")
    return red_lines.assign(returns=tested.fillna("nee"))


# ---------------------------------------------------------------- voices
def heard(involvement: pd.DataFrame, today: Any, by: str = "moment") -> pd.DataFrame:
    """Return one row per moment (or group): groups, dates, people, outcome and state.

    People are missing when one of the numbers is. The state is gepland (later than today), nog
    niet gehoord (0 people), aantal onbekend or gehoord.
    """
    named = {name: (name, _named) for name in ("kind", "group", "outcome") if name != by}
    sums = {name: (name, frames.whole) for name in ("people", "invited")}
    sums |= {"date": ("date", "min"), "datum": ("date", _days)}
    table = frames.grouped(involvement, by, **named, **sums)
    people, (done, *words) = table["people"], HEARD
    rules = [table["date"].gt(pd.Timestamp(today)), people.isna(), people.eq(0).fillna(False)]
    return table.assign(state=np.select(rules, words, done))


def _days(dates: pd.Series) -> str:
    return dutch.listing(dates.agg(["min", "max"]).map(dutch.date).unique(), "tot en met")


def _named(values: pd.Series) -> str:
    return dutch.listing(values.dropna().unique())


def unheard(involvement: pd.DataFrame, partners: pd.DataFrame, today: Any) -> pd.DataFrame:
    """Return who was not heard, a group or partner, and why: state `geen eigen moment` and so on.

    A group was heard when people came to one of its moments, whatever is unknown of the others.
    """
    came = involvement["people"].gt(0) & ~involvement["date"].gt(pd.Timestamp(today))
    rest = involvement[~involvement["group"].isin(involvement.loc[came.fillna(False), "group"])]
    groups = heard(rest, today, "group")[["group", "state"]]
    alone = partners.loc[~partners["partner"].isin(involvement["partner"]), "partner"]
    alone = pd.DataFrame({"group": alone, "state": "geen eigen moment"})
    return pd.concat([groups, alone], ignore_index=True)


def composition(involvement: pd.DataFrame, today: Any) -> pd.DataFrame:
    """Return moment, group and people of the workshops held; none when there was just one."""
    held = involvement["kind"].isin(WORKSHOPS) & ~involvement["date"].gt(pd.Timestamp(today))
    rows = involvement[held & (involvement.loc[held, "moment"].nunique() > 1)]
    return frames.grouped(rows, ["moment", "group"], people=("people", frames.whole))


def answer(grid: pd.DataFrame, motives: pd.DataFrame, strongest: pd.DataFrame) -> list[str]:
    """Return the chapter in at most three sentences: needs, motives, first question."""
    said = [needs_in_words(grid)] if len(grid) else []
    said += [motive_agreement_in_words(motives)] if len(motives) else []
    first = strongest["question"][strongest["points"].eq(strongest["points"].max())]
    head = dutch.plural(len(first), "De sterkste vraag", "Een van de sterkste vragen")
    return said + [f"{head}: {question}" for question in first[:1]]
