"""A facilitator and colleagues with browsers, who do what an exercise needs, without a script."""

from collections.abc import Callable

from bot.commands.shared.paper import sheets_of, take_in
from bot.platforms.web.door import COOKIE
from tests.platforms.web.browser import Article, Browser, Page
from tests.platforms.web.served import CODE, Served

TEXTS = (
    "a chatbot",
    "the Civil Registry",
    "Nobody loses a day over a certificate.",
    "the Permanent Secretary",
    "whether to run a pilot",
)


async def on_paper(served: Served, many: int, answer: Callable[[int], str] = str) -> None:
    """So many colleagues have answered everything, on paper: that takes no page."""
    x = await served.exercise()
    table = served.path.with_name("paper.csv")
    rows = [f"{n},{part.id},{answer(n)}" for n in range(many) for part in x.framework.components]
    table.write_text("\n".join(("participant,component,answer", *rows)))
    asked = {part.id for part in x.framework.components}
    given = sheets_of(table, x.framework, None, asked)
    await served.store.run(lambda tx: take_in(x.id, given, served.now(), tx))


class Person:
    """Somebody with a browser, in one room."""

    def __init__(self, served: Served, name: str, language: str = "en") -> None:
        self.served, self.name = served, name
        self.browser = Browser(served.url, language)
        self.room = ""

    @property
    def page(self) -> Page:
        assert self.browser.page
        return self.browser.page

    @property
    def card(self) -> Article:
        """What is said to them alone, the newest."""
        return next(article for article in self.page.articles if article.mine)

    @property
    def secret(self) -> str:
        return self.browser.jar.get((COOKIE, self.room), "")

    async def open(self, url: str = "") -> Page:
        return await self.browser.open(url or self.room)

    async def start(self, code: str = CODE) -> Page:
        """A new room."""
        page = await self.browser.open("/")
        form = next(form for form in page.forms() if form.method == "post")
        more = {"code": code} if "code" in form.fields else {}
        page = await self.browser.send(form, name=self.name, **more)
        self.room = page.url
        return page

    async def join(self, room: str) -> Page:
        self.room = room
        page = await self.browser.open(room)
        return await self.browser.send(page.form(id="join"), name=self.name)

    async def tap(self, label: str) -> Page:
        """The first button whose label begins so."""
        for article in self.page.articles:
            for button in article.buttons:
                if button.text.startswith(label) and article.form:
                    return await self.browser.send(article.form, button)
        raise AssertionError(f"no {label} among {[a.labels for a in self.page.articles]}")

    async def write(self, text: str) -> Page:
        form = next(form for form in self.page.forms() if form.action.endswith("/write"))
        return await self.browser.send(form, text=text)

    async def post(self, what: str, **fields: str) -> Page:
        """A form that no page has."""
        nonce = fields.pop("nonce", "nonce-of-a-forger")
        return await self.browser.post(f"{self.room}/{what}", {"nonce": nonce, **fields})

    async def set_up(self, when: str = "Monday") -> None:
        """From the first page to the post."""
        await self.set_up_until_posted(when)
        await self.tap("Post it")

    async def set_up_until_posted(self, when: str = "Monday") -> None:
        """From the first page to the preview."""
        await self.start()
        await self.tap("Set it up")
        await self.write(TEXTS[0])
        await self.tap("Answers or talks")
        await self.write(TEXTS[1])
        await self.tap("People who use")
        for text in TEXTS[2:]:
            await self.write(text)
        await self.tap("No day yet")
        await self.tap("Use a draft")
        await self.tap(when)
        await self.tap("English")
        await self.write("14")
        await self.write("R. Khan, ICT unit")

    async def answer(self, label: str, times: int) -> None:
        """Tap this on card after card; one that came only now is tapped again."""
        before = self.card.text
        for _ in range(times):
            while self.card.text == before:
                await self.tap(label)
            before = self.card.text
