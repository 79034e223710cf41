"""All benchmarks, and one table: `python -m tests.benchmarks`; with names of parts, those only.

`quick` is for the ratios that matter: fewer rounds, the one rival that counts.
Figures depend on the machine; ratios are made within one run, from rounds that take turns.
"""

import importlib
import os
import sys
import time
import traceback

from tests.benchmarks.table import Row, show

PARTS = (
    "telegram",
    "core",
    "slack_http",
    "start",
    "growth",
    "assessment",
    "outputs",
    "delivery",
    "front_door",
    "streams",
    "web_taps",
    "public",
)

QUICK: dict[str, dict[str, object]] = {
    "telegram": {"ROUNDS": 2, "SECONDS": 1.0, "RIVALS": ("bare_aiohttp",)},
    "web_taps": {"ROUNDS": 2, "SECONDS": 1.0},
    "start": {"ROUNDS": 2, "EXERCISES": 500},
    "growth": {"TIMES": 2, "EXERCISES": (1, 100, 1_000), "POSTS": (10, 1_000)},
}
"""What is smaller in a part of `quick`."""


def processor() -> float:
    """Seconds of processor time so far, of this process and of those that ended."""
    return sum(os.times()[:4])


def main() -> None:
    """Measure, and print the table. One part that fails does not take the others with it."""
    lines: list[Row] = []
    failed: list[str] = []
    quick = sys.argv[1:] == ["quick"]
    for name in QUICK if quick else sys.argv[1:] or PARTS:
        begun, worked = time.perf_counter(), processor()
        try:
            part = importlib.import_module(f"tests.benchmarks.{name}")
            vars(part).update(QUICK[name] if quick else {})
            lines += part.rows()
        except Exception:  # noqa: BLE001 - the other parts are still worth their figures
            traceback.print_exc()
            failed.append(name)
        took, worked = time.perf_counter() - begun, processor() - worked
        print(f"{name}: {took:.0f} s, {worked:.0f} of the processor", file=sys.stderr, flush=True)
    show(lines)
    short = [f"{row.what} ({row.figure}, goal {row.goal})" for row in lines if row.met is False]
    print("\nShort of the goal: " + ("; ".join(short) or "nothing") + ".")
    if failed:
        print(f"Not measured, for a mistake: {', '.join(failed)}.")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
