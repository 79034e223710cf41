"""What people write comes out as they wrote it, on every platform, in whatever pieces."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.platforms.slack.blocks import mrkdwn
from dialogs.markup import canonical, escape, parse, plain, split, units

TEXT = st.text(max_size=400)
NASTY = st.text(alphabet="ab .\n<>&;\"'*_~`/!#x0😀é", max_size=400)
STYLE = st.sampled_from(["{}", "<b>{}</b>", "<i>{}</i>", "<b>x <i>{}</i></b>"])
QUOTED = st.sampled_from(
    ["{}", "<blockquote>{}</blockquote>", "<blockquote expandable>{}</blockquote>"]
)


@st.composite
def messages(draw: st.DrawFn) -> str:
    """A text in our small HTML with what somebody wrote in every kind of place."""
    parts = draw(st.lists(st.tuples(STYLE, QUOTED, NASTY), max_size=6))
    return "\n".join(quoted.format(style.format(escape(text))) for style, quoted, text in parts)


def balanced(html: str) -> bool:
    """Whether every tag is closed in its turn, judged by a reader that is not ours."""
    stack: list[str] = []

    class Watcher(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            stack.append(tag)

        def handle_endtag(self, tag: str) -> None:
            assert stack.pop() == tag

    watcher = Watcher()
    watcher.feed(html)
    watcher.close()
    return not stack


@given(st.one_of(TEXT, NASTY))
def test_any_text_survives_escaping(text: str):
    assert plain(escape(text)) == text
    assert plain(canonical(f"<b>{escape(text)}</b>")) == text


@given(messages())
def test_telegram_keeps_text_and_balance(html: str):
    written = canonical(html)
    assert plain(written) == plain(html)
    assert balanced(written)
    assert set(re.findall(r"&\w+;", written)) <= {"&lt;", "&gt;", "&amp;"}


def test_telegram_writes_what_the_templates_write():
    html = "<b>Legality &amp; law</b>\n<blockquote expandable>&#34;It&#39;s&#34;</blockquote>"
    expected = '<b>Legality &amp; law</b>\n<blockquote expandable>"It\'s"</blockquote>'
    assert canonical(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<u>no</u>",
        "<a href='https://example.org'>no</a>",
        "<b class='x'>no</b>",
        "<blockquote expandable='yes'>no</blockquote>",
        "<b expandable>no</b>",
        "<b>never closed",
        "closed</b>",
        "<b><i>crossed</b></i>",
        "<br/>",
        "<b/>",
        "<!-- hidden -->",
        "<!DOCTYPE html>",
        "<?php ?>",
        "<blockquote>a<blockquote>b</blockquote></blockquote>",
    ],
)
def test_anything_else_is_a_mistake(html: str):
    with pytest.raises(ValueError, match=r"<|part|quotation"):
        parse(html)


def seen_by_slack(text: str) -> str:
    """What Slack shows: entities read, zero-width spaces unseen."""
    shown = text.replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">")
    return shown.replace("&amp;", "&")


@given(st.one_of(TEXT, NASTY).filter(lambda text: "\u200b" not in text))
def test_slack_shows_what_was_written(text: str):
    assert seen_by_slack(mrkdwn(escape(text))) == text


@given(NASTY)
def test_slack_is_not_formatted_or_pinged_by_what_was_written(text: str):
    written = mrkdwn(escape(text))
    assert "<" not in written
    assert ">" not in written
    assert not re.search(r"^\s*&gt;", written, re.MULTILINE)
    for found in re.finditer(r"[*_~`]", written):
        assert written[found.start() - 1] == written[found.end()] == "\u200b"


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<b>Bold</b> and <i>slanted</i>", "*Bold* and _slanted_"),
        ("<b>both <i>of them</i></b>", "*both* *_of them_*"),
        ("<b>two\nlines</b>", "*two*\n*lines*"),
        ("<b> spaced </b>", " *spaced* "),
        ("<b>Why</b>: so", "*Why*\u200b: so"),
        ("<blockquote>one\n\ntwo</blockquote>\nafter", "> one\n> \n> two\nafter"),
        ("&lt;!channel&gt; &amp; you", "&lt;!channel&gt; &amp; you"),
        ("<b></b>empty", "empty"),
    ],
)
def test_slack_styles(html: str, expected: str):
    assert mrkdwn(html) == expected


@given(messages(), st.integers(min_value=2, max_value=60))
def test_pieces_fit_are_balanced_and_lose_nothing_but_space(html: str, limit: int):
    pieces = split(html, limit)
    assert all(units(plain(piece)) <= limit for piece in pieces)
    assert all(balanced(piece) for piece in pieces)
    assert "".join("".join(map(plain, pieces)).split()) == "".join(plain(html).split())


@pytest.mark.parametrize(
    ("html", "limit", "expected"),
    [
        ("short", 10, ["short"]),
        ("one two.\n\nthree\nfour", 16, ["one two.", "three\nfour"]),
        ("one two\nthree four", 12, ["one two", "three four"]),
        ("One two. Three four five", 18, ["One two.", "Three four five"]),
        ("one two three", 8, ["one two", "three"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("<b>one two three</b>", 8, ["<b>one two</b>", "<b>three</b>"]),
        ("Title\n\none two three four. five", 20, ["Title\n\none two three", "four. five"]),
        ("😀😀😀", 4, ["😀😀", "😀"]),
        ("<i>a\n\n</i><b>bcd</b>", 4, ["<i>a</i>", "<b>bcd</b>"]),
    ],
)
def test_where_the_cut_is_made(html: str, limit: int, expected: list[str]):
    assert split(html, limit) == expected


def test_a_long_text_becomes_few_pieces():
    note = "Contract staff do exactly this work, and 3 < 4. " * 210
    pieces = split(f"<b>Why high</b>\n<blockquote>{escape(note)}</blockquote>", 4096)
    assert len(pieces) == 3
    assert all(piece.endswith("</blockquote>") for piece in pieces)
