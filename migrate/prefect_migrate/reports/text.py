"""The account that a person reads, file by file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from prefect_codemods.findings import Change, Diagnostic, Level
from prefect_migrate.model import Decision, Grade, Outcome, Refusal, Remaining
from prefect_migrate.reports.interface import Tally

_STYLES = {"bold": "1", "red": "31", "green": "32", "yellow": "33", "cyan": "36", "dim": "2"}
_LEVELS = {Level.NOTE: "dim", Level.MANUAL: "yellow", Level.ERROR: "red"}
_GRADES = {
    Grade.PROVEN: "green",
    Grade.EQUIVALENT: "green",
    Grade.POLICY: "cyan",
    Grade.NEEDS_REVIEW: "yellow",
}


@dataclass(frozen=True, slots=True)
class Text:
    """One line a finding, ``path:line:column``; ``verbosity`` is -1, 0 or 1.

    Quiet (-1) says only what is wrong; verbose (1) adds the evidence and the files in order.
    """

    verbosity: int = 0
    colour: bool = False

    def outcome(self, outcome: Outcome) -> str:
        """The account of one file."""
        return "".join(f"{line}\n" for line in self._lines(outcome))

    def end(self, tally: Tally) -> str:
        """The line that sums up."""
        if self.verbosity < 0:
            return ""
        did = "changed" if tally.written else "would change"
        parts = [f"{_count(tally.changed, 'file')} {did}"] if tally.changed else []
        same = tally.files - tally.changed - tally.refused
        if same:
            parts.append(f"{_count(same, 'file')} left as {'it is' if same == 1 else 'they are'}")
        if tally.left:
            parts.append(f"{_count(tally.left, 'thing')} left for you")
        if tally.refused:
            parts.append(f"{_count(tally.refused, 'file')} could not be migrated")
        parts = parts or ["nothing to do"]
        colour = "red" if tally.refused else "yellow" if tally.left else "green"
        return self._paint(", ".join(parts) + ".", "bold", colour) + "\n"

    def _lines(self, outcome: Outcome) -> Iterator[str]:
        path = outcome.source.path
        if outcome.refusal:
            yield self._paint(error_line(path, outcome.refusal), "red")
            return
        if self.verbosity >= 0:
            yield from self._direction(path, outcome)
            for change in sorted(outcome.changes, key=lambda c: (c.line, c.column, c.rule)):
                yield self._change(path, change)
            for group in self._groups(outcome.decisions):
                yield from self._decisions(path, group)
        for found in outcome.diagnostics:
            if found.level is not Level.NOTE or self.verbosity > 0:
                yield from self._diagnostic(path, found)
        for remaining in outcome.remaining:
            yield from self._remaining(path, remaining)
        if self.verbosity > 0 and not (outcome.changed or outcome.left):
            yield f"{path}: nothing to do"

    def _direction(self, path: str, outcome: Outcome) -> Iterator[str]:
        direction = outcome.direction
        if direction is None:
            return
        newer = f"the newer side is {direction.newer}" if direction.newer else "no newer side known"
        yield f"{self._paint(path, 'bold')}: {newer}"
        for sentence in direction.evidence if self.verbosity > 0 else direction.evidence[:1]:
            yield self._paint(f"    {sentence}", "dim")

    def _change(self, path: str, change: Change) -> str:
        place = self._place(path, change.line, change.column)
        return f"{place} {self._paint(change.rule, 'cyan')} [*] {change.message}"

    def _groups(self, decisions: Sequence[Decision]) -> Iterable[Sequence[Decision]]:
        """The decisions one by one, but those on prose with the same reason as one."""
        groups: dict[tuple[str, ...], list[Decision]] = {}
        for number, made in enumerate(decisions):
            alike = made.kind == "prose" and self.verbosity == 0
            key = (
                (made.rule, made.grade.value, made.action, made.reason) if alike else (str(number),)
            )
            groups.setdefault(key, []).append(made)
        return groups.values()

    def _decisions(self, path: str, group: Sequence[Decision]) -> Iterator[str]:
        made = group[0]
        lines = ",".join(str(_line(decision)) for decision in group)
        grade = self._paint(made.grade.value, _GRADES[made.grade])
        taken = f"take {made.action}" if made.action != "none" else "left open"
        subject = made.subject if len(group) == 1 else f"in {len(group)} places"
        place = f"{self._paint(path, 'bold')}:{lines}:"
        yield f"{place} {made.rule} [{grade}] {made.kind} {subject}: {taken}"
        yield self._paint(f"    {made.reason}", "dim")
        if self.verbosity > 0:
            for sentence in made.evidence:
                yield self._paint(f"    {sentence}", "dim")

    def _diagnostic(self, path: str, found: Diagnostic) -> Iterator[str]:
        place = self._place(path, found.line, found.column)
        level = self._paint(f"{found.level.value}:", _LEVELS[found.level])
        yield f"{place} {self._paint(found.rule, 'cyan')} {level} {found.message}"
        if found.help:
            yield f"    {found.help}"

    def _remaining(self, path: str, remaining: Remaining) -> Iterator[str]:
        place = self._place(path, remaining.line)
        what = self._paint(f"conflict {remaining.id} is left:", "yellow")
        yield f"{place} {what} {remaining.reason}"
        if remaining.help:
            yield f"    {remaining.help}"

    def _place(self, path: str, line: int, column: int | None = None) -> str:
        where = f"{line}:{column}" if column is not None else f"{line}"
        return f"{self._paint(path, 'bold')}:{where}:"

    def _paint(self, text: str, *styles: str) -> str:
        if not self.colour:
            return text
        return f"\x1b[{';'.join(_STYLES[style] for style in styles)}m{text}\x1b[0m"


def error_line(path: str, refusal: Refusal) -> str:
    """``path:line:col: error: message; help``."""
    tail = f"; {refusal.help}" if refusal.help else ""
    return f"{path}:{refusal.line}:{refusal.column}: error: {refusal.message}{tail}"


def _line(decision: Decision) -> int:
    span = decision.ours or decision.theirs
    return span[0] if span else 1


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
