"""Every post as its platform takes it in one message: quotations give way, [Read all] has the rest.

A platform says which posts it takes, in its own units, new or as an edit. What it does not take is
made shorter here and nowhere else: first the quotations, all to the same length, then the end of
the text, at the end of a sentence; a long list of buttons comes in parts. The whole is read in
private, page by page. So nobody is left unasked because somebody wrote a lot.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import replace

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core.addresses import FILES, GroupKey, ProgressKey, ReadView, read_key
from dialogs.core.decision import Decision, Handler, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.post import Button, Capabilities, Post, Reply
from dialogs.markup import marked, plain, short, shortened, split, units, unmarked
from dialogs.phrases import Rows, button
from dialogs.words import Words

LONGEST = 12_000
"""UTF-16 units: no quotation is given more than that, so that a search for a length has an end."""

LEAST = 60
"""UTF-16 units below which a quotation says nothing: rather the end of the text is left out."""

PAGE = 3000
"""UTF-16 units of a page: as much as is read on a phone before one has to look for the place."""

AT_ONCE = 40
"""Buttons of a list at once: more are not looked through, and no platform takes many more."""

PAGES = frozenset(map(str, range(1000)))
"""The pages that a button can lead to; what has fewer shows its last."""


# -- what is shown -------------------------------------------------------------------------------


def fit(x: Exercise, words: Words, post: Post, key: str = "", page: int = 0, to: int = 0) -> Post:
    """The post, or a page of it, in the form in which its platform takes it.

    `key` names it where it is no card: [Read all] opens it on the card of who presses it. `to` is
    who reads it, 0 for the group.
    """
    can = x.capabilities_of(to)
    post = replace(post, rows=_laid_out(post.rows, can))
    plain_case = not page and not marked(post.text) and sum(map(len, post.rows)) <= AT_ONCE
    if plain_case and can.takes(post):
        return post
    return _Long(x, words, post, key, can).page(page)


def _laid_out(rows: Rows, can: Capabilities) -> Rows:
    """Rows of as many buttons, with labels as long, as the platform takes."""
    most, label = can.buttons_per_row, can.longest_label
    return tuple(
        tuple(_labelled(each, label) for each in row[n : n + most])
        for row in rows
        for n in range(0, len(row), most)
    )


def _labelled(of: Button, most: int) -> Button:
    return of if units(of.label) <= most else replace(of, label=short(of.label, most))


class _Long:
    """What may be too long: its front, and the pages behind it.

    The first pages are the parts of a long list of buttons, but for the one on the front; then
    comes the text.
    """

    def __init__(self, x: Exercise, words: Words, post: Post, key: str, can: Capabilities) -> None:
        self._x, self._words, self._post, self._key = x, words, post, key
        self._takes = can.takes
        *body, self._foot = post.rows or ((),)
        self._parts = [tuple(body)] if key else list(_parts(body))
        self._text, self._left_out = self._shortest()

    def page(self, number: int) -> Post:
        """A page; 0 is the front, and so is everything where there are no pages."""
        if 0 < number < len(self._parts):
            return self._with(self._text, self._part(number))
        texts = self._texts() if number and self._left_out else []
        if not texts:
            return self._with(self._text, self._front(left_out=self._left_out))
        place = min(number - len(self._parts), len(texts) - 1)
        return self._with(texts[place], self._way(number, len(self._parts) + len(texts) - 1))

    def _with(self, text: str, rows: Rows) -> Post:
        return replace(self._post, text=text, rows=tuple(row for row in rows if row))

    # -- its buttons -------------------------------------------------------------------------------

    def _front(self, *, left_out: bool) -> Rows:
        about = self._key or len(self._parts)
        whole = button(self._x, self._words, "read_all", "read", about)
        ways = ((whole,) if left_out else ()) + self._on(1, len(self._parts) - 1)
        return (*self._parts[0], ways, self._foot)

    def _part(self, number: int) -> Rows:
        return (*self._parts[number], *self._way(number, len(self._parts) - 1)[:1], self._foot)

    def _way(self, number: int, last: int) -> Rows:
        """To the pages before and behind, and to the front."""
        front = button(self._x, self._words, "read_front", "read", 0)
        if number < 2:
            return self._on(number + 1, last), (front,)
        before = button(self._x, self._words, "read_before", "read", number - 1)
        return (before, *self._on(number + 1, last)), (front,)

    def _on(self, number: int, last: int) -> tuple[Button, ...]:
        """To a page, if there is one of that number."""
        if number > last:
            return ()
        return (button(self._x, self._words, "read_more", "read", number),)

    # -- its text ----------------------------------------------------------------------------------

    def _shortest(self) -> tuple[str, bool]:
        """As much of the text as the front takes, and whether anything was left out."""
        most = self._most(LONGEST, self._quoting)
        text, left_out = shortened(self._post.text, max(most, LEAST))
        if most >= LEAST:
            return text, left_out
        most = self._most(units(plain(text)), lambda n: self._takes_front(_begun(text, n)))
        return _begun(text, most), True

    def _quoting(self, most: int) -> bool:
        """Whether the front is taken if no quotation is longer."""
        text, left_out = shortened(self._post.text, most)
        return self._takes_front(text, left_out=left_out)

    def _takes_front(self, text: str, *, left_out: bool = True) -> bool:
        return self._takes(self._with(text, self._front(left_out=left_out)))

    def _most(self, longest: int, fits: Callable[[int], bool]) -> int:
        """The greatest length of those up to the longest that fits."""
        if fits(longest):
            return longest
        return max(0, bisect_left(range(longest), True, key=lambda n: not fits(n)) - 1)

    def _texts(self) -> list[str]:
        """The whole text, in pages of which each is taken."""
        return list(self._pieces(unmarked(self._post.text), PAGE, self._way(2, 3)))

    def _pieces(self, html: str, most: int, rows: Rows) -> Iterator[str]:
        """Pieces of so many units, or of fewer where that is too much."""
        for text in split(html, most):
            if most <= LEAST or self._takes(self._with(text, rows)):
                yield text
            else:
                yield from self._pieces(text, most * 2 // 3, rows)


def _parts(rows: list[tuple[Button, ...]]) -> Iterator[Rows]:
    """Rows in parts of not too many buttons."""
    part: list[tuple[Button, ...]] = []
    for row in rows:
        if part and sum(map(len, part)) + len(row) > AT_ONCE:
            yield tuple(part)
            part = []
        part.append(row)
    yield tuple(part)


def _begun(html: str, most: int) -> str:
    """The beginning of a text, up to the end of a sentence, with an ellipsis."""
    first = next(iter(split(html, max(most, 1))), "")
    return f"{first} …".lstrip()


# -- what its buttons do ---------------------------------------------------------------------------


def _read(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`read.2`: a page of one's card; `read.results/en`: a message to the group, on one's card."""
    person, what = x.people.get(event.person), "".join(rest[:1])
    if person is None:
        return _stranger(x, what)
    if what in PAGES:
        view = "" if what == "0" and isinstance(person.view, ReadView) else str(person.view)
        return do(f.Turned(event.at, event.person, view, page=int(what)))
    if not _may_read(x, event.person, what):
        return refuse("unknown_button")
    whole = f.Turned(event.at, event.person, str(ReadView(what)), bottom=True, page=1)
    return do(whole, say="read.in_private")


def _stranger(x: Exercise, what: str) -> Decision:
    """Who takes no part yet hears so in the language that they asked for."""
    try:
        about = read_key(what)
    except ValueError:
        return refuse("not_joined")
    if not isinstance(about, GroupKey) or about.language not in x.languages[1:]:
        return refuse("not_joined")
    take = x.words().text("button.take_part")
    return (), Reply("refuse.read_later", {"take": take}, about.language)


def _may_read(x: Exercise, person: int, key: str) -> bool:
    """Whether this is the key of a message that they may see: the group's, or their own."""
    try:
        about = read_key(key)
    except ValueError:
        return False
    if isinstance(about, GroupKey):
        return about.kind not in FILES
    return person == (about.person if isinstance(about, ProgressKey) else x.facilitator)


TAPS: dict[str, Handler] = {"read": _read}
"""What the buttons of long messages do; they are for everybody who is known here."""
