"""The colours of the report and the house style of every chart; the page's own is in template/."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import font_manager

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
STRONG, QUIET, LINE = "#1A1A1A", "#595959", "#8A8A8A"
GRID, PALE, FAINT, WHITE = "#E3E6E8", "#BFBFBF", "#EEF1F4", "#FFFFFF"
BLUE, ORANGE, WINE, TURQUOISE, PURPLE = "#12436D", "#F46A25", "#801650", "#28A197", "#4C2C92"
PALETTE = [BLUE, ORANGE, TURQUOISE, WINE, PURPLE]
GAIN, LOSS = BLUE, ORANGE
# Parts of a total lie next to each other: each has its own grey, far from that of the next.
PARTS = [BLUE, "#F8B38E", "#3A75A3", "#CFE0EC", "#7B3F8C", "#8DB4D2", "#B8530F", "#8FD0CA"]
# One hue from light to dark, for numbers; and for what is below zero or over a limit.
BLUES = ["#EDF3F8", "#CFE0EC", "#A3C4DC", "#6A9DC2", "#3A75A3", BLUE]
ORANGES = ["#FDEAE0", "#FBD3BD", "#F8B38E"]
LILAC = "#E4DCF0"
WIDE, NARROW, HALF = 7.2, 3.6, 6.0  # inches: the page, a phone, half a lying sheet

_partners: dict[str, str] = {}


def use() -> None:
    """Set the house style for everything that matplotlib and seaborn draw from now on."""
    known = {font.fname for font in font_manager.fontManager.ttflist}
    for file in sorted(FONTS.glob("*.ttf")):
        if str(file) not in known:
            font_manager.fontManager.addfont(str(file))
    mpl.rc_file(HERE / "house.mplstyle", use_default_template=False)
    mpl.rcParams["axes.prop_cycle"] = mpl.cycler(color=PALETTE)


def on(colour: str) -> str:
    """Give the text colour that can be read on a colour."""
    red, green, blue = ((int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5))
    light = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return STRONG if (light + 0.05) ** 2 > 1.05 * 0.06 else WHITE


def register(partners: Iterable[str]) -> None:
    """Fix the colour per deelnemer, in this order; beyond five names the rest is grey."""
    for name in partners:
        free = PALETTE[len(_partners) :] or [LINE]
        _partners.setdefault(name, free[0])


def colours(names: Sequence[str], spare: Sequence[str] = PALETTE) -> dict[str, str]:
    """Give a colour per series: that of the deelnemer when all are deelnemers."""
    own = {name: _partners[name] for name in names if name in _partners}
    if len(set(own.values())) == len(names):
        return own
    return dict(zip(names, [*spare, *[LINE] * len(names)], strict=False))
