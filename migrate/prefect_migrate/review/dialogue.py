"""The questions of a review, one after the other, as ``git add -p`` asks them."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from prefect_migrate.conflicts import has_markers
from prefect_migrate.conflicts.choices import Choice, Take
from prefect_migrate.printing import visible_text
from prefect_migrate.reports.style import Style
from prefect_migrate.reports.summary import count_of
from prefect_migrate.review.answers import Answers
from prefect_migrate.review.items import ReviewItem, with_line_end
from prefect_migrate.review.keys import Keys
from prefect_migrate.review.show import item_explanation, question_lines

_TAKES: dict[str, Take] = {
    "y": "accept",
    "n": "reject",
    "o": "ours",
    "t": "theirs",
    "b": "both",
}
_HELP = {
    "y": "accept what the tool does",
    "n": "reject it: a fix is not made, a conflict stays in its markers",
    "o": "take ours",
    "t": "take theirs",
    "b": "take both, ours first",
    "e": "edit the result in your editor",
    "c": "choose for each decision in this conflict by itself",
    "a": "accept this and all later ones of the same rule",
    "d": "reject this and all later ones of the same rule",
    "i": "explain: the rule, the reasons, all places",
    "s": "skip it, to be asked later",
    "u": "undo the last answer",
    "q": "quit; what is answered is saved, and the next review resumes from here",
    "?": "show this help",
}


@dataclass(slots=True)
class Dialogue:
    """Asks, and writes down the answers."""

    items: list[ReviewItem]
    answers: Answers
    style: Style
    keyboard: Keys
    _rules: dict[tuple[str, str], Take] = field(default_factory=dict)

    def run(self) -> bool:
        """Ask all questions; whether none was put off by quitting."""
        with self.keyboard.listening():
            return self._asked()

    def _asked(self) -> bool:
        position = 0
        while position < len(self.items):
            item = self.items[position]
            if self.answers.answered(item):
                position += 1
                continue
            take = self._rules.get((item.kind, item.code))
            if take is not None and take in item.answers:
                self.answers.give(item, Choice(take))
                position += 1
                continue
            self._say("")
            for line in question_lines(item, self.style, position + 1, len(self.items)):
                self._say(line)
            step = self._ask(item)
            if step is None:
                return False
            position = max(0, position + step) if step >= 0 else self._undone(position)
        return True

    def keys(self, item: ReviewItem) -> str:
        """The keys that mean something for a question."""
        takes = "".join(key for key, take in _TAKES.items() if take in item.answers)
        many = "ad" if "accept" in item.answers else ""
        edit = "e" if item.conflict is not None else ""
        each = "c" if len(item.parts) > 1 else ""
        undo = "u" if self.answers.given else ""
        return f"{takes}{edit}{each}{many}is{undo}q?"

    def _ask(self, item: ReviewItem) -> int | None:
        """How many questions to go on; -1 to go back, ``None`` to stop."""
        keys = self.keys(item)
        what = "this" if item.kind == "decision" else f"this {item.kind}"
        while True:
            prompt = f"Decide {what} [{','.join(keys)}]? "
            sys.stdout.write(self.style.paint(prompt, "bold", "blue"))
            sys.stdout.flush()
            key = self.keyboard.key()
            self._say(key if key.isprintable() else "")
            if not key or key == "q":
                return None
            if key not in keys:
                key = "?"
            done = self._answer(item, key)
            if done is not None:
                return done

    def _answer(self, item: ReviewItem, key: str) -> int | None:
        """Do what a key says; ``None`` where the question stays open."""
        if key in _TAKES:
            self.answers.give(item, Choice(_TAKES[key]))
            return 1
        if key in "ad":
            take: Take = "accept" if key == "a" else "reject"
            self._rules[item.kind, item.code] = take
            return 0
        if key == "s":
            return 1
        if key == "u":
            return -1
        if key == "c":
            self._choose_each(item)
            return 1
        if key == "e":
            return self._edited(item)
        lines = item_explanation(item, self.style) if key == "i" else self._help(item)
        for line in lines:
            self._say(line)
        return None

    def _help(self, item: ReviewItem) -> list[str]:
        return [f"  {key}  {_HELP[key]}" for key in self.keys(item)]

    def _undone(self, position: int) -> int:
        """Where to go on after the last answer was taken back."""
        item = self.answers.undo()
        if item is None:
            return position
        self._rules.pop((item.kind, item.code), None)
        return next(i for i, one in enumerate(self.items) if one.id == item.id)

    def _choose_each(self, item: ReviewItem) -> None:
        """Ask about the decisions of a conflict next, in its place."""
        at = next(i for i, one in enumerate(self.items) if one is item)
        known = {one.id for one in self.items}
        self.items[at + 1 : at + 1] = [part for part in item.parts if part.id not in known]

    def _edited(self, item: ReviewItem) -> int | None:
        suffix = Path(item.places[0][0]).suffix
        try:
            with self.keyboard.elsewhere():
                text = edit_text(item.text, suffix)
        except (OSError, ValueError, subprocess.SubprocessError) as error:
            self._say(visible_text(f"  the editor failed: {error}"))
            return None
        if text is None:
            self._say("  nothing was changed")
            return None
        if has_markers(text):
            self._say("  conflict markers are left in it: not taken")
            return None
        assert item.conflict is not None
        eol = item.conflict.eol
        self.answers.give(item, Choice("text", with_line_end(text.replace(eol, "\n"))))
        return 1

    def _say(self, line: str) -> None:
        sys.stdout.buffer.write(f"{line}\n".encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()


def edit_text(text: str, suffix: str) -> str | None:
    """``text`` as it comes out of the person's editor; ``None`` where it is the same.

    Raises ``OSError`` and ``SubprocessError`` where the editor fails, ``UnicodeDecodeError`` for
    what is not UTF-8.
    """
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or "vi"
    handle, name = tempfile.mkstemp(suffix=suffix, prefix="prefect-migrate-")
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8", "surrogateescape"))
        subprocess.run([*shlex.split(command), name], check=True)
        edited = path.read_bytes().decode("utf-8")
    finally:
        path.unlink(missing_ok=True)
    return None if edited == text else edited


def closing_words(answers: Answers, left: int, command: str) -> str:
    """What a review ends with."""
    lines = [
        f"{count_of(len(answers.given), 'decision')} written to {visible_text(str(answers.path))}."
    ]
    if not answers.given:
        lines = ["Nothing was decided."]
    if left:
        lines.append(f"{left} left to decide: the same command resumes from here.")
    if answers.given or answers.known:
        lines.append(f"To apply them: {visible_text(command)}")
    return "\n".join(lines)
