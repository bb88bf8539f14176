"""What tests ask of a page of the site in a browser: is it too wide, whom does it shut out, is it whole."""

import io
from pathlib import Path

import axe_playwright_python
from PIL import Image

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
HIGHEST = 4000  # pixels of a page that a picture shows
FEWEST_COLOURS = 100
# Two frames later, and what slides has arrived.
SETTLED = """async () => {
    for (let i = 0; i < 2; i++) await new Promise(requestAnimationFrame);
    for (const one of document.getAnimations())
        if (one.effect.getComputedTiming().endTime < Infinity) one.finish();
    await new Promise(requestAnimationFrame);
}"""
UNFOLD = "() => document.querySelectorAll('main details').forEach(one => one.open = true)"
# Most of a lesson's elements are words of its code: of those that look the same, one stays an element.
THIN = """() => {
    const seen = new Set();
    for (const word of document.querySelectorAll('.highlight span')) {
        const around = word.closest('.cell_input, .cell_output, .highlight');
        const kind = `${word.className} in ${around.className}`;
        if (seen.has(kind)) word.replaceWith(...word.childNodes);
        seen.add(kind);
    }
    document.querySelectorAll('.highlight pre').forEach(code => code.normalize());
}"""
# Colours are what takes long: of texts with the same tags, classes and styles around them, one is looked at.
JUDGE = """async () => {
    const look = one => one === document.body ? '' : `${one.tagName} ${one.className} ${one.style.cssText} ${
        one.tagName === 'TR' ? one.rowIndex % 2 : ''} in ${look(one.parentElement)}`;
    const text = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim());
    const seen = new Set();
    for (const one of document.body.querySelectorAll('*')) {
        delete one.dataset.look;
        if (!text(one) || !one.checkVisibility() || seen.has(look(one))) continue;
        seen.add(look(one));
        one.dataset.look = 'first';
    }
    const exclude = ["mjx-container"]; // which has its own text to be read
    const options = {preload: false, resultTypes: ['violations']};
    const rules = {'color-contrast': {enabled: false}};
    const found = [
        await axe.run({include: ["html"], exclude}, {...options, rules}),
        await axe.run({include: ["[data-look]"], exclude}, {...options, runOnly: ['color-contrast']}),
    ];
    return found.flatMap(one => one.violations)
        .filter(one => ['serious', 'critical'].includes(one.impact))
        .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join(' | ')}`);
}"""
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
# The size of each level of headings that is to be seen, in pixels; and where the title ends.
HEADINGS = """() => ['h1', 'h2', 'h3', 'h4']
    .map(level => [...document.querySelectorAll(`main ${level}`)].find(heading => heading.offsetParent))
    .filter(heading => heading).map(heading => parseFloat(getComputedStyle(heading).fontSize))"""
TITLE_ENDS = """() => [...document.querySelectorAll('main h1')].find(title => title.offsetParent)
    .getBoundingClientRect().bottom + scrollY"""


def resize(page, width):
    """Give the screen another width, and the page the time to notice."""
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(SETTLED)


def prepare(page):
    """Unfold what is folded, and load axe-core."""
    page.evaluate(UNFOLD)
    page.evaluate(SETTLED)
    page.evaluate(THIN)
    page.add_script_tag(path=AXE)


def who_is_shut_out(page):
    """What axe-core finds serious or critical on a prepared page: a list of sentences."""
    return page.evaluate(JUDGE)


def picture(page):
    """A picture of the page's beginning, as PNG, and the mistakes that can be told from it: a list."""
    wide = page.viewport_size["width"]
    high = min(HIGHEST, page.evaluate("() => document.documentElement.scrollHeight"))
    part = {"x": 0, "y": 0, "width": wide, "height": high}
    png = page.screenshot(full_page=True, clip=part, animations="disabled")
    shown = Image.open(io.BytesIO(png)).convert("RGB")
    sizes, mistakes = page.evaluate(HEADINGS), []
    n_colours = len(shown.getcolors(shown.width * shown.height))
    if n_colours < FEWEST_COLOURS:
        mistakes.append(f"{n_colours} colours")
    if sizes != sorted(set(sizes), reverse=True):
        mistakes.append(f"headings of {sizes} pixels")
    if page.evaluate(TITLE_ENDS) > page.viewport_size["height"]:
        mistakes.append("the title is not on the first screen")
    return png, mistakes
