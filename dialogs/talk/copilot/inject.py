"""The invented news: looked at ahead, chosen, replaced by one's own words, or dropped.

A drawer of the desk shows it before the feedback, where nothing may tell what was answered so far;
once that is out, a message shows what fits best. Both have the same buttons.
"""

from dataclasses import replace

from markupsafe import Markup

from dialogs.core import events as e
from dialogs.core import facts as f
from dialogs.core import news
from dialogs.core.addresses import DeskView, NewsKey, NewsView
from dialogs.core.decision import Decision, Rest, do, refuse
from dialogs.core.exercise import Exercise
from dialogs.core.people import Participant
from dialogs.core.post import Button, Post
from dialogs.phrases import Rows, button, fill, pairs, simple
from dialogs.words import Words

MOST = 600
"""Characters of somebody's own news: the group reads them in one piece, and talks about them."""

DRAWER = "news"
NONE = "none"

# -- what it shows -------------------------------------------------------------------------------


def way(x: Exercise, words: Words) -> tuple[Button, ...]:
    """The button of the desk that leads here, while there is something to choose ahead."""
    return (button(x, words, "news_ahead", "desk", DRAWER),) if news.open_to(x) else ()


def screen(x: Exercise, p: Participant, words: Words, view: DeskView) -> Post:
    """The news at the desk: ahead, and while they can still be chosen."""
    back = (button(x, words, "back", "desk"),)
    if news.open_to(x):
        key = _ahead(x)
        return Post(_quoted(x, words, words.say(key), _shown(x)), (*_choices(x, words), back))
    post = _offer(x, words)
    if post is None:
        return simple(words, words.say("news.late"), (back,))
    return replace(post, rows=(*post.rows, back))


def _ahead(x: Exercise) -> str:
    """What is said above the news while round 1 goes on."""
    if x.prepared:
        return "news.chosen" if x.prepared.item else "news.no_news"
    return "news.ahead" if _shown(x) else "news.no_more"


def offer(x: Exercise, key: NewsKey) -> Post | None:
    """To whoever runs it: the news that the group reads next, while they can still be chosen."""
    return _offer(x, x.words(x.contact))


def _offer(x: Exercise, words: Words) -> Post | None:
    due = news.due(x)
    if due is None:
        return None
    said = words.say("news.next", when=words.date(due, x.zone))
    return Post(_quoted(x, words, said, _shown(x)), _choices(x, words))


def _shown(x: Exercise) -> str:
    """Which news are on view: what was chosen, else the first that fit; empty for none."""
    if x.prepared:
        return x.prepared.item
    return next(iter(_fitting(x)), "")


def _fitting(x: Exercise) -> tuple[str, ...]:
    return news.possible(x) if news.open_to(x) else news.offered(x)


def _quoted(x: Exercise, words: Words, said: Markup, item: str) -> str:
    return words.render("news", said=said, news=text(x, words, item))


def _choices(x: Exercise, words: Words) -> Rows:
    """Take these, others, their own, none: whatever would change something."""
    item, ahead, made = _shown(x), news.open_to(x), []
    if item and not (ahead and x.prepared):
        label, action = "news_use" if ahead else "news_post", "use" if ahead else "post"
        made.append(button(x, words, label, "news", action, item))
    if x.prepared or len(_fitting(x)) > 1:
        made.append(button(x, words, "news_other", "news", "other", item or NONE))
    made.append(button(x, words, "news_own", "news", "write"))
    if item:
        made.append(button(x, words, "news_none", "news", NONE))
    return pairs(made)


def ask(x: Exercise, p: Participant, words: Words, view: NewsView) -> Post:
    """Their own words are asked for."""
    row = (button(x, words, "back", "desk", DRAWER),)
    return simple(words, words.say("news.write", most=MOST), (row,))


def text(x: Exercise, words: Words, item: str) -> str:
    """What the news say: those of the pack in the words' language, their own as they wrote them."""
    if item == news.OWN:
        return x.prepared.text if x.prepared else ""
    texts = x.framework.texts[words.language].inject
    return fill(x, words, texts[item].text) if item in texts else ""


# -- what is done --------------------------------------------------------------------------------


def choose(x: Exercise, event: e.Tap, rest: Rest) -> Decision:
    """`news.use.court` ahead, `news.post.court` at once; `news.other.court`, `news.write`, `none`.

    What is named is what was on view: a tap on what no longer is does nothing.
    """
    ahead, here = news.open_to(x), _shown(x)
    if not ahead and not news.offered(x):
        return refuse("unknown_button")
    if rest == ("write",):
        return do(f.Turned(event.at, event.person, str(NewsView()), bottom=True))
    if rest == (NONE,):
        return do(_taken(event, ahead, ""), say="news.none")
    if rest == ("other", here or NONE):
        return do(f.Passed(event.at, event.person, here))
    if here and rest == ("use" if ahead else "post", here):
        return do(_taken(event, ahead, here), say="news.kept" if ahead else "news.posted")
    return refuse("unknown_button")


def _taken(event: e.Tap, ahead: bool, item: str) -> f.Prepared | f.Injected:
    if ahead:
        return f.Prepared(event.at, event.person, item)
    return f.Injected(event.at, item, event.person)


def write(x: Exercise, event: e.Wrote, written: str, person: Participant) -> Decision | None:
    """Their own news; None where none are asked for."""
    if not isinstance(person.view, NewsView) or not x.leads(person.number):
        return None
    if not news.open_to(x) and not news.offered(x):
        return refuse("news_late")
    if len(written) > MOST:
        return refuse("too_long", n=len(written), most=MOST)
    fact = f.Prepared(event.at, person.number, news.OWN, written)
    return do(fact, f.Turned(event.at, person.number, str(DeskView(DRAWER)), bottom=True))
