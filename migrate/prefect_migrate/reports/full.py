"""The findings with the code they are about, file by file, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from prefect_migrate.model import Decision, Outcome, Side, split_lines
from prefect_migrate.printing import visible_text
from prefect_migrate.reports.finding import (
    Finding,
    dropped_words,
    equal_findings,
    outcome_findings,
)
from prefect_migrate.reports.hunks import DiffHunk, outcome_hunks
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.links import describe_code
from prefect_migrate.reports.masking import masked_text
from prefect_migrate.reports.sides import ConflictSides, Numbered, conflict_sides
from prefect_migrate.reports.style import GRADES, Style, terminal_columns
from prefect_migrate.reports.summary import count_of, hidden_notes, needs_attention, run_summary
from prefect_migrate.reports.text import (
    DROPPED,
    error_line,
    first_line,
    grouped_decisions,
    ids_to_decide,
    left_heading,
    side_taken,
)
from prefect_migrate.reports.word_marks import Part, marked_lines

_SHOWN = 10
_SEVERITIES = {"error": "red", "warning": "yellow", "note": "dim"}


@dataclass(frozen=True, slots=True)
class Full:
    """Code frames, the lines before and after, both sides of a decision."""

    style: Style = field(default_factory=Style)

    def outcome(self, outcome: Outcome) -> str:
        """What is said of one file."""
        if outcome.refusal:
            line = error_line(outcome.source.path, outcome.refusal)
            return self.style.paint(line, "red") + "\n"
        blocks = ["\n".join(block) for block in self._blocks(outcome)]
        if not blocks:
            return ""
        path = self.style.paint(visible_text(outcome.source.path), "bold")
        return "\n".join((path, "\n\n".join(blocks), "", ""))

    def end(self, tally: Tally) -> str:
        """How many findings there were, what the mark means, and the next command."""
        if self.style.verbosity < 0:
            return ""
        if not (tally.fixes or tally.decisions or tally.left or tally.refused):
            done = self.style.paint(run_summary(tally), "bold", "green")
            return f"{done}{self._hidden_notes(tally)}\n"
        return "".join(f"{line}\n" for line in self._end(tally))

    def _end(self, tally: Tally) -> Iterator[str]:
        fixed = tally.fixes + tally.decisions
        number = fixed + tally.left + tally.refused
        parts = [f"{fixed:,} {'fixed' if tally.written else 'would be fixed'}"] if fixed else []
        if tally.left:
            parts.append(needs_attention(tally.left))
        if tally.refused:
            parts.append(f"{count_of(tally.refused, 'file')} could not be migrated")
        colour = "red" if tally.refused else "yellow" if tally.left else "green"
        found = f"Found {count_of(number, 'finding')} ({', '.join(parts)})."
        yield from (self.style.paint(line, "bold", colour) for line in self.style.wrap(found, ""))
        if notes := self._hidden_notes(tally):
            yield self.style.paint(notes.strip(), "dim")
        if fixed:
            yield self.style.paint("[*] marks what the tool fixes.", "dim")
        for does, command in self._next(tally, bool(fixed)):
            yield from self.style.wrap(f"{command}", "      ", f"{does}: ")

    def _hidden_notes(self, tally: Tally) -> str:
        return hidden_notes(tally) if self.style.verbosity == 0 else ""

    def _next(self, tally: Tally, fixed: bool) -> Iterator[tuple[str, str]]:
        if fixed and not tally.written:
            yield "To apply the fixes", self.style.command
        elif fixed:
            yield "To undo them", "prefect-migrate undo"
        if tally.left:
            yield (
                "To decide one by one",
                self.style.command.replace("prefect-migrate", "prefect-migrate review", 1),
            )

    def _blocks(self, outcome: Outcome) -> Iterator[list[str]]:
        old, new = split_lines(outcome.source.text), split_lines(outcome.text)
        found = list(outcome_findings(outcome))
        quiet = self.style.verbosity < 0
        edits = () if quiet else outcome_hunks(outcome)
        if not quiet:
            yield from self._direction(outcome)
            fixes = sorted(
                (one for one in found if one.kind == "fix"), key=lambda f: (f.line, f.column)
            )
            yield from self._fixes(fixes, edits, old)
            sides = conflict_sides(outcome)
            for group in grouped_decisions(outcome.decisions, self.style.verbosity):
                yield list(self._decision(group, sides))
            yield from self._dropped(outcome)
        if outcome.remaining and outcome.changed:
            yield [f"  {left_heading(len(outcome.remaining))}:"]
        for equal in equal_findings(found):
            if equal[0].kind == "conflict":
                at_result = [replace(one, line=one.output_line) for one in equal]
                yield list(self._finding(at_result, new))
            elif equal[0].kind == "finding" and (
                equal[0].severity != "note" or self.style.verbosity > 0
            ):
                yield list(self._finding(equal, old))

    def _dropped(self, outcome: Outcome) -> Iterator[list[str]]:
        lines: list[str] = []
        for one in dropped_words(outcome):
            side = f"{one.side}, " if one.side else ""
            entry = f"{side}line {one.line}: {one.words} ({one.id})"
            lines += self.style.wrap(entry, "    ")
        if lines:
            yield [self.style.paint(f"  {DROPPED[0].upper()}{DROPPED[1:]}:", "bold"), *lines]

    def _direction(self, outcome: Outcome) -> Iterator[list[str]]:
        every = self.style.verbosity > 0
        if (base := outcome.base) is not None:
            lines = self.style.wrap(f"{base.sentence[0].upper()}{base.sentence[1:]}.", "  ")
            yield [*lines, *self._dim(base.evidence if every else ())]
        direction = outcome.direction
        if direction is None:
            return
        newer = (
            f"The newer side is {direction.newer}."
            if direction.newer
            else "Which side is newer is not known."
        )
        shown = direction.evidence if every else direction.evidence[:1]
        yield [*self.style.wrap(newer, "  "), *self._dim(shown)]

    def _dim(self, sentences: Sequence[str]) -> Iterator[str]:
        for sentence in sentences:
            for line in self.style.wrap(sentence, "    "):
                yield self.style.paint(line, "dim")

    def _fixes(
        self, fixes: Sequence[Finding], edits: Sequence[DiffHunk], old: Sequence[str]
    ) -> Iterator[list[str]]:
        """The fixes hunk by hunk: what was found on its lines, then the lines before and after."""
        shown: dict[int, list[Finding]] = {}
        for one in fixes:
            own = next((e.start for e in edits if e.touches(one.line, one.last_line)), -1)
            shown.setdefault(own, []).append(one)
        by_start = {edit.start: edit for edit in edits}
        for start, group in shown.items():
            lines = [line for one in group for line in self._head(one)]
            if start in by_start:
                lines += self._edit(by_start[start], old)
            else:
                lines += self._frame(group[0], old)
            yield lines

    def _head(self, found: Finding) -> Iterator[str]:
        name = describe_code(found.code).name
        name = "" if name == found.code else f" {name}"
        place = f"{found.line}:{found.column}"
        if found.kind == "conflict":
            mark = self.style.paint(f"conflict {found.id}", "yellow")
        elif found.kind == "fix":
            mark = f"{self.style.paint(found.code, 'cyan')}{name} [*]"
        else:
            level = {"error": "error", "warning": "manual"}.get(found.severity, "note")
            level = self.style.paint(level, _SEVERITIES[found.severity])
            mark = f"{self.style.paint(found.code, 'cyan')}{name} {level}"
        yield f"  {place} {mark}"
        yield from self.style.wrap(found.message, "    ")

    def _finding(self, equal: Sequence[Finding], lines: Sequence[str]) -> Iterator[str]:
        """One finding, or equal ones: the first in its frame, the others by their lines."""
        found = equal[0]
        yield from self._head(found)
        if len(equal) > 1:
            places = ", ".join(str(one.line) for one in equal[1:])
            noun = "line" if len(equal) == 2 else "lines"
            yield from self.style.wrap(f"{len(equal)} times: also at {noun} {places}", "    ")
        yield from self._frame(found, lines)
        if found.help:
            yield from self.style.wrap(found.help, "          ", "    help: ")

    def _frame(self, found: Finding, lines: Sequence[str]) -> Iterator[str]:
        """The line of a finding with its neighbours, and the place marked below it."""
        first, last = max(1, found.line - 1), min(len(lines), found.line + 1)
        for number in range(first, last + 1):
            text = masked_text(lines[number - 1])
            yield self._numbered(number, " ", [(text, False)])
            if number == found.line and found.kind != "conflict" and text == lines[number - 1]:
                yield from self._underline(found, text)

    def _underline(self, found: Finding, text: str) -> Iterator[str]:
        before = visible_text(text[: found.column - 1].expandtabs(4))
        until = found.end_column if found.end_line == found.line else len(text.rstrip()) + 1
        size = max(1, until - found.column) if found.end_line else 1
        width = self.style.width - 13 - len(before)
        if width > 0:
            marks = self.style.paint("^" * min(size, width), _SEVERITIES[found.severity])
            yield f"{' ' * 8}{self.style.paint('|', 'blue')}   {' ' * len(before)}{marks}"

    def _edit(self, edit: DiffHunk, old: Sequence[str]) -> Iterator[str]:
        before = [masked_text(line) for line in edit.before]
        after = [masked_text(line) for line in edit.after]
        first, second = marked_lines(before, after)
        if edit.start:
            yield self._numbered(edit.start, " ", [(masked_text(old[edit.start - 1]), False)])
        yield from self._side(edit.start + 1, "-", first)
        yield from self._side(edit.new_start + 1, "+", second)
        if edit.end < len(old):
            yield self._numbered(edit.end + 1, " ", [(masked_text(old[edit.end]), False)])

    def _side(self, start: int, sign: str, lines: Sequence[Sequence[Part]]) -> Iterator[str]:
        for number, parts in enumerate(lines[:_SHOWN], start):
            yield self._numbered(number, sign, parts)
        yield from self._more(len(lines) - _SHOWN, sign)

    def _more(self, number: int, sign: str) -> Iterator[str]:
        if number > 0:
            more = self.style.paint(f"… {count_of(number, 'more line')}", "dim")
            yield f"{' ' * 8}{self.style.paint('|', 'blue')} {sign} {more}"

    def _numbered(self, number: int, sign: str, parts: Sequence[Part]) -> str:
        colour = {"-": "red", "+": "green"}.get(sign, "")
        columns = self.style.width - 13
        shown = ""
        for text, differs in parts:
            piece = self.style.crop(text, columns) if columns > 0 else ""
            columns -= terminal_columns(piece)
            if piece:
                marks = (colour, "reverse") if differs and colour else (colour,) if colour else ()
                shown += self.style.paint(piece, *marks) if marks else piece
        bar = self.style.paint(f"{number:>7} |", "blue")
        return f"{bar} {self.style.paint(sign, colour) if colour else sign} {shown}".rstrip()

    def _decision(self, group: Sequence[Decision], sides: ConflictSides) -> Iterator[str]:
        made = group[0]
        grade = self.style.paint(made.grade.value, GRADES[made.grade.value])
        ids = ids_to_decide(group)
        yield f"  {first_line(made)} {self.style.paint(made.rule, 'cyan')} [*] {grade}"
        subject = made.subject if len(group) == 1 else f"in {count_of(len(group), 'place')}"
        yield from self.style.wrap(f"{made.kind} {subject}: {side_taken(made)}", "    ")
        for sentence in (made.reason, *(made.evidence if self.style.verbosity > 0 else ())):
            yield from (self.style.paint(line, "dim") for line in self.style.wrap(sentence, "    "))
        if ids:
            yield from (self.style.paint(line, "dim") for line in self.style.wrap(ids, "    "))
        if made.kind == "layout" or len(group) > 1:
            return
        spans: tuple[tuple[Side, tuple[int, int] | None], ...]
        spans = (("ours", made.ours), ("theirs", made.theirs))
        for side, lines in spans:
            if shown := sides.lines(side, lines):
                yield self.style.paint(f"    {visible_text(sides.label(side))}", "bold")
                mark = "+" if made.action in (side, "both", "merged") else "-"
                yield from self._numbered_side(shown, mark)

    def _numbered_side(self, lines: Sequence[Numbered], sign: str) -> Iterator[str]:
        for number, text in lines[:_SHOWN]:
            yield self._numbered(number, sign, [(masked_text(text), False)])
        yield from self._more(len(lines) - _SHOWN, sign)
