"""A real browser, where there is one: Debian's Chromium, driven by Playwright."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = (
    os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
)
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
SKIPPED = (
    "NO CHROMIUM: the room was not tried in a real browser. Install it (apt-get install chromium) "
    "or name it by CHROMIUM."
)
PHONE = {"width": 390, "height": 844}

needed = pytest.mark.skipif(not CHROMIUM, reason=SKIPPED)
"""On a module whose tests need a browser."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Any]:
    """A browser that has started."""
    from playwright.async_api import async_playwright

    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        try:
            yield browser
        finally:
            await browser.close()


class Reader:
    """Somebody who reads and clicks; errors of the page's script are kept."""

    def __init__(self, context: Any, page: Any) -> None:
        self.context, self.page = context, page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._said)

    def _said(self, message: Any) -> None:
        lost = "Failed to load resource" in message.text  # a line that is cut, on purpose
        if message.type == "error" and not lost:
            self.errors.append(message.text)

    @classmethod
    async def of(cls, browser: Any, **how: Any) -> "Reader":
        context = await browser.new_context(**{"viewport": PHONE, **how})
        return cls(context, await context.new_page())

    async def open(self, url: str) -> None:
        await self.page.goto(url, wait_until="domcontentloaded")

    async def version(self) -> str:
        return str(await self.page.locator("#me").get_attribute("data-v"))

    async def _after(self, act: Any) -> None:
        """What changes the card: wait until it has."""
        before = await self.version()
        await act()
        await self.page.wait_for_function(
            "v => document.querySelector('#me')?.dataset.v !== v"
            " && !document.querySelector('[aria-busy]')",
            arg=before,
        )

    async def tap(self, label: str) -> None:
        """The first button whose name begins so."""
        button = self.page.locator("button, a.button").filter(has_text=label).first
        await self._after(button.click)

    async def write(self, text: str) -> None:
        await self.page.fill("#text", text)
        send = self.page.locator("form:has(#text) button").last
        await self._after(send.click)

    async def join(self, url: str, name: str) -> None:
        await self.open(url)
        await self.page.fill("#name", name)
        await self.page.locator("#join button").click()
        await self.page.wait_for_selector("#me article")

    def button(self, label: str) -> Any:
        """A button of the newest card, by how its label begins."""
        return self.page.locator("#me article button").filter(has_text=label).first

    async def answer(self, label: str) -> None:
        """Tap this on card after card; what was too quick is tapped again."""
        while "of 26" in (before := await self.text()):
            await self.button(label).click()
            await self.page.wait_for_function(ANSWERED, arg=before)

    async def text(self) -> str:
        return str(await self.page.locator("#me article").first.inner_text())


ANSWERED = """before => document.querySelector('#me article').innerText !== before
|| document.querySelector('#said').innerText"""

AXE = Path(__import__("axe_playwright_python").__file__).parent / "axe.min.js"


async def violations(page: Any) -> list[str]:
    """What axe-core finds against WCAG 2.2 AA on a page, once nothing on it is under way."""
    await page.wait_for_function("() => !document.querySelector('[aria-busy=true]')")
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate(
        """async () => (await axe.run(document, {runOnly:
        ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})).violations
        .map(v => v.id + ": " + v.nodes.map(n => n.html + " " + n.failureSummary).join(" | "))"""
    )
    return [str(each) for each in found]


async def wide(page: Any) -> int:
    """Pixels that a page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - innerWidth"))


async def looked_at(reader: Reader, what: str) -> list[str]:
    """What is wrong with a page."""
    found = []
    for scheme in ("light", "dark"):
        await reader.page.emulate_media(color_scheme=scheme)
        found += [f"{what}, {scheme}: {each}" for each in await violations(reader.page)]
    await reader.page.emulate_media(color_scheme="light")
    size = reader.page.viewport_size
    await reader.page.set_viewport_size({"width": 320, "height": 256})
    if over := await wide(reader.page):
        found.append(f"{what} is {over} px too wide")
    await reader.page.set_viewport_size(size)
    await reader.page.evaluate("document.documentElement.style.fontSize = '200%'")
    if over := await wide(reader.page):
        found.append(f"{what} is {over} px too wide with letters twice as large")
    await reader.page.evaluate("document.documentElement.style.fontSize = ''")
    return found
