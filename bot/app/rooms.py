"""What stands in a room, read from the database for whoever opens its page.

A page is the posts of a group and of one person, each through `show`: it says what it should
whether or not anything was ever delivered. The group may be on another platform: then its link's
token is the place, and who came by it once stays in, though the facilitator makes a new one.
Nothing is written here. What is remembered is how a picture is described, which is much work and
never changes, and what a group reads, as long as nothing may have changed it.
"""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from weakref import WeakKeyDictionary

from bot.app.library import Files
from bot.app.room_files import RoomFiles
from bot.platforms.base import Upload
from bot.platforms.rooms import Guest, Mailbox, Message, Room
from bot.platforms.seal import Seal
from dialogs.core.addresses import GroupKey, PostOf, read_key
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import File, Post, Question
from dialogs.findings.findings import findings
from dialogs.show import show
from dialogs.talk import channel, which
from dialogs.talk.setup import one_page, questions
from dialogs.words import Words
from framework.pack import nearest
from storage.store import ExerciseRow, Person, PostRow, Store, Tx

log = logging.getLogger("valuemap")

ENDED = ("following", "finished", "cancelled")
"""How an exercise stands beside which another may begin in the same room."""

DESCRIBED = 100
"""Descriptions of pictures that are remembered, a few hundred letters each."""

Looks = WeakKeyDictionary[Exercise, dict[tuple[str, str], tuple[int, Post | File | None]]]
"""What a group's message says in a room, by its key and the room's place, and how often it was
wanted by then. It goes with the exercise in memory, so a job that fails leaves nothing of it."""


@dataclass(frozen=True, slots=True)
class StoredRooms:
    """The rooms of one platform, as the database has them; `language` is the program's own."""

    platform: str
    store: "Store[Exercise]"
    library: Files
    language: str
    files: RoomFiles
    described: dict[tuple[int, str, str], str] = field(default_factory=dict)
    looks: Looks = field(default_factory=WeakKeyDictionary)

    @property
    def words(self) -> Mapping[str, Words]:
        """The languages that pages can be read in."""
        return self.library.words

    async def guest(self, place: str, account: str) -> Guest | None:
        """Who an account is in a room; None if there is no such room."""
        return await self.store.run(lambda tx: self._guest(tx, place, account))

    def _guest(self, tx: "Tx[Exercise]", place: str, account: str) -> Guest | None:
        rows = self._rows(tx, place, account)
        if not rows:
            return None
        known = [(row.id, each) for row in rows if (each := tx.person(row.id, account))]
        if not known:
            return Guest(group=rows[-1].place)
        number, newest = known[-1]
        x = tx.exercise(number)
        me = x.people.get(newest.number)
        part = me is not None and me.joined and x.under_way
        mailbox = me.mailbox if me else ""
        return Guest(True, newest.name, newest.language, rows[-1].place, part, mailbox)

    def _rows(self, tx: "Tx[Exercise]", place: str, account: str) -> list[ExerciseRow]:
        """The exercises of a room: those that are there, or the one of another platform's group."""
        own = tx.rows_at(self.platform, place)
        linked = tx.by_token(place)
        if own or (linked and linked.platform == self.platform):
            return own
        if linked:
            return [linked] if tx.exercise(linked.id).began is not None else []
        rows = (tx.row(number) for number, _ in tx.known(self.platform, account)[-1:])
        return [row for row in rows if row and row.platform != self.platform]

    async def look(self, place: str, account: str, language: str) -> Room | None:
        """A room as this account sees it; `language` is for whom it does not know."""
        return await self.store.run(lambda tx: self._look(tx, place, account, language))

    def _look(self, tx: "Tx[Exercise]", place: str, account: str, language: str) -> Room | None:
        guest = self._guest(tx, place, account)
        if guest is None:
            return None
        seen = [
            _Seen(tx, row, tx.exercise(row.id), tx.person(row.id, account), place, self.looks)
            for row in self._rows(tx, place, account)
        ]
        newest = seen[-1]
        asked = guest.language or language
        words = newest.x.worded(self._language(newest, asked))
        return Room(
            words,
            newest.title(words),
            newest.x.spoken,
            guest,
            tuple(self._whole(of, m) for of in seen for m in of.messages(words.language)),
            asks=any(of.asks for of in seen),
            asked=max(of.me.prompted_at if of.me else 0.0 for of in seen),
            over=all(of.row.status in ENDED for of in seen),
            runs=any(of.runs and of.row.platform == self.platform for of in seen),
            progress=newest.progress,
            state=newest.state(words),
            closes=min((s.closes for s in newest.x.asking() if s.closes), default=None),
            questions=newest.questions,
            name=newest.name(words),
        )

    def _whole(self, of: "_Seen", message: Message) -> Message:
        """A message; a picture with its description for who does not see it."""
        file = message.post
        if not isinstance(file, File) or file.kind != "picture" or file.alt:
            return message
        picture = (of.row.id, message.key, file.language)
        if picture not in self.described:
            found = findings(of.x, file.language)
            self.described[picture] = found.alt if found else ""
            if len(self.described) > DESCRIBED:
                del self.described[next(iter(self.described))]
        return replace(message, post=replace(file, alt=self.described[picture]))

    def _language(self, of: "_Seen", asked: str) -> str:
        """The language of a page: a participant's own, else what is asked for, else the room's."""
        if of.me:
            return of.me.language
        spoken = of.x.spoken
        return nearest(asked, spoken) or of.x.languages[0]

    async def file(self, place: str, account: str, language: str, key: str) -> Upload | None:
        """The file that stands under this key for this account, None if none does."""
        look = partial(self._look, place=place, account=account, language=language)
        return await self.files.made(look, key)

    async def place(self, account: str) -> str | None:
        """The room that an account is known in; None if it is known nowhere."""
        return await self.store.run(lambda tx: self._place(tx, account))

    def _place(self, tx: "Tx[Exercise]", account: str) -> str | None:
        known = tx.known(self.platform, account)
        row = tx.row(known[-1][0]) if known else None
        if row is None:
            return None
        return row.place if row.platform == self.platform else row.token

    async def mailbox(self, account: str) -> Mailbox | None:
        """Where somebody is reminded by e-mail; None for who left no address."""

        def job(tx: "Tx[Exercise]") -> Mailbox | None:
            known, place = tx.known(self.platform, account), self._place(tx, account)
            if not known or place is None:
                return None
            x = tx.exercise(known[-1][0])
            me = x.people.get(known[-1][1])
            if me is None or not me.mailbox:
                return None
            words = x.worded(me.language)
            return Mailbox(me.mailbox, words, place, which.apart(x, words).unescape())

        return await self.store.run(job)

    async def runners(self, place: str) -> frozenset[str]:
        """The accounts of who facilitates in a room, or is setting up there."""

        def job(tx: "Tx[Exercise]") -> frozenset[str]:
            rows = tx.rows_at(self.platform, place)
            people = (tx.member(row.id, tx.exercise(row.id).facilitator) for row in rows)
            return frozenset(person.account for person in people if person)

        return await self.store.run(job)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One exercise of a room, and who somebody is in it."""

    tx: "Tx[Exercise]"
    row: ExerciseRow
    x: Exercise
    person: Person | None
    place: str
    looks: Looks

    @property
    def me(self) -> Participant | None:
        """Who looks, if they are somebody here."""
        return self.x.people.get(self.person.number) if self.person else None

    @property
    def asks(self) -> bool:
        """Whether their card asks for words of their own."""
        if self.x.status == "draft":
            return self.runs and questions.asked(self.x) is not None
        return self.me is not None and bool(self.me.prompt)

    @property
    def progress(self) -> tuple[int, int]:
        """How many of the questions that are open they have answered."""
        mine = self.me
        if mine is None or not mine.joined:
            return 0, 0
        open_ = list(self.x.asking())
        given = sum(len(mine.answers.get(stage.label, {})) for stage in open_)
        return given, sum(len(stage.items) for stage in open_)

    @property
    def runs(self) -> bool:
        """Whether they facilitate it."""
        return self.person is not None and self.person.number == self.x.facilitator

    @property
    def questions(self) -> tuple[Question, ...]:
        """What the set-up still asks of who looks."""
        if self.person is None or not self.runs:
            return ()
        asked = one_page.open_questions(self.x)
        return Seal(self.tx.key).questions(self.person.address, asked)

    def state(self, words: Words) -> tuple[str, ...]:
        """Where it stands; nothing before it has begun."""
        if self.x.began is None:
            return ()
        said = (channel.state(self.x, words), channel.counts(self.x, words))
        return tuple(str(each) for each in said if each)

    def title(self, words: Words) -> str:
        """What it is called; nothing while that is being set up."""
        if self.x.began is None:
            return ""
        names = {name: self.x.topic(name, words.language) for name in ("system", "service")}
        return words.text("board.title", **names)

    def name(self, words: Words) -> str:
        """What it is called where it stands among others, such as the tabs of a browser."""
        return which.apart(self.x, words).unescape() if self.x.began is not None else ""

    def messages(self, language: str) -> Iterator[Message]:
        """What its group and this person read, in order; the group's in one language."""
        number = self.person.number if self.person else 0
        group = language if language in self.x.languages else self.x.languages[0]
        for post in self.tx.read_by(self.row.id, number):
            shown = self._shown(post, group)
            if shown is not None:
                yield Message(str(PostOf(self.row.id, post.key)), shown, post.to == 0)

    def _signed(self, row: PostRow, post: Post | File | None) -> Post | File | None:
        """A message, its buttons signed for the room or for its reader."""
        if not isinstance(post, Post):
            return post
        to = self.person.address if row.to and self.person else self.place
        return Seal(self.tx.key).post(to, post)

    def _to_group(self, row: PostRow, key: str) -> Post | File | None:
        """What everybody reads: made once, until it is wanted again, since then it may differ."""
        looks = self.looks.setdefault(self.x, {})
        wanted, post = looks.get((key, self.place), (0, None))
        if wanted != row.wanted:
            post = self._signed(row, show(self.x, key))
            looks[key, self.place] = row.wanted, post
        return post

    def _shown(self, post: PostRow, language: str) -> Post | File | None:
        """What a message says now. What cannot be shown is left out: the rest is to be read."""
        try:
            key = read_key(post.key)
            if not isinstance(key, GroupKey):
                return self._signed(post, show(self.x, post.key))
            if key.language != self.x.languages[0]:
                return None  # a file that is there in each language: one is enough on a page
            return self._to_group(post, str(replace(key, language=language)))
        except Exception:
            log.exception("a message cannot be shown", extra={"post": post.key})
            return None
