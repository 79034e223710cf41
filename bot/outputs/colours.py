"""The colours of the picture, for a light and for a dark page.

Two ramps, since benefits and concerns point in different directions: never one from good to bad.
Both go from light to dark with strength, on either page. Neighbouring steps differ enough under
the common colour deficiencies, and all text stands out; a test computes both.
"""

from collections.abc import Mapping
from dataclasses import dataclass

STEPS = ("low", "middle", "high")


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of one page. `fills` and `inks` (for text on them) are by kind, then step."""

    page: str
    text: str
    faint: str
    line: str
    fills: Mapping[str, tuple[str, str, str]]
    inks: tuple[str, str, str]

    def fill(self, kind: str, state: str) -> str:
        """The colour of a state of a benefit, obstacle or risk."""
        return self.fills[kind][STEPS.index(state)]

    def ink(self, state: str) -> str:
        """The colour of text on it."""
        return self.inks[STEPS.index(state)]


THEMES: Mapping[str, Theme] = {
    "light": Theme(
        page="#FFFFFF",
        text="#14202B",
        faint="#4A5763",
        line="#8794A0",
        fills={
            "benefit": ("#E1EDF9", "#93BFEB", "#14508F"),
            "obstacle": ("#FDEBD9", "#F6B26B", "#96400A"),
            "risk": ("#FDEBD9", "#F6B26B", "#96400A"),
        },
        inks=("#14202B", "#14202B", "#FFFFFF"),
    ),
    "dark": Theme(
        page="#12181F",
        text="#EEF2F6",
        faint="#B4C0CB",
        line="#7B8894",
        fills={
            "benefit": ("#D3E4F5", "#82B3E3", "#1B5DA3"),
            "obstacle": ("#F8E0CA", "#EDA458", "#A34A10"),
            "risk": ("#F8E0CA", "#EDA458", "#A34A10"),
        },
        inks=("#14202B", "#14202B", "#FFFFFF"),
    ),
}
