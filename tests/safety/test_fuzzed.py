"""What the fuzzing found (``tests/long/fuzz.py``), each input under the target that failed on it."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

FOUND = Path(__file__).parent / "fuzzed"
spec = importlib.util.spec_from_file_location("fuzz", FOUND.parents[1] / "long" / "fuzz.py")
assert spec is not None
assert spec.loader is not None
fuzz = importlib.util.module_from_spec(spec)
spec.loader.exec_module(fuzz)


@pytest.mark.parametrize("path", sorted(FOUND.glob("*/*")), ids=lambda path: path.name)
def test_found(path: Path) -> None:
    fuzz.TARGETS[path.parent.name](path.read_bytes().decode("utf-8", "replace"))


@pytest.mark.parametrize("target", fuzz.TARGETS)
def test_where_it_begins(target: str) -> None:
    texts = fuzz.seeds(target)
    assert len(texts) > 5
    for text in texts[:: 1 + len(texts) // 20]:
        fuzz.TARGETS[target](text)
