"""How often a property is tried: a few times in every run, many more in `make soak`."""

import os

from hypothesis import HealthCheck, settings

TIMES = int(os.environ.get("TIMES", "1"))
"""How many times as often; `make soak` says 20."""


def often(few: int) -> settings:
    """So many examples, or TIMES as many; none is too slow, since machines differ."""
    slow = list(HealthCheck)
    return settings(max_examples=few * TIMES, deadline=None, suppress_health_check=slow)
