"""What can be said of an answer, and how it is shown."""

import html
from typing import NamedTuple

CORRECT, NOT_YET, NOT_ATTEMPTED = "correct", "not yet", "not attempted"
COLOURS = {CORRECT: "#1b7837", NOT_YET: "#b35806", NOT_ATTEMPTED: "#555555"}
SIGNS = {CORRECT: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "…"}


class Verdict(NamedTuple):
    """What a judge says: one of the three words, why, and what the answer printed meanwhile."""

    outcome: str
    says: str = ""
    printed: str = ""


class Announcement:
    """A line that JupyterLab shows in colour and a terminal as text, with what the answer printed below."""

    def __init__(self, outcome, title, message, printed=""):
        self.outcome, self.title, self.message, self.printed = outcome, title, message, printed.rstrip()

    def __repr__(self):
        line = f"{SIGNS[self.outcome]} {self.title}: {self.outcome}. {self.message}".rstrip()
        return f"{line}\nYour code printed:\n{self.printed}" if self.printed else line

    def _repr_html_(self):
        colour = COLOURS[self.outcome]
        head = f"{SIGNS[self.outcome]} {html.escape(self.title)}: {self.outcome}."
        below = f"<div>Your code printed:</div><pre>{html.escape(self.printed)}</pre>" if self.printed else ""
        return (
            f'<div style="border-left:4px solid {colour};padding:4px 12px;margin:4px 0">'
            f'<b style="color:{colour}">{head}</b> {html.escape(self.message)}{below}</div>'
        )
