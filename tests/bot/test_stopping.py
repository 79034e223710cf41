"""How a process hears that it is to end, also where its loop knows no signals."""

import asyncio
import signal
from collections.abc import Iterator

import pytest

from bot.stopping import told_to_stop


class LoopOfWindows(asyncio.SelectorEventLoop):
    """One that knows no signals, as those of Windows do not."""

    def add_signal_handler(self, *_: object) -> None:
        raise NotImplementedError


@pytest.fixture(autouse=True)
def _handlers() -> Iterator[None]:
    before = {n: signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.mark.parametrize("loop", [asyncio.SelectorEventLoop, LoopOfWindows])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it(loop: type[asyncio.SelectorEventLoop], number: signal.Signals) -> None:
    async def waits() -> None:
        told = told_to_stop()
        signal.raise_signal(number)
        async with asyncio.timeout(30):
            await told.wait()

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(waits())
