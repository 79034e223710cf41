"""Says aloud what this run could not try."""

from typing import Any

from tests.platforms.web.chromium import CHROMIUM, SKIPPED


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """After all figures, where nobody overlooks it."""
    if not CHROMIUM:
        terminalreporter.section("not tried", red=True, bold=True)
        terminalreporter.line(SKIPPED, red=True, bold=True)
