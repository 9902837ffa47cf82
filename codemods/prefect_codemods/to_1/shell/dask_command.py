"""Flags of ``dask-worker`` and ``dask-scheduler`` that left."""

from __future__ import annotations

from collections.abc import Sequence

from prefect_codemods.options import Options
from prefect_codemods.rule import Kind, rule
from prefect_codemods.shell.argv import Uncertain, Verdict
from prefect_codemods.shell.rules import CommandRule
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.commands import DASK

FLAGS = rule(
    "PM330",
    "dask-flags",
    Kind.UNSAFE,
    since="distributed 2022.10.0",
    what="Writes the current flags of `dask-worker` and `dask-scheduler`.",
    why=(
        "Workers don't start with a flag that was removed. Which flags exist depends on the release "
        "of distributed in the image, not on Prefect's: --nworkers came with 2022.2.0."
    ),
    before="dask-worker tcp://scheduler:8786 --no-bokeh --nprocs 2\n",
    after="dask-worker tcp://scheduler:8786 --no-dashboard --nworkers 2\n",
    language="shell",
    advice="Check which release of distributed the workers have.",
    source="tags of dask/distributed",
)


def _judge_dask_command(words: Sequence[Word], at: int, worker: bool, verdict: Verdict) -> None:
    """Judge the words of a Dask command from ``at`` on."""
    removals: list[str] = []
    for number in range(at, len(words)):
        word = words[number]
        name, equals, value = word.prefix.partition("=")
        flag = DASK.get(name)
        if flag is None or (flag.workers and not worker):
            continue
        if word.value is None and not equals:
            continue
        removals.append(f"`{name}` was removed in distributed {flag.removed_in}")
        if not flag.new:
            verdict.add("delete", number)
        elif equals and flag.value == "{}":
            verdict.add("head", number, flag.new, head=len(name))
        elif equals and word.value is not None:
            verdict.add("replace", number, f"{flag.new}={flag.value.format(value)}")
        elif equals:
            raise Uncertain(f"`{word.raw}` can't be taken apart", number)
        else:
            verdict.add("replace", number, flag.new)
            if flag.value not in ("", "{}"):
                _rewrite_flag_value(words, number + 1, flag.value, verdict)
    if removals:
        verdict.rule = FLAGS
        verdict.depends_on_image = True
        verdict.message = "; ".join(removals)


def _rewrite_flag_value(words: Sequence[Word], number: int, form: str, verdict: Verdict) -> None:
    if number >= len(words) or words[number].value is None:
        raise Uncertain("the value isn't known", min(number, len(words) - 1))
    verdict.add("replace", number, form.format(words[number].value))


def _judge_worker(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    _judge_dask_command(words, at, True, verdict)


def _judge_scheduler(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    _judge_dask_command(words, at, False, verdict)


WORKER = CommandRule("dask-worker", _judge_worker)
SCHEDULER = CommandRule("dask-scheduler", _judge_scheduler)
DASK_WORKER = CommandRule("dask", _judge_worker, ("worker",))
DASK_SCHEDULER = CommandRule("dask", _judge_scheduler, ("scheduler",))
