"""What the landscape analysis costs, against reading the same file.

One invented dossier of 20 partners: CPU seconds of reading its applications and of everything the
notebooks 01 and 01c ask of `lib.landscape`, in turns in one process, so that the ratio holds on
any machine. Then the peak of memory at 5,000, 10,000 and 20,000 rows.
"""

import csv
import os
import shutil
import tempfile
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from benchmarks.timing import seconds
from lib import landscape
from lib.clients import ROOT
from lib.dossier import Dossier

CLIENT, PARTNERS = "proef", 20
SIZES = (5_000, 10_000, 20_000)
EXAMPLE = ROOT / "data" / "raw" / "dowr"


def write(folder: Path, name: str, rows: list[dict[str, object]]) -> None:
    """Write a table of the invented dossier."""
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "source"])
        writer.writeheader()
        writer.writerows(row | {"source": "illustratie"} for row in rows)


def dossier(home: Path, size: int) -> None:
    """Write a dossier with so many rows of applications, spread over the functions of GEMMA."""
    folder = home / "data" / "raw" / CLIENT
    folder.mkdir(parents=True)
    shutil.copy(EXAMPLE / "client.yml", folder)
    shutil.copy(EXAMPLE / "sources.csv", folder)
    names = [f"Deelnemer {number:02}" for number in range(PARTNERS)]
    components = pd.read_csv(ROOT / "data/reference/gemma_referentiecomponenten.csv", sep=";")
    functions = components["naam"].tolist()
    write(
        folder,
        "partners",
        [{"partner": name, "kind": "gemeente", "count_date": "2014-01-01"} for name in names],
    )
    contracts = [
        {"contract": f"C-{n:04}", "partner": names[n % PARTNERS], "supplier": f"Huis {n % 90}",
         "subject": "Onderhoud", "end_date": f"{2014 + n % 6}-12-31", "value_eur_per_year": 1000}
        for n in range(size // 10)
    ]  # fmt: skip
    applications = [
        {"partner": names[n % PARTNERS], "application": f"Product {n * 7919 % (size // 8)}",
         "supplier": f"Huis {n % 90}", "function": functions[n // PARTNERS % len(functions)],
         "users": 5 + n % 400, "cost_eur_per_year": 500 + n % 9000 if n % 7 else "",
         "contract": f"C-{n % (size // 10):04}" if n % 5 else "",
         "hosting": ["SaaS", "eigen beheer", "onbekend"][n % 3], "state": "in gebruik"}
        for n in range(size)
    ]  # fmt: skip
    unique = {(row["partner"], row["application"], row["function"]): row for row in applications}
    write(folder, "contracts", contracts)
    write(folder, "applications", list(unique.values()))


def analysis(tables: dict[str, pd.DataFrame]) -> Callable[[], object]:
    """Give everything that the notebooks ask of the landscape as one call."""
    rows, partners, contracts = (tables[t] for t in ("applications", "partners", "contracts"))

    def chapter() -> pd.DataFrame:
        use = landscape.products_in_use(rows, partners)
        found = landscape.functions(use)
        landscape.functions_in_words(found)
        landscape.function_grid(use, partners)
        landscape.contracts_ending(contracts)
        return found

    def run() -> None:
        found = chapter()
        landscape.sharing_counts(found)
        use = landscape.products_in_use(rows, partners)
        landscape.takers(use, partners)
        landscape.product_overlap(use, partners)
        landscape.hosting(use, partners)
        landscape.joint_moments(use, contracts)
        landscape.harmonisation(use, contracts, pd.Timestamp("2016-12-31"))
        landscape.shared_functions(use)

    return run


def peak(call: Callable[[], object]) -> float:
    """Give the largest amount of memory that a call holds at once, in MB."""
    tracemalloc.start()
    call()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / 1e6


def main() -> None:
    """Measure and print."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as home:
            dossier(Path(home), size)
            os.environ["WORKBOOK_HOME"] = home
            names = ("applications", "partners", "contracts")
            tables = {name: Dossier(CLIENT).read(name) for name in names}
            run, count = analysis(tables), len(tables["applications"])
            run()  # what is loaded once is not the work
            reading = seconds(lambda: Dossier(CLIENT).read("applications"))
            working = seconds(run)
            memory = peak(run)
        about = f"landscape {PARTNERS} partners {count:6} rows"
        print(f"{about}  reading {reading:5.2f} s CPU  analysis {working:5.2f} s CPU", end="")
        print(f"  ratio {working / reading:4.2f}  memory {memory:5.1f} MB")


if __name__ == "__main__":
    main()
