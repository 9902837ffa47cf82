"""The sentence that sums up a run, the same in every format."""

from __future__ import annotations

from prefect_migrate.reports.interface import Tally


def count_of(number: int, noun: str) -> str:
    """``1 file``, ``2 files``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def needs_attention(number: int) -> str:
    """``1 needs your attention``."""
    return f"{number:,} {'needs' if number == 1 else 'need'} your attention"


def run_summary(tally: Tally) -> str:
    """``Fixed 4 findings in 1 file; 1 needs your attention.``."""
    if not tally.files:
        return "No files to migrate found."
    parts = [_done_sentence(tally)] if tally.changed else []
    if tally.left:
        noun = "" if tally.changed else " finding" if tally.left == 1 else " findings"
        verb = "needs" if tally.left == 1 else "need"
        parts.append(f"{tally.left:,}{noun} {verb} your attention")
    if tally.refused:
        parts.append(f"{count_of(tally.refused, 'file')} could not be migrated")
    if not parts:
        return f"Nothing to migrate in {count_of(tally.files, 'file')}."
    return f"{'; '.join(parts)}."


def hidden_notes(tally: Tally) -> str:
    """`` --verbose shows 2 notes.``; empty where there are none."""
    return f" --verbose shows {count_of(tally.notes, 'note')}." if tally.notes else ""


def _done_sentence(tally: Tally) -> str:
    did = []
    if tally.fixes:
        did.append(f"{'fixed' if tally.written else 'fix'} {count_of(tally.fixes, 'finding')}")
    if tally.decisions:
        verb = "made" if tally.written else "make"
        did.append(f"{verb} {count_of(tally.decisions, 'decision')}")
    if not did:
        did.append("changed" if tally.written else "change")
        return (
            f"{'' if tally.written else 'Would '}{did[0]} {count_of(tally.changed, 'file')}".strip()
        )
    words = f"{' and '.join(did)} in {count_of(tally.changed, 'file')}"
    return words[0].upper() + words[1:] if tally.written else f"Would {words}"
