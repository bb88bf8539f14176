"""What can be said of an answer, and how it is shown."""

import html
from typing import NamedTuple

CORRECT, KEPT, NOT_YET, NOT_ATTEMPTED = "correct", "kept", "not yet", "not attempted"
DONE = (CORRECT, KEPT)  # kept: an answer that cannot be wrong, such as a bet
SIGNS = {CORRECT: "✓", KEPT: "✓", NOT_YET: "✗", NOT_ATTEMPTED: "…"}
# Of the sign and the border. The sentences have the colour of the theme: no single colour can be read well on
# white and on JupyterLab's dark ground alike.
COLOURS = {CORRECT: "#1b7837", KEPT: "#1f6fb2", NOT_YET: "#b35806", NOT_ATTEMPTED: "#707070"}


class Verdict(NamedTuple):
    """What a judge says: one of the four words, why, and what the answer printed meanwhile."""

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
        colour, sign = COLOURS[self.outcome], SIGNS[self.outcome]
        badge = f'<span style="background:{colour};color:#ffffff;padding:0 5px">{sign}</span>'
        head = f"<b>{badge} {html.escape(self.title)}: {self.outcome}.</b>"
        below = f"<div>Your code printed:</div><pre>{html.escape(self.printed)}</pre>" if self.printed else ""
        return (
            f'<div style="border-left:4px solid {colour};padding:4px 12px;margin:4px 0">'
            f"{head} {html.escape(self.message)}{below}</div>"
        )
