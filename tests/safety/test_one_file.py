"""One file never stops the others: whatever is in it, it is a finding or a refusal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from prefect_codemods.release import Release
from prefect_migrate import config, migrate_text
from prefect_migrate.conflicts import has_markers
from prefect_migrate.settings import Settings

CASES = Path(__file__).resolve().parents[1] / "cases"
OLD = "from prefect.environments.storage import Docker\n"
FAULT = "a fault of prefect-migrate"
RELEASES = [f"0.{minor}" for minor in range(6, 16)]
SOON = {"0.10", "0.13"}


@pytest.mark.parametrize(
    "release",
    [one if one in SOON else pytest.param(one, marks=pytest.mark.slow) for one in RELEASES],
)
def test_every_case_under_every_release(release: str) -> None:
    settings, _ = config.with_choices(
        (Settings(), config.Files()), {"options": {"since": Release.parse(release)}}, "here"
    )
    for path in sorted(CASES.rglob("input*")):
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        outcome = migrate_text(text, path.name.replace("input", "flow"), settings)
        assert not outcome.refusal or FAULT not in outcome.refusal.message, path


BIG = "9" * 5_000
PYTHON = {
    "a lone surrogate in a string": 'x = "\\ud800"\n',
    "compatibility letters": "\uff58 = 1\n\ufb01ow = Docker\n",
    "a long number": f"x = {BIG}\n",
    "a long hexadecimal number": f"x = 0x{BIG}\n",
    "odd line ends": "x = 1\r\r\ny = 2\r\r\n",
    "deep brackets": f"x = {'[' * 3_000}{']' * 3_000}\n",
    "a long sum": f"x = {'+'.join(['1'] * 3_000)}\n",
    "an infinite number": "x = 1e999 + 1e999j\n",
    "an unknown name of a character": 'x = "\\N{NO SUCH}"\n',
    "a form feed": "\x0cx = 1\n",
    "a NUL": "x = '\0'\n",
    "a surrogate": "x = '\ud800'\n",
}
YAML = {
    "a lone surrogate": 'x: "\\ud800"\n',
    "compatibility letters": "\uff58: 1\n\uff4bind: \uff4aob\n",
    "a long number": f"x: {BIG}\n",
    "a long negative number": f"x: -{BIG}\n",
    "a long key": f"{BIG}: 1\n",
    "a long hexadecimal number": f"x: 0x{BIG}\n",
    "a long octal number": f"x: 0o{'7' * 5_000}\n",
    "a number of base 60": f"x: {':'.join(['59'] * 500)}\n",
    "odd line ends": "x: 1\r\r\ny: 2\r\r\n",
    "an alias to nothing": "x: *nothing\n",
    "an anchor in itself": "x: &a [*a]\n",
    "a merge of a number": "<<: 5\n",
    "a key that is a map": "? {a: b}\n: 1\n",
    "a Python object": 'x: !!python/object/apply:os.system ["exit"]\n',
    "no date": "x: 9999-99-99\n",
    "bad base 64": 'x: !!binary "@@"\n',
    "a bad map in order": "x: !!omap 5\n",
    "another version": "%YAML 9.9\n---\nx: 1\n",
}


def _conflicts(new: str, old: str, odd: str, plain: str) -> list[str]:
    """A file with the odd part on one side, on the other, on the base, and without a base."""
    made = []
    for ours, theirs, base in (
        (odd, plain, None),
        (plain, odd, None),
        (odd, plain, plain),
        (plain, "", odd),
    ):
        middle = "" if base is None else f"||||||| base\n{base}"
        made.append(f"<<<<<<< HEAD\n{new}{ours}{middle}=======\n{old}{theirs}>>>>>>> old\n")
    return made


@pytest.mark.parametrize("name", PYTHON)
def test_odd_python(name: str) -> None:
    odd = PYTHON[name]
    new = OLD.replace("environments.", "")
    texts = [OLD + odd, *_conflicts(new, OLD, odd, "x = 2\n")]
    for text in texts:
        _check(text, "flow.py")
        _check(f"# Prefect\n\n```python\n{text}```\n", "page.md")


@pytest.mark.parametrize("name", YAML)
def test_odd_yaml(name: str) -> None:
    odd = YAML[name]
    old, new = "image: prefecthq/prefect:0.13.1\n", "image: prefecthq/prefect:1.4.1\n"
    head = "apiVersion: batch/v1\nkind: Job\n"
    for text in (head + old + odd, *(head + one for one in _conflicts(new, old, odd, "x: 3\n"))):
        _check(text, "job.yaml")
        _check(f"# Prefect\n\n```yaml\n{text}```\n", "page.md")


CELLS: tuple[object, ...] = (
    *(5, None, "x", [1], {}, {"cell_type": "code"}, {"cell_type": "code", "source": 5}),
    {"cell_type": "code", "source": [OLD, 7, None]},
    {"cell_type": "code", "source": {"a": 1}},
    {"cell_type": 5, "source": OLD},
    {"cell_type": "code", "source": "\ud800" + OLD},
    {"cell_type": "markdown", "source": [None]},
)


@pytest.mark.parametrize("cell", CELLS)
def test_cells_that_are_none(cell: object) -> None:
    good = {"cell_type": "code", "source": OLD, "metadata": {}, "outputs": []}
    for document in (
        {"cells": [cell, good], "metadata": {}, "nbformat": 4, "nbformat_minor": 5},
        {"cells": cell, "metadata": {"x": OLD}, "nbformat": 4},
        [cell, OLD],
        {"worksheets": [{"cells": [cell, good]}], "nbformat": 3},
        {"cells": [good], "metadata": cell, "nbformat": cell},
    ):
        _check(json.dumps(document), "notebook.ipynb")
    _check(f'{{"cells": [{BIG}], "x": "prefect.environments"}}', "notebook.ipynb")


def _check(text: str, path: str) -> None:
    outcome = migrate_text(text, path)
    assert not outcome.refusal or FAULT not in outcome.refusal.message, outcome.refusal
    if not outcome.refusal and not has_markers(outcome.text):
        again = migrate_text(outcome.text, path)
        assert again.text == outcome.text


@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("path", ["flow.py", "page.md", "job.yaml", "start.sh"])
def test_a_conflict_that_is_left_keeps_the_end_of_its_file(path: str, end: str) -> None:
    first = {"job.yaml": "kind: Job\nimage: prefecthq/prefect:1.4.1\n", "page.md": "Prefect\n\n"}
    head = first.get(path, "import prefect\n")
    one, other = ("x: 2", "x: 3") if path == "job.yaml" else ("x = 2", "x = 3")
    text = f"{head}<<<<<<< HEAD\n{one}\n=======\n{other}\n>>>>>>> x{end}"
    outcome = migrate_text(text, path)
    assert has_markers(outcome.text)
    assert outcome.text == text
