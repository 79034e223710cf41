"""Strangers who send the worst they have to an address, over so many connections, until ended.

`python -m tests.benchmarks.storm HOST PORT CONNECTIONS [held]`: all kinds in turn, or only requests
that are held open. A process of its own, so that what it costs to send is not taken for what it
costs to refuse.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress

HEAD = (
    "POST /slack/events HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
)
FORM = b"a=1&" * (2**20 // 4)
DEEP = b"payload=" + b"[" * 200_000 + b"]" * 200_000

Sent = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


async def _post(writer: asyncio.StreamWriter, body: bytes, more: str = "") -> None:
    writer.write(f"{HEAD}Content-Length: {len(body)}\r\n{more}\r\n".encode() + body)
    await writer.drain()


async def unsigned(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A form of a megabyte without a signature."""
    await _post(writer, FORM)
    await reader.read()


async def forged(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A deep one whose signature has to be computed to be known as wrong."""
    proof = f"X-Slack-Request-Timestamp: {int(time.time())}\r\nX-Slack-Signature: v0={'0' * 64}\r\n"
    await _post(writer, DEEP, proof)
    await reader.read()


async def half(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A request that never ends."""
    writer.write(HEAD.encode())
    await reader.read()


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """What is no HTTP."""
    writer.write(os.urandom(4096))
    await reader.read()


async def held(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Half a request that is held open; whoever was ended comes back after a while."""
    await half(reader, writer)
    await asyncio.sleep(BACK)


BACK = 5.0
"""Seconds."""

KINDS: tuple[Sent, ...] = (unsigned, forged, half, garbage)


async def stranger(host: str, port: int, kind: Sent) -> None:
    """One connection after the other, as fast as they are refused."""
    while True:
        with suppress(OSError):
            reader, writer = await asyncio.open_connection(host, port)
            try:
                await kind(reader, writer)
            finally:
                writer.close()


async def main(host: str, port: str, connections: str, kind: str = "") -> None:
    """Send until ended."""
    kinds = [held] if kind == "held" else KINDS
    print("storm", flush=True)
    each = range(int(connections))
    await asyncio.gather(*(stranger(host, int(port), kinds[n % len(kinds)]) for n in each))


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
