"""Plays a scenario once in a run, and says aloud what the run could not try."""

from typing import Any

import pytest

from tests.platforms.web.chromium import CHROMIUM, SKIPPED
from tests.support.played import SCENARIOS


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of a scenario run in one process, in which it is played once and remembered."""
    for item in items:
        name = getattr(item, "callspec", None) and item.callspec.params.get("name")
        if name in SCENARIOS:
            item.add_marker(pytest.mark.xdist_group(name))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """After all figures, where nobody overlooks it."""
    if not CHROMIUM:
        terminalreporter.section("not tried", red=True, bold=True)
        terminalreporter.line(SKIPPED, red=True, bold=True)
