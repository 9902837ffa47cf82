from __future__ import annotations

import subprocess
import sys

from prefect_codemods.findings import Level
from prefect_migrate import migrate_text

OLD = "from prefect.environments.storage import Docker\n"
NEW = "from prefect.storage import Docker\n"


def test_python_as_a_whole() -> None:
    outcome = migrate_text(OLD + "s = Docker()\n", path="flow.py")
    assert outcome.text == NEW + "s = Docker()\n"
    assert outcome.changes[0].line == 1


def test_code_in_a_page() -> None:
    page = f"# Title\n\n- item\n\n  ```python\n  {OLD}  s = Docker()\n  ```\n"
    outcome = migrate_text(page, path="page.md")
    assert outcome.text == page.replace(OLD, NEW)
    assert {change.line for change in outcome.changes} == {6}


def test_a_page_whose_code_does_not_parse_says_so_and_keeps_it() -> None:
    page = f"```python\n{OLD}x = (\n```\n\n```python\n{OLD}Docker()\n```\n"
    outcome = migrate_text(page, path="page.md")
    assert outcome.text == page[: page.index("\n\n")] + f"\n\n```python\n{NEW}Docker()\n```\n"
    (found,) = outcome.diagnostics
    assert (found.rule, found.level) == ("PM921", Level.MANUAL)


def test_python_that_does_not_parse_is_refused() -> None:
    outcome = migrate_text(OLD + "x = (\n", path="flow.py")
    assert outcome.refusal is not None
    assert not outcome.changed


def test_a_lesson_keeps_its_old_code_and_says_so() -> None:
    page = f"Before:\n\n```python\n{OLD}Docker()\n```\n\nAfter:\n\n```python\n{NEW}Docker()\n```\n"
    outcome = migrate_text(page, path="page.md")
    assert not outcome.changed
    assert [d.rule for d in outcome.diagnostics] == ["PM922"]


def test_a_second_run_changes_nothing() -> None:
    once = migrate_text(f"```python\n{OLD}Docker()\n```\n", path="page.md").text
    assert not migrate_text(once, path="page.md").changed


def test_a_file_with_nothing_to_do_imports_nothing_heavy() -> None:
    code = (
        "import sys; from prefect_migrate import migrate_text; migrate_text('x = 1', path='a.py');"
        "migrate_text('# no', path='a.md');"
        "bad = {'libcst', 'ruamel.yaml', 'markdown_it'} & set(sys.modules); assert not bad, bad"
    )
    path = ":".join(entry for entry in sys.path if entry)
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": path})
