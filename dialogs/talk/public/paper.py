"""What is printed for the public round: the poster, and the form for who answers on paper."""

from dataclasses import dataclass

from dialogs.core.exercise import Exercise
from dialogs.core.public.page import Page
from dialogs.talk.public import pages
from dialogs.talk.public.drawer import address
from dialogs.words import Words


@dataclass(frozen=True, slots=True)
class Ballot:
    """A poster and a form: its first page, its questions, and where they are answered."""

    words: Words
    first: Page
    questions: tuple[Page, ...]
    url: str


def ballot(x: Exercise, words: Words) -> Ballot:
    """What to print of the public round of this exercise."""
    at = x.last_at
    asked = tuple(pages.page(x, words, at, {}, item) for item in x.framework.public)
    return Ballot(words, pages.page(x, words, at, None), asked, address(x))
