"""Motives and SWOT: what each party wants, where they agree, what strength meets which threat.

Needs are shared when all parties that answered want them, and conflicting when one must and
another has no need. Motives are 100 points per party, compared by median and range. The
confrontation matrix scores a strength or weakness against a chance or threat with 0, 1, 3 or 5
points; its strongest cells end in questions that begin with "Hoe kunnen we". No answer is never
agreement.
Every `..._in_words` gives the finding of a table as one Dutch sentence, true for ties and gaps.
"""

from typing import Any

import numpy as np
import pandas as pd

from lib import dutch, frames
from lib.frames import JOINT

STRENGTHS = ["moet", "wens", "niet nodig", dutch.MISSING]
ORDER = ["strijdig", "gedeeld", "deels", "één antwoord"]
POSITIONS = {"eens": "good", "anders": "bad", "zwijgt": "unknown"}
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
        need, theme, partner, strength (moet, wens, niet nodig, niet aangeleverd), agreement
        (gedeeld, strijdig, deels; `één antwoord` where only one partner answered), origin.
    """
    keys = ["need", "partner"]
    rows = frames.for_all(needs, partners).drop_duplicates(keys)
    same = {"agreement": ("strength", _agreement), "theme": ("theme", "first")}
    about = rows.groupby("need", sort=False).agg(**same)
    given = rows[[*keys, "strength", "origin"]]
    table = frames.full(given, need=about.index, partner=partners["partner"])
    table = table.fillna({"strength": dutch.MISSING}).join(about, on="need")
    place = frames.place(ORDER)
    return table.sort_values("agreement", key=place, kind="stable", ignore_index=True)


def _agreement(given: pd.Series) -> str:
    if given.count() < 2:
        return "één antwoord"
    if {"moet", "niet nodig"} <= set(given):
        return "strijdig"
    return "deels" if given.eq("niet nodig").any() else "gedeeld"


def needs_in_words(grid: pd.DataFrame) -> str:
    """Say how many needs are shared and how many conflict."""
    state = grid.drop_duplicates("need")["agreement"].value_counts()
    shared, against, total = state.get("gedeeld", 0), state.get("strijdig", 0), state.sum()
    if grid["partner"].nunique() < 2:
        return dutch.count(total, "behoefte", "behoeften") + " van één deelnemer."
    clash = f"over {against} botsen de deelnemers" if against else "nergens botsen zij"
    part = dutch.part(shared, total, ("behoefte", "behoeften"), ("is", "zijn"))
    return f"{part} gedeeld; {clash}."


def motive_agreement(motives: pd.DataFrame) -> pd.DataFrame:
    """Return per motive: median, low, high, spread of points, who differs most, n and origin."""
    points = motives.groupby("motive")["points"]
    gap = (motives["points"] - points.transform("median")).abs()
    most = gap.groupby(motives["motive"]).transform("max")
    far = motives[gap.gt(0) & gap.eq(most)].groupby("motive")["partner"].agg(dutch.listing)
    parts = {"median": "median", "low": "min", "high": "max", "n": "count"}
    sums = {name: ("points", part) for name, part in parts.items()}
    table = frames.grouped(motives, "motive", **sums)
    differs = table["motive"].map(lambda motive: far.get(motive, "niemand"))
    table = table.assign(spread=table["high"] - table["low"], differs=differs)
    return table.sort_values("median", ascending=False, kind="stable", ignore_index=True)


def motive_agreement_in_words(table: pd.DataFrame) -> str:
    """Say which motive weighs most, and on which the parties differ most."""
    named = table.assign(motive=table["motive"].map(dutch.inside))
    first, points = dutch.extreme(named, "motive", "median")
    widest, spread = dutch.extreme(named, "motive", "spread")
    weigh = dutch.plural(table["median"].eq(points).sum(), "weegt", "wegen")
    weight = dutch.capital(f"{first} {weigh} het zwaarst (mediaan {dutch.loose(points)})")
    if not spread:
        return f"{weight}; de deelnemers verschillen niet in punten."
    about = "daarover is ook" if widest == first else f"over {widest} is"
    return f"{weight}; {about} het meeste verschil."


# ---------------------------------------------------------------- SWOT
def swot_by_party(swot: pd.DataFrame) -> pd.DataFrame:
    """Return the items of each partner in words, one column per quadrant; joint ones stay out."""
    own = swot[swot["partner"].ne(JOINT)]
    said = own.groupby(["partner", "quadrant"], sort=False)["text"].agg("; ".join)
    wide = said.unstack(sort=False)
    wide = wide.reindex(columns=list(QUADRANTS), fill_value="geen punten").fillna("geen punten")
    return wide.rename(columns=QUADRANTS).rename_axis(columns=None).reset_index()


def complementarity(swot: pd.DataFrame) -> pd.DataFrame:
    """Return themes where one partner is strong and another weak, with what both said.

    Who is strong in a theme as well is no party that is helped there.
    """
    own = swot[swot["partner"].ne(JOINT) & swot["quadrant"].isin(["sterkte", "zwakte"])]
    own = own.dropna(subset="theme").assign(said=own["partner"] + ": " + own["text"])
    strong = own["quadrant"].eq("sterkte").groupby([own["theme"], own["partner"]]).transform("any")
    own = own[own["quadrant"].eq("sterkte") | ~strong]
    words = own.groupby(["theme", "quadrant"], sort=False)["said"].agg("; ".join)
    wide = words.unstack(sort=False).reindex(columns=["sterkte", "zwakte"]).dropna()
    return wide.set_axis(["strength_text", "weakness_text"], axis=1).reset_index()


def confrontation_cells(confrontation: pd.DataFrame, swot: pd.DataFrame) -> pd.DataFrame:
    """Return each scored cell with the text and quadrant (`..._kind`) of its two sides."""
    sides = swot.set_index("swot_item")[["quadrant", "text"]].set_axis(["kind", "text"], axis=1)
    for side in ("internal", "external"):
        confrontation = confrontation.join(sides.add_prefix(f"{side}_"), on=side)
    return confrontation


def confrontation_totals(cells: pd.DataFrame) -> pd.DataFrame:
    """Return per party and combination of quadrants: points and cells_scored."""
    rows = cells.dropna(subset="score")
    inner, outer = (rows[f"{side}_kind"].map(QUADRANTS) for side in ("internal", "external"))
    sums = {"points": ("score", "sum"), "cells_scored": ("score", "size")}
    pairs = rows.assign(combination=inner + " × " + outer)
    return frames.grouped(pairs, ["partner", "combination"], **sums)


def confrontation_share(cells: pd.DataFrame) -> pd.DataFrame:
    """Return per party the points, the cells that were scored, all its cells and share_pct.

    The cells of a party are the inner items that it looked at against each of its outer items.
    """
    sums = {"points": ("score", "sum"), "cells_scored": ("score", "count")}
    sides = {"inner": ("internal", "nunique"), "outer": ("external", "nunique")}
    table = cells.groupby("partner", sort=False).agg(**sums, **sides)
    table = table.assign(cells=table.pop("inner") * table.pop("outer"))
    return table.assign(share_pct=100 * table["cells_scored"] / table["cells"]).reset_index()


def confrontation_in_words(totals: pd.DataFrame, shares: pd.DataFrame) -> str:
    """Say which combination of quadrants carries most points, and how much was scored."""
    sums = totals.groupby("combination", sort=False)["points"].sum().reset_index()
    pair, points = dutch.extreme(sums, "combination", "points")
    share = dutch.share(shares["cells_scored"].sum() / max(shares["cells"].sum(), 1))
    pair = pair.replace("×", "tegenover")
    most = f"De meeste punten: {pair}" if points else "Niets kreeg punten"
    return f"{most}; {share} van de vakken is gescoord."


def strongest_cells(cells: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """Return the strongest distinct cells: points over all parties, and the question they raise.

    Returns
    -------
    DataFrame
        internal_text, external_text, points (sum over parties), question, origin.
    """
    kinds, texts = ["internal_kind", "external_kind"], ["internal_text", "external_text"]
    sums = {"points": ("score", "sum"), "question": ("question", "first")}
    table = frames.grouped(cells, ["internal", "external", *kinds, *texts], **sums)
    table = table.assign(made=table["question"].isna())  # what people asked themselves goes first
    order = ["points", "made", "internal", "external"]
    table = table[table["points"].gt(0)].sort_values(order, ascending=[False, True, True, True])
    made = [
        "Hoe kunnen we " + ASKS[inner, outer].format(one, other)
        for inner, outer, one, other in table[kinds + texts].itertuples(index=False)
    ]
    table = table.assign(question=table["question"].fillna(pd.Series(made, table.index, object)))
    distinct = table[~table["question"].str.lower().duplicated()][:most]
    return distinct[["question", "points", *texts, "origin"]].reset_index(drop=True)


# ---------------------------------------------------------------- direction
def approved(principles: pd.DataFrame) -> pd.DataFrame:
    """Return principles with outcome `vastgesteld door ...` or `nog niet vastgesteld`."""
    done = "vastgesteld door " + principles["approved_by"].astype("str")
    return principles.assign(outcome=done.fillna("nog niet vastgesteld"))


def goal_state(goals: pd.DataFrame) -> pd.DataFrame:
    """Return goals with outcome: gehaald, nog niet gehaald, niet gemeten or geen streefwaarde.

    A target below the baseline is met by an actual value at or under it, otherwise at or above.
    """
    down = goals["target"].lt(goals["baseline"])
    met = goals["actual"].le(goals["target"]).where(down, goals["actual"].ge(goals["target"]))
    rules = [goals["actual"].isna(), goals["target"].isna(), met]
    words = ["niet gemeten", "geen streefwaarde", "gehaald"]
    return goals.assign(outcome=np.select(rules, words, "nog niet gehaald"))


def visions_grid(visions: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return theme by partner with eens, anders or zwijgt; the most divided theme first."""
    table = frames.full(visions, theme=visions["theme"].unique(), partner=partners["partner"])
    table = table.assign(position=table["position"].fillna("zwijgt"))
    divided = table["position"].eq("anders").groupby(table["theme"]).transform("sum")
    return table.iloc[(-divided).argsort(kind="stable")].reset_index(drop=True)


def visions_in_words(grid: pd.DataFrame) -> str:
    """Say on how many themes the visions differ and on which."""
    split = grid.loc[grid["position"].eq("anders"), "theme"].unique()
    total = dutch.count(grid["theme"].nunique(), "thema", "thema's")
    names = f": {dutch.listing(split)}" if 0 < len(split) <= 3 else ""
    return f"Op {len(split) or 'geen'} van {total} verschillen de visies{names}."


def heard(involvement: pd.DataFrame, today: Any) -> pd.DataFrame:
    """Return one row per moment: groups, first date, people (missing when one is) and outcome.

    The outcome is gepland (later than today), nog niet gehoord (0 people), aantal onbekend or
    gehoord.
    """
    sums = {"date": ("date", "min"), "people": ("people", frames.whole)}
    groups = ("group", lambda names: dutch.listing(names.unique()))
    table = frames.grouped(involvement, "moment", group=groups, **sums)
    people, words = table["people"], ["gepland", "aantal onbekend", "nog niet gehoord"]
    rules = [table["date"].gt(pd.Timestamp(today)), people.isna(), people.eq(0).fillna(False)]
    return table.assign(outcome=np.select(rules, words, "gehoord"))


def answer(grid: pd.DataFrame, motives: pd.DataFrame, strongest: pd.DataFrame) -> list[str]:
    """Return the chapter in at most three sentences: needs, motives, first question."""
    said = [needs_in_words(grid)] if len(grid) else []
    said += [motive_agreement_in_words(motives)] if len(motives) else []
    return said + [f"De sterkste vraag: {question}" for question in strongest["question"][:1]]
