"""A student's JupyterLab for the tests: a copy of the course, a server of its own, and a real browser.

Nothing here touches the reader's own JupyterLab: settings, workspaces, notes and notebooks are in a scratch
folder, and the server listens on 127.0.0.1 only.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from utils.teaching import build, copies

from . import clean, kept

ROOT = Path(__file__).resolve().parents[1]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
NO_BROWSER = f"needs a browser: none of {', '.join(BROWSERS)} is installed"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_PAGE = "/lab/tree/my_answers/00_start_here.ipynb"
IS_UP = """path => {
    const app = window.jupyterapp;
    if (!app?.commands.hasCommand('notebook:run-all-cells')) return false;
    return app.shell.currentWidget?.context?.path === path;
}"""
# One notebook at a time: another one that was open is closed, unsaved, and its kernel ends.
OPEN = """async path => {
    for (const widget of [...jupyterapp.shell.widgets('main')]) {
        if (widget.context?.path === path) continue;
        await widget.sessionContext?.shutdown();
        widget.dispose();
    }
    window.lesson = await jupyterapp.commands.execute('docmanager:open', {path});
    await lesson.context.ready;
    await lesson.sessionContext.ready;
    jupyterapp.shell.activateById(lesson.id);
}"""
CELLS = "() => lesson.context.model.toJSON().cells"
SAVE = "() => jupyterapp.commands.execute('docmanager:save')"
SHOW_CELL = """async index => {
    const notebook = lesson.content;
    notebook.activeCellIndex = index;
    await notebook.scrollToItem(index, 'start');
}"""
# The page keeps the promise, which otherwise may be collected as garbage before it is fulfilled.
RUN_ALL = """seconds => window.running = Promise.race([
    jupyterapp.commands.execute('notebook:run-all-cells'),
    new Promise((_, reject) => setTimeout(reject, 1000 * seconds, new Error('the cells take too long'))),
])"""
REPLACE = """sources => {
    const empty = {cell_type: 'code', metadata: {}, outputs: [], execution_count: null};
    const cells = sources.map(source => ({...empty, source}));
    lesson.context.model.fromJSON({...lesson.context.model.toJSON(), cells});
}"""
VIEW = "application/vnd.jupyter.widget-view+json"


def copy_course(folder):
    """Copy what a student's kernel needs into ``folder``."""
    junk = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "*.tmp")
    for name in ("lessons", "utils"):
        shutil.copytree(ROOT / name, folder / name, ignore=junk)
    for path in build.source_paths():
        clean.write_lesson(path.stem, folder / "lessons")
    assert copies.prepare(folder) == []


def free_port():
    """A TCP port of 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def scratch_environment(scratch, course):
    """Environment variables for a server that shares nothing with the reader's own."""
    startup = scratch / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-kept.py").write_text(kept.startup(also="show"), encoding="utf-8")
    mine = {
        "IPYTHONDIR": scratch / "ipython",
        "JUPYTER_CONFIG_DIR": scratch / "config",
        "JUPYTER_RUNTIME_DIR": scratch / "runtime",
        "JUPYTERLAB_SETTINGS_DIR": scratch / "settings",
        "JUPYTERLAB_WORKSPACES_DIR": scratch / "workspaces",
        "JUPYTER_CONFIG_PATH": ROOT / "binder" / "jupyter",
        "COURSE_NOTES": scratch / "notes",
        "PYTHONPATH": course,  # the copy's utils, not the ones installed in place
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    return os.environ | {name: str(value) for name, value in mine.items()}


@contextlib.contextmanager
def jupyter_lab(scratch):
    """Start JupyterLab over a copy of the course; give its address; stop it in the end."""
    course = scratch / "course"
    copy_course(course)
    port = free_port()
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1",
        f"--port={port}", "--ServerApp.port_retries=0", "--IdentityProvider.token=",
        "--expose-app-in-browser", f"--ServerApp.root_dir={course}", f"--LabApp.default_url={START_PAGE}",
    ]  # fmt: skip
    log = scratch / "lab.log"
    with log.open("w") as sink:
        server = subprocess.Popen(
            command, env=scratch_environment(scratch, course), cwd=course, stdin=subprocess.DEVNULL,
            stdout=sink, stderr=subprocess.STDOUT,
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_up(f"{address}/api", server, log)
        yield address
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def wait_until_up(address, server, log, seconds=60):
    """Wait until a server answers; tell what it wrote if it never does."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with open_url(address):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start; it wrote:\n{log.read_text()}")


def open_url(address):
    """Open an address of this computer directly, whatever proxy is set."""
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(address, timeout=30)


@contextlib.contextmanager
def fresh_browser():
    """A fresh, invisible browser; its pages share what it keeps of JupyterLab's files."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield browser.new_context(viewport={"width": 1280, "height": 900})
        finally:
            browser.close()


def open_lab(page, address):
    """Load JupyterLab, at its start page, into a page of a browser."""
    page.set_default_timeout(60_000)
    page.goto(f"{address}{START_PAGE}?reset")
    page.wait_for_function(IS_UP, arg=START_PAGE.removeprefix("/lab/tree/"))


class OpenNotebook:
    """The notebook that is open in a page with JupyterLab."""

    def __init__(self, page, path):
        page.evaluate(OPEN, path)
        self.page = page

    def run_all(self, seconds=600):
        """Run all cells; return the errors among their outputs, one sentence each."""
        self.page.evaluate(RUN_ALL, seconds)
        return [f"{out['ename']}: {out['evalue']}" for out in self.outputs() if out["output_type"] == "error"]

    def replace_with(self, sources):
        """Put code cells with these texts in the place of all cells (in the browser, not in the file)."""
        self.page.evaluate(REPLACE, sources)

    def outputs(self):
        """All outputs of all code cells, in order."""
        return [out for cell in self.page.evaluate(CELLS) for out in cell.get("outputs", [])]

    def widget_cells(self):
        """Indices of the cells that show a widget."""
        cells = enumerate(self.page.evaluate(CELLS))
        return [i for i, cell in cells if any(VIEW in out.get("data", {}) for out in cell.get("outputs", []))]

    def save(self):
        """Write the notebook into its file."""
        self.page.evaluate(SAVE)

    def text_of(self, index):
        """What the output of a cell says, and its slider's value, as the page shows them."""
        self.page.evaluate(SHOW_CELL, index)
        cell = self.page.locator(".jp-Notebook-cell.jp-mod-active")
        cell.locator(".widget-readout").wait_for()
        return cell.locator(".jp-Cell-outputWrapper").inner_text(), cell.locator(
            ".widget-readout"
        ).inner_text()

    def alternative_texts(self):
        """What a screen reader says for the pictures of all cells, in order."""
        texts = []
        for i, cell in enumerate(self.page.evaluate(CELLS)):
            if any("image/png" in out.get("data", {}) for out in cell.get("outputs", [])):
                self.page.evaluate(SHOW_CELL, i)
                pictures = self.page.locator(".jp-Notebook-cell.jp-mod-active .jp-OutputArea-output img")
                pictures.first.wait_for()
                texts += pictures.evaluate_all("pictures => pictures.map(picture => picture.alt)")
        return texts

    def slide(self, which=0):
        """Move the first slider of a widget cell one step, or back from its end; tell if its picture changed.

        Raises
        ------
        playwright.sync_api.TimeoutError
            When no picture changes within a minute.
        """
        self.page.evaluate(SHOW_CELL, self.widget_cells()[which])
        cell = self.page.locator(".jp-Notebook-cell.jp-mod-active")
        picture = cell.locator(".jp-OutputArea-output img").first
        picture.wait_for()
        before = picture.get_attribute("src")
        handle = cell.locator(".noUi-handle").first
        handle.focus()
        at_its_end = handle.get_attribute("aria-valuenow") == handle.get_attribute("aria-valuemax")
        handle.press("ArrowLeft" if at_its_end else "ArrowRight")
        self.page.wait_for_function(
            "before => document.querySelector('.jp-Notebook-cell.jp-mod-active"
            " .jp-OutputArea-output img')?.src !== before",
            arg=before,
        )
        return picture.get_attribute("src") != before
