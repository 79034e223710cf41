"""How often a property is tried whose test does not say; and aloud what a run could not try."""

from typing import Any

from hypothesis import settings

from tests.platforms.web.chromium import CHROMIUM, SKIPPED
from tests.support.often import often

settings.register_profile("often", often(50))
settings.load_profile("often")


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """After all figures, where nobody overlooks it."""
    if not CHROMIUM:
        terminalreporter.section("not tried", red=True, bold=True)
        terminalreporter.line(SKIPPED, red=True, bold=True)
