"""A file's way to Slack: a place is asked for, the bytes go there, then it is shown to people."""

from http import HTTPStatus
from typing import Any

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.platforms.base import PlatformError, Upload
from bot.platforms.markup import SENTENCE_END
from bot.platforms.slack.blocks import cut

ALT = 1000
"""Characters of a picture's description."""


async def hand_over(client: AsyncWebClient, session: aiohttp.ClientSession, file: Upload) -> str:
    """Bring the bytes to Slack; gives the file's id. Nobody sees it yet.

    Raises the library's errors, and `PlatformError` where the bytes were not taken.
    """
    ticket = await client.files_getUploadURLExternal(
        filename=file.name, length=len(file.content), alt_txt=described(file.alt) or None
    )
    async with session.post(str(ticket["upload_url"]), data=file.content) as answer:
        if answer.status != HTTPStatus.OK:
            raise PlatformError(f"the file was not taken ({answer.status})")
    return str(ticket["file_id"])


def described(alt: str) -> str:
    """A picture's description, or as many of its sentences as Slack takes."""
    if len(alt) <= ALT:
        return alt
    ends = [found.end() for found in SENTENCE_END.finditer(alt[: ALT + 1])]
    return alt[: ends[-1]] if ends else cut(alt, ALT)


async def publish(
    client: AsyncWebClient, channel: str, file: str, title: str, caption: str
) -> None:
    """Show a file that was handed over to a channel, with its caption in Slack's markup."""
    given: dict[str, Any] = {"id": file, "title": title}
    await client.files_completeUploadExternal(
        files=[given], channel_id=channel, initial_comment=caption
    )
