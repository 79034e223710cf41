"""Buttons that cannot be made up: what they send back is signed for the chat in which they stand.

A button is authority, and its data (`12.close.1`) could be guessed. So what leaves for a platform
gets a tag after one more dot, `12.close.1.Zk3Bv0bJ9qE`: a truncated HMAC-SHA256 (RFC 2104) of chat
and data, which names the exercise and the action. What comes back without the right one, or from
another chat, is no button of ours. Everybody inside reads the data alone.
"""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from dialogs.core.post import Button, Entry, Form, Home, Option, Post, Question

TAG_BYTES = 8
"""2**64 guesses, each of which is one tap; a longer tag would not fit beside the longest data."""

TAG = 11
"""Characters of a tag: its bytes in base 64, without padding."""

MOST = 64
"""Bytes of data and tag that every platform carries."""


def bare(text: str) -> str:
    """The data of a signed button, whether or not its tag is right."""
    return text[: -TAG - 1] if text[-TAG - 1 : -TAG] == "." else text


@dataclass(frozen=True, slots=True)
class Seal:
    """Signs data with a key of the database's own, and knows what it signed."""

    key: bytes = field(repr=False)

    def sign(self, chat: str, data: str) -> str:
        """Data for a button that stands in this chat, an address; empty data stays so."""
        return f"{data}.{self._tag(chat, data)}" if data else ""

    def data(self, chats: Iterable[str], text: str) -> str | None:
        """What was signed for one of these chats; None if this was not."""
        data, _, tag = text.rpartition(".")
        given = tag.encode(errors="replace")
        right = [hmac.compare_digest(given, self._tag(chat, data).encode()) for chat in chats]
        return data if any(right) else None

    def _tag(self, chat: str, data: str) -> str:
        digest = hmac.digest(self.key, f"{chat}\n{data}".encode(errors="surrogatepass"), "sha256")
        return urlsafe_b64encode(digest[:TAG_BYTES]).rstrip(b"=").decode()

    # -- what buttons stand on ---------------------------------------------------------------------

    def post(self, chat: str, post: Post) -> Post:
        """A message, its buttons signed for the chat that it goes to."""
        return replace(post, rows=tuple(self._row(chat, row) for row in post.rows))

    def page(self, chat: str, page: Form | Home) -> Form | Home:
        """A page, signed for the private chat of its reader."""
        if isinstance(page, Home):
            return replace(page, entries=tuple(self._entry(chat, each) for each in page.entries))
        questions = self.questions(chat, page.questions)
        return replace(page, questions=questions, others=self._row(chat, page.others))

    def questions(self, chat: str, asked: Iterable[Question]) -> tuple[Question, ...]:
        """Questions of a page, signed for the private chat of its reader."""
        return tuple(self._question(chat, each) for each in asked)

    def _row(self, chat: str, row: tuple[Button, ...]) -> tuple[Button, ...]:
        return tuple(replace(each, data=self.sign(chat, each.data)) for each in row)

    def _entry(self, chat: str, entry: Entry) -> Entry:
        return replace(entry, said=self.post(chat, entry.said))

    def _question(self, chat: str, of: Question) -> Question:
        options = tuple(Option(each.label, self.sign(chat, each.data)) for each in of.options)
        selected, turn = self.sign(chat, of.selected), self.sign(chat, of.turn)
        return replace(of, options=options, selected=selected, turn=turn)
