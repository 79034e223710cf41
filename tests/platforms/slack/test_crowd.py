"""A whole team that answers at once on Slack stays within its tiers, and sees what it does."""

import pytest

from tests.benchmarks.slack import measure, report


@pytest.mark.soak
async def test_thirty_people_answer_every_five_seconds_for_a_minute() -> None:
    """Each card is replaced through its own tap, which has no tier; nothing is refused."""
    found = await measure(30, 60.0)
    report(30, 60.0, found)
    assert found.refused == []
    assert len(found.took) >= 30 * 10
    assert found.calls["answer"] >= len(found.took)
    assert found.calls["chat.update"] == 0
