"""When this process is to end: somebody pressed Ctrl+C, or the system says so."""

import asyncio
import signal


def told_to_stop() -> asyncio.Event:
    """An event that SIGTERM or SIGINT sets, also where the loop knows no signals: on Windows."""
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, told.set)
        except NotImplementedError:
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(told.set))
    return told
