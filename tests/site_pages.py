"""The site for the tests: built once for all processes that share them, and what its pages hold."""

import os
from functools import cache
from html.parser import HTMLParser

from filelock import FileLock

from utils.site.build import build


def built(tmp_path_factory):
    """The folder of the built site."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "site"
    with FileLock(shared / "site.lock"):
        if not folder.exists():
            build(folder)
    return folder


class Page(HTMLParser):
    """The tags of a page with their attributes, its ids, its text, styles and scripts, and folded code."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.text, self.folded = [], set(), [], []
        self.of_tag = {"style": [], "script": []}  # what stands in these
        self.open_details = 0
        self.inside = None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        self.ids |= {attributes["id"]} if "id" in attributes else set()
        self.open_details += tag == "details"
        self.inside = tag

    def handle_endtag(self, tag):
        self.open_details -= tag == "details"
        self.inside = None

    def handle_data(self, data):
        self.of_tag.get(self.inside, self.text).append(data)
        if self.open_details:
            self.folded.append(data)

    def of(self, *names):
        """The attributes of all tags with these names."""
        return [attributes for tag, attributes in self.tags if tag in names]


@cache
def read(path):
    """A page of the site, read once."""
    return Page(path.read_text(encoding="utf-8"))


def every(site):
    """All pages of the site, by their places."""
    return {path.relative_to(site).as_posix(): read(path) for path in sorted(site.rglob("*.html"))
            if "_static" not in path.parts}  # fmt: skip
