"""The public interface: typed, streaming, silent."""

from __future__ import annotations

import doctest
import inspect
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import prefect_migrate
from prefect_codemods import findings, options, release
from prefect_migrate import (
    Options,
    Outcome,
    Settings,
    library,
    migrate_file,
    migrate_paths,
    migrate_text,
    model,
    pipeline,
    render,
    settings,
)
from prefect_migrate.single import migrate_bytes

OLD, NEW = "from prefect.environments.storage import S3\n", "from prefect.storage import S3\n"


def test_every_public_name_is_there_and_explained() -> None:
    for name in prefect_migrate.__all__:
        value = getattr(prefect_migrate, name)
        assert name == "__version__" or ">>>" in (inspect.getdoc(value) or "")
    assert set(prefect_migrate.__all__) <= set(dir(prefect_migrate))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        prefect_migrate.nothing  # noqa: B018


def test_the_examples_run_and_the_functions_have_types() -> None:
    for name in ("migrate_text", "migrate_file", "migrate_paths", "render"):
        signature = inspect.signature(getattr(library, name))
        assert signature.return_annotation is not inspect.Signature.empty
        assert all(p.annotation is not p.empty for p in signature.parameters.values())
    for module in (library, model, settings, findings, options, release):
        ran = doctest.testmod(module)
        assert ran.attempted
        assert not ran.failed


def test_a_file_is_written_only_where_asked(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "flow.py"
    path.write_text(OLD)
    assert migrate_file(path).text == NEW
    assert path.read_text() == OLD
    assert migrate_file(path, write=True).changed
    assert path.read_text() == NEW
    assert migrate_file(tmp_path / "missing.py").refusal is not None
    assert capfd.readouterr() == ("", "")


def test_paths_stream_and_print_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for number in range(3):
        (tmp_path / f"flow{number}.py").write_text(OLD)
    found = migrate_paths([tmp_path], Settings(Options()), jobs=1)
    assert isinstance(found, Iterator)
    first = next(found)
    assert isinstance(first, Outcome) and first.text == NEW
    assert len([first, *found]) == 3
    assert (tmp_path / "flow0.py").read_text() == OLD
    assert all(outcome.changed for outcome in migrate_paths([str(tmp_path)], write=True, jobs=1))
    assert (tmp_path / "flow2.py").read_text() == NEW
    assert capfd.readouterr() == ("", "")


def test_a_report_in_pieces() -> None:
    outcomes = (migrate_text(OLD, f"flow{number}.py") for number in range(2))
    whole = "".join(render(outcomes, "json"))
    assert "flow1.py" in json.dumps(json.loads(whole))
    assert "PM110" in "".join(render([migrate_text(OLD)], "concise"))


def test_importing_the_package_imports_nothing_else() -> None:
    code = (
        "import sys, prefect_migrate\n"
        "assert not [m for m in sys.modules if m.startswith(('prefect_migrate.', 'prefect_cod'))]"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_there_is_one_way_from_a_text_to_an_outcome() -> None:
    """Whoever migrates a file or resolves its conflicts does it through the pipeline."""
    halves = re.compile(
        r"prefect_migrate\.(?:rewriting|merging) import|import rewriting|import merging"
    )
    package = Path(pipeline.__file__).parent
    users = {path.name for path in package.rglob("*.py") if halves.search(path.read_text("utf-8"))}
    # The last goes on with an outcome of the pipeline, where a person decided what it left.
    assert users == {"pipeline.py", "merging.py", "resolve.py"}


@pytest.mark.parametrize("text", ["# prefect runs it\nif x\n", "# a prefect\nx = 1\n"])
def test_a_file_that_only_speaks_of_the_library_is_passed_over_by_all_doors(
    text: str, tmp_path: Path
) -> None:
    path = tmp_path / "plain.py"
    path.write_text(text)
    settings = Settings()
    assert list(migrate_paths([tmp_path], settings, jobs=1)) == []
    named = list(migrate_paths([path], settings, jobs=1))
    found = [migrate_text(text, "plain.py"), migrate_file(path), *named]
    found.append(migrate_bytes(text.encode(), str(path), settings))
    assert [(o.text, o.refusal, o.diagnostics) for o in found] == [(text, None, ())] * 4
