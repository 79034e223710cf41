"""What forms do: each becomes one update, is taken, and then the page it leads to is shown.

Without the script a form is answered by 303, so that a page loaded again sends nothing twice. The
update's id is made of the form itself, so one that is sent twice counts once.
"""

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from aiohttp import web

from bot.platforms.base import Incoming
from bot.platforms.rooms import Guest
from bot.platforms.seal import bare
from bot.platforms.web import forms, reading, visit
from bot.platforms.web.door import account_of
from bot.platforms.web.forms import FormError, Sent
from bot.platforms.web.limits import ACTS, ENTRIES, LETTERS, MAILED, ROOMS
from bot.platforms.web.mail.letters import address, first_letter
from bot.platforms.web.mail.office import MailError
from bot.platforms.web.visit import SayError, Visit
from dialogs.core import events as e
from dialogs.core.addresses import ActionData, read_data

if TYPE_CHECKING:
    from bot.platforms.web.site import Site

log = logging.getLogger("valuemap")

ANYBODY = ("privacy",)
"""Actions of buttons that somebody may use who does not take part: they only answer."""


async def _form(site: "Site", visited: Visit, most: int = forms.FIELDS) -> Sent:
    """The form, if it is from a page of ours. Raises `SayError` and `FormError`."""
    if not site.door.ours(visited.request):
        raise SayError("web.foreign", 403, *visited.ways)
    return await forms.read(visited.request, most)


async def _taken(site: "Site", place: str, *incoming: Incoming) -> None:
    """Wait until it is stored. Raises `SayError` if it is not: the same form may be sent again."""
    try:
        durable = await site.take([*incoming])
    except Exception:
        log.exception("what a form said could not be taken")
        durable = False
    if not durable:
        raise SayError("web.not_saved", 503, ("web.to_room", f"/room/{place}"))


# -- in a room -------------------------------------------------------------------------------------


async def tap(site: "Site", visited: Visit) -> web.StreamResponse:
    """A button."""
    sent = await _form(site, visited)
    who = await reading.guest(site, visited)
    event = forms.tap(sent, site.web.now())
    if not who.known and not _harmless(event):
        return await _say(site, visited, "web.join_first", 403)
    return await _act(site, visited, who, sent, event)


def _harmless(event: e.Tap) -> bool:
    """Whether a button takes nobody in: an answer is refused to strangers, others may not be."""
    data = read_data(bare(event.data))
    return not isinstance(data, ActionData) or data.action in ANYBODY


async def write(site: "Site", visited: Visit) -> web.StreamResponse:
    """A text, or a command."""
    sent = await _form(site, visited)
    who = await reading.guest(site, visited)
    return await _act(site, visited, who, sent, forms.written(sent, site.web.now()))


async def _act(
    site: "Site", visited: Visit, who: Guest, sent: Sent, event: e.Event
) -> web.StreamResponse:
    """Take what somebody did, and show what came of it."""
    id_ = visited.account if who.known else account_of(site.door.drawn("stranger", sent.nonce))
    site.within(visited, ACTS, visited.account if who.known else "")
    account = site.web.account(id_, who.name, who.language)
    place = visited.place if sent["room"] else ""
    number = sent.update_id(id_, type(event).__name__)
    did = Incoming(site.web.name, number, place, account, event, room=visited.place)
    await _taken(site, visited.place, did)
    if not visited.scripted and (await reading.guest(site, visited)).known:
        return visit.see(visited.base)
    said = () if who.known else site.web.replies.take(id_)
    return reading.show(site, visited, await reading.view(site, visited, said))


async def fill(site: "Site", visited: Visit) -> web.StreamResponse:
    """Answers to many questions at once, each of which is taken or refused for itself."""
    sent = await _form(site, visited, forms.QUESTIONS)
    who = await reading.guest(site, visited)
    if not who.known:
        return await _say(site, replace(visited, rest=()), "web.join_first", 403)
    site.within(visited, ACTS, visited.account)
    account = site.web.account(visited.account, who.name, who.language)
    about: dict[str, str] = {}
    batch: list[Incoming] = []
    for turn, event in forms.filled(sent, site.web.now()):
        number = sent.update_id(account.id, str(len(batch)))
        about[number] = turn
        batch.append(Incoming(site.web.name, number, "", account, event, room=visited.place))
    with site.web.replies.apart(about) as said:
        await _taken(site, visited.place, *batch)
    wrong = {about[number]: text for number, text in said.items()}
    if not wrong:
        return visit.see(f"{visited.base}/setup")
    return await reading.setup(site, visited, sent.fields, wrong)


async def join(site: "Site", visited: Visit) -> web.StreamResponse:
    """Somebody comes in: to take part, or to set something up. Their browser gets a secret."""
    sent = await _form(site, visited)
    who = await reading.guest(site, visited)
    secret = visited.secret if who.known else site.door.drawn("join", sent.nonce)
    try:
        account = site.web.account(
            account_of(secret),
            who.name if who.known else sent.name,
            who.language or sent["language"],
        )
    except FormError as error:
        return await _say(site, visited, error.key, 400)
    site.within(visited, ENTRIES)
    _grant(site, visited, sent["code"], visited.place, account.id)
    event = e.Entered(site.web.now(), sent["start"])
    number = sent.update_id(account.id, "entered")
    came = Incoming(site.web.name, number, "", account, event, room=visited.place)
    await _taken(site, visited.place, came)
    site.web.granted.discard((visited.place, account.id))
    now = await site.rooms.guest(visited.place, account.id)
    if now is None or not now.known:
        said = site.web.replies.take(account.id)
        return reading.show(site, visited, await reading.view(site, visited, said))
    response = visit.see(f"{visited.base}/in")
    site.door.keep(response, visited.place, secret)
    return response


def _grant(site: "Site", visited: Visit, code: str, place: str, account: str) -> None:
    """Who knows the code may set up here, this once."""
    if code:
        site.within(visited, ROOMS)
        if site.door.new == "code" and site.door.opens(code):
            site.web.granted.add((place, account))


async def mail(site: "Site", visited: Visit) -> web.StreamResponse:
    """An e-mail address for reminders, to which their way back goes at once; or none any more."""
    sent = await _form(site, visited)
    who = await reading.guest(site, visited)
    if sent["remove"] and who.mailbox:
        return await _keep_address(site, visited, who, sent, "")
    if not reading.asks_address(site, who):  # an older page, or the same form again
        return visit.see(f"{visited.base}/link")
    to = address(sent["address"])
    if not to:
        return await reading.link(site, visited, "mail.wrong", sent["address"])
    if not await _first_letter(site, visited, to):
        return await reading.link(site, visited, "mail.not_taken", to)
    return await _keep_address(site, visited, who, sent, to)


async def _first_letter(site: "Site", visited: Visit, to: str) -> bool:
    """Write their way back to this address; False if that is not taken. Raises `SayError`."""
    assert site.web.office  # noqa: S101 - or nobody is asked for an address
    site.within(visited, LETTERS, visited.account)
    site.within(visited, LETTERS, account_of(to.lower()))
    site.within(visited, MAILED)
    words = (await reading.view(site, visited)).words
    back = f"{site.door.url}/back/{visited.secret}"
    try:
        await site.web.office.send(first_letter(words, visited.account, to, back))
    except MailError:
        return False
    return True


async def _keep_address(
    site: "Site", visited: Visit, who: Guest, sent: Sent, to: str
) -> web.StreamResponse:
    account = site.web.account(visited.account, who.name, who.language)
    number = sent.update_id(account.id, "mail")
    event = e.Mailbox(site.web.now(), to)
    left = Incoming(site.web.name, number, "", account, event, room=visited.place)
    await _taken(site, visited.place, left)
    return visit.see(f"{visited.base}/link")


async def leave(site: "Site", visited: Visit) -> web.StreamResponse:
    """This browser forgets who it was."""
    await _form(site, visited)
    words = site.words(visited)
    way = [(words.text("web.to_room"), visited.base)]
    title, text = words.text("web.leave"), words.text("web.left")
    response = visit.html(visit.note_text(words, title, [text], way))
    site.door.forget(response, visited.place)
    return response


async def _say(site: "Site", visited: Visit, key: str, status: int) -> web.StreamResponse:
    """The room, with a sentence of ours above it."""
    seen = await reading.view(site, visited)
    said = (str(seen.words.say(key)), *seen.said)
    return reading.show(site, visited, replace(seen, said=said), status)


# -- elsewhere -------------------------------------------------------------------------------------


async def start(site: "Site", visited: Visit) -> web.StreamResponse:
    """A new room, with an exercise that is to be set up; its maker runs it."""
    sent = await _form(site, visited)
    if site.door.new == "nobody":
        return await reading.home(site, visited, "web.not_allowed", 403)
    site.within(visited, ROOMS)
    place, secret = site.door.drawn("room", sent.nonce, 16), site.door.drawn("join", sent.nonce)
    try:
        account = site.web.account(account_of(secret), sent.name, sent["language"])
    except FormError as error:
        return await reading.home(site, visited, error.key, 400)
    if site.door.opens(sent["code"]):
        site.web.granted.add((place, account.id))
    event = e.Command(site.web.now(), "new", "")
    number = sent.update_id(account.id, "start")
    await _taken(site, place, Incoming(site.web.name, number, place, account, event, room=place))
    site.web.granted.discard((place, account.id))
    if await site.rooms.guest(place, account.id) is None:
        return await reading.home(site, visited, "web.wrong_code", 403)
    response = visit.see(f"/room/{place}/in")
    site.door.keep(response, place, secret)
    return response


async def back(site: "Site", visited: Visit) -> web.StreamResponse:
    """Somebody takes their way back: from now on this browser knows them, too."""
    await _form(site, visited)
    secret, place = await reading.way_back(site, visited)
    response = visit.see(f"/room/{place}/in")
    site.door.keep(response, place, secret)
    return response
