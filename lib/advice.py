"""Page one: what is asked, what the answer is, what it costs whom, and how sure that is.

Everything here comes from tables of the dossier and from the chapters before. A number carries the
id of the rows that it is the sum of (`lib.proof`); sentences hold no numbers of their own. The
answer in words to the client's question is in `lib.question`.
"""

import re

import numpy as np
import pandas as pd
from pandas.tseries.offsets import BDay

from lib import dutch, evidence, privacy, roadmap, scenarios, weights
from lib.frames import JOINT
from lib.proof import LEAVE, ONCE, YEARLY, budget_id, paying, slug
from lib.question import named

Table = pd.DataFrame
TOP = 3  # risks, and names in a sentence, on page one
MOST_SCENARIOS = 6
SURE_PCT = 80  # a date that is met less often is not fairly sure
BELOW = "blijft lager, ook als de ontbrekende scores meevallen"
TOTAL = "Samen"
EVERYONE = "elke deelnemer"
ENDS = {
    "one_off_eur": ONCE, "effect_eur_per_year": YEARLY, "likely_eur": "", "low_eur": "laag",
    "high_eur": "hoog", "exit_eur": LEAVE,
}  # fmt: skip
WORDS = ["Een\u00admalig", "Per jaar", "Vier jaar", "Laag", "Hoog", "Uit\u00adtreden"]
HEADS = dict(zip(ENDS, WORDS, strict=True))
AMOUNTS = ["begroting-totaal", "begroting-nul", "contante-waarde-totaal", "contante-waarde-ander"]
NUMBER = ["number_id", "label", "value_text", "compare", "compare_id"]
EFFECTS = {
    "legal_form": "Rechtsvorm", "gives_up": "U geeft op", "say": "Sturen", "exit": "Stoppen",
}  # fmt: skip
COUNCIL = "ondernemingsra|medezeggenschap"
CONSENT = ["toestemming", "instemming", "zienswijze"]
STILL = ["te toetsen", "gepland", "loopt"]
BOARDS = "raad|raden|bestu|college|gemeenten$|partijen"


# ---------------------------------------------------------------------- numbers and tables


def key_numbers(
    proof: Table, other: str | None, horizon: int, planned: Table, chances: Table
) -> Table:
    """Return at most four key figures with what to compare each with.

    Columns number_id, label, value_text, compare and compare_id, and low and high in words where
    an amount has them. A figure without rows is left out: what was not delivered is no figure.
    Amounts are in thousands, as in the table of costs. `planned` are the steps of the advice
    (`question.own_steps`), `chances` is `moment_chances`.
    """
    totals = evidence.total(proof)
    money = totals.round(-3)
    budget, unchanged, worth, rest = money.reindex(AMOUNTS)
    rows = [
        ("begroting-totaal", f"samen {_gain(budget)} in vier jaar", dutch.eur_short(abs(budget)),
         f"op {dutch.eur_short(unchanged)} aan kosten die verschillen", "begroting-nul"),
        ("contante-waarde-totaal", f"{_gain(worth)} over {horizon} jaar, in geld van nu",
         dutch.eur_short(abs(worth)),
         f"{other}: {_gain(rest)} {dutch.eur_short(abs(rest))}", "contante-waarde-ander"),
        ("formatie", "fte in de ICT nu", dutch.loose(totals.get("formatie")), "", None),
        ("duur" if len(planned) else "", "einde volgens het plan",
         _short(planned["last_date"].max()), _in_time(chances), None),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=NUMBER)
    unknown = table["compare_id"].notna() & ~table["compare_id"].isin(totals.index)
    table.loc[unknown, ["compare", "compare_id"]] = "", None
    short = money.map(dutch.eur_short)
    low, high = ((table["number_id"] + end).map(short) for end in ("-laag", "-hoog"))
    shown = table["number_id"].isin(totals.index)
    return table.assign(low=low, high=high)[shown].reset_index(drop=True)


def _short(day: pd.Timestamp) -> str:
    return "zonder datum" if pd.isna(day) else dutch.date(day, "d MMM y")


def _in_time(chances: Table) -> str:
    """Say of the last agreed date how often it is met, and which end is met in 80 of the 100."""
    known = chances.dropna(subset=["planned_date", "in_time_pct"])
    known = known.sort_values(["planned_date", "in_time_pct"], ascending=[True, False])
    if known.empty:
        return ""
    last = known.iloc[-1]
    # the end of the plan itself: the gate is the first working day after it
    end = chances.loc[chances["gate"].eq(roadmap.END), "p80"].max()
    sure = "" if last["in_time_pct"] >= SURE_PCT else f"; {_short(end)} in 80 van de 100"
    met = f"gehaald in {last['in_time_pct']:.0f} van de 100 doorrekeningen"
    return f"afgesproken {_short(last['planned_date'])}: {met}{sure}"


def _gain(value: float) -> str:
    """Call an advantage so, and a disadvantage extra cost."""
    return "extra kosten" if value < -0.5 else "voordeel"


def score_in_words(ranked: Table) -> pd.Series:
    """Return the points of each scenario as text: `minstens 44` with unknowns."""
    known = ranked.dropna(subset="least")
    least = known["likely"].isna().map({True: "minstens ", False: ""})
    return (least + known["least"].map(dutch.number)).set_axis(known["scenario"])


def costs(proof: Table, partners: Table) -> Table:
    """Return per partner the effect on four budget years (plus is an advantage), with a total.

    Columns partner, and per amount of `ENDS` the amount and the id of its rows (`likely_eur_id`):
    one-off, the mean of a year, likely (one-off and four years) with low and high, and leaving.
    """
    everyone = [*paying(partners), None]
    totals = evidence.total(proof)
    table = pd.DataFrame({"partner": [name or TOTAL for name in everyone]})
    for amount, edge in ENDS.items():
        ids = pd.Series([budget_id(name, edge) for name in everyone])
        table[amount] = ids.map(totals).astype(float)
        table[f"{amount}_id"] = ids.where(ids.isin(totals.index), None)
    table = table.fillna({"one_off_eur": 0.0, "effect_eur_per_year": 0.0})
    return table.dropna(subset="likely_eur").reset_index(drop=True)


def in_thousands(cost: Table) -> Table:
    """Return the costs as page one shows them: short heads, thousands, the ids of the rows."""
    names = {"partner": "Bedragen x €\u00a01.000", **HEADS}
    names |= {f"{name}_id": f"{head}_id" for name, head in HEADS.items()}
    told = cost.assign(**(cost[list(HEADS)] / 1000).round())
    # all leaving at once has no meaning, and without a joint contribution there is nothing to pay
    gone = told["exit_eur"].map(dutch.number).replace(dutch.MISSING, "geen")
    told["exit_eur"] = gone.mask(told["partner"].eq(TOTAL), "n.v.t.")
    return told[list(names)].rename(columns=names)


def alternatives(ranked: Table, parts: Table, advised: str | None) -> Table:
    """Return the scenarios, what is advised first, with score and the reason for rejecting each.

    Columns scenario, Punten (words: it may be `minstens 44`), score_id and reason.
    """
    own = ranked.set_index("scenario")["likely"].get(advised, np.nan)
    wide = parts.pivot_table(index="criterion", columns="scenario", values="likely", sort=False)
    order = ranked["scenario"].ne(advised).sort_values(kind="stable").index
    others = ranked.loc[order].head(MOST_SCENARIOS)
    return others[["scenario"]].assign(
        Punten=others["scenario"].map(score_in_words(ranked)),
        score_id="score-" + others["scenario"].map(slug),
        reason=[_rejected(row, own, wide, advised) for _, row in others.iterrows()],
    )


def _rejected(row: pd.Series, own: float, wide: Table, advised: str | None) -> str:
    """Say why an alternative is not advised, and on which criterion it lies behind most."""
    if row["scenario"] == advised:
        return "het advies"
    if row["state"] == scenarios.OUT:
        return f"voldoet niet aan: {dutch.inside(row['reason'])}"
    if row["state"] == scenarios.BARE:
        return "niet te vergelijken: scores of weging ontbreken"
    if dutch.is_missing(own) or dutch.is_missing(row["likely"]):
        below = BELOW if row["most"] < own else "kan nog hoger uitkomen: scores ontbreken"
        return "scoort hoger" if row["least"] > own else below
    more = row["likely"] - own
    side = "hoger" if more > 0 else "lager" if more < 0 else "gelijk"
    behind, how = wide[advised] - wide[row["scenario"]], "vooral" if more < 0 else "maar minder"
    where = f", {how} op {dutch.inside(behind.idxmax())}" if behind.max() > 0 else ""
    return f"scoort {side}{where}"


def conditions(table: Table, advised: str | None) -> Table:
    """Return the hard conditions of the advised scenario with their state."""
    own = table[table["scenario"].eq(advised) & table["hardness"].eq("hard")]
    return own.sort_values("condition")[["condition", "state"]].reset_index(drop=True)


def top_risks(risks: Table, advised: str | None) -> Table:
    """Return the three risks of the advised scenario with the largest chance times amount."""
    own = risks[risks["scenario"].isna() | risks["scenario"].eq(advised)]
    weight = own["chance_pct"].astype(float) * own["effect_eur"].astype(float)
    names = own["risk"].map(slug)
    told = own.assign(weight=-weight, effect_id="gevolg-" + names, chance_id="kans-" + names)
    return told.sort_values(["weight", "risk"]).head(TOP).reset_index(drop=True)


def certainty(
    proof: Table, firm: list[str], hard: Table, missing: list[str], day: pd.Timestamp
) -> Table:
    """Return how sure the advice is: share of checked money, date, what is missing, how firm.

    Columns Onderdeel, Stand and number_id (only where the stand is a number).
    """
    share = evidence.total(proof).get("zekerheid")
    checked, number_id = f"{dutch.percent(share)} van het geld is gecontroleerd", "zekerheid"
    if share is None:
        checked, number_id = "geen kasstromen van het advies", None
    met = "aan elke voldaan" if len(hard) else "geen harde voorwaarde getoetst"
    absent = "; ".join(missing[:4]) + " en meer" * (len(missing) > 4)
    rows = [
        ("Cijfers", f"{checked}; stand {_short(day)}", number_id),
        ("Ontbreekt", absent or "niets in wat is aangeleverd", None),
        ("Voorbehoud", unmet_in_words(hard) or met, None),
        ("De keuze", "; ".join(firm), None),
    ]
    return pd.DataFrame(rows, columns=["Onderdeel", "Stand", "number_id"])


def unmet_in_words(hard: Table) -> str:
    """Name by state the conditions that are not met, or not known to be."""
    names = hard[hard["state"] != "voldaan"].groupby("state")["condition"].agg(dutch.listing)
    return "; ".join(names.index + ": " + names)


def firmness(
    winners: Table, close: list[str], flips: Table, ranks: Table, advised: str | None
) -> list[str]:
    """Say how firm the choice is: own weightings, all weightings, margins, and what flips it.

    Parameters
    ----------
    winners, flips, ranks : DataFrame
        `party_winners`, `weight_flips` (from the advice) and `weight_ranks`; may be empty.
    close : list of str
        From `question.close`.
    """
    same = winners["winner"].eq(advised).sum()
    own = f"eerste keuze van {same} van de {len(winners)} partijen die zelf wogen"
    won = ranks.query("scenario == @advised and place == 1")["share_pct"] / 100
    near = np.ceil(flips["points"].dropna()[: len(won)])  # 0: the advice does not lead
    rivals = dutch.listing(map(named, close), "of") * bool(near.all())
    tie = "een ander komt gelijk als {:.0f} van de 100 punten {}".format
    return [
        own if len(winners) else "geen partij woog zelf",
        *map("wint in {} van de 100 andere wegingen en scores".format, won.map(weights.of_100)),
        *[f"valt het tegen en een ander mee, dan kan {rivals} winnen"] * bool(rivals),
        *(tie(n, dutch.plural(n, "verschuift", "verschuiven")) for n in near[near > 0]),
    ]


def asked(decisions: Table, partners: Table) -> Table:
    """Return the decisions that are asked; one that is the same for several boards stands once.

    Where such a text names its own partner, `[naam]` stands for it. Many partners are not listed
    when they are all of them.
    """
    own = decisions[decisions["kind"] == "gevraagd"].sort_values(["date", "decision"])
    bare = own.assign(text=_unnamed(own, "text"), if_no=_unnamed(own, "if_no"))
    rows = []
    alike = ["text", "date", bare["partner"].eq(JOINT)]  # a joint one is of no board in particular
    for _, group in bare.groupby(alike, dropna=False, sort=False):
        names = list(group["partner"].drop_duplicates())
        all_of_many = len(names) > TOP and set(names) == set(paying(partners))
        told = group.iloc[0] if len(names) > 1 else own.loc[group.index[0]]
        bodies = dutch.listing(group["body"].drop_duplicates().map(dutch.inside), "of")
        who = "van " * (names != [JOINT]) + (EVERYONE if all_of_many else dutch.listing(names))
        rows.append(told.to_dict() | {"partner": who, "body": bodies})
    return pd.DataFrame(rows, columns=own.columns)


def _unnamed(decisions: Table, column: str) -> list[str]:
    """Put `[naam]` for the partner whose decision it is."""
    names = decisions["partner"].map(lambda name: rf"(?<!\w){re.escape(name)}(?!\w)")
    pairs = zip(names, decisions[column].fillna(""), strict=True)
    return [re.sub(name, "[naam]", text) for name, text in pairs]


def consequences(table: Table, advised: str | None) -> str:
    """Say of the advised scenario its legal form, what is given up, and how to steer and leave."""
    own = table[table["scenario"] == advised][list(EFFECTS)].rename(columns=EFFECTS)
    told = own.melt(var_name="what", value_name="text").dropna()
    return " ".join(f"{row.what}: {dutch.inside(row.text)}." for row in told.itertuples())


def staff(
    table: Table, advised: str | None, team: Table, involvement: Table, planned: Table,
    checklist: Table, today: pd.Timestamp,
) -> str:  # fmt: skip
    """Say what changes for how many ICT staff, and when works councils advise and were heard.

    `team` are the filled posts; a number of people too small to show (`privacy`) is left out.
    What the plan does not hold may still stand on the checklist, with its state.
    """
    # without a count a row is its fte, rounded up
    people = team["people"].fillna(np.ceil(team["fte"])).astype(float).sum(skipna=False)
    size = f", nu {people:.0f} mensen in de ICT" if people >= privacy.THRESHOLD else ""
    effect = table.loc[table["scenario"] == advised, "staff_effect"].dropna()
    changes = dutch.inside(dutch.listing(effect) or "niet beschreven")
    heard = _naming(involvement[involvement["people"].gt(0)], "group", COUNCIL)["date"]
    last = heard[heard <= pd.Timestamp(today)].max()
    talk = "nog niet gehoord" if pd.isna(last) else f"laatst gehoord op {dutch.date(last)}"
    advising = _naming(_naming(planned, "name", COUNCIL), "name", "advies|advise")
    ends = pd.to_datetime(advising["last_date"])
    ahead = ends[ends >= pd.Timestamp(today)].min() + BDay(0)
    listed = _naming(_still(checklist, ["advies"]), "body", COUNCIL).sort_values("date")
    plan = "geen advies gepland"
    if pd.notna(ahead):
        plan = f"advies volgens het plan op {dutch.date(ahead)}"
    elif len(listed):
        plan = f"advies {_short(listed['date'].iloc[0])} ({listed['state'].iloc[0]})"
    return f"Personeel{size}: {changes}. Medezeggenschap: {plan}, {talk}."


def _naming(table: Table, column: str, words: str) -> Table:
    """Return the rows that name one of the words."""
    return table[table[column].str.contains(words, case=False)]


def _still(checklist: Table, kinds: list[str]) -> Table:
    """Return what is still to be asked of these kinds."""
    return checklist[checklist["kind"].isin(kinds) & checklist["state"].isin(STILL)]


def goals_in_words(goals: Table) -> str:
    """Say of at most three goals where they start and must end by when; joint ones first."""
    known = goals.dropna(subset=["baseline", "target"])
    order = {"own": known["partner"].ne(JOINT), "last": known["theme"].eq("overig")}
    ready = known.assign(**order).sort_values([*order], kind="stable").drop_duplicates("goal")
    told = [
        f"{row.indicator} van {dutch.loose(row.baseline)} naar {dutch.loose(row.target)}"
        + ("%" if row.unit in ("%", "procent") else " euro" * (row.unit == "euro"))
        + ("" if pd.isna(row.target_date) else f" op {_short(row.target_date)}")
        for row in ready.head(TOP).itertuples()
    ]
    return f"Geslaagd als: {'; '.join(map(dutch.inside, told))}." if told else ""


def rival(effect: Table, advised: str | None) -> str | None:
    """Return the other scenario with the largest advantage, also when it was removed."""
    others = _worth(effect).drop([advised], errors="ignore")
    return None if others.empty else others.idxmax()


def _worth(effect: Table) -> pd.Series:
    return effect.groupby("scenario", sort=False)["likely_eur"].sum(min_count=1).dropna()


def gaps(costs: Table, cash_flows: Table, compared: list[str | None]) -> list[str]:
    """Name the scenarios without cash flows, and count the costs that were not delivered.

    Such as `1 kostenpost over 2012 van Raalte`.
    """
    bare = [named(name) for name in compared if name and name not in set(cash_flows["scenario"])]
    none = [f"kosten van {dutch.listing(bare)} (geen kasstromen)"] * bool(bare)
    gone = costs[costs["amount_eur"].isna()]
    years, names = (dutch.listing(sorted(set(gone[name]))) for name in ("year", "partner"))
    items = dutch.count(len(gone), "kostenpost", "kostenposten")
    return none + [f"{items} over {years} van {names}"] * bool(len(gone))


# ---------------------------------------------------------------------- in words


def costs_in_words(cost: Table) -> str:
    """Say who pays more than under unchanged policy in the first four years."""
    own = cost[cost["partner"] != TOTAL]
    lost = own.loc[own["likely_eur"].astype(float).round(-3) < 0, "partner"]
    who = f"{len(lost)} van de {len(own)} deelnemers" if len(lost) >= TOP else dutch.listing(lost)
    who = "iedereen" if len(lost) == len(own) > 1 else who or "niemand"
    return f"Duurder uit in vier jaar: {who}"


def money_in_words(
    effect: Table, ranked: Table, advised: str | None, null: str | None, span: str
) -> str:
    """Name the scenarios that bring in more money than what is advised; nothing without any.

    Unchanged policy brings in nothing, which is more than extra costs. What is advised without
    cash flows is compared with nothing.
    """
    worth = pd.concat([_worth(effect), pd.Series({null: 0.0})])
    more = worth[worth > worth.get(advised, np.inf) + 0.5].rename_axis("scenario").reset_index()
    richer = dutch.listing(scenarios.marked(more.merge(ranked, "left", on="scenario"))["scenario"])
    return f"Financieel gunstiger {span}: {richer}." if richer else ""


def next_steps(decisions: Table, dated: Table, checklist: Table, today: pd.Timestamp) -> str:
    """Say which bodies decide or consent to what, in order of date; what has no date last."""
    own = decisions[decisions["kind"] == "gevraagd"].sort_values(["date", "decision"])
    first = own[own["date"].eq(own["date"].min()) | own["date"].isna().all()]
    bodies = dutch.listing(first["body"].drop_duplicates().map(dutch.inside), "of")
    later = "; volgens het plan " + dated["date"].astype(object).map(_short)
    gate = dated["gate"] + later.where(dated["room_weeks"] < 0, "")
    agreed = dated.assign(date=dated["planned_date"], body=dated["decider"], what=gate)
    ahead = agreed[agreed["date"] >= pd.Timestamp(today)].sort_values("date")
    if len(ahead) > TOP:  # the next, and the last that boards decide, because that one binds
        ahead = pd.concat([ahead[:1], _naming(ahead[1:], "body", BOARDS)[-1:]])
    asked = _naming(_still(checklist, CONSENT), "body", BOARDS)
    asked = asked.assign(what=asked["kind"] + ": " + asked["subject"].map(dutch.inside))
    steps = pd.concat([first[:1].assign(body=bodies, what="dit besluit"), ahead, asked])
    told = [
        f"{_short(step.date)} {dutch.inside(step.body)} ({step.what})"
        for step in steps.sort_values("date", kind="stable").itertuples()
    ] or ["nog niet vastgelegd"]
    return f"Wie besluit wanneer (afgesproken): {'; '.join(told)}. Zie de routekaart."
