"""The rules of moved names, and the references that have to follow a name."""

from __future__ import annotations

from dataclasses import dataclass

from prefect_codemods.findings import Level
from prefect_codemods.python.call_rewrite import Commit, Obstacle
from prefect_codemods.python.context import Module
from prefect_codemods.rule import Kind, Rule, rule
from prefect_codemods.to_1.catalogue.names import Name, known_names
from prefect_codemods.to_1.references import ADAPTERS, Reference

STORAGE = rule(
    "PM110",
    "storage-moved",
    Kind.SAFE,
    since="0.15.0",
    what="Imports storage classes from `prefect.storage`.",
    why="`prefect.environments.storage` was removed in Prefect 0.15.0, earlier than the rest of "
    "`prefect.environments`.",
    before="from prefect.environments.storage import Docker\n\nstorage = Docker()\n",
    after="from prefect.storage import Docker\n\nstorage = Docker()\n",
    source="Prefect 0.15.0, changelog",
)
EXECUTORS = rule(
    "PM120",
    "executors-moved",
    Kind.SAFE,
    since="1.0.0",
    what="Imports executors from `prefect.executors`.",
    why="`prefect.engine.executors` warns since 0.14.0; as an attribute of `prefect` it was removed "
    "in 1.0.0, and a configuration value that names it falls back to LocalExecutor.",
    before="from prefect.engine.executors import DaskExecutor\n\nexecutor = DaskExecutor()\n",
    after="from prefect.executors import DaskExecutor\n\nexecutor = DaskExecutor()\n",
    source="Prefect 1.4.1, prefect/engine/executors",
)
HANDLERS = rule(
    "PM140",
    "result-handler",
    Kind.SAFE,
    since="0.14.0",
    what="Replaces result handlers with results, with the arguments' new names.",
    why="`prefect.engine.result_handlers` was removed in Prefect 0.14.0.",
    before="from prefect.engine.result_handlers import LocalResultHandler\n\n"
    'handler = LocalResultHandler(dir="out", validate=False)\n',
    after="from prefect.engine.results import LocalResult\n\n"
    'handler = LocalResult(dir="out", validate_dir=False)\n',
    source="Prefect 0.13.19, prefect/engine/results/result_handler_result.py",
)
NAMES = rule(
    "PM150",
    "name-moved",
    Kind.SAFE,
    since="1.0.0",
    what="Imports names from the modules that hold them in 1.x.",
    why="Their old modules were removed between 0.6 and 1.0.0.",
    before="from prefect.utilities.tasks import unmapped\n\nvalue = unmapped(1)\n",
    after="from prefect import unmapped\n\nvalue = unmapped(1)\n",
    source="Prefect 0.15.0 and 1.0.0, changelog",
)
_MOVES = {"rewrite", "rewrite+kwargs"}


def rule_for(old: str) -> Rule:
    """The rule under which the old path ``old`` is rewritten."""
    if old.startswith("prefect.environments.storage"):
        return STORAGE
    if old.startswith("prefect.engine.executors"):
        return EXECUTORS
    if old.startswith("prefect.engine.result_handlers"):
        return HANDLERS
    return NAMES


def moving_row(module: Module, old: str) -> Name | None:
    """The row that moves ``old`` to a path which the target release has."""
    row = known_names().get(old)
    if row is None or not row.new or row.action not in _MOVES:
        return None
    return row if row.available(module.options.target_release) else None


@dataclass(frozen=True)
class Followers:
    """The references that can follow a name, what else each needs, and those that stay."""

    moving: list[tuple[Reference, Commit | None]]
    staying: list[Reference]

    def commit(self, module: Module) -> None:
        """Plan what the references need besides the new name."""
        module.followed.update(id(reference.node) for reference, _ in self.moving)
        for _, commit in self.moving:
            if commit is not None:
                commit()


def find_followers(module: Module, references: list[Reference]) -> Followers | None:
    """Which references follow; ``None`` where one of them holds all back."""
    found = Followers([], [])
    blocked = False
    for reference in references:
        if id(reference.node) in module.followed:  # the name is imported twice
            continue
        adapter = ADAPTERS.get(reference.row.old.rpartition(".")[2])
        made = adapter(module, reference) if adapter is not None else None
        if not isinstance(made, Obstacle):
            found.moving.append((reference, made))
            continue
        if made.message:
            module.plan.report(
                made.rule, reference.node, made.message, level=Level.ERROR, help=made.help
            )
        found.staying.append(reference)
        blocked = blocked or not made.alone
    return None if blocked else found
