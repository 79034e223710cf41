"""Pages: layouts filled in. What is on one is decided elsewhere; here it gets its look.

Every page is whole without the script. With it, the parts of a room (`me`, `group`) are replaced
when they changed, each known by the digest of what it says.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.platforms.rooms import Message, Room
from dialogs.core.addresses import kind_of, read_post_of
from dialogs.core.post import Button, File, Post
from dialogs.markup import QUOTES, Run, parse, plain
from dialogs.markup import escape as escaped
from dialogs.words import Words

HERE = Path(__file__).parent

LAYOUTS = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)

ASSETS = {"room.css": "text/css", "room.js": "text/javascript", "icon.svg": "image/svg+xml"}
"""The files of ours that a page asks for, with their types."""


TURNS = ("feedback", "results")
"""The messages with which something new begins: whoever comes back wants to read from there."""

PROJECTED = ("results", "inject", "feedback")
"""The messages that a projector shows, the newest alone: those in which nobody is named."""


LAST_HOUR = 3600
"""Seconds before a close in which the screen counts them."""


@cache
def asset(name: str) -> bytes:
    """What is in a file of ours."""
    return (HERE / "assets" / name).read_bytes()


@cache
def asset_url(name: str) -> str:
    """Where it is: the address changes with what is in it, so it may be kept for ever."""
    return f"/assets/{hashlib.sha256(asset(name)).hexdigest()[:10]}/{name}"


LAYOUTS.globals["asset"] = asset_url


@dataclass(frozen=True, slots=True)
class Shown:
    """A message on a page. `file` is its address, empty where it is a text."""

    key: str
    html: Markup
    rows: tuple[tuple[Button, ...], ...] = ()
    file: str = ""
    name: str = ""
    alt: str = ""
    picture: bool = False

    @property
    def kind(self) -> str:
        """Which of the messages it is: `results`."""
        return kind_of(read_post_of(self.key).key)

    @property
    def scores(self) -> bool:
        """Whether its buttons are a scale, which reads better with its figures in a column."""
        return sum(row[0].label[:2].strip().isdigit() for row in self.rows) > 1

    def titled(self, title: str) -> bool:
        """Whether it begins with the title that stands above all of them."""
        return bool(title) and self.html.startswith(
            f'<p class="head"><b>{escaped(title, quote=False)}</b></p>'
        )


def shown(message: Message, base: str) -> Shown:
    """A message as a page has it."""
    post = message.post
    if isinstance(post, File):
        url, picture = f"{base}/file/{message.key}", post.kind == "picture"
        html = page_html(post.caption)
        return Shown(message.key, html, (), url, post.name, post.alt, picture)
    return Shown(message.key, page_html(post.text), post.rows)


SHOWN = 200
"""Messages to groups that are kept as pages have them: everybody there reads the same."""

shown_to_all = lru_cache(SHOWN)(shown)


def digest(*what: object) -> str:
    """What tells one look of a part from another."""
    return hashlib.sha256(repr(what).encode()).hexdigest()[:8]


@dataclass(frozen=True)
class View:
    """A room as its page shows it; what is asked for often is made once.

    `said`: what has just been answered, small HTML; `new`: who may start an exercise; `now`: UTC
    seconds; `languages`: their names by code.
    """

    room: Room
    place: str
    nonce: str
    said: tuple[str, ...] = ()
    new: str = "nobody"
    now: float = 0.0
    languages: Mapping[str, str] = field(default_factory=dict)

    @property
    def said_html(self) -> list[Markup]:
        """What has just been answered."""
        return [page_html(text) for text in self.said]

    @property
    def base(self) -> str:
        """The address of the room, without the host."""
        return f"/room/{self.place}"

    @property
    def words(self) -> Words:
        """The language of the page."""
        return self.room.words

    @cached_property
    def mine(self) -> list[Shown]:
        """What is said to the reader alone; the newest first, for it is what they came for."""
        return [shown(m, self.base) for m in reversed(self.room.messages) if not m.group]

    @cached_property
    def group(self) -> list[Shown]:
        """What everybody reads, in order; but first what there is to read since a round closed."""
        every = [shown_to_all(m, self.base) for m in self._of_group]
        turns = [n for n, each in enumerate(every) if each.kind in TURNS]
        return every[turns[-1] :] + every[: turns[-1]] if turns else every

    @property
    def state(self) -> list[Markup]:
        """Where it stands, without names."""
        return [
            Markup("<br>").join(map(escape, plain(text).split("\n"))) for text in self.room.state
        ]

    @cached_property
    def projected(self) -> list[Shown]:
        """What a projector shows of it: the newest finding, and the map once it is there."""
        found = {each.kind: each for each in self.group}
        newest = [found[kind] for kind in PROJECTED if kind in found][:1]
        return newest + ([found["picture"]] if "picture" in found else [])

    @property
    def left(self) -> int:
        """Seconds until what is asked closes, in its last hour; else 0: a date says more."""
        left = math.ceil((self.room.closes or 0.0) - self.now)
        return left if 0 < left <= LAST_HOUR else 0

    @cached_property
    def way_in(self) -> Button | None:
        """The newest button by which somebody comes in; None if nobody can any more."""
        posts = [m.post for m in reversed(self.room.messages) if m.group]
        rows = [row for post in posts if isinstance(post, Post) for row in post.rows]
        found = (button for row in rows for button in row if button.start)
        return next(found, None)

    @property
    def may_take_over(self) -> bool:
        """Whether the reader takes part in what somebody else runs, who may be gone."""
        return any(not m.group for m in self.room.messages) and not (
            self.room.over or self.room.runs
        )

    @property
    def drafting(self) -> bool:
        """Whether what goes on here is being set up, so that not everybody may come in."""
        return not self.room.title

    @property
    def _of_group(self) -> list[Message]:
        return [m for m in self.room.messages if m.group]

    @cached_property
    def parts(self) -> dict[str, str]:
        """The digests of the parts that change."""
        room = self.room
        mine = [m for m in room.messages if not m.group]
        return {
            "top": digest(room.title, room.guest, room.runs, self.words.language),
            "me": digest(
                mine, room.guest, room.asks, room.asked, room.over, room.progress, self.way_in
            ),
            "group": digest(self._of_group, self.words.language, self.may_take_over),
        }

    @cached_property
    def screen(self) -> str:
        """The digest of what a projector shows."""
        room = self.room
        return digest(room.title, room.state, room.closes, self.projected, self.way_in)


# -- our small HTML as a page has it: the style sheet keeps its lines ------------------------------


def page_html(html: str) -> Markup:
    """The text of a message, each line a paragraph; ValueError for what is not our small HTML.

    A line that is all bold is a heading for the eye, one after an empty line stands apart.
    """
    made, quoted, apart = "", False, False
    for quote, line in _lines(html):
        made += ("<blockquote>" if quote else "</blockquote>") if quote is not quoted else ""
        if line:
            made += _paragraph(line, apart)
        quoted, apart = quote, not line
    return Markup(made + ("</blockquote>" if quoted else ""))


def _paragraph(line: list[Run], apart: bool) -> str:
    names = ["apart"] if apart else []
    names += ["head"] if all("b" in run.tags for run in line) else []
    of = f' class="{" ".join(names)}"' if names else ""
    return f"<p{of}>{''.join(map(_inline, line))}</p>"


def _lines(html: str) -> Iterator[tuple[bool, list[Run]]]:
    """The lines of a text, each with whether it is quoted. A quotation has its lines for itself."""
    parts = [(quoted, list(runs)) for quoted, runs in groupby(parse(html), key=_quoted)]
    for place, (quoted, runs) in enumerate(parts):
        lines = _split(runs)
        if not quoted and place and not lines[0]:
            del lines[0]
        if not quoted and place < len(parts) - 1 and lines and not lines[-1]:
            del lines[-1]
        yield from ((quoted, line) for line in lines)


def _quoted(run: Run) -> bool:
    return any(tag in QUOTES for tag in run.tags)


def _split(runs: list[Run]) -> list[list[Run]]:
    """Runs as lines."""
    lines: list[list[Run]] = [[]]
    for run in runs:
        first, *more = run.text.split("\n")
        lines[-1] += [Run(first, run.tags)] if first else []
        lines += [[Run(text, run.tags)] if text else [] for text in more]
    return lines


PUBLIC = re.compile(r"https?://[^\s/<>]+(/public/\w+)")
"""The address of a public round, as the facilitator and the group read it."""


def _inline(run: Run) -> str:
    """A stretch of text with its bold and italic; a public round of ours can be opened from it.

    What somebody wrote leads nowhere else: only the path is followed, on this site.
    """
    text = PUBLIC.sub(r'<a href="\1">\g<0></a>', escaped(run.text, quote=False))
    for tag in reversed([tag for tag in run.tags if tag not in QUOTES]):
        text = f"<{tag}>{text}</{tag}>"
    return text


# -- pages -----------------------------------------------------------------------------------------


def page(name: str, words: Words, **values: Any) -> str:
    """A page by the name of its layout."""
    layout = LAYOUTS.get_template(f"{name}.html.j2")
    return layout.render(values, say=words.say, words=words)


def room(view: View) -> str:
    """The page of a room."""
    return page("room", view.words, view=view)


def changed(view: View, known: Iterable[str]) -> str:
    """The parts of a room that the reader does not have yet, and what has been answered."""
    return page("parts", view.words, view=view, known=frozenset(known))
