"""``prefect-migrate review``: decide change by change, and write the decisions down."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

from prefect_migrate import config
from prefect_migrate.bulk.discovery import DiscoveryError
from prefect_migrate.bulk.run import Run, RunOptions
from prefect_migrate.conflicts.choices import ChoicesError
from prefect_migrate.exit_codes import ExitCode
from prefect_migrate.git.unmerged import unmerged_files
from prefect_migrate.model import Outcome
from prefect_migrate.option_parser import ParsedWords, UsageError
from prefect_migrate.printing import print_error, terminal_width, visible_text
from prefect_migrate.reports.style import Style, use_colour
from prefect_migrate.review.answers import Answers
from prefect_migrate.review.items import ReviewItem, review_items
from prefect_migrate.settings import Settings

NAME = "prefect-migrate"


def review(words: ParsedWords) -> int:
    """Decide change by change; returns the exit code. No file is changed.

    Raises ``UsageError``.
    """
    own = words.chosen["review"]
    decisions = Path(own.get("decisions", "decisions.toml"))
    chosen = words.names or tuple(
        str(entry.path) for entry in unmerged_files(Path()) if entry.resolvable
    )
    if not chosen:
        raise UsageError("name a file or a directory; nothing is unmerged here")
    try:
        answers = Answers.open(decisions)
        settings, files = config.load_settings(chosen, words.chosen)
        outcomes = _preview(chosen, settings, files, words.chosen)
    except (ChoicesError, config.ConfigError, DiscoveryError) as error:
        return _say_failed(str(error))
    items = review_items(outcomes, every=own.get("every", False))
    code = _tell_refused(outcomes)
    if not items:
        sys.stdout.write("Nothing to decide.\n")
        return code
    command = _apply_command(decisions, words, chosen)
    if own.get("web"):
        from prefect_migrate.review.dialogue import closing_words
        from prefect_migrate.review.web import serve_review

        serve_review(outcomes, items, answers, settings)
        sys.stdout.write(f"{closing_words(answers, _items_left(items, answers), command)}\n")
    elif (ended := _ask_items(items, answers, command)) is not ExitCode.DONE:
        return ended
    return max(code, ExitCode.LEFT if _items_left(items, answers) else ExitCode.DONE)


def _tell_refused(outcomes: list[Outcome]) -> ExitCode:
    """Say which files could not be migrated; the exit code that they come to."""
    refused = [(outcome.source.path, outcome.refusal) for outcome in outcomes if outcome.refusal]
    if refused:
        from prefect_migrate.reports.text import error_line

        sys.stderr.writelines(f"{error_line(*one)}\n" for one in refused)
    return ExitCode.FAILED if refused else ExitCode.DONE


def _ask_items(items: list[ReviewItem], answers: Answers, command: str) -> ExitCode:
    from prefect_migrate.review.dialogue import Dialogue, closing_words
    from prefect_migrate.review.keys import Keys

    style = Style(colour=use_colour("auto", sys.stdout), width=terminal_width(sys.stdout))
    earlier = sum(map(answers.answered, items))
    if earlier:
        sys.stdout.write(
            f"{earlier} of {len(items)} decided earlier, in {visible_text(str(answers.path))}.\n"
        )
    try:
        Dialogue(items, answers, style, Keys()).run()
    except KeyboardInterrupt:
        sys.stdout.write("\n")
        sys.stderr.write(f"{NAME}: interrupted; what was answered is saved\n")
        return ExitCode.INTERRUPTED
    except OSError as error:
        return _say_failed(f"{error.filename or answers.path}: {error.strerror or error}")
    sys.stdout.write(f"\n{closing_words(answers, _items_left(items, answers), command)}\n")
    return ExitCode.DONE


def _items_left(items: list[ReviewItem], answers: Answers) -> int:
    return sum(not answers.answered(item) for item in items)


def _apply_command(decisions: Path, words: ParsedWords, paths: Sequence[str]) -> str:
    """The run that applies the decisions, with the options under which they were made."""
    options = [spec.written(value) for spec, value in words.given if spec.owner != "review"]
    return shlex.join([NAME, "--decisions", str(decisions), *options, *paths])


def _preview(
    paths: tuple[str, ...], settings: Settings, files: config.Files, chosen: config.Chosen
) -> list[Outcome]:
    """What a run over ``paths`` would make of them; nothing is written."""
    run_options = RunOptions(cache=False, allow_dirty=True, **chosen.get("request", {}))
    return list(Run(paths, settings, files, run_options))


def _say_failed(message: str) -> ExitCode:
    print_error(message, sys.stderr)
    return ExitCode.FAILED
