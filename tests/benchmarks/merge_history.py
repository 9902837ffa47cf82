"""Make a repository with many merges of flows, manifests and pages, for ``replay.py``.

    python tests/benchmarks/merge_history.py FOLDER [--merges 60] [--seed 1] [--apart]

Every file is written from facts (a field, an argument, a sentence, a row). In each round two
branches change some facts each, close to one another, so that git can't merge them by line; one
branch sometimes moves a flow from Prefect 0.13's environments to 1.x. The merge holds the facts of
both, which is what is right; where both changed one fact, a person took either side, and the merge
names the file in a line ``Both-changed:``: only a person could choose there. With ``--apart`` no two
branches change one fact, so that all of it can be resolved.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

Facts = dict[str, str]
WORDS = [
    "agent",
    "cluster",
    "flow",
    "queue",
    "worker",
    "storage",
    "label",
    "night",
    "team",
    "region",
    "image",
    "task",
]


def manifest(facts: Facts) -> str:
    """A deployment: scalars, a list by name, labels."""
    env = "".join(
        f"            - name: {name[4:]}\n              value: {facts[name]}\n"
        for name in facts
        if name.startswith("env ")
    )
    labels = "".join(
        f"    {name[6:]}: {facts[name]}\n" for name in facts if name.startswith("label ")
    )
    return (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: worker\n  labels:\n"
        f"{labels}spec:\n  replicas: {facts['replicas']}\n"
        f"  revisionHistoryLimit: {facts['history']}\n"
        f"  minReadySeconds: {facts['ready']}\n  template:\n    spec:\n"
        f"      serviceAccountName: {facts['account']}\n      containers:\n        - name: worker\n"
        f"          image: example/worker:{facts['tag']}\n"
        f"          imagePullPolicy: {facts['pull']}\n          env:\n{env}"
    )


def flow(facts: Facts) -> str:
    """A flow: imports, constants, two tasks, and its environment or run config."""
    migrated = facts["release"] == "1"
    extra = [name[7:] for name in facts if name.startswith("import ")]
    imports = "".join(f"import {name}\n" for name in ["os", *extra])
    uses = "".join(f"print({name}.__name__)\n" for name in extra)
    if migrated:
        prefect = (
            "from prefect.executors import DaskExecutor\n"
            "from prefect.run_configs import UniversalRun\n"
        )
        end = (
            "flow.executor = DaskExecutor()\n"
            f'flow.run_config = UniversalRun(labels=["{facts["label"]}"])\n'
        )
    else:
        prefect = (
            "from prefect.engine.executors import DaskExecutor\n"
            "from prefect.environments import LocalEnvironment\n"
        )
        label = facts["label"]
        end = f'flow.environment = LocalEnvironment(executor=DaskExecutor(), labels=["{label}"])\n'
    return (
        f'"""The {facts["title"]} flow."""\n{imports}\nfrom prefect import Flow, task\n{prefect}\n'
        f'RETRIES = {facts["retries"]}\nTABLE = "{facts["table"]}"\nLIMIT = {facts["limit"]}\n'
        f"{uses}\n\n@task(max_retries={facts['max']})\ndef extract(count={facts['count']}):\n"
        f'    return list(range(count))\n\n\n@task\ndef load(rows, mode="{facts["mode"]}"):\n'
        "    print(os.getpid(), len(rows), mode, RETRIES, TABLE, LIMIT)\n\n\n"
        f'with Flow("{facts["name"]}") as flow:\n    rows = extract({facts["given"]})\n'
        f"    load(rows)\n\n{end}"
    )


def page(facts: Facts) -> str:
    """A page: sentences, a list, a table, a block of code."""
    items = "".join(f"- {facts[n]}\n" for n in facts if n.startswith("item "))
    rows = "".join(f"| {n[4:]} | {facts[n]} |\n" for n in facts if n.startswith("row "))
    return (
        f"# {facts['title']}\n\n{facts['first']}\n\n{facts['second']}\n\n## Settings\n\n"
        f"| name | value |\n| --- | --- |\n{rows}\n## Notes\n\n{items}\n```bash\n"
        f"prefect agent local start --label {facts['label']}\n```\n\n{facts['last']}\n"
    )


KINDS: dict[str, tuple[Callable[[Facts], str], str, tuple[str, ...], str]] = {
    "deploy/{}.yaml": (
        manifest, "replicas history ready account tag pull", ("env ", "label "), "value",
    ),
    "flows/{}.py": (
        flow, "title retries table limit max count mode name given label", ("import ",), "module",
    ),
    "docs/{}.md": (page, "title first second label last", ("item ", "row "), "sentence"),
}  # fmt: skip
NUMBERS = {"replicas", "history", "ready", "retries", "limit", "max", "count", "given"}
MODULES = ("json", "math", "random", "string", "time", "uuid")


class History:
    """Writes the commits; ``random`` decides everything, so that a seed is a history."""

    def __init__(self, folder: Path, seed: int, *, apart: bool = False) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.apart = apart
        self.files: dict[str, Facts] = {}
        self.time = 1_600_000_000
        folder.mkdir(parents=True)
        self.git("init", "-q", "-b", "main")
        for form in KINDS:
            for number in range(4):
                self.files[form.format(number)] = self.first(form)
        self.commit(self.files, "Begin")

    def git(self, *arguments: str, check: bool = True) -> None:
        """Run git as somebody who has no configuration."""
        self.time += 60
        stamp = f"{self.time} +0000"
        who = {
            f"GIT_{who}_{what}": "a@example.org"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        dates = {"GIT_AUTHOR_DATE": stamp, "GIT_COMMITTER_DATE": stamp}
        env = {**os.environ, **who, **dates, "GIT_CONFIG_GLOBAL": os.devnull}
        command = ["git", "-c", "gc.auto=0", *arguments]
        subprocess.run(command, cwd=self.folder, env=env, check=check, capture_output=True)

    def commit(self, files: dict[str, Facts], subject: str) -> None:
        """Write files and commit them."""
        for path, facts in files.items():
            target = self.folder / path
            target.parent.mkdir(exist_ok=True)
            target.write_text(KINDS[_form(path)][0](facts), encoding="utf-8")
        self.git("add", "-A")
        self.git("commit", "-q", "--allow-empty", "-m", subject)

    def first(self, form: str) -> Facts:
        """The facts of a new file."""
        _, names, lists, kind = KINDS[form]
        facts = {name: self.value(name, kind) for name in names.split()}
        facts |= dict.fromkeys(("release",), "0") if form.endswith(".py") else {}
        for prefix in lists:
            for name in self.random.sample(MODULES if kind == "module" else WORDS, 2):
                facts[prefix + name] = self.value(prefix, kind)
        return facts

    def value(self, name: str, kind: str) -> str:
        """A new value for a fact."""
        if name in NUMBERS:
            return str(self.random.randrange(2, 10_000))
        words = [self.random.choice(WORDS) for _ in range(self.random.randrange(6, 11))]
        if kind == "sentence" and name not in ("title", "label"):
            return f"{' '.join(words).capitalize()} {self.random.randrange(100)}."
        return f"{words[0]}-{self.random.randrange(10_000)}"

    def changed(self, path: str, facts: Facts, other: Facts | None = None) -> Facts:
        """The facts of a file after one branch worked on it; ``other`` is what another made."""
        _, _, lists, kind = KINDS[_form(path)]
        made = dict(facts)
        for name in self.random.sample(sorted(facts), self.random.randrange(1, 4)):
            if name != "release" and not (other and other[name] != facts[name]):
                made[name] = self.value(name, kind)
        if self.random.random() < 0.3:
            names = MODULES if kind == "module" else WORDS
            prefix = self.random.choice(lists)
            name = prefix + self.random.choice(names)
            if not other or name not in other:
                made[name] = self.value(prefix, kind)
        if kind == "module" and self.random.random() < 0.3:
            made["release"] = "1"
        return made

    def merged(self, base: Facts, ours: Facts, theirs: Facts) -> Facts:
        """The facts of both; where both changed one, those of either."""
        made: Facts = {}
        again: Facts = {}
        for name in base | ours | theirs:
            mine, yours, before = ours.get(name), theirs.get(name), base.get(name)
            if mine and yours and name.startswith("item ") and name not in base:
                made[name], again[f"{name} again"] = mine, yours
                continue
            value = yours if mine == before else mine if yours in (before, mine) else None
            made[name] = value or self.random.choice([mine or "", yours or ""])
        return made | again

    def both_changed(self, base: Facts, ours: Facts, theirs: Facts) -> bool:
        """Whether the branches made different things of one fact.

        Of an import only the name is written; two items that were added are two.
        """
        return any(
            len({facts.get(name) for facts in (base, ours, theirs)}) == 3
            for name in ours.keys() | theirs.keys()
            if not name.startswith("import ") and (name in base or not name.startswith("item "))
        )

    def round(self, number: int) -> None:
        """Two branches and their merge."""
        paths = self.random.sample(sorted(self.files), 6)
        ours = {p: self.changed(p, self.files[p]) for p in paths}
        theirs = {p: self.changed(p, self.files[p], ours[p] if self.apart else None) for p in paths}
        self.git("checkout", "-q", "-b", f"side-{number}")
        self.commit(theirs, f"Work on the side, {number}")
        self.git("checkout", "-q", "main")
        self.commit(ours, f"Work on main, {number}")
        self.git("merge", "-q", "--no-ff", "--no-commit", f"side-{number}", check=False)
        merged = {p: self.merged(self.files[p], ours[p], theirs[p]) for p in paths}
        told = [
            f"Both-changed: {p}"
            for p in sorted(paths)
            if self.both_changed(self.files[p], ours[p], theirs[p])
        ]
        self.commit(merged, "\n".join([f"Merge {number}", "", *told]))
        self.git("branch", "-q", "-D", f"side-{number}")
        self.files |= merged


def _form(path: str) -> str:
    return next(form for form in KINDS if path.startswith(form.partition("{")[0]))


def rounds(history: History, count: int) -> Iterator[int]:
    """Make the merges one by one."""
    for number in range(1, count + 1):
        history.round(number)
        yield number


def main() -> None:
    """Read the options and write the history."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--merges", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--apart", action="store_true", help="no fact is changed on both sides")
    options = parser.parse_args()
    history = History(options.folder, options.seed, apart=options.apart)
    made = sum(1 for _ in rounds(history, options.merges))
    print(f"{made} merges in {options.folder}")


if __name__ == "__main__":
    main()
