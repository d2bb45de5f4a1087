"""`make screenshots`: every state of the page, light and dark, into docs/screens/.

The ports are those of `make demo`, the database is new. A picture that hardly differs from the one
only by a time or a token is left alone; without the folder, all are taken again.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any, Literal

from playwright.sync_api import Browser, Page, sync_playwright

from harness import browser as browsers
from harness.running import RESOLVER_RULES, ROOT, Demo
from harness.states import JOURNEYS

FOLDER = ROOT / "docs" / "screens"
WINDOW, PHONE = {"width": 1120, "height": 760}, {"width": 360, "height": 640}
ON_THE_PHONE = {"signed-out", "waiting", "provider-busy", "session", "linked", "jwt", "consent"}
FURTHER_DOWN = {"jwt": "#ways-compared", "code": "#take-title", "real-keys": "#keys-title"}
QUALITY = 80  # of WebP
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
DIFFERENCE = """async pictures => {
  const [one, other] = await Promise.all(pictures.map(async picture => {
    const bitmap = await createImageBitmap(await (await fetch(picture)).blob())
    const [width, height] = [bitmap.width / 4, bitmap.height / 4]  // ignore half a pixel
    const canvas = new OffscreenCanvas(width, height).getContext('2d')
    canvas.drawImage(bitmap, 0, 0, width, height)
    return canvas.getImageData(0, 0, width, height)
  }))
  if (one.width !== other.width || one.height !== other.height) return 1
  const different = one.data.filter((value, at) => Math.abs(value - other.data[at]) > 48)
  return different.length / one.data.length
}"""
HARDLY = 0.01  # of the picture: text that moves by half a pixel is less


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    demo = Demo()
    demo.port, demo.mocks_port = "8000", "9400"
    with demo, sync_playwright() as playwright:
        demo.wait_until_ready()
        chromium = playwright.chromium
        browser = chromium.launch(
            executable_path=browsers.find("chromium", chromium.executable_path).executable,
            args=[f"--host-resolver-rules={RESOLVER_RULES}", "--hide-scrollbars"],
            chromium_sandbox=False,
        )
        for journey in JOURNEYS.values():
            context = browser.new_context(
                base_url=demo.origin,
                reduced_motion="reduce",
                viewport=WINDOW,  # type: ignore[arg-type]
                device_scale_factor=2,
            )
            for name, page in journey(context.new_page()):
                take_all(browser, name, page)
            context.close()
    pictures = [*FOLDER.iterdir()]
    print(f"{len(pictures)} pictures, {sum(each.stat().st_size for each in pictures) / 1e6:.1f} MB")


def take_all(browser: Browser, name: str, page: Page) -> None:
    window: Any = page.viewport_size
    top(page)
    take(browser, name, page)
    if name in FURTHER_DOWN:
        page.locator(FURTHER_DOWN[name]).evaluate("each => each.scrollIntoView()")
        take(browser, f"{name}-below", page)
    if name in ON_THE_PHONE:
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        top(page)
        take(browser, f"{name}-phone", page)
        page.set_viewport_size(window)


def top(page: Page) -> None:
    page.evaluate("scrollTo(0, 0)")


def take(browser: Browser, name: str, page: Page) -> None:
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        send = page.context.new_cdp_session(page).send
        shot = send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
        file = FOLDER / f"{name}-{scheme}.webp"
        if not file.exists() or changed(browser, file, shot["data"]):
            file.write_bytes(base64.b64decode(shot["data"]))
            print(file.relative_to(ROOT))


def changed(browser: Browser, file: Path, data: str) -> bool:
    before = base64.b64encode(file.read_bytes()).decode()
    page = browser.new_page()
    difference = page.evaluate(
        DIFFERENCE, [f"data:image/webp;base64,{each}" for each in (before, data)]
    )
    page.close()
    return bool(difference > HARDLY)


if __name__ == "__main__":
    main()
