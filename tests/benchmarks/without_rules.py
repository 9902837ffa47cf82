"""Removes rule modules one by one, and shows that only cases with findings of theirs come out otherwise.

Run it by hand: ``python tests/benchmarks/without_rules.py [MODULE…]``, where MODULE is a path below
``to_1`` such as ``shell/dask_command``. Each is deleted from a copy of the codemods.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from prefect_codemods.registry import known_rules

ROOT = Path(__file__).resolve().parents[2]
MODULES = (
    *("shell/dask_command", "shell/server_address", "shell/removed_commands", "shell/register_run"),
    *("shell/renamed_commands", "shell/inline_python", "shell/images", "shell/pins"),
    *("manifests/templates", "manifests/agents", "manifests/dotted_values"),
    *("agents", "image_pins", "task_positions", "subprocesses", "triggers", "release_checks"),
    *("attributes", "flow", "storage", "executors", "results", "tasks", "schedules"),
    *("environments/local", "environments/fargate"),
)
TO_1 = "prefect_codemods.to_1."
BESIDE = {"manifests/agents": {"PM362"}, "subprocesses": {"PM307", "PM320"}}
"""What other modules find only by way of one: the image of a container that is not deleted then, and
what the words of a list say to the rules of commands and images."""
UNCERTAIN = "PM355"
"""The code under which the engine tells what it can't edit of that which a rule of commands finds."""

EXAMPLES = {
    rule.code: (rule.language, rule.before)
    for rule in known_rules().values()
    if rule.language not in ("markdown", "rst", "notebook", "text")
}
RUN = """
import importlib.util, json, sys
spec = importlib.util.spec_from_file_location("cases", sys.argv[1])
cases = importlib.util.module_from_spec(spec)
sys.modules["cases"] = cases
spec.loader.exec_module(cases)
found = {}
for folder in cases.FOLDERS:
    case = cases.read(folder)
    outcome = case.migrate(case.before)
    told = (*outcome.changes, *outcome.diagnostics)
    told = sorted(f"{t.line} {t.rule} {t.message}" for t in told)
    found[case.name] = [outcome.text, told, case.before.decode("utf-8", "replace")]
from prefect_codemods.api import rewrite
from prefect_codemods.findings import Refusal
from prefect_codemods.options import Options
for code, (language, text) in json.load(sys.stdin).items():
    try:
        done = rewrite(text, language, Options(unsafe_fixes=True))
    except Refusal as refusal:
        found[f"example of {code}"] = [text, [refusal.message], text]
        continue
    told = (*done.changes, *done.diagnostics)
    told = sorted(f"{t.line} {t.rule} {t.message}" for t in told)
    found[f"example of {code}"] = [done.text, told, text]
print(json.dumps(found))
"""


def outcomes(codemods: Path) -> dict[str, list[object]]:
    """What comes of each case with these codemods."""
    path = os.pathsep.join((str(ROOT / "migrate"), str(codemods)))
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(ROOT / "tests" / "test_cases.py")],
        env={**os.environ, "PYTHONPATH": path},
        input=json.dumps(EXAMPLES),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.splitlines()[-1])
    found: dict[str, list[object]] = json.loads(done.stdout)
    return found


def codes_of(file: Path, root: Path) -> set[str]:
    """The codes under which a module reports: its own, those of pages that it imports, the engine's."""
    text = file.read_text("utf-8")
    found = {*pages(file).values(), *([UNCERTAIN] if "CommandRule(" in text else ())}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(TO_1):
            source = root.joinpath(*(node.module or "").split(".")).with_suffix(".py")
            known = pages(source) if source.exists() else {}
            found |= {known[alias.name] for alias in node.names if alias.name in known}
    return found


def pages(file: Path) -> dict[str, str]:
    """The code of each page of a rule that a module declares, by its name there."""
    return dict(re.findall(r'^(\w+) = rule\(\s*"(PM\d+)"', file.read_text("utf-8"), re.MULTILINE))


def main(modules: tuple[str, ...]) -> int:
    """1 where a case without findings of the removed module changed."""
    whole = outcomes(ROOT / "codemods")
    wrong = 0
    for module in modules:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(shutil.copytree(ROOT / "codemods", Path(folder) / "codemods"))
            file = copy / "prefect_codemods" / "to_1" / f"{module}.py"
            codes = BESIDE.get(module, set()) | codes_of(file, copy)
            classes = re.findall(r'^@translates\("(\w+)"', file.read_text("utf-8"), re.MULTILINE)
            file.unlink()
            try:
                without = outcomes(copy)
            except RuntimeError as error:
                print(f"{module:24} is needed by others: {error}")
                wrong = 1
                continue
        changed = {name for name in whole if whole[name] != without[name]}
        # What is reported for a rule of another module counts as found by the one that looks.
        told = {name: json.dumps(whole[name][1]) for name in whole}
        also = {name: told[name] + json.dumps(without[name][1]) for name in changed}
        own = {name for name in changed if any(code in also[name] for code in codes)}
        own |= {name for name in changed if any(c in str(whole[name][2]) for c in classes)}
        others = sorted(changed - own)
        wrong |= bool(others)
        print(f"{module:24} {len(changed):4} cases changed, {len(others)} of them not its own")
        for name in others:
            print(f"    {name}: {sorted(set(whole[name][1]) ^ set(without[name][1]))[:2]}")
    return wrong


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or MODULES))
