"""Where links of the course's Markdown lead on the site: to a page, or to a file to download."""

import os
import re
import shutil
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])+)\]\(\s*<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
IMAGE = re.compile(r"(!\[[^\]]*\])\(\s*<?([^)\s>]+)>?\)")
CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)


class Places:
    """Of a course and of the pages that are made of it.

    Parameters
    ----------
    root : Path
        The course's folder.
    pages : Path
        The folder that Sphinx reads.
    known : dict of str to str
        Files of the course that are pages, and the page of each.
    """

    def __init__(self, root, pages, known):
        self.root, self.pages, self.known = root, pages, known

    def rewritten(self, text, home, page):
        """A Markdown text whose links to the course's files work on the site.

        Parameters
        ----------
        text : str
        home : str
            The file of the course that it is from.
        page : str
            The page that it goes to.

        Returns
        -------
        str
        """

        code = []

        def masked(match):
            code.append(match[0])
            return f"\0{len(code) - 1}\0"

        def image(match):
            return f"{match[1]}({self.copied(self.in_course(match[2], home), page)})"

        def link(match):
            return self.link(unmasked(match[1]), match[2], home, page)

        def unmasked(some):
            return re.sub(r"\0(\d+)\0", lambda match: code[int(match[1])], some)

        return unmasked(LINK.sub(link, IMAGE.sub(image, CODE.sub(masked, text))))

    def link(self, text, target, home, page):
        """One link, in Markdown."""
        parts = urlsplit(target)
        if parts.scheme or parts.netloc or not parts.path:
            return f"[{text}]({target})"
        file = self.in_course(target, home)
        if file in self.known:
            anchor = f"#{parts.fragment}" if parts.fragment else ""
            return f"[{text}]({relative(self.known[file], page)}{anchor})"
        if (self.root / file).is_file():
            plain = re.sub(r"[`*<>]", "", text)
            return f"{{download}}`{plain} <{self.copied(file, page)}>`"
        return text  # a folder: there is nothing to open

    def in_course(self, target, home):
        """A link's target as a path in the course's folder."""
        path = PurePosixPath(home).parent / unquote(urlsplit(target).path)
        return os.path.normpath(path).replace(os.sep, "/")

    def copied(self, file, page):
        """Copy a file of the course to the site; give its place as seen from a page."""
        copy = self.pages / "files" / file
        if not copy.exists():
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(self.root / file, copy)
        return relative(f"files/{file}", page)


def relative(target, page):
    """The way from a page to a file, both in the folder of the pages."""
    return os.path.relpath(target, PurePosixPath(page).parent).replace(os.sep, "/")
