"""A try-out in a real browser: by clicks, with and without scripts, narrow and by the axe."""

from pathlib import Path

import pytest

from tests.platforms.web.chromium import Reader, chromium, needed, violations
from tests.support.process import Program

pytestmark = needed


@pytest.mark.parametrize("scripts", [True, pytest.param(False, marks=pytest.mark.soak)])
async def test_a_try_out_by_clicks(tmp_path: Path, scripts: bool) -> None:
    async with (
        Program(tmp_path, "try", "--no-browser", "--port", "0") as trying,
        chromium() as browser,
    ):
        address = (await trying.says("http://")).split()[1]
        kim = await Reader.of(browser, java_script_enabled=scripts)
        await kim.open(address)
        await kim.page.fill("#name", "Kim")
        await kim.page.locator("#join button").click()
        await kim.page.locator("#me article button").filter(has_text="Start").click()
        saved = kim.page.get_by_text("Saved.")
        while not await saved.count():  # what was too quick is tapped again
            await kim.page.locator("#me article button").filter(has_text="4 Large").click()
            await kim.page.locator("[aria-busy=true]").wait_for(state="detached")
        if scripts:
            assert await violations(kim.page) == []
            await kim.page.set_viewport_size({"width": 320, "height": 640})
            wide = "document.documentElement.scrollWidth - innerWidth"
            assert await kim.page.evaluate(wide) <= 0
        for moment in ("Thursday 26", "Friday 27", "Monday 30"):
            on = kim.page.locator("#try button").filter(has_text=f"To {moment}")
            await on.click(timeout=90_000)
            await kim.page.get_by_text(f"It is {moment}").wait_for(timeout=90_000)
        await kim.page.locator("#group img").first.scroll_into_view_if_needed()
        assert "colleagues see" in await kim.page.locator("#group").inner_text()
        await kim.page.locator("#try a").filter(has_text="The screen").click()
        await kim.page.locator("#screen").wait_for()
        if scripts:
            assert await violations(kim.page) == []
        assert kim.errors == []
