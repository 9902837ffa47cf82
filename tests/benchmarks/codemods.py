"""What the codemods cost, as ratios to a bare LibCST parse and print of the same text.

python tests/benchmarks/codemods.py            # ratios
python tests/benchmarks/codemods.py --untouched # every byte kept over installed Python code
"""

from __future__ import annotations

import ast
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

import libcst as cst

from prefect_codemods.findings import Refusal
from prefect_codemods.migration import default_migration
from prefect_codemods.options import Options
from prefect_codemods.python import engine
from prefect_codemods.python.code_prefilter import python_concerns
from prefect_codemods.python.context import Module
from prefect_codemods.python.rules import ordered_codemods
from prefect_codemods.registry import known_rules

BODY = '''

@task
def step_{n}(x, y=1):
    """Adds up."""
    for i in range(10):
        x = x + compute(y, z=i)[0].value
    return [a for a in x if a > y]
'''
LEGACY = """\
from prefect import Flow, task
from prefect.engine.executors import DaskExecutor
from prefect.engine.result_handlers import S3ResultHandler
from prefect.environments import KubernetesJobEnvironment, LocalEnvironment
from prefect.environments.storage import Docker, S3
{body}

with Flow(
    "etl",
    environment=LocalEnvironment(executor=DaskExecutor("tcp://dask:8786"), labels=["etl"]),
    storage=Docker(registry_url="registry", image_name="etl"),
    result_handler=S3ResultHandler("bucket"),
) as flow:
    step_0(1)

flow.environment = KubernetesJobEnvironment(job_spec_file="job.yaml")
flow.deploy("project")
"""
CURRENT = """\
from prefect import Flow, task
{body}

with Flow("etl") as flow:
    step_0(1)
"""
FLOWS = Path(__file__).parents[1] / "real_prefect" / "flows"


def text(template: str, functions: int = 40) -> str:
    return template.format(body="".join(BODY.format(n=n) for n in range(functions)))


def seconds(call: Callable[[], object]) -> float:
    start = process_time()
    call()
    return process_time() - start


def ratio(code: str, runs: int = 15) -> float:
    """The median of paired ratios to ``parse_module`` plus ``.code``."""

    def bare() -> str:
        return cst.parse_module(code).code

    def ours() -> object:
        return engine.rewrite_module(code, Options(unsafe_fixes=True))

    bare(), ours()
    return median(seconds(ours) / seconds(bare) for _ in range(runs))


def untouched(roots: list[Path], most: int) -> tuple[int, int, list[Path]]:
    """Files tried, files LibCST or ast refused, and files that lost a byte (there should be none).

    The prefilters are left out, so that every rule sees every file; and every
    statement is printed, not only those that would be edited.
    """
    tried = refused = 0
    changed = []
    for path in sorted(p for root in roots for p in root.rglob("*.py")):
        if tried >= most:
            break
        try:
            code = path.read_bytes().decode("utf-8")
            module = Module(code, Options(unsafe_fixes=True))
            for statement in module.tree.module.body:
                module.tree.printing.position(statement, statement)
        except (Refusal, UnicodeDecodeError, OSError):
            refused += 1
            continue
        for codemod in ordered_codemods(default_migration()):
            codemod.plan(module)
        module.imports.settle()
        after = code if module.plan.empty else module.plan.new_text()
        tried += 1
        if after != code:
            changed.append(path)
    return tried, refused, changed


def legacy() -> float:
    """A flow that every rule looks at."""
    known_rules()
    return ratio(text(LEGACY))


def proof() -> list[float]:
    """The flows that the proof by real Prefect runs."""
    known_rules()
    return [ratio(f.read_text("utf-8"), 5) for f in sorted(FLOWS.glob("*/old.py"))]


def current() -> float:
    """A flow that no rule concerns."""
    code = text(CURRENT)
    assert not python_concerns(ast.parse(code), code, default_migration())
    return ratio(code)


def main() -> None:
    known_rules()
    if "--untouched" in sys.argv:
        roots = [Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))]
        most = int(sys.argv[-1]) if sys.argv[-1].isdigit() else 1_000_000
        tried, refused, changed = untouched(roots, most)
        print(f"{tried} files kept every byte but {len(changed)}; {refused} could not be parsed")
        for path in changed:
            print(f"  changed: {path}")
        raise SystemExit(bool(changed))
    print(f"a legacy flow, every rule on: {legacy():.2f} x parse and print")
    found = proof()
    print(f"{len(found)} flows of the proof: median {median(found):.2f} x, most {max(found):.2f} x")
    print(f"a flow with nothing to change: {current():.2f} x parse and print")


if __name__ == "__main__":
    main()
