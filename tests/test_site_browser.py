"""The site in a real browser: nothing is wider than a phone, sliders and search work, nobody is shut out."""

import functools
import http.server
import threading
from pathlib import Path

import axe_playwright_python
import pytest

from utils.site import build
from utils.teaching import sources

from . import site_pages
from .browser import CHROMIUM, NO_BROWSER, fresh_browser

pytestmark = pytest.mark.slow

WIDTHS = (1920, 1366, 390, 360)
KINDS = {
    "front": "index.html", "text": "student.html", "claims": "claims.html", "list": "experiments.html",
    "experiment": "experiments/depth.html", "lesson": "lessons/02_build_rbm.html",
    "search": "search.html?q=contrastive",
}  # fmt: skip
KINDS |= {name: f"{name}.html" for name, file in build.OPTIONAL.items() if (sources.ROOT / file).exists()}
LESSONS = [f"lessons/{path.stem}.html" for path in sources.source_paths()]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
JUDGE = """async () => {
    const page = {include: ["html"], exclude: ["mjx-container"]}; // which has its own text to be read
    const found = await axe.run(page, {preload: false, resultTypes: ['violations']});
    return found.violations
        .filter(one => ['serious', 'critical'].includes(one.impact))
        .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')}`);
}"""
TYPESET = "() => window.MathJax?.startup?.promise.then(() => true) ?? true"
# What reaches beyond the screen although no box around it scrolls.
TOO_WIDE = """() => {
    const scrolls = box => ['auto', 'scroll', 'hidden'].includes(getComputedStyle(box).overflowX);
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    return [...document.querySelectorAll('main *')].filter(one => {
        if (one.getBoundingClientRect().right <= root.clientWidth + 1) return false;
        for (let box = one.parentElement; box !== document.body; box = box.parentElement)
            if (scrolls(box)) return false;
        return true;
    }).map(one => `${one.tagName} ${one.className} ${(one.innerText ?? '').slice(0, 60)}`).slice(0, 5)
        .concat(`${root.scrollWidth} pixels`);
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files without a word."""

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Of a server of the site, on this computer only."""
    handler = functools.partial(Quiet, directory=site_pages.built(tmp_path_factory))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip(NO_BROWSER)
    with fresh_browser() as found:
        yield found


@pytest.fixture
def page(browser, address):
    """A page that notes what went wrong in it, and what it asked of others."""
    page, wrong = browser.new_page(), []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("request", lambda request: wrong.append(request.url) if outside(request.url, address) else None)
    page.on("response", lambda answer: wrong.append(answer.url) if answer.status >= 400 else None)
    yield page
    page.close()
    assert wrong == []


def outside(url, address):
    return not url.startswith((address, "data:", "blob:"))


def visit(page, url, width=1366):
    """Open a page of the site, and wait until its mathematics is typeset."""
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(url)
    page.evaluate(TYPESET)


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_wider_than_the_screen_and_nobody_is_shut_out(page, address, kind):
    visit(page, f"{address}/{KINDS[kind]}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(TOO_WIDE) == [], width
        if width == 1366 or (width, kind) == (390, "front"):
            page.add_script_tag(path=AXE)
            assert page.evaluate(JUDGE) == [], width


@pytest.mark.parametrize("lesson", LESSONS)
def test_every_lesson_fits_a_phone(page, address, lesson):
    visit(page, f"{address}/{lesson}", width=360)
    page.evaluate("() => document.querySelectorAll('details').forEach(one => one.open = true)")
    assert page.evaluate(TOO_WIDE) == []


def test_a_slider_shows_other_pictures_with_the_keyboard_alone(page, address):
    visit(page, f"{address}/{KINDS['lesson']}")
    slider = page.locator(".slider")
    handle, shown = slider.get_by_label("steps"), slider.locator(".frame.shown")
    assert shown.count() == 1
    before = shown.locator("img").get_attribute("alt")
    handle.focus()
    handle.press("ArrowLeft")
    after = shown.locator("img").get_attribute("alt")
    word = handle.get_attribute("aria-valuetext")
    assert after != before
    assert f"(steps {word}, " in after
    assert f"(steps {word}, " in shown.inner_text()
    assert shown.locator("img").evaluate("async image => { await image.decode(); return image.naturalWidth }")
    box = slider.get_by_label("clamp upper half")
    box.focus()
    box.press("Space")
    assert "clamp upper half off" in shown.locator("img").get_attribute("alt")
    assert shown.count() == 1


def test_without_scripts_a_figure_with_sliders_is_a_figure(browser, address):
    context = browser.browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/{KINDS['lesson']}")
    assert page.locator(".slider .frame img:visible").count() == 1
    assert not page.locator(".slider .controls").is_visible()
    context.close()


def test_mathematics_is_typeset(page, address):
    visit(page, f"{address}/{KINDS['lesson']}")
    assert page.locator("mjx-container").count() > 50
    text = page.locator("main").evaluate(
        "main => { main.querySelectorAll('pre, code, mjx-container').forEach(one => one.remove());"
        " return main.innerText }"
    )
    assert "$" not in text
    assert "\\(" not in text


def test_an_answer_unfolds(page, address):
    visit(page, f"{address}/{KINDS['lesson']}")
    answer = page.locator("details", has_text="Show our answer").first
    code = answer.locator("pre").first
    assert not code.is_visible()
    answer.locator("summary").focus()
    page.keyboard.press("Enter")
    assert code.is_visible()


def test_search_finds_a_word(page, address):
    visit(page, f"{address}/{KINDS['search']}")
    page.locator("#search-results li a", has_text="02 · An RBM from NumPy").first.wait_for()


def test_on_a_phone_the_menu_opens_and_leads_to_lessons(page, address):
    visit(page, f"{address}/index.html", width=390)
    link = page.get_by_role("link", name="03 · A denoising autoencoder from NumPy")
    page.locator(".bd-header-article .primary-toggle").click()
    link.last.click()
    page.wait_for_url("**/lessons/03_build_dae.html")


def test_it_works_from_a_folder_too(browser, tmp_path_factory):
    """Without a server: the front page leads on, mathematics is typeset, search finds a word."""
    site = site_pages.built(tmp_path_factory)
    page = browser.new_page()
    page.goto((site / "lessons" / "01_build_mlp.html").as_uri())
    page.locator("mjx-container").first.wait_for()
    page.goto(f"{(site / 'search.html').as_uri()}?q=backpropagation")
    page.locator("#search-results li a").first.wait_for()
    page.close()
