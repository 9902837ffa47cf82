"""What one call of ``fleet`` asks for, and the words that the run in each repository gets."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from prefect_codemods.option_table import OptionSpec
from prefect_migrate import config
from prefect_migrate.option_parser import ParsedWords, UsageError
from prefect_migrate.option_table import Color, Engine
from prefect_migrate.settings import Settings


@dataclass(frozen=True, slots=True)
class FleetRequest:
    """The command line of a fleet, read and checked.

    ``options`` are for the run in each repository. The fields from ``diff`` on are as those of a
    run: with ``diff`` or ``check`` nothing is delivered; ``output_format`` names a report that is
    written for each repository, ``html`` a further file for the page.
    """

    sources: tuple[str, ...]
    options: tuple[str, ...] = ()
    folder: str = "fleet"
    branch: str = "prefect-migrate"
    patches: str = ""
    engine: Engine = "local"
    scheduler: str = ""
    jobs: int = 0
    diff: bool = False
    check: bool = False
    output_format: str = ""
    html: str = ""
    statistics: bool = False
    verbosity: int = 0
    color: Color = "auto"

    @property
    def writes(self) -> bool:
        """Whether branches or patches are made."""
        return not (self.diff or self.check)


def fleet_request(words: ParsedWords) -> FleetRequest:
    """What the words of the command line ask for.

    Raises ``UsageError``, and ``ConfigError`` for settings that no run would take.
    """
    if not words.names:
        raise UsageError("name folders of repositories, lists of paths or URLs, or URLs")
    chosen = words.chosen
    config.with_choices((Settings(), config.Files()), chosen, "command line")
    own = {spec.sets: value for spec, value in words.given if _is_own(spec)}
    each = tuple(word for spec, value in words.given for word in _handed_on(spec, value))
    request = FleetRequest(words.names, each, **chosen["fleet"], **own)
    if request.engine == "dask" and not request.scheduler:
        raise UsageError("--engine dask needs --scheduler ADDRESS")
    return request


def _is_own(spec: OptionSpec) -> bool:
    return spec.owner == "request" and spec.fleet == "own"


def _handed_on(spec: OptionSpec, value: object) -> Iterator[str]:
    if spec.owner == "fleet" or spec.fleet != "each":
        return
    yield spec.written(os.path.abspath(str(value)) if spec.name == "decisions" else value)
