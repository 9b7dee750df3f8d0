"""Motives and SWOT: what each party wants, where they agree, what strength meets which threat.

Needs are shared when all parties that answered want them, and conflicting when one must and
another has no need. Motives are 100 points per party, compared by median and range. The
confrontation matrix scores a strength or weakness against a chance or threat with 0, 1, 3 or 5
points; its strongest cells end in questions that begin with "Hoe kunnen we". No answer is never
agreement.
Every `..._in_words` gives the finding of a table as one Dutch sentence, true for ties and gaps.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from lib import dutch, evidence

JOINT = "gezamenlijk"
SILENT = "niet aangeleverd"
STRENGTHS = ["moet", "wens", "niet nodig", SILENT]
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
    rows = _for_all(needs, partners)[["need", "partner", "strength", "origin"]]
    rows = rows.drop_duplicates(["need", "partner"])
    given = rows.groupby("need", sort=False)["strength"]
    count, must, useless = given.count(), _any(rows, "moet"), _any(rows, "niet nodig")
    rules = [count.lt(2), must & useless, ~useless]
    names = ["één antwoord", "strijdig", "gedeeld"]
    agreement = pd.Series(np.select(rules, names, "deels"), index=count.index, name="agreement")
    keys = ["need", "partner"]
    grid = pd.MultiIndex.from_product([count.index, partners["partner"]], names=keys)
    table = grid.to_frame(index=False).merge(rows, on=keys, how="left")
    table = table.assign(
        strength=table["strength"].fillna(SILENT), agreement=table["need"].map(agreement),
        theme=table["need"].map(needs.drop_duplicates("need").set_index("need")["theme"]),
    )  # fmt: skip
    order = table["agreement"].map({"strijdig": 0, "gedeeld": 1, "deels": 2, "één antwoord": 3})
    return table.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def needs_in_words(grid: pd.DataFrame) -> str:
    """Say how many needs are shared and how many conflict."""
    state = grid.drop_duplicates("need")["agreement"].value_counts()
    shared, against, total = state.get("gedeeld", 0), state.get("strijdig", 0), state.sum()
    if grid["partner"].nunique() < 2:
        return dutch.count(total, "behoefte", "behoeften") + " van één deelnemer." if total else ""
    clash = f"over {against} botsen de deelnemers" if against else "nergens botsen zij"
    part = dutch.part(shared, total, ("behoefte", "behoeften"), ("is", "zijn"))
    return f"{part} gedeeld; {clash}."


def motive_profile(motives: pd.DataFrame) -> pd.DataFrame:
    """Return the points per motive and partner, largest median first."""
    median = motives.groupby("motive")["points"].median()
    order = motives["motive"].map(median).sort_values(ascending=False, kind="stable").index
    return motives.loc[order].reset_index(drop=True)


def motive_agreement(motives: pd.DataFrame) -> pd.DataFrame:
    """Return per motive: median, low, high and spread of points, and who differs most."""
    points = motives.groupby("motive", sort=False)["points"]
    table = points.agg(median="median", low="min", high="max", n="count")
    table = table.assign(spread=table["high"] - table["low"])
    far = motives.assign(gap=_gap_to_others(motives)).dropna(subset="gap")
    far = far[far["gap"].abs().gt(0)].groupby("motive").apply(_furthest)
    table["differs"] = far.reindex(table.index).fillna("niemand") if len(far) else "niemand"
    table["origin"] = motives.groupby("motive")["origin"].agg(evidence.join)
    return table.sort_values("median", ascending=False, kind="stable").reset_index()


def motive_agreement_in_words(table: pd.DataFrame) -> str:
    """Say which motive weighs most, and on which the parties differ most."""
    named = table.assign(motive=table["motive"].map(dutch.inside))
    first, points = dutch.extreme(named, "motive", "median")
    widest, spread = dutch.extreme(named, "motive", "spread")
    weigh = dutch.plural(table["median"].eq(points).sum(), "weegt", "wegen")
    weight = f"{first} {weigh} het zwaarst"
    if table["n"].max() < 2:
        return f"Eén deelnemer gaf punten; {weight}."
    if not spread:
        return f"{dutch.capital(weight)}; alle deelnemers geven dezelfde punten."
    middle = dutch.loose(points)
    about = "daarover is ook" if widest == first else f"over {widest} is"
    return f"{dutch.capital(weight)} (mediaan {middle}); {about} het meeste verschil."


def spread_in_words(table: pd.DataFrame) -> str:
    """Say on which motive the parties agree most."""
    named = table.assign(motive=table["motive"].map(dutch.inside))
    closest, spread = dutch.extreme(named, "motive", "spread", lowest=True)
    points = dutch.count(spread, "punt", "punten")
    return f"Het meest eens zijn de deelnemers over {closest}: {points} verschil."


def differs_most_in_words(motives: pd.DataFrame) -> str:
    """Say which party lies furthest from the median of the others, and on what."""
    rows = motives.assign(gap=_gap_to_others(motives)).dropna(subset="gap")
    if rows.empty or not rows["gap"].abs().max():
        return ""
    row = rows.loc[rows["gap"].abs().idxmax()]
    same = rows[["motive", "points", "gap"]].eq(row[["motive", "points", "gap"]]).all(axis=1)
    points, others = dutch.loose(row["points"]), dutch.loose(row["points"] - row["gap"])
    return (
        f"{dutch.listing(rows.loc[same, 'partner'])} {dutch.plural(same.sum(), 'wijkt', 'wijken')}"
        f" het verst af: {points} punten voor {dutch.inside(row['motive'])}, "
        f"bij de anderen {others} (mediaan)."
    )


# ---------------------------------------------------------------- SWOT
def swot_by_party(swot: pd.DataFrame) -> pd.DataFrame:
    """Return the items of each party in words, one column per quadrant."""
    words = swot.groupby(["partner", "quadrant"], sort=False)["text"].agg("; ".join).unstack()
    order = sorted(dict.fromkeys(swot["partner"]), key=JOINT.__eq__)
    wide = words.reindex(index=order, columns=list(QUADRANTS)).fillna("geen punten")
    return wide.rename(columns=QUADRANTS).rename_axis(columns=None).reset_index()


def swot_by_party_in_words(swot: pd.DataFrame) -> str:
    """Say which theme returns most often in the SWOT of the parties."""
    themes = swot.groupby("theme", sort=False)["swot_item"].size().rename("n").reset_index()
    parties = dutch.count(swot["partner"].nunique(), "partij", "partijen")
    if themes.empty:
        return f"{dutch.count(len(swot), 'punt', 'punten')} van {parties}."
    theme, n = dutch.extreme(themes, "theme", "n")
    return f"{len(swot)} punten van {parties}; {theme} komt het vaakst terug ({n})."


def joint_in_words(joint: pd.DataFrame) -> str:
    """Say how many joint items there are per quadrant."""
    counts = joint["quadrant"].value_counts().reindex(QUADRANTS, fill_value=0)
    said = [dutch.count(n, kind, QUADRANTS[kind]) for kind, n in counts.items() if n]
    return f"Gezamenlijk: {dutch.listing(said)}."


def outside_in_words(swot: pd.DataFrame) -> str:
    """Say how many chances and threats the parties see."""
    counts = swot["quadrant"].value_counts()
    chances = dutch.count(counts.get("kans", 0), "kans", "kansen")
    threats = dutch.count(counts.get("bedreiging", 0), "bedreiging", "bedreigingen")
    return f"De partijen zien {chances} en {threats}."


def complementarity(swot: pd.DataFrame) -> pd.DataFrame:
    """Return themes where one partner is strong and another is weak, with both statements."""
    own = swot[swot["partner"].ne(JOINT)].dropna(subset="theme")
    strong, weak = (own[own["quadrant"].eq(kind)] for kind in ("sterkte", "zwakte"))
    pairs = strong.merge(weak, on="theme", suffixes=("_strong", "_weak"))
    pairs = pairs[pairs["partner_strong"].ne(pairs["partner_weak"])]
    both = pairs["origin_strong"] + "; " + pairs["origin_weak"]
    named = {
        "partner_strong": "strong_partner", "text_strong": "strength_text",
        "partner_weak": "weak_partner", "text_weak": "weakness_text",
    }  # fmt: skip
    table = pairs.assign(origin=both).rename(columns=named)
    return table[["theme", *named.values(), "origin"]].reset_index(drop=True)


def helps_by_theme(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per theme: who is strong in what, and who is weak in what."""
    sides = {"strength_text": "strong_partner", "weakness_text": "weak_partner"}
    said = {text: table[who] + ": " + table[text] for text, who in sides.items()}
    rows = table.assign(**said).groupby("theme", sort=False)
    lists = {text: rows[text].agg(lambda words: "; ".join(words.unique())) for text in sides}
    return pd.DataFrame(lists).rename_axis("theme").reset_index()


def complementarity_in_words(table: pd.DataFrame) -> str:
    """Say on how many themes one partner can help another, and who can help most."""
    if table.empty:
        return "Geen deelnemer is sterk waar een ander zwak is."
    themes = table["theme"].nunique()
    helps = table.groupby("strong_partner")["theme"].nunique().rename("n").reset_index()
    who, n = dutch.extreme(helps, "strong_partner", "n")
    if len(table) == 1:
        row = table.iloc[0]
        return f"{row['strong_partner']} kan {row['weak_partner']} helpen bij {row['theme']}."
    about = dutch.count(themes, "thema", "thema's")
    return f"Op {about} kan de een de ander helpen; {who} het vaakst ({n})."


def confrontation_cells(confrontation: pd.DataFrame, swot: pd.DataFrame) -> pd.DataFrame:
    """Return each scored cell with the texts and quadrants of its two sides."""
    sides = swot[["swot_item", "quadrant", "text"]]
    inner, outer = (
        sides.rename(
            columns={"swot_item": side, "quadrant": f"{side}_kind", "text": f"{side}_text"}
        )
        for side in ("internal", "external")
    )
    return confrontation.merge(inner, "left", on="internal").merge(outer, "left", on="external")


def confrontation_totals(cells: pd.DataFrame, swot: pd.DataFrame) -> pd.DataFrame:
    """Return per party and quadrant combination: points, cells scored, cells and share_pct.

    The cells of a party are its own items and those it scored, each inner against each outer.
    """
    keys = ["partner", "internal_kind", "external_kind"]
    parties = (
        cells[["partner"]]
        .drop_duplicates()
        .sort_values("partner", key=lambda names: names.eq(JOINT), kind="stable")
    )
    items = parties.merge(swot.rename(columns={"partner": "of"}), "cross")
    items = items[items["of"].eq(items["partner"])]
    used = [
        cells.rename(columns={side: "swot_item", f"{side}_kind": "quadrant"})
        for side in ("internal", "external")
    ]
    items = pd.concat([items, *used])[["partner", "quadrant", "swot_item"]].drop_duplicates()
    count = items.groupby(["partner", "quadrant"], sort=False).size().rename("n").reset_index()
    count = count.sort_values("quadrant", key=_place, kind="stable")
    inner = count["quadrant"].isin(["sterkte", "zwakte"])
    table = count[inner].merge(count[~inner], on="partner")
    table = table.set_axis([*keys[:2], "inner", keys[2], "outer"], axis=1)
    scored = cells.dropna(subset="score").groupby(keys)
    sums = scored.agg(
        points=("score", "sum"), cells_scored=("score", "size"), origin=("origin", evidence.join)
    )
    table = table.assign(cells=table.pop("inner") * table.pop("outer")).join(sums, on=keys)
    table = table.fillna({"points": 0, "cells_scored": 0})
    pair = table["internal_kind"].map(QUADRANTS) + " × " + table["external_kind"].map(QUADRANTS)
    return table.assign(combination=pair, share_pct=100 * table["cells_scored"] / table["cells"])


def confrontation_share(totals: pd.DataFrame) -> pd.DataFrame:
    """Return per party the points, the cells that were scored and their share of all cells."""
    table = totals.groupby("partner", sort=False)[["points", "cells_scored", "cells"]].sum()
    return table.assign(share_pct=100 * table["cells_scored"] / table["cells"]).reset_index()


def confrontation_share_in_words(shares: pd.DataFrame) -> str:
    """Say which party scored the largest and the smallest share of its cells."""
    (most, top), (least, low) = (
        dutch.extreme(shares, "partner", "share_pct", lowest=lowest) for lowest in (False, True)
    )
    if top == low:
        return f"Elke partij scoorde {dutch.percent(top)} van de vakken."
    return f"Gescoord: {most} {dutch.percent(top)} van de vakken, {least} {dutch.percent(low)}."


def confrontation_in_words(totals: pd.DataFrame) -> str:
    """Say which combination of quadrants carries most points, and how much was scored."""
    sums = totals.groupby(totals["combination"].str.replace("×", "tegenover"))["points"].sum()
    share = dutch.share(totals["cells_scored"].sum() / max(totals["cells"].sum(), 1))
    if not sums.sum():
        return f"Geen enkele combinatie kreeg punten; {share} van de vakken is gescoord."
    pair, _ = dutch.extreme(sums.rename_axis("pair").reset_index(), "pair", "points")
    return f"De meeste punten: {pair}; {share} van de vakken is gescoord."


def strongest_cells(cells: pd.DataFrame, most: int = 5) -> pd.DataFrame:
    """Return the strongest distinct cells: points over all parties, and the question they raise.

    Returns
    -------
    DataFrame
        internal_text, external_text, points (sum over parties), question, origin.
    """
    keys = [
        "internal",
        "external",
        "internal_kind",
        "external_kind",
        "internal_text",
        "external_text",
    ]
    sums = cells.groupby(keys, sort=False).agg(
        points=("score", "sum"), question=("question", "first"), origin=("origin", evidence.join)
    )
    sums = sums.assign(made=sums["question"].isna())  # what people asked themselves goes first
    order = ["points", "made", "internal", "external"]
    table = sums.sort_values(order, ascending=[False, True, True, True])
    table = table[table["points"].gt(0)].reset_index()
    made = [
        "Hoe kunnen we " + ASKS[inner, outer].format(one, other)
        for inner, outer, one, other in table[keys[2:]].itertuples(index=False)
    ]
    table = table.assign(question=table["question"].fillna(pd.Series(made, dtype=object)))
    distinct = table[~table["question"].str.lower().duplicated()].head(most)
    return distinct[["question", "points", *keys[4:], "origin"]].reset_index(drop=True)


def strongest_in_words(strongest: pd.DataFrame) -> str:
    """Say how many questions follow from the strongest cells."""
    n = dutch.count(len(strongest), "vraag volgt", "vragen volgen")
    return dutch.capital(f"{n} uit de sterkste vakken van de matrix.")


# ---------------------------------------------------------------- direction
def approved(principles: pd.DataFrame) -> pd.DataFrame:
    """Return principles with outcome `vastgesteld door ...` or `nog niet vastgesteld`."""
    done = "vastgesteld door " + principles["approved_by"].astype("str")
    return principles.assign(outcome=done.fillna("nog niet vastgesteld"))


def approved_in_words(table: pd.DataFrame) -> str:
    """Say how many statements of vision and principles were approved."""
    done = table["approved_by"].notna().sum()
    part = dutch.part(done, len(table), ("uitspraak", "uitspraken"), ("is", "zijn"))
    return f"{part} vastgesteld."


def goal_state(goals: pd.DataFrame) -> pd.DataFrame:
    """Return goals with outcome: gehaald, niet gehaald, niet gemeten or geen streefwaarde.

    A target below the baseline is met by an actual value at or under it, otherwise at or above.
    """
    down = goals["target"].lt(goals["baseline"]).fillna(False)
    met = goals["actual"].le(goals["target"]).where(down, goals["actual"].ge(goals["target"]))
    rules = [goals["actual"].isna(), goals["target"].isna(), met.fillna(False)]
    words = ["niet gemeten", "geen streefwaarde", "gehaald"]
    return goals.assign(
        outcome=np.select([rule.astype(bool) for rule in rules], words, "niet gehaald")
    )


def goal_state_in_words(table: pd.DataFrame) -> str:
    """Say how many goals were met and how many were never measured."""
    state = table["outcome"].value_counts()
    met, unknown = state.get("gehaald", 0), state.get("niet gemeten", 0)
    if unknown == len(table):
        return "Geen enkel doel is gemeten."
    words = ("gemeten doel", "gemeten doelen")
    part = dutch.part(met, len(table) - unknown, words, ("is", "zijn"))
    return f"{part} gehaald{f'; {unknown} niet gemeten' if unknown else ''}."


def visions_grid(visions: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Return theme by partner with eens, anders or zwijgt; the most divided theme first."""
    keys = ["theme", "partner"]
    grid = pd.MultiIndex.from_product([visions["theme"].unique(), partners["partner"]], names=keys)
    table = grid.to_frame(index=False).merge(visions, on=keys, how="left")
    table = table.assign(position=table["position"].fillna("zwijgt"))
    divided = table["position"].eq("anders").groupby(table["theme"]).transform("sum")
    return table.iloc[(-divided).argsort(kind="stable")].reset_index(drop=True)


def visions_in_words(grid: pd.DataFrame) -> str:
    """Say on how many themes the visions differ and on which."""
    split = grid.loc[grid["position"].eq("anders"), "theme"].unique()
    total = dutch.count(grid["theme"].nunique(), "thema", "thema's")
    if not len(split):
        return f"Op {total} zegt geen deelnemer iets anders."
    names = f": {dutch.listing(split)}" if len(split) <= 3 else ""
    return f"Op {len(split)} van {total} verschillen de visies{names}."


def other_views_in_words(other: pd.DataFrame) -> str:
    """Say who differs on how many themes."""
    counts = other.groupby("partner", sort=False).size().rename("n").reset_index()
    who, n = dutch.extreme(counts, "partner", "n")
    themes = dutch.count(n, "thema", "thema's")
    return f"Het vaakst iets anders: {who}, elk bij {themes}."


def red_lines_in_words(red_lines: pd.DataFrame) -> str:
    """Say how many red lines there are, and from how many parties."""
    parties = dutch.count(red_lines["partner"].nunique(), "partij", "partijen")
    return f"{dutch.count(len(red_lines), 'breekpunt', 'breekpunten')} van {parties}."


def follow_up(findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings with owner and state in one column, so that the chain fits a page."""
    owner = findings["owner"].fillna("geen eigenaar")
    return findings.assign(follow_up=owner + ": " + findings["state"])


def findings_in_words(findings: pd.DataFrame) -> str:
    """Say how many findings have an advice, and how many are still open."""
    advised, still = findings["advice"].notna().sum(), findings["state"].eq("open").sum()
    words, verbs = ("bevinding", "bevindingen"), ("heeft", "hebben")
    part = dutch.part(advised, len(findings), words, verbs)
    return f"{part} een advies; {still or 'geen'} {dutch.plural(still, 'staat', 'staan')} open."


def heard(involvement: pd.DataFrame) -> pd.DataFrame:
    """Return one row per moment: groups, first date and number of people (missing when one is)."""
    rows = involvement.groupby("moment", sort=False)
    return rows.agg(
        group=("group", lambda names: dutch.listing(names.unique())), date=("date", "min"),
        people=("people", lambda count: count.sum(skipna=False)), origin=("origin", evidence.join),
    ).reset_index()  # fmt: skip


def involvement_in_words(involvement: pd.DataFrame) -> str:
    """Say how many groups were heard, and which groups nobody of was."""
    absent = involvement["people"].eq(0).fillna(False).groupby(involvement["group"]).all()
    missed = dutch.listing(map(dutch.inside, absent.index[absent]))
    part = dutch.part((~absent).sum(), len(absent), ("groep", "groepen"), ("is", "zijn"))
    return f"{part} gehoord{f'; niet: {missed}' if missed else ''}."


def answer(grid: pd.DataFrame, motives: pd.DataFrame, strongest: pd.DataFrame) -> list[str]:
    """Return the chapter in at most three sentences: needs, motives, first question."""
    said = [
        needs_in_words(grid) if len(grid) else "",
        motive_agreement_in_words(motives) if len(motives) else "",
        f"De sterkste vraag: {strongest['question'].iloc[0]}" if len(strongest) else "",
    ]
    return [sentence for sentence in said if sentence]


def _for_all(rows: pd.DataFrame, partners: pd.DataFrame) -> pd.DataFrame:
    """Give a joint row to every partner."""
    joint = rows[rows["partner"].eq(JOINT)].drop(columns="partner")
    return pd.concat(
        [rows[rows["partner"].ne(JOINT)], joint.merge(partners[["partner"]], "cross")]
    )


def _gap_to_others(motives: pd.DataFrame) -> pd.Series:
    """Return points minus the median of the other parties, per row; missing for a single party."""
    wide = motives.pivot(index="motive", columns="partner", values="points")
    others = {name: wide.drop(columns=name).median(axis=1) for name in wide}
    keys = pd.MultiIndex.from_frame(motives[["motive", "partner"]])
    gap = (wide - pd.DataFrame(others, index=wide.index)).stack()
    return pd.Series(gap.reindex(keys).to_numpy(), index=motives.index)


def _furthest(rows: pd.DataFrame) -> str:
    return dutch.listing(rows.loc[rows["gap"].abs().eq(rows["gap"].abs().max()), "partner"])


def _any(needs: pd.DataFrame, strength: str) -> pd.Series:
    """Tell per need whether some party gave this answer."""
    return needs["strength"].eq(strength).groupby(needs["need"], sort=False).any()


def _place(quadrants: pd.Series) -> pd.Series:
    return quadrants.map(list(QUADRANTS).index)
