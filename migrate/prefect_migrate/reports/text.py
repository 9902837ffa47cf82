"""One line a finding, ``path:line:column: CODE message``, for pipes, logs and editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from prefect_codemods.findings import Change, Diagnostic, Level
from prefect_migrate.model import Decision, Grade, Outcome, Refusal, Remaining
from prefect_migrate.printing import visible_text
from prefect_migrate.reports.finding import (
    decision_span,
    dropped_words,
    equal_conflicts,
    equal_diagnostics,
)
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.style import GRADES, LEVELS, Style
from prefect_migrate.reports.summary import count_of, hidden_notes, run_summary

DROPPED = "dropped from the result"


@dataclass(frozen=True, slots=True)
class Concise:
    """One line a finding; quiet says only what is wrong or would change, verbose adds evidence."""

    style: Style = field(default_factory=Style)

    def outcome(self, outcome: Outcome) -> str:
        """What is said of one file."""
        return "".join(f"{line}\n" for line in self._lines(outcome))

    def end(self, tally: Tally) -> str:
        """The line that sums up."""
        if self.style.verbosity < 0:
            return ""
        colour = "red" if tally.refused else "yellow" if tally.left else "green"
        notes = hidden_notes(tally) if self.style.verbosity == 0 else ""
        return f"{self.style.paint(run_summary(tally), 'bold', colour)}{notes}\n"

    def _lines(self, outcome: Outcome) -> Iterator[str]:
        path = visible_text(outcome.source.path)
        if outcome.refusal:
            yield self.style.paint(error_line(path, outcome.refusal), "red")
            return
        verbosity = self.style.verbosity
        if verbosity >= 0:
            yield from self._direction(path, outcome)
            for change in sorted(outcome.changes, key=lambda c: (c.line, c.column, c.rule)):
                yield self._change(path, change)
            for group in grouped_decisions(outcome.decisions, verbosity):
                yield from self._decisions(path, group)
            yield from self._dropped(path, outcome)
        elif outcome.changed and not self.style.writes:
            yield f"{self.style.paint(path, 'bold')}: would change"
        for alike in equal_diagnostics(outcome.diagnostics):
            if alike[0].level is not Level.NOTE or verbosity > 0:
                yield from self._diagnostic(path, alike)
        if outcome.remaining and outcome.changed:
            yield f"{self.style.paint(path, 'bold')}: {left_heading(len(outcome.remaining))}:"
        for equal in equal_conflicts(outcome.remaining):
            yield from self._remaining(path, equal)
        if verbosity > 0 and not (outcome.changed or outcome.left):
            yield f"{path}: nothing to migrate"

    def _direction(self, path: str, outcome: Outcome) -> Iterator[str]:
        if outcome.base is not None:
            yield f"{self.style.paint(path, 'bold')}: {visible_text(outcome.base.sentence)}"
            for sentence in outcome.base.evidence if self.style.verbosity > 0 else ():
                yield self.style.paint(f"    {visible_text(sentence)}", "dim")
        direction = outcome.direction
        if direction is None:
            return
        newer = (
            f"the newer side is {direction.newer}"
            if direction.newer
            else "which side is newer is not known"
        )
        yield f"{self.style.paint(path, 'bold')}: {newer}"
        every = self.style.verbosity > 0
        for sentence in direction.evidence if every else direction.evidence[:1]:
            yield self.style.paint(f"    {visible_text(sentence)}", "dim")

    def _change(self, path: str, change: Change) -> str:
        place = self._place(path, change.line, change.column)
        return f"{place} {self.style.paint(change.rule, 'cyan')} [*] {visible_text(change.message)}"

    def _decisions(self, path: str, group: Sequence[Decision]) -> Iterator[str]:
        made = group[0]
        lines = ",".join(str(first_line(decision)) for decision in group)
        grade = self.style.paint(made.grade.value, GRADES[made.grade.value])
        subject = made.subject if len(group) == 1 else f"in {count_of(len(group), 'place')}"
        place = f"{self.style.paint(path, 'bold')}:{lines}:"
        what = visible_text(f"{made.kind} {subject}: {side_taken(made)}")
        ids = ids_to_decide(group)
        yield f"{place} {made.rule} [{grade}] {what}{f' ({ids})' if ids else ''}"
        yield self.style.paint(f"    {visible_text(made.reason)}", "dim")
        if self.style.verbosity > 0:
            for sentence in made.evidence:
                yield self.style.paint(f"    {visible_text(sentence)}", "dim")

    def _dropped(self, path: str, outcome: Outcome) -> Iterator[str]:
        found = list(dropped_words(outcome))
        if found:
            yield f"{self.style.paint(path, 'bold')}: {DROPPED}:"
        for one in found:
            side = f"{one.side}, " if one.side else ""
            yield f"    {side}line {one.line}: {visible_text(one.words)} ({one.id})"

    def _diagnostic(self, path: str, equal: Sequence[Diagnostic]) -> Iterator[str]:
        """One finding, or equal ones at the place of the first."""
        found = equal[0]
        place = self._place(path, found.line, found.column)
        level = self.style.paint(f"{found.level.value}:", LEVELS[found.level])
        message = f"{visible_text(found.message)}{also_at([one.line for one in equal])}"
        yield f"{place} {self.style.paint(found.rule, 'cyan')} {level} {message}"
        if found.help:
            yield f"    {visible_text(found.help)}"

    def _remaining(self, path: str, equal: Sequence[Remaining]) -> Iterator[str]:
        remaining = equal[0]
        place = self._place(path, ",".join(str(left.line) for left in equal))
        times = f" ({len(equal)} times)" if len(equal) > 1 else ""
        heading = f"conflict {remaining.id}{times} needs your attention:"
        yield f"{place} {self.style.paint(heading, 'yellow')} {visible_text(remaining.reason)}"
        if remaining.help:
            yield f"    {visible_text(remaining.help)}"

    def _place(self, path: str, line: int | str, column: int | None = None) -> str:
        where = f"{line}:{column}" if column is not None else f"{line}"
        return f"{self.style.paint(path, 'bold')}:{where}:"


def grouped_decisions(
    decisions: Sequence[Decision], verbosity: int
) -> Iterable[Sequence[Decision]]:
    """The decisions one by one, but those on prose with the same reason as one."""
    groups: dict[tuple[str, ...], list[Decision]] = {}
    for number, made in enumerate(decisions):
        alike = made.kind == "prose" and verbosity == 0
        key = (made.rule, made.grade.value, made.action, made.reason) if alike else (str(number),)
        groups.setdefault(key, []).append(made)
    return groups.values()


def also_at(lines: Sequence[int]) -> str:
    """How often something was found, and where besides the first of ``lines``."""
    others = list(dict.fromkeys(line for line in lines if line != lines[0]))
    if len(lines) == 1:
        return ""
    shown = ", ".join(map(str, others[:_PLACES])) + (", …" if len(others) > _PLACES else "")
    where = f": also at {'line' if len(others) == 1 else 'lines'} {shown}" if others else ""
    return f" ({len(lines)} times{where})"


_PLACES = 12
"""How many lines are listed beside the first."""


def left_heading(number: int) -> str:
    """What stands above the conflicts that stay in a file that is changed."""
    noun, them = ("conflict", "its line") if number == 1 else ("conflicts", "their lines")
    return f"{number} {noun} left; {them} in the result"


def ids_to_decide(group: Sequence[Decision]) -> str:
    """``id …``: by them a person decides otherwise; of decisions that nothing proves."""
    certain = (Grade.PROVEN, Grade.EQUIVALENT)
    ids = list(dict.fromkeys(made.id for made in group if made.grade not in certain))
    return f"{'id' if len(ids) == 1 else 'ids'} {', '.join(ids)}" if ids else ""


def side_taken(made: Decision) -> str:
    """``take ours``, or that nothing was decided."""
    return f"take {made.action}" if made.action != "none" else "left open"


def first_line(made: Decision) -> int:
    """The 1-based line at which a decision is shown."""
    span = decision_span(made)
    return span[0] if span else 1


def error_line(path: str, refusal: Refusal) -> str:
    """``path:line:col: error: message; help``."""
    tail = f"; {refusal.help}" if refusal.help else ""
    place = f"{visible_text(path)}:{refusal.line}:{refusal.column}"
    return f"{place}: error: {visible_text(refusal.message + tail)}"
