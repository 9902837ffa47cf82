"""What holds for every flow, however it is written: no comment lost, still Python, done at once."""

from __future__ import annotations

import io
import random
import tokenize
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_codemods.api import rewrite
from prefect_codemods.findings import Refusal
from prefect_codemods.options import Options

TESTS = Path(__file__).parents[1]
FLOWS = sorted(
    path.read_text("utf-8")
    for pattern in (
        "real_prefect/flows/*/old.py",
        "cases/flow/*/input.py",
        "cases/tasks/*/input.py",
    )
    for path in TESTS.glob(pattern)
    if path.name == "old.py" or "\r" not in path.read_bytes().decode("utf-8")
)
PRAGMAS = ("noqa", "type:", "isort:", "pylint:")
"""Comments to a tool, which mean nothing without the line that they stand on."""


def comments(text: str) -> Counter[str]:
    found = tokenize.generate_tokens(io.StringIO(text).readline)
    return Counter(
        token.string
        for token in found
        if token.type == tokenize.COMMENT
        and not token.string.lstrip("# ").lower().startswith(PRAGMAS)
    )


def disturbed(text: str, seed: int, times: int) -> str:
    """``text`` with comments behind some of its lines, some lines twice, some not at all."""
    chance = random.Random(seed)
    lines = text.split("\n")
    for number in range(times):
        at = chance.randrange(len(lines))
        choice = chance.random()
        if choice < 0.6:
            lines[at] += f"  # c{number}"
        elif choice < 0.8:
            lines.insert(at, lines[chance.randrange(len(lines))])
        elif len(lines) > 1:
            del lines[at]
    return "\n".join(lines)


@given(
    st.sampled_from(FLOWS),
    st.integers(0, 1_000_000),
    st.integers(0, 6),
    st.sampled_from([None, "kubernetes", "ecs"]),
    st.booleans(),
)
def test_comments_stay_and_a_second_run_finds_nothing(
    flow: str, seed: int, times: int, agent: str | None, unsafe: bool
) -> None:
    text = disturbed(flow, seed, times)
    try:
        compile(text, "flow.py", "exec")
        done = rewrite(text, "python", Options(agent=agent, unsafe_fixes=unsafe))  # type: ignore[arg-type]
    except (SyntaxError, Refusal):
        return
    compile(done.text, "flow.py", "exec")
    assert not comments(text) - comments(done.text)
    again = rewrite(done.text, "python", Options(agent=agent, unsafe_fixes=unsafe))  # type: ignore[arg-type]
    assert again.text == done.text


@pytest.mark.parametrize("flow", FLOWS)
def test_every_flow_keeps_its_comments(flow: str) -> None:
    assert not comments(flow) - comments(rewrite(flow, "python", Options()).text)
