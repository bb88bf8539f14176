"""The site in a real browser: nothing is wider than a phone, sliders and search work, nobody is shut out."""

import functools
import http.server
import threading

import pytest

from utils.site import build, questions
from utils.teaching import sources

from . import site_judge, site_pages
from .browser import CHROMIUM, NO_BROWSER, fresh_browser

pytestmark = pytest.mark.slow

KINDS = {
    "front": "index.html", "students": "student.html", "instructors": "instructors.html",
    "readers": "reader.html", "lesson": "lessons/02_build_rbm.html", "claims": "claims.html",
    "experiments": "experiments.html", "experiment": "experiments/depth.html", "glossary": "glossary.html",
    "search": "search.html?q=contrastive",
}  # fmt: skip
LEFT_OUT = {f"{name}.html" for name, file in build.OPTIONAL.items() if not (sources.ROOT / file).exists()}
KINDS = {kind: page for kind, page in KINDS.items() if page not in LEFT_OUT}
OTHERS = [*KINDS.values(), "bibliography.html", "notation.html", "changes.html"]
OTHERS += [f"lessons/{path.stem}.html" for path in sources.source_paths()]
PAGES = {page: [page] for page in OTHERS if page not in LEFT_OUT}
PAGES["experiments"] = [f"experiments/{name}.html" for name in questions.by_file()]
WIDTHS, NARROWEST = (1920, 1366, 390), 360  # pixels
TYPESET = "() => window.MathJax?.startup?.promise.then(() => true) ?? true"
ALOUD = """() => localStorage.setItem('MathJax-Menu-Settings', '{"explorer": true, "speech": true}')"""


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


@pytest.fixture(scope="module")
def pictures(request, tmp_path_factory):
    """The folder for pictures of the pages, which ``--pictures`` names for people to look at."""
    folder = request.config.getoption("--pictures") or tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


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
def test_each_kind_of_page_looks_like_one_on_all_screens(page, address, pictures, kind):
    visit(page, f"{address}/{KINDS[kind]}", WIDTHS[0])
    if kind == "search":
        page.locator("#search-results li a").first.wait_for()
    for width in WIDTHS:
        site_judge.resize(page, width)
        assert page.evaluate(site_judge.TOO_WIDE) == [], width
        png, mistakes = site_judge.picture(page)
        (pictures / f"{kind}-{width}.png").write_bytes(png)
        assert mistakes == [], width


@pytest.mark.parametrize("name", PAGES)
def test_pages_fit_a_phone_and_shut_nobody_out(page, address, name):
    """With all that is folded unfolded, and with a screen that becomes narrower."""
    for place in PAGES[name]:
        visit(page, f"{address}/{place}", WIDTHS[1])
        site_judge.prepare(page)
        for width in WIDTHS[1:]:
            site_judge.resize(page, width)
            assert site_judge.who_is_shut_out(page) == [], (place, width)
        site_judge.resize(page, NARROWEST)
        assert page.evaluate(site_judge.TOO_WIDE) == [], place


def test_these_are_all_pages(tmp_path_factory):
    found = site_pages.every(site_pages.built(tmp_path_factory))
    assert {place.partition("?")[0] for places in PAGES.values() for place in places} == set(found)


def test_who_is_shut_out_is_told(page, address):
    """By pale words of code, although axe-core sees one word of a kind; by a box that no key can scroll."""
    visit(page, f"{address}/{KINDS['lesson']}")
    page.add_style_tag(content=".cell_input .highlight .mf {color: #ddd !important}")
    page.evaluate(
        """() => document.querySelector('.bd-article h1').insertAdjacentHTML('afterend', `
        <div style="width: 3rem; overflow: auto; white-space: nowrap"><b>more than three letters</b></div>
        `)"""
    )
    site_judge.prepare(page)
    found = [one.partition(":")[0] for one in site_judge.who_is_shut_out(page)]
    assert found == ["scrollable-region-focusable", "color-contrast"]


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


def test_mathematics_can_be_read_aloud(page, address):
    """By the speech that its menu offers; ``page`` sees that it asks for nothing outside."""
    visit(page, f"{address}/lessons/07_follow_trajectories.html")
    page.evaluate(ALOUD)
    visit(page, f"{address}/lessons/07_follow_trajectories.html")
    formula = page.locator("mjx-container").first
    formula.focus()
    formula.press("Enter")
    page.locator(".MJX_LiveRegion_Show").first.wait_for()
    assert formula.get_attribute("aria-label")
    page.evaluate("() => localStorage.clear()")


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
