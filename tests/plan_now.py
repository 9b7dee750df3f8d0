"""The plan of a dossier on the day of its report, as the chapter shows it."""

import pandas as pd

from lib import network, schedule
from lib.dossier import Dossier


def plan_now(dossier: Dossier) -> tuple[schedule.Task, pd.DataFrame]:
    """Return what is left to plan and the plan of it, with a row per step."""
    names = ["activities", "dependencies", "assignments", "capacity", "calendar"]
    tables = [dossier.read(name) for name in names]
    start, today = map(pd.Timestamp, [dossier.settings.start_date, dossier.settings.report_date])
    left = network.standing(*tables[:3], start, today)
    task = schedule.Task(*left, *tables[3:], start)
    return task, schedule.planned(task, schedule.feasible(task))
