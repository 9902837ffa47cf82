"""A bar for long runs, on a terminal only."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TextIO, TypeVar

if TYPE_CHECKING:
    from rich.progress import Progress

Item = TypeVar("Item")
# Seconds before anything is shown: most runs are over by then.
_BAR_DELAY = 1.0


def progress_wanted(stream: TextIO) -> bool:
    """Whether a person watches: a terminal, and no continuous integration."""
    return stream.isatty() and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def with_progress(
    items: Iterator[Item], total: Callable[[], int], stream: TextIO | None = None
) -> Iterator[Item]:
    """The same items, with a bar while the next one is waited for.

    The bar is removed whenever an item comes out, so that the caller can print. ``total`` is asked
    once the first item is there.
    """
    stream = sys.stderr if stream is None else stream
    if not progress_wanted(stream):
        yield from items
        return
    started = time.monotonic()
    bar: Progress | None = None
    done = 0
    try:
        for item in items:
            if bar is not None:
                bar.stop()
            yield item
            done += 1
            if bar is None and time.monotonic() - started > _BAR_DELAY:
                bar = _progress_bar(stream, total())
            if bar is not None:
                bar.update(bar.task_ids[0], completed=done)
                bar.start()
                bar.refresh()
    finally:
        if bar is not None:
            bar.stop()


def _progress_bar(stream: TextIO, total: int) -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    # No thread draws behind our back: workers are forked off this process.
    bar = Progress(
        *columns,
        console=Console(file=stream),
        auto_refresh=False,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    bar.add_task("migrating", total=total)
    return bar
