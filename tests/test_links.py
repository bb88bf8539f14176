"""Links: what README and the notebooks point to is there, and no package registry is named anywhere."""

import re
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import jupytext
import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted((ROOT / "solutions" / "source").glob("*.py"))
PAGES = [
    *sorted(ROOT.glob("*.md")),
    *sorted(ROOT.glob("lessons/*.md")),
    *SOURCES,
    *sorted(ROOT.glob("solutions/*.ipynb")),
]
CODE = re.compile(r"```.*?```|`[^`\n]*`|<code>.*?</code>", re.DOTALL)
MATH = re.compile(r"\$\$(.+?)\$\$|\$([^$]+?)\$", re.DOTALL)
LINK = re.compile(
    r"\]\(\s*<?([^)\s>]+)>?[^)]*\)|^\s*\[[^\]]+\]:\s*(\S+)|(?:href|src)=[\"']([^\"']+)", re.MULTILINE
)
BARE = re.compile(r"\bhttps?:[^\s<>()\"'`\]]*")
HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
WHERE = re.compile(r"https://(?:doi\.org/(10\.\d{4,9}/\S+)|arxiv\.org/abs/(\d{4}\.\d{4,5}))")
# In pieces, so that this file does not name them either.
REGISTRIES = [
    ".".join(pieces)
    for pieces in [
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("anaconda", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
    ]
]
CPU_INDEX = ".".join(["download", "pytorch", "org"])


def markdown(path):
    """The Markdown of a page, a source or a notebook, without code."""
    if path.suffix == ".md":
        text = path.read_text(encoding="utf-8")
    else:
        cells = (
            jupytext.read(path, fmt="py:percent") if path.suffix == ".py" else nbformat.read(path, 4)
        ).cells
        text = "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return CODE.sub("", text)


def links(text):
    """Every target in a Markdown text: of links, images, references, HTML, and bare addresses."""
    found = [next(filter(None, groups)) for groups in LINK.findall(text)]
    return found + [address.rstrip(".,;:!?") for address in BARE.findall(text)]


def what_is_wrong(target, page):
    """A sentence about a broken target, or nothing."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        good = (
            parts.scheme == "https" and HOST.fullmatch(parts.netloc) and parts.netloc == parts.netloc.lower()
        )
        return "" if good else f"{target} is not a well-formed https address"
    if not parts.path:  # an anchor on the same page
        return ""
    if parts.path.startswith("/"):
        return f"{target} is absolute, so it works on no other computer"
    place = (page.parent / unquote(parts.path)).resolve()
    if not place.is_relative_to(ROOT):
        return f"{target} leaves the course's folder"
    if not place.exists():
        return f"{target} does not exist"
    if parts.fragment and place.suffix == ".md" and unquote(parts.fragment) not in anchors(place):
        return f"{target} names a part that is not there"
    return ""


def anchors(path):
    """What GitHub calls the headings of a Markdown file."""
    headings = re.findall(r"^#+ (.+)$", CODE.sub("", path.read_text(encoding="utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def bases(path):
    """The pages from which a link in ``path`` is followed: a source becomes a lesson and a solution."""
    return [ROOT / folder / path.name for folder in ("lessons", "solutions")] if path in SOURCES else [path]


def our_files():
    """All files of the course that git knows or would add."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("needs a git checkout, to tell the course's files from others")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    wrong = [what_is_wrong(target, base) for target in links(markdown(page)) for base in bases(page)]
    assert list(filter(None, wrong)) == []


def references(source):
    """The items of a lesson's references, each in one line."""
    part = markdown(source).split("## References\n")[1].split("**Next**")[0]
    return [" ".join(item.split()) for item in re.split(r"^- ", part, flags=re.MULTILINE)[1:]]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_every_reference_can_be_followed(source):
    """Each work has a link, to its DOI, to arXiv or to its publisher; DOIs and numbers have their form."""
    found = references(source)
    assert len(found) >= 2
    for item in found:
        assert "](https://" in item, item
        unlinked = re.sub(r"\[[^]]*\]\([^)]*\)", "", item)
        assert not re.search(r"arXiv|doi|\*", unlinked, re.IGNORECASE), f"a work without its link: {item}"
        for text, target in re.findall(r"\[([^]]*)\]\((https://[^)]*)\)", item):
            assert not re.search(r"doi\.org|arxiv\.org", target) or WHERE.fullmatch(target), target
            number = re.search(r"arXiv (\S+)", text)
            assert number is None or target == f"https://arxiv.org/abs/{number[1]}"


def test_a_work_has_one_address_in_all_lessons():
    addresses = {}
    for source in SOURCES:
        for item in references(source):
            for text, target in re.findall(r"\[(\*[^]]*)\]\((https://[^)]*)\)", item):
                who = re.split(r"[:,] ", item, maxsplit=1)[0]  # two works of the course have one title
                addresses.setdefault((who, text), set()).add(target)
    assert len(addresses) > 20
    assert {work: found for work, found in addresses.items() if len(found) > 1} == {}


def test_each_lesson_leads_to_the_next():
    for source, after in zip(SOURCES, SOURCES[1:], strict=False):
        assert f"**Next**: [lesson {after.stem[:2]}]({after.stem}.ipynb)" in markdown(source)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.stem)
def test_links_hold_in_the_students_copy_too(source):
    """In ``my_answers`` there are the lessons and nothing else of the course."""
    near = [target for target in links(markdown(source)) if not re.match(r"https:|#|\.\./", target)]
    assert {target.split("#")[0] for target in near} <= {f"{path.stem}.ipynb" for path in SOURCES}


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("[a](README.md)", ""),
        ("[a](../no_such_neighbour/README.md#part)", "leaves"),
        ("[a](no/such/file.md)", "does not exist"),
        ('<img src="missing.png">', "does not exist"),
        ("[a]: missing.md", "does not exist"),
        ("[a](/README.md)", "absolute"),
        ("[a](#part)", ""),
        ("[a](README.md#start)", ""),
        ("[a](README.md#stop)", "names a part that is not there"),
        ("see https://example.org/a.", ""),
        ("see http://example.org", "https"),
        ("[a](https://exa mple)", "https"),
        ("`[a](missing.md)`", None),
    ],
)
def test_a_broken_link_is_noticed(text, complaint):
    found = links(CODE.sub("", text))
    if complaint is None:
        assert found == []
        return
    assert found
    wrong = what_is_wrong(found[0], ROOT / "README.md")
    assert (complaint in wrong) if complaint else wrong == ""


def test_no_file_names_a_package_registry():
    naming = []
    for path in our_files():
        content = path.read_bytes().lower()
        names = [name for name in REGISTRIES if name.encode() in content]
        if CPU_INDEX.encode() in content and path != ROOT / "binder" / "requirements.txt":
            names.append(CPU_INDEX)
        naming += [f"{path.relative_to(ROOT)} names {name}" for name in names]
    assert naming == []
