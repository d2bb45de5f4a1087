"""What the guides say is built, type-checked and served as they say, and signs somebody in."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from harness.exhaustive import EXHAUSTIVE
from harness.fresh_app import ANGULAR, BLOCK, POPUP, FreshApp, fresh_app, guide
from harness.new_project import NewProject

pytestmark = pytest.mark.expects_console("favicon")  # some templates have none
README = (POPUP / "README.md").read_text()
exhaustive = pytest.mark.skipif(not EXHAUSTIVE, reason="EXHAUSTIVE=1 make test-apps")


def sign_in(page: Page, app: FreshApp, *, by_redirect: bool = False) -> None:
    page.goto(app.origin, wait_until="networkidle")  # rendered by a server, it is deaf until then
    button = page.get_by_role("button", name="Sign in with GitHub")
    if by_redirect:
        button.click()
        page.get_by_role("button", name="Ada").click()
    else:
        with page.context.expect_page() as opened:
            button.click()
        opened.value.get_by_role("button", name="Ada").click()
    expect(page.get_by_role("status")).to_have_text("Signed in as ada")


@pytest.mark.parametrize("variant", ["", "redirect"])
def test_react_in_development(page: Page, app: FreshApp, variant: str) -> None:
    app.make(guide("react"), variant=variant)

    with app.serving(f"npm run dev -- --port {app.port} --strictPort"):
        sign_in(page, app, by_redirect=variant == "redirect")


def test_react_built_and_type_checked(page: Page, app: FreshApp) -> None:
    app.make(guide("react"))

    app.run("npm run build && tsc -p tsconfig.app.json --strict")

    with app.serving(f"npm run preview -- --port {app.port} --strictPort"):
        sign_in(page, app)


@pytest.mark.parametrize("variant", ["", pytest.param("redirect", marks=exhaustive)])
def test_next_in_development(page: Page, app: FreshApp, variant: str) -> None:
    app.make(guide("next"), variant=variant)

    with app.serving(f"npm run dev -- --port {app.port}"):
        sign_in(page, app, by_redirect=variant == "redirect")


def test_next_built_and_type_checked(page: Page, app: FreshApp) -> None:
    app.make(guide("next"))

    app.run("npm run build")

    with app.serving(f"npm run start -- --port {app.port}"):
        sign_in(page, app)


@pytest.mark.parametrize("variant", ["", pytest.param("shorthand", marks=exhaustive)])
def test_plain_javascript(page: Page, app: FreshApp, variant: str) -> None:
    app.make(README, variant=variant)

    with app.serving(f"npx vite --port {app.port} --strictPort"):
        sign_in(page, app)


@exhaustive
def test_vue(page: Page, app: FreshApp) -> None:
    app.make(guide("vue"))

    app.run("npm run build")  # with vue-tsc
    with app.serving(f"npm run dev -- --port {app.port} --strictPort"):
        sign_in(page, app)


@exhaustive
def test_svelte(page: Page, app: FreshApp) -> None:
    app.make(guide("svelte", "Svelte"))

    app.run("npm run check && npm run build")  # with svelte-check
    with app.serving(f"npm run dev -- --port {app.port} --strictPort"):
        sign_in(page, app)


@exhaustive
def test_sveltekit(page: Page, app: FreshApp) -> None:
    app.make(guide("svelte", "SvelteKit"))
    config = app.folder / "vite.config.ts"
    proxy = "server: { proxy: { '/api': { target: 'http://127.0.0.1:8000' } } }"
    assert f"put `{proxy}` into" in guide("svelte")
    here = f"defineConfig({{ {app.project.here(proxy)}, "
    config.write_text(config.read_text().replace("defineConfig({", here))

    app.run("npm run check && npm run build")
    with app.serving(f"npm run dev -- --port {app.port} --strictPort"):
        sign_in(page, app)


@exhaustive
def test_webpack(page: Page, app: FreshApp) -> None:
    app.make(guide("webpack"))
    (app.folder / "src" / "main.js").write_text(dict(BLOCK.findall(README))["main.js"])
    config = app.folder / "webpack.config.js"
    config.write_text(config.read_text().replace("5173", str(app.port)))

    with app.serving("npx webpack serve --mode development"):
        sign_in(page, app)
    app.run("npx webpack --mode production")
    assert (app.folder / "dist" / "popup" / "callback.html").is_file()


@exhaustive
def test_angular(page: Page, project: NewProject) -> None:
    with fresh_app(project, ANGULAR) as app:
        app.make(guide("angular"))

        app.run("npx ng build")
        assert (app.folder / "dist" / "web" / "browser" / "popup" / "callback.html").is_file()
        with app.serving(f"npx ng serve --proxy-config proxy.conf.json --port {app.port}"):
            sign_in(page, app)
