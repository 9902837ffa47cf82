"""Every choice of a run in one frozen object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from prefect_codemods.options import Options

OneSided = Literal["keep", "drop-older"]
Prefer = Literal["auto", "newer", "ours", "theirs", "none"]


@dataclass(frozen=True, slots=True)
class Settings:
    """How to migrate and how to merge; the defaults are those of the command line.

    ``one_sided`` decides about manifest facts that stand on the older side only;
    ``prefer`` names the side that wins where nothing else decides: ``newer`` is the one that the
    evidence shows to be newer, ``auto`` lets that side win only where it is certain to be right,
    ``none`` asks for no evidence;
    ``merge_keys`` maps ``"Kind.path.to.list"`` to the keys that identify its items;
    ``left_open`` holds the ids of conflicts that a person wants to decide by hand;
    ``rules_url`` is where the pages of the rules are hosted, for links in reports.

    >>> from prefect_migrate import Options
    >>> Settings(Options(unsafe_fixes=True), prefer="newer").codemods.unsafe_fixes
    True
    """

    codemods: Options = field(default_factory=Options)
    one_sided: OneSided = "keep"
    prefer: Prefer = "auto"
    todo: bool = False
    tolerant: bool = False
    merge_keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    left_open: frozenset[str] = frozenset()
    rules_url: str = ""
