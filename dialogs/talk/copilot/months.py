"""After the results: what nobody took is brought up, what was decided is asked for and read.

Shows the group the actions without an owner, a week on, and what was decided as soon as it is
known; asks whoever runs the exercise what was decided, on the day for which it was expected.
"""

from dialogs.core import gate
from dialogs.core.addresses import RecalledKey
from dialogs.core.exercise import Exercise
from dialogs.core.post import Post
from dialogs.findings.actions import action, field, numbers
from dialogs.phrases import button, pairs, quoted, simple, to_decide

DECIDED = 600
"""UTF-16 units of what was decided that the group reads at once."""


def unowned(x: Exercise, language: str) -> Post | None:
    """To the group, a week on: what nobody has taken yet."""
    left = [n for n in numbers(x) if action(x, n).owner not in x.names]
    if "owners" not in x.recalled or not left or language not in x.languages:
        return None
    if gate.released(x, "check"):
        return None
    words = x.language_of(language)
    steps = [words.say("plan.what", number=n, what=field(x, words, n, "what")) for n in left]
    text = words.render("unowned", title=words.say("months.unowned", n=len(left)), steps=steps)
    return Post(
        text, pairs([button(x, words, "take", "take", n, number=n) for n in left]), once=True
    )


def decided(x: Exercise, language: str) -> Post | None:
    """To the group: what was decided, when it was entered."""
    what = action(x, 0).changed.get("decision")
    if not what or language not in x.languages:
        return None
    words = x.language_of(language)
    title = words.say("months.decided", what=to_decide(x, words))
    text = words.render("decided", title=title, what=quoted(what, DECIDED))
    return Post(text, once=True)


def ask(x: Exercise, key: RecalledKey) -> Post | None:
    """To whoever runs it, on the day of the decision: what was decided."""
    if "decision" not in x.recalled or action(x, 0).changed.get("decision") or not x.under_way:
        return None
    words = x.words(x.contact)
    text = words.say("months.ask", what=to_decide(x, words))
    return simple(words, text, ((button(x, words, "plan_decision", "plan", 0, "decision"),),))
