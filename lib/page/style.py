"""The house style of every chart: font, sizes, colours, lines. The page's own is in template/."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager

FONTS = Path(__file__).parent / "fonts"
TEXT = "#3D3D3D"
STRONG = "#1A1A1A"
QUIET = "#595959"
LINE = "#8A8A8A"
GRID = "#E3E6E8"
PALE = "#BFBFBF"
FAINT = "#EEF1F4"
WHITE = "#FFFFFF"
BLUE, ORANGE, WINE, TURQUOISE, PURPLE = "#12436D", "#F46A25", "#801650", "#28A197", "#4C2C92"
PALETTE = [BLUE, ORANGE, TURQUOISE, WINE, PURPLE]
GAIN, LOSS = BLUE, ORANGE
# Parts of a total lie next to each other, so paler tints can follow the five.
PARTS = [*PALETTE, "#6A9DC2", "#F8B38E", "#8FD0CA"]
# One hue from light to dark; the text on the darker half is white.
BLUES = ["#EDF3F8", "#CFE0EC", "#A3C4DC", "#6A9DC2", "#3A75A3", "#12436D"]
SIZE = 9.5  # points; printed on A4 the chart shrinks to 95%, which leaves 9
WIDE, NARROW = 7.2, 3.6  # inches: the column of the page, and a phone

RULES = {
    "font.family": ["Open Sans", "DejaVu Sans"],
    "font.size": SIZE,
    "text.color": TEXT,
    "text.parse_math": False,  # `$5 en $6` is text
    "axes.labelcolor": TEXT,
    "axes.titlesize": SIZE,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": SIZE,
    "axes.edgecolor": LINE,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "axes.grid": False,
    "axes.grid.axis": "x",
    "axes.unicode_minus": True,
    "axes.prop_cycle": cycler(color=PALETTE),
    "axes.formatter.use_locale": False,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.labelsize": SIZE,
    "ytick.labelsize": SIZE,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "legend.frameon": False,
    "legend.fontsize": SIZE,
    "figure.figsize": (WIDE, 4.0),
    "figure.dpi": 100,
    "figure.facecolor": WHITE,
    "savefig.facecolor": WHITE,
    "svg.fonttype": "path",
    "svg.hashsalt": "rapport",
    "lines.linewidth": 2.0,
    "lines.markersize": 6,
    "patch.linewidth": 0,
}


def use() -> None:
    """Set the house style for everything that matplotlib and seaborn draw from now on."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for file in sorted(FONTS.glob("*.ttf")):
        if str(file) not in known:
            font_manager.fontManager.addfont(str(file))
    mpl.rcParams.update(RULES)


def on(colour: str) -> str:
    """Give the text colour that can be read on a colour."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (red, green, blue)
    ]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return STRONG if (light + 0.05) ** 2 > 1.05 * 0.06 else WHITE
