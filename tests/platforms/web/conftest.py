"""One Chromium for all tests of a module: to start it takes longer than most of them."""

from collections.abc import AsyncIterator
from typing import Any

import pytest_asyncio

from tests.platforms.web.chromium import chromium


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def launched() -> AsyncIterator[Any]:
    async with chromium() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="module")
async def browser(launched: Any) -> AsyncIterator[Any]:
    """It, for one test: what that opened is closed after it."""
    yield launched
    for context in launched.contexts:
        await context.close()
