"""What the caller of the codemods may choose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Agent = Literal["kubernetes", "docker", "local", "ecs", "vertex", "universal"]
AGENTS: tuple[Agent, ...] = ("kubernetes", "docker", "local", "ecs", "vertex", "universal")

Target = Literal["0.14", "0.15", "1.x"]
TARGETS: tuple[Target, ...] = ("0.14", "0.15", "1.x")


@dataclass(frozen=True, slots=True)
class Options:
    """Choices that only the user can make.

    ``agent`` names the kind of agent that runs the flows; ``since`` is the Prefect release the
    code was written for, as ``(minor, patch)`` of 0.x (``None`` for a part that isn't known);
    ``select`` and ``ignore`` hold rule codes or their prefixes, the longer prefix wins.
    """

    agent: Agent | None = None
    since: tuple[int, int | None] | None = None
    target: Target = "1.x"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool = False

    def enabled(self, code: str) -> bool:
        """Whether the rule ``code`` is on."""
        chosen = max((len(p) for p in self.select if code.startswith(p)), default=-1)
        barred = max((len(p) for p in self.ignore if code.startswith(p)), default=-1)
        if not self.select:
            chosen = 0
        return chosen > barred
