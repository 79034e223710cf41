"""The door that every post leaves by: its platform takes it, and nothing of it is lost."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs import show
from dialogs.core import events as e
from dialogs.core.addresses import read_data
from dialogs.core.post import Button, Post
from dialogs.fit import AT_ONCE, fit
from dialogs.markup import escape, fitting, plain, quoted, short, split, units
from tests.support.often import often
from tests.support.people import BOSS, answered, buttons, checked, library, posted, resulted

PLATFORMS = ("telegram", "slack", "demo")

FAMILY = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
ACCENTED = "e\N{COMBINING ACUTE ACCENT}"
PLAIN = ["a", " ", ". ", "\n", "\n\n", "&", "<!channel>", "*_~`", "/start ", "قانون "]
LETTERS = st.sampled_from([*PLAIN, "\N{GRINNING FACE}", FAMILY, ACCENTED])
TEXTS = st.tuples(st.lists(LETTERS, min_size=1, max_size=8), st.integers(1, 3000)).map(
    lambda drawn: "".join(drawn[0]) * (drawn[1] // len(drawn[0]) or 1)
)
LABELS = TEXTS.map(lambda text: text[:200])


def told(x, post, key="", page=0):
    return fit(x, x.words(), post, key, page)


def on(platform, play):
    play.platform = play.x.platform = platform
    return play


def words_of(text):
    """What is read, without its spaces."""
    return re.sub(r"\s", "", text)


@pytest.fixture(scope="module")
def exercises():
    return {name: on(name, posted()).x for name in PLATFORMS}


POSTS = st.builds(
    lambda lead, quotes, rows: Post(
        "\n".join([f"<b>{escape(lead)}</b>", *(str(quoted(q, 350)) for q in quotes)]),
        tuple(
            tuple(Button(label or "-", f"7.go.{n}.{m}") for m, label in enumerate(row))
            for n, row in enumerate(rows)
        ),
    ),
    TEXTS.map(lambda text: text[:6000]),
    st.lists(TEXTS, max_size=6),
    st.lists(st.lists(LABELS, min_size=1, max_size=14), max_size=12),
)


@often(20)
@given(post=POSTS, key=st.sampled_from(["", "results/en"]))
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_post_is_taken_whatever_is_in_it(exercises, platform, post, key):
    x = exercises[platform]
    can, front = x.capabilities, told(x, post, key)
    if key and sum(map(len, post.rows)) > AT_ONCE:
        return  # the group has no pages; no post to it has that many buttons
    assert can.takes(front)
    assert all(len(row) <= can.buttons_per_row for row in front.rows)
    assert all(units(b.label) <= can.longest_label for row in front.rows for b in row)


@often(12)
@given(post=POSTS)
@pytest.mark.parametrize("platform", PLATFORMS)
def test_what_does_not_stand_on_the_front_stands_on_the_pages(exercises, platform, post):
    """Every button and every letter is found by the buttons that are there."""
    x = exercises[platform]
    pages, ahead = {}, [0]
    while ahead:
        number = ahead.pop()
        pages[number] = page = told(x, post, page=number)
        assert x.capabilities.takes(page)
        led = (read_data(b.data) for row in page.rows for b in row)
        ahead += [n for d in led if d.action == "read" and (n := int(d.rest[0])) not in pages]
    pressed = {b.data for page in pages.values() for row in page.rows for b in row}
    assert pressed >= {b.data for row in post.rows for b in row}
    whole = words_of(plain(re.sub(r"</?q[^>]*>", "", post.text)))
    if words_of(plain(pages[0].text)) != whole:
        fronts = {pages[0].text, plain(pages[0].text)}
        texts = [plain(pages[n].text) for n in sorted(pages) if pages[n].text not in fronts]
        assert "".join(map(words_of, texts)) == whole


@often(60)
@given(text=TEXTS, most=st.integers(3, 400))
def test_no_word_is_cut_that_need_not_be(text, most):
    shown = short(text, most)
    assert units(shown) <= most
    if shown == text:
        return
    kept, end = shown.removesuffix("…"), fitting(text, most - 1)
    assert text.startswith(kept)
    if not re.match(r"\s|$", text[len(kept) :]):
        assert not re.search(r"\s", text[end // 2 + 1 : end + 1])


@pytest.mark.parametrize(
    ("text", "most", "shown"),
    [
        ("The rules are old.", 18, "The rules are old."),
        ("The rules are old.", 17, "The rules are…"),
        ("The rules are old.", 14, "The rules are…"),
        ("Donaudampfschifffahrt", 8, "Donauda…"),
        (FAMILY * 2, 12, f"{FAMILY}…"),
        (ACCENTED * 3, 4, f"{ACCENTED}…"),
    ],
)
def test_how_a_text_is_shortened(text, most, shown):
    assert short(text, most) == shown


# -- on a card, and to the group -------------------------------------------------------------------


def quoting(text, platform):
    """Round 2 asks of one component, and three people a side said so much of it."""
    play = on(platform, answered(8, 4, languages="en es"))
    for person in (2, 3, 4, 7, 8, 9):
        play.tap(person, "go.1.ADM-T4")
        play.tap(person, "note")
        play.writes(person, text)
        play.tap(person, f"release.{play.of(person).notes[-1]}")
    play.closes()
    play.compute()
    return play


A_SIDE = library().packs["public_value"].method.notes_a_side
SAID = "We have no rule on how long chat records are kept. " * 30


@pytest.mark.parametrize("platform", PLATFORMS)
@pytest.mark.parametrize("text", [SAID[:1500], "😀 " * 800, "& < > " * 250, "*" * 1500])
def test_a_question_with_long_reasons_is_asked_and_they_are_read_whole(platform, text):
    play = quoting(text.strip(), platform)
    for person in range(2, 10):
        card = play.card(person)
        assert play.x.capabilities.takes(card)
        assert "7.2.ADM-T4.5" in play.buttons(person).values()
    read = ""
    play.press(2, "Read all")
    while True:
        read += plain(play.card(2).text)
        if "More" not in play.buttons(2):
            break
        play.press(2, "More")
    assert words_of(read).count(words_of(text)) == 2 * A_SIDE
    play.press(2, "Back to the card")
    play.tap(2, "2.ADM-T4.5")
    assert play.of(2).answer("2", "ADM-T4") == "5"


def test_short_reasons_stand_whole_and_there_is_nothing_more_to_read():
    play = quoting("Clerks retire faster than we hire.", "telegram")
    assert play.reads(2).count("Clerks retire faster than we hire.") == 2 * A_SIDE
    assert "Read all" not in play.buttons(2)


def test_what_is_read_closes_with_what_it_belongs_to():
    play = quoting(SAID, "demo")
    play.card(2)
    play.press(2, "Read all")
    assert play.of(2).page == 1
    play.closes()
    assert play.of(2).page == 0


def unheard(platform="telegram", n=4):
    """Too few answered for a result, and what they said is long."""
    play = on(platform, answered(n))
    for person in range(2, n + 2):
        for item in ("ADM-T4", "ECO-B1"):
            play.tap(person, f"go.1.{item}")
            play.tap(person, "note")
            play.writes(person, f"{person}. {SAID * 7}")
            play.tap(person, f"release.{play.of(person).notes[-1]}")
    play.closes()
    play.compute()
    play.wait(14 * 86400)
    return play


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_group_reads_the_beginning_and_whoever_wants_the_rest_in_private(platform):
    play = unheard(platform)
    post = show.show(play.x, "few/en")
    assert play.x.capabilities.takes(post)
    assert [b.data for row in post.rows for b in row] == ["7.read.few/en"]
    cards = play.of(3).cards
    reply = play.tap(3, "read.few/en")
    assert (reply.key, play.of(3).cards) == ("read.in_private", cards + 1)
    pages = 1
    while "More" in play.buttons(3):
        assert play.x.capabilities.takes(play.card(3))
        play.press(3, "More")
        pages += 1
    assert pages > 10
    play.press(3, "Back to the card")
    assert "Read all" not in play.buttons(3)
    assert play.tap(99, "read.few/en").key == "refuse.not_joined"


@pytest.mark.parametrize(
    "key", ["picture/en", "refused/results/en", "told/1/3", "nothing", "card/3/1"]
)
def test_nobody_reads_what_is_not_for_them(key):
    play = resulted()
    assert play.tap(2, f"read.{key}").key == "refuse.unknown_button"


def test_everybody_who_joined_is_found_in_the_facilitators_list():
    """Sixty of them: the list comes in parts, and the fifty-fifth is handed over to."""
    play = posted(invited=60).joins(*range(2, 62))
    play.happens(e.Command(play.at, "start", "", True, BOSS))
    play.tap(BOSS, "desk.hand")
    seen = set(play.buttons(BOSS))
    play.press(BOSS, "More")
    seen |= set(play.buttons(BOSS))
    assert {f"Person {n}" for n in range(2, 62)} <= seen
    play.press(BOSS, "Person 55")
    assert "Person 55" in play.reads(BOSS)


def test_pages_of_one_message_are_split_between_sentences():
    play = quoting(SAID, "telegram")
    play.card(2)
    play.press(2, "Read all")
    assert plain(play.card(2).text).rstrip()[-1] in ".”"
    assert len(split(SAID, 500)) > 2


def test_two_actions_of_one_owner_are_told_apart():
    play = checked()
    play.tap(3, "give.2")
    play.tap(2, "take.2")
    labels = [label for n in (1, 2) for label in buttons(show.show(play.x, f"told/{n}/2"))]
    assert len(labels) == len(set(labels)) == 10
