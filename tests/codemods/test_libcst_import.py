"""The nodes of a process of the tool's own are those of LibCST, but that they aren't frozen or checked."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

FACTS = """
import dataclasses, json, pathlib, sys
if sys.argv[1] == "fast":
    from prefect_codemods.python import libcst_import
    libcst_import.make_nodes_faster()
    as_asked = dataclasses.dataclass
    libcst = libcst_import.import_libcst()
    assert dataclasses.dataclass is as_asked
import libcst
import libcst.metadata  # dataclasses that are no nodes

def classes(kind):
    yield kind
    for below in type.__subclasses__(kind):
        yield from classes(below)

def described(kind):
    fields = [
        (f.name, str(f.type), repr(f.default).split(" at 0x")[0], f.default_factory is dataclasses.MISSING, f.init)
        for f in dataclasses.fields(kind)
    ]
    node = libcst.CSTNode
    own = [getattr(kind, n) is getattr(node, n) for n in ("__eq__", "__hash__", "__repr__", "__post_init__")]
    return fields, own, kind.__slots__, [base.__name__ for base in kind.__mro__]

code = pathlib.Path(sys.argv[2]).read_text("utf-8")
module = libcst.parse_module(code)
refused = []
try:
    libcst.Name("")
except libcst.CSTValidationError as error:
    refused.append(str(error))
def frozen(kind):
    return kind.__dataclass_params__.frozen
print(json.dumps({
    "classes": sorted({(k.__module__, k.__qualname__, repr(described(k))) for k in classes(libcst.CSTNode)}),
    "frozen": sorted({frozen(k) for k in classes(libcst.CSTNode)}),
    "abstract": sorted({type(k) is not type for k in classes(libcst.CSTNode)}),
    "others": [frozen(libcst.metadata.CodePosition), libcst.metadata.CodePosition(1, 2) == libcst.metadata.CodePosition(1, 2)],
    "tree": repr(module),
    "code": module.code == code,
    "changed": module.with_changes(header=()).code == code,
    "refused": refused,
}))
"""


def facts(how: str) -> dict[str, Any]:
    command = [sys.executable, "-c", FACTS, how, __file__]
    done = subprocess.run(command, capture_output=True, check=True, encoding="utf-8")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_fast_nodes_are_those_of_libcst_but_that_they_are_not_frozen_or_checked() -> None:
    usual, fast = facts("usual"), facts("fast")
    assert (usual.pop("frozen"), fast.pop("frozen")) == ([True], [False])
    assert (len(usual.pop("refused")), fast.pop("refused")) == (1, [])
    assert (usual.pop("abstract"), fast.pop("abstract")) == ([True], [False])
    assert usual["code"]
    assert usual == fast


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], check=True)


FAST = """
import sys
from prefect_codemods.python import libcst_import
libcst_import.make_nodes_faster()
"""


def test_the_rest_of_libcst_is_imported_when_it_is_asked_for() -> None:
    _run(
        FAST + "libcst = libcst_import.import_libcst()\n"
        "name = libcst.Name\n"
        "from prefect_codemods.python.libcst_internals import parse_text\n"
        "assert parse_text('a = 1').code == 'a = 1'\n"
        "assert not {'libcst.metadata', 'libcst.helpers', 'libcst._parser'} & {*sys.modules}\n"
        "assert libcst.parse_expression('a').deep_equals(name('a'))\n"
        "assert 'libcst.metadata' in sys.modules and libcst.Name is name\n"
        "assert libcst.metadata.MetadataWrapper(libcst.parse_module(b'a')).module.encoding == 'utf-8'\n"
        "assert not hasattr(libcst, 'nothing_of_this_name')\n"
    )


def test_a_release_of_libcst_with_other_parts_is_imported_whole() -> None:
    _run(
        FAST + "libcst_import._PARTS = (*libcst_import._PARTS, '_nodes.nothing_of_this_name')\n"
        "libcst = libcst_import.import_libcst()\n"
        "assert 'libcst.metadata' in sys.modules\n"
        "assert not libcst.CSTNode.__dataclass_params__.frozen\n"
        "assert libcst.parse_module('a = 1').code == 'a = 1'\n"
    )


def test_a_command_makes_its_nodes_faster_and_the_library_leaves_them_as_they_are(
    tmp_path: Path,
) -> None:
    path = tmp_path / "flow.py"
    path.write_text("from prefect.environments.storage import Docker\n")
    asked = "\nprint(sys.modules['libcst'].CSTNode.__dataclass_params__.frozen)"
    library = (
        f"import sys; import prefect_migrate as p; p.migrate_text({path.read_text()!r}, 'a.py')"
    )
    command = (
        "import sys, prefect_migrate.__main__ as m; from prefect_migrate.bulk import workers\n"
        "sys.argv[1:] = ['--version-of-nothing']; m._run_command_line([sys.argv[1]])\n"
        "workers.preload_modules(workers.Settings().codemods.migration)"
    )
    for code, frozen in ((library, "True"), (command, "False")):
        ran = subprocess.run(
            [sys.executable, "-c", code + asked], capture_output=True, check=True, encoding="utf-8"
        )
        assert ran.stdout.split()[-1] == frozen, ran.stderr
