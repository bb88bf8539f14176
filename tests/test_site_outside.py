"""The site asks for nothing outside of itself: not by its tags, not by its styles, not by its scripts."""

import re

import pytest

from utils.site import build

OUTSIDE = re.compile(r"^(?:https?:)?//")
IN_STYLES = re.compile(r"(?:url\(\s*[\"']?|@import\s+(?:url\()?[\"']?)((?:https?:)?//[^\"')\s]+)")
IN_SCRIPTS = re.compile(
    r"[\"'`]((?:(?:https?|wss?):\\?/\\?/|//(?=\w))[^\"'`\s]*)"  # a string that begins as an address does
)
NAMES = re.compile(r"http://(?:www\.w3\.org/(?:\d{4}/|TR/)|exslt\.org/common$)")  # of XML: nothing loads them
SPEECH = {  # where MathJax's speech looks where nobody says otherwise; MathJax says: in this site
    "https://cdn.jsdelivr.net/npm/speech-rule-engine@",
    "https://cdn.jsdelivr.net/npm/sre-mathmaps-ie@",  # only Internet Explorer
    "https://cdn.jsdelivr.net/npm/wicked-good-xpath@1.3.0/dist/wgxpath.install.js",  # only Internet Explorer
}
KNOWN = {
    f"_static/mathjax/{build.MATHJAX}": SPEECH | {"https://www.mathjax.org"},  # a link in the menu's "About"
    "_static/mathjax/a11y/sre.js": SPEECH,
}


def test_no_tag_and_no_style_loads_anything_from_outside(site, pages):
    """Links to papers are for the reader to follow; nothing else may leave the site."""
    found = []
    for name, page in pages.items():
        for tag, attributes in page.tags:
            named = [value for key, value in attributes.items() if key in ("src", "srcset", "data", "poster")]
            named += [attributes.get("href")] if tag in ("link", "use", "image") else []
            found += [f"{name}: {value}" for value in named if value and OUTSIDE.match(value)]
            found += [f"{name}: {value}" for value in IN_STYLES.findall(attributes.get("style") or "")]
        found += [f"{name}: {value}" for value in IN_STYLES.findall("".join(page.of_tag["style"]))]
    for path in site.rglob("*.css"):
        found += [f"{path.name}: {value}" for value in IN_STYLES.findall(path.read_text(encoding="utf-8"))]
    assert found == []


def test_no_script_has_an_address_outside_but_those_that_are_known(site, pages):
    """What MathJax's speech does with its addresses, a test in a browser shows (test_site_browser.py)."""
    scripts = {
        path.relative_to(site).as_posix(): path.read_text(encoding="utf-8") for path in site.rglob("*.js")
    }
    for name, page in pages.items():
        handlers = [value for _, tag in page.tags for key, value in tag.items() if key.startswith("on")]
        scripts[name] = "\n".join([*page.of_tag["script"], *handlers])
    found = {name: addresses(text) for name, text in scripts.items()}
    assert {name: some for name, some in found.items() if some} == KNOWN


def addresses(script):
    """Strings of a script that are addresses of other places."""
    return {text for text in IN_SCRIPTS.findall(script) if not NAMES.match(text)}


@pytest.mark.parametrize(
    "script",
    [
        'fetch("https://example.org/x.js")',
        "import('//example.org/x.js')",
        "new WebSocket(`wss://${host}/`)",
        r'{"src": "https:\/\/example.org\/x.js"}',
    ],
)
def test_an_address_in_a_script_is_found(script):
    assert addresses(script)


def test_names_comments_and_paths_are_no_addresses():
    assert not addresses('// see https://example.org\nname("http://www.w3.org/2000/svg", "//*[@id]", "a//b")')
