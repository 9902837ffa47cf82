"""Requirements on Prefect in ``pip install``, requirements files and ``pyproject.toml``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prefect_codemods.findings import Level
from prefect_codemods.options import Options
from prefect_codemods.shell.argv import CommandNote, Verdict
from prefect_codemods.shell.rules import CommandRule, RequirementFinding, RequirementRule
from prefect_codemods.shell.words import Word
from prefect_codemods.to_1.catalogue.images import newest_release
from prefect_codemods.to_1.shell.shared_rules import PIN

_REQUIREMENT = re.compile(
    r"(?P<name>[Pp]refect)\s*(?P<extras>\[[^\]]*\])?\s*"
    r"(?P<pins>\(?\s*(?:(?:[=!<>~]=?=?)\s*[\w.*+!-]+\s*,?\s*)*\)?)"
    r"(?=\s*(?:$|;|#|--|\s))\s*(?P<rest>\S*)"
)
_CHANNEL = re.compile(r"[\w./-]+::")
"""Where conda gets a package from."""
_ELSEWHERE = re.compile(
    r"prefecthq/prefect(?:\.git)?(?:@|/archive/(?:refs/tags/)?|/tarball/)v?(?P<tag>\d+\.\d[\w.]*?)"
    r"(?=\.zip|\.tar|[#\s]|$)|\bprefect-(?P<file>\d+\.\d[\d.]*\d)(?=-py|\.tar|\.zip)",
    re.IGNORECASE,
)
"""The release of a repository or a file that a requirement names by its address."""
_PIN = re.compile(r"(?P<how>[=!<>~]=?=?)\s*(?P<release>[\w.*+!-]+)")


def _judge_pinned_requirement(requirement: str, options: Options) -> RequirementFinding | None:
    """Judge one requirement such as ``prefect[aws]==0.13.19``; ``None``: nothing to tell."""
    if address := _ELSEWHERE.search(requirement):
        release = _release(address["tag"] or address["file"])
        return _by_pins(_first_line(requirement), [("==", release)], options)
    match = _REQUIREMENT.match(_CHANNEL.sub("", requirement.strip()))
    if match is None:
        return None
    found = list(_PIN.finditer(match["pins"]))
    if not found and match["rest"][:1].isalpha():
        return None  # a command of the program
    # Conda writes one `=` for a release and its patches.
    pins = [("==" if m["how"] == "=" else m["how"], _release(m["release"])) for m in found]
    if not pins and match["rest"][:1].isdigit():
        pins = [("==", _release(match["rest"]))]
    return _by_pins(_first_line(requirement), pins, options)


def _first_line(requirement: str) -> str:
    """A requirement as it is shown, without what follows on other lines."""
    return requirement.strip().partition("\n")[0].rstrip("\\ \t\r")


def _by_pins(
    shown: str, pins: list[tuple[str, tuple[int, ...]]], options: Options
) -> RequirementFinding | None:
    """Judge a requirement by its (operator, release) pairs; caret and tilde are operators too."""
    target = newest_release(options.target_release).first
    if any(how in ("==", "===", "~=", "^", "~") and _is_below(r, target) for how, r in pins):
        return RequirementFinding(
            PIN, f"`{shown}` holds Prefect below {target[0]}.{target[1]}", Level.MANUAL
        )
    if any(how in ("<", "<=") and r <= target[:2] and r < (1, 1) for how, r in pins):
        return RequirementFinding(
            PIN, f"`{shown}` holds Prefect below {target[0]}.{target[1]}", Level.MANUAL
        )
    if any(how in (">", ">=", "==", "===", "~=", "^") and r >= (2,) for how, r in pins):
        return None
    if not any(how in ("<", "<=", "==", "===", "~=", "^", "~") for how, _ in pins):
        return RequirementFinding(PIN, f"`{shown}` allows Prefect 2 and later", Level.NOTE)
    return None


def _is_below(release: tuple[int, ...], target: tuple[int, int, int]) -> bool:
    if not release:
        return False
    return release[:2] < target[:2] and release[0] < 1


def _release(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text.split("+")[0].split("*")[0]))


def _release_bounds(text: str) -> list[tuple[str, tuple[int, ...]]]:
    """The (operator, release) pairs of a version constraint, Poetry's ``^`` and ``~`` included.

    A bare release counts as ``==``, as Poetry reads it.
    """
    found = re.findall(r"(===?|~=|!=|<=|>=|<|>|\^|~|)\s*v?(\d[\w.*+!-]*)", text)
    return [(how or "==", _release(release)) for how, release in found]


def _judge_constraint(shown: str, constraint: str, options: Options) -> RequirementFinding | None:
    return _by_pins(shown, _release_bounds(constraint), options)


def _pip(words: Sequence[Word], at: int, options: Options, verdict: Verdict) -> None:
    for number in range(at, len(words)):
        value = words[number].value
        if value and (found := _judge_pinned_requirement(value, options)):
            verdict.notes.append(CommandNote(found.rule, number, found.message, found.level))


REQUIREMENTS = RequirementRule("prefect", PIN, _judge_pinned_requirement, _judge_constraint)
INSTALL = CommandRule("pip", _pip, ("install",))
DOWNLOAD = CommandRule("pip", _pip, ("download",))
WHEEL = CommandRule("pip", _pip, ("wheel",))
