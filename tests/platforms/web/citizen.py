"""Somebody who uses the service, with a browser of ours: at the page of a public round."""

import re

from tests.platforms.web.browser import Browser, Page
from tests.platforms.web.served import Served


class Citizen:
    """Answers question by question; a new one has a new browser."""

    def __init__(self, served: Served, path: str, language: str = "en") -> None:
        self.served, self.path = served, path
        self.browser = Browser(served.url, language)

    @property
    def page(self) -> Page:
        assert self.browser.page
        return self.browser.page

    async def open(self, more: str = "") -> Page:
        return await self.browser.open(self.path + more)

    async def press(self, label: str, **fields: str) -> Page:
        """The first button whose label begins so."""
        for form in self.page.forms():
            for button in form.buttons:
                if button.text.startswith(label):
                    return await self.browser.send(form, button, **fields)
        raise AssertionError(f"no {label} on {self.page.text}")

    async def answer(self, label: str) -> Page:
        """Tap this; what was quicker than anybody reads is tapped again."""
        while (await self.press(label)).status == 429 and self.page.said:
            pass
        return self.page

    async def answers(self, *labels: str, path: str = "") -> Page:
        """From the first page on, by how labels begin; then the browser is shut."""
        await self.open(path)
        await self.press("Start")
        for label in labels:
            await self.answer(label)
        await self.browser.close()
        return self.page


def address(text: str) -> str:
    """The path of the public round that a message names."""
    found = re.search(r"(/public/\w+)", text)
    assert found, text
    return found[1]
