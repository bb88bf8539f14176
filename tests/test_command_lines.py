"""Every command in README and in the instructor's guide is one that there is, with options that it takes."""

import argparse
import importlib
import importlib.util
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from utils.experiments.catalogue import EXPERIMENTS
from utils.teaching.guide import GUIDE
from utils.teaching.sources import ROOT

PAGES = (ROOT / "README.md", GUIDE)
BLOCK = re.compile(r"^( *)```\w*\n(.*?)^\1```", re.MULTILINE | re.DOTALL)
IN_A_LINE = re.compile(r"(?<!`)`([^`]+)`(?!`)")
PYTHON = re.compile(r"python[\d.]* -m (?P<module>[\w.]+)(?P<words>.*)")
MAKE = re.compile(r"\s*make(?P<words>( .*)?)$")
DOCKER = re.compile(r"\s*docker run (?P<words>.*)")
OURS = ("utils", "tests")


class Understood(BaseException):
    """Raised in the place of doing what a command line asks for."""


def commands(pattern, pages=PAGES):
    """The lines of code that have a command, in blocks and in sentences; a line that goes on is one."""
    found = []
    for page in pages:
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        blocks = "".join(match[2] for match in BLOCK.finditer(text))
        lines = [
            *blocks.splitlines(),
            *(" ".join(code.split()) for code in IN_A_LINE.findall(BLOCK.sub("", text))),
        ]
        found += [line.strip() for line in lines if pattern.search(line)]
    return list(dict.fromkeys(found))


def words_of(line, pattern):
    """What stands behind a command, as a shell divides it."""
    return shlex.split(pattern.search(line)["words"], comments=True)


def ours(line):
    return PYTHON.search(line)["module"].split(".")[0] in OURS


def parsed(module, words):
    """The options that the module's own parser finds in the words; what it complains about is raised."""
    if importlib.util.find_spec(module).submodule_search_locations:
        module += ".__main__"
    main = getattr(importlib.import_module(module), "main", None)
    real, found = argparse.ArgumentParser.parse_args, []

    def parse_and_stop(parser, *args, **named):
        found.append(real(parser, *args, **named))
        raise Understood

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(argparse.ArgumentParser, "parse_args", parse_and_stop)
        if main is not None and main.__code__.co_argcount:
            with pytest.raises(Understood):
                main(words)
    assert found or not words, f"{module} takes no options"
    return found[0] if found else None


@pytest.mark.parametrize("line", [line for line in commands(PYTHON) if ours(line)])
def test_options_of_our_own_commands_are_understood(line, capsys):
    module, words = PYTHON.search(line)["module"], words_of(line, PYTHON)
    options = parsed(module, words)
    if module == "utils.experiments":
        names = getattr(options, "name", None) or []
        budget = getattr(options, "budget", None)
        for name in [names] if isinstance(names, str) else names:
            assert name == "all" or EXPERIMENTS[name].budget(budget or "course")


@pytest.mark.parametrize("line", [line for line in commands(PYTHON) if not ours(line)])
def test_other_modules_are_there(line):
    module = PYTHON.search(line)["module"]
    if module == "repo2docker":  # of tests/requirements.txt
        parser = pytest.importorskip("repo2docker.__main__").get_argparser()
        options = parser.parse_args(words_of(line, PYTHON))
        assert (options.run, options.image_name, options.cmd) == (False, "course", [])
        return
    assert module == "pip" or importlib.util.find_spec(module)


def rules():
    """The Makefile's targets, and the variables that it reads."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):(?!=)", text, re.MULTILINE))
    return targets, set(re.findall(r"\$\((\w+)\)", text))


def unknown(words):
    """Those words behind ``make`` that are neither a target nor a variable of the Makefile."""
    targets, variables = rules()
    return [
        word
        for word in words
        if (word.split("=")[0] not in variables if "=" in word else word not in targets)
    ]


@pytest.mark.parametrize("line", commands(MAKE))
def test_targets_of_make_are_in_the_makefile(line):
    assert unknown(words_of(line, MAKE)) == []


@pytest.mark.skipif(shutil.which("docker") is None, reason="needs the command docker, though no server")
@pytest.mark.parametrize("line", commands(DOCKER))
def test_options_of_docker_are_those_that_it_tells(line):
    done = subprocess.run(["docker", "run", "--help"], capture_output=True, text=True, check=False)
    known = set(re.findall(r"^ +(?:-\w, )?(--[\w-]+)", done.stdout, re.MULTILINE))
    of_docker = line.split(" course python ")[0]
    used = re.findall(r"(?<= )--[\w-]+", of_docker)
    assert len(used) >= 8
    assert set(used) <= known
    mounts = [
        dict(part.partition("=")[::2] for part in one.split(","))
        for one in re.findall(r"--mount (\S+)", line)
    ]
    assert [(one["type"], one["dst"], "readonly" in one) for one in mounts] == [
        ("bind", "/handed_in", True),
        ("bind", "/marks", False),
    ]


def test_commands_are_found_in_blocks_and_in_sentences():
    python, make = commands(PYTHON), commands(MAKE)
    assert len(python) >= 25
    assert len(make) >= 15
    assert {PYTHON.search(line)["module"] for line in python} >= {
        "utils.data", "utils.experiments", "utils.teaching.build", "utils.teaching.copies",
        "utils.teaching.grade", "utils.teaching.guide", "jupyterlab", "repo2docker", "pip",
    }  # fmt: skip
    assert {word for line in make for word in words_of(line, MAKE)} >= {"lab", "handout", "slides", "bench"}
    assert len(commands(DOCKER)) == 1


@pytest.mark.parametrize(
    ("module", "words"),
    [
        ("utils.teaching.grade", "handed_in --csv marks.csv"),
        ("utils.experiments", "runs depth"),
        ("utils.experiments", "run depth --bugdet long"),
        ("utils.teaching.guide", "--all"),
        ("utils.data", "--get"),
    ],
)
def test_an_option_that_is_not_there_is_noticed(module, words, capsys):
    with pytest.raises((SystemExit, AssertionError, pytest.fail.Exception)):
        parsed(module, words.split())


def test_a_target_that_is_not_there_is_noticed(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "Text with `make lab`.\n\n```sh\nmake labs ARG=3    # make it\nmake fresh LESSON=03\n```\n"
    )
    assert commands(MAKE, [page]) == ["make labs ARG=3    # make it", "make fresh LESSON=03", "make lab"]
    assert unknown(words_of("make labs ARG=3    # make it", MAKE)) == ["labs", "ARG=3"]


def test_pages_are_there():
    assert all(isinstance(page, Path) and page.is_file() for page in PAGES)
