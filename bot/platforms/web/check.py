"""What `valuemap check` says of the rooms in the browser."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.platforms.checking import Check
from bot.platforms.web.mail.office import MailError, PostOffice
from bot.platforms.web.settings import HERE, WebSettings

WHO = {
    "nobody": "only `valuemap room` makes a room",
    "code": "who knows VALUEMAP_WEB_CODE may start an exercise",
    "anyone": "anyone who finds the page may start an exercise",
}


def checks(settings: WebSettings) -> Iterator[Check]:
    """Whether the way to the rooms is safe, and who may start an exercise."""
    url = settings.valuemap_web_url
    if not url:
        return
    parts = urlsplit(url)
    if parts.scheme == "http" and parts.hostname not in HERE:
        todo = "Put a proxy with TLS before it and write https:// (docs/administrator.md)."
        yield Check("web", f"{url} is read by anybody on the way", todo, bad=True)
    else:
        yield Check("web", f"rooms are at {url}")
    todo = "" if settings.valuemap_web_new != "anyone" else "Set VALUEMAP_WEB_NEW to code."
    yield Check("web", WHO[settings.valuemap_web_new], todo)


async def letters(office: PostOffice) -> Check:
    """Whether the mail server would take our letters."""
    try:
        await office.greet()
    except MailError as error:
        todo = "See VALUEMAP_SMTP_SERVER, _SECURITY, _USER and _PASSWORD (docs/administrator.md)."
        return Check("e-mail", f"{office.server} does not take our letters: {error}", todo)
    return Check("e-mail", f"{office.server} takes reminders for who left an address")
