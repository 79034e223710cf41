"""The colours of the picture, for a light and for a dark page.

Two ramps, since gains and concerns point in different directions: never one from good to bad.
Both go from light to dark with strength, on either page. Neighbouring steps differ enough under
the common colour deficiencies, and all text stands out; a test computes both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

STEPS = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one page. `fills` are by side (gain, concern), then step; `inks` for text.

    `stop` is the colour of a stop sign, with white in it.
    """

    page: str
    text: str
    faint: str
    line: str
    fills: Mapping[str, tuple[str, str, str]]
    inks: tuple[str, str, str]
    stop: str = "#B3121D"

    def fill(self, side: str, level: str) -> str:
        """The colour of a level of a gain or a concern."""
        return self.fills[side][STEPS.index(level)]

    def ink(self, level: str) -> str:
        """The colour of text on it."""
        return self.inks[STEPS.index(level)]


THEMES: Mapping[str, Theme] = {
    "light": Theme(
        page="#FFFFFF",
        text="#14202B",
        faint="#4A5763",
        line="#8794A0",
        fills={
            "gain": ("#E1EDF9", "#93BFEB", "#14508F"),
            "concern": ("#FDEBD9", "#F6B26B", "#96400A"),
        },
        inks=("#14202B", "#14202B", "#FFFFFF"),
    ),
    "dark": Theme(
        page="#12181F",
        text="#EEF2F6",
        faint="#B4C0CB",
        line="#7B8894",
        fills={
            "gain": ("#D3E4F5", "#82B3E3", "#1B5DA3"),
            "concern": ("#F8E0CA", "#EDA458", "#A34A10"),
        },
        inks=("#14202B", "#14202B", "#FFFFFF"),
    ),
}
