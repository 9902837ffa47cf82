"""Library tasks whose names or arguments changed."""

from __future__ import annotations

from functools import partial

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import bind_arguments, by_keyword
from prefect_codemods.python.call_rewrite import (
    Action,
    ArgumentRow,
    CallTable,
    Commit,
    Obstacle,
    commit_or_report,
    refused_argument,
    rewrite_bound,
)
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.catalogue.task_arguments import REMOVED, RENAMED
from prefect_codemods.to_1.references import Reference, adapts

KEYWORDS = rule(
    "PM162",
    "task-keyword-renamed",
    Kind.SAFE,
    since="0.14.4",
    what="Renames keywords of library tasks.",
    why="The old spelling is a TypeError.",
    before="from prefect.tasks.kubernetes import RunNamespacedJob\n\n"
    "job = RunNamespacedJob(job_status_pool_interval=5)\n",
    after="from prefect.tasks.kubernetes import RunNamespacedJob\n\n"
    "job = RunNamespacedJob(job_status_poll_interval=5)\n",
    source="Prefect 0.14.4, prefect/tasks/kubernetes/job.py",
)
LOST_KEYWORDS = rule(
    "PM260",
    "task-keyword-removed",
    Kind.MANUAL,
    since="0.11.0",
    what="Reports keywords of library tasks that were removed.",
    why="Credentials are inputs of a task's run now, for example from a `PrefectSecret`.",
    before="from prefect.tasks.aws.s3 import S3Download\n\n"
    'download = S3Download(bucket="b", aws_credentials_secret="KEYS")\n',
    advice='pass it when the task is called: `download(key="k", credentials=PrefectSecret("KEYS"))`',
)
NEEDS_PERSON = rule(
    "PM261",
    "name-with-other-arguments",
    Kind.MANUAL,
    since="0.15.0",
    what="Reports names whose successor takes other arguments.",
    why="A new import alone would call it with arguments it doesn't take.",
    before="from prefect.agent.fargate import FargateAgent\n\nagent = FargateAgent()\n",
    advice="write the call anew for the successor",
)

NAMED = rule(
    "PM264",
    "task-default-name",
    Kind.MANUAL,
    since="0.15.0",
    what="Notes tasks whose default name changes with their class.",
    why="A task without a name is called after its class: states, logs and `flow.get_tasks` show "
    "another name.",
    before="from prefect.tasks.prefect import CancelFlowRunTask\n\ncancel = CancelFlowRunTask()\n",
    advice="pass `name` if something looks for the old one",
)
START = rule(
    "PM163",
    "flow-run-arguments",
    Kind.SAFE,
    since="0.14.2",
    what="Passes arguments of `FlowRunTask` and `StartFlowRun` by keyword where their position "
    "changed.",
    why="`run_config` was put before `wait` in 0.14.2: a fourth positional argument is silently "
    "taken for a run config.",
    before="from prefect.tasks.prefect import FlowRunTask\n\n"
    'child = FlowRunTask("child", "p", None, True)\n',
    after="from prefect.tasks.prefect import StartFlowRun\n\n"
    'child = StartFlowRun("child", "p", None, wait=True)\n',
    source="Prefect 0.14.2, prefect/tasks/prefect/flow_run.py",
)


@adapts("FargateAgent", "timeout_handler")
def refuse_other_arguments(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """A successor that takes other arguments isn't put in silently."""
    row = reference.row
    message = f"`{row.old}` became `{row.new}`, which takes other arguments"
    return Obstacle(NEEDS_PERSON, message, f"write a call of `{row.new}` with its own arguments")


@adapts("RunGreatExpectationsCheckpoint")
def adapt_keywords_only(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """The order of the arguments differs, so positional ones are left to a person."""
    call = reference.call
    if call is not None and all(a.keyword is not None for a in call.args):
        return None
    if not isinstance(reference.parent, cst.Call):
        return None
    return Obstacle(NEEDS_PERSON, "the order of its arguments changed", "pass them by keyword")


@adapts("TaskTimeoutError", "VersionLockError")
def adapt_signal(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """Tell that the successor is no Exception any more."""
    row = reference.row

    def commit() -> None:
        message = f"`{row.new}` is a BaseException: `except Exception` lets it pass"
        module.plan.report(NEEDS_PERSON, reference.node, message, level=Level.NOTE)

    return commit


@adapts("FlowRunTask")
def adapt_flow_run(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """`FlowRunTask` was renamed; what its positional arguments mean depends on the release."""
    call = reference.call
    if call is None:
        return None
    found = _started(module, call, "FlowRunTask")
    if isinstance(found, Obstacle):
        return found
    return partial(_with_name, module, reference, call, found)


@adapts("CancelFlowRunTask", "RenameFlowRunTask")
def adapt_renamed_task(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """A task that is named after its class gets another name."""
    call = reference.call
    return None if call is None else partial(_with_name, module, reference, call, None)


def _with_name(module: Module, reference: Reference, call: cst.Call, commit: Commit | None) -> None:
    """Make the edit of a task, and tell where its default name changes."""
    if commit is not None:
        commit()
    old, new = (path.rpartition(".")[2] for path in (reference.row.old, reference.row.new))
    named = by_keyword(call)
    by_flow = old == "FlowRunTask" and (
        "flow_name" in named or any(a.keyword is None for a in call.args)
    )
    if "name" not in named and not by_flow and not any(a.star for a in call.args):
        message = f"its default name was `{old}`, it is `{new}` now"
        module.plan.report(NAMED, call, message, level=Level.NOTE)


def _started(module: Module, call: cst.Call, name: str) -> Commit | Obstacle | None:
    positional = [a for a in call.args if a.keyword is None]
    if any(a.star for a in positional):
        return Obstacle(
            NEEDS_PERSON, "star arguments hide what it is given", "write them as keywords"
        )
    if len(positional) < 4:
        return None
    history = class_signatures(name, module.options.since)
    bound = bind_arguments(call, history, _start_guess)
    if bound.problem:
        return Obstacle(NEEDS_PERSON, bound.problem, "pass the arguments by keyword")
    now = class_signatures("StartFlowRun")[-1].parameters
    edits = rewrite_bound(module, call, bound, name, {}, now)
    if not edits:
        return None
    if not module.plan.allows(START, call):
        return Obstacle(NEEDS_PERSON, "its positional arguments moved", "pass them by keyword")

    def commit() -> None:
        edits.plan(module)
        module.plan.change(START, call, "what follows `parameters` is passed by keyword")

    return commit


def _start_guess(node: cst.BaseExpression) -> set[str]:
    if literals.boolean_value(node) is not None:
        return {"wait"}
    return {p for s in class_signatures("StartFlowRun") for p in s.parameters}


def plan_tasks(module: Module) -> None:
    """Plan the arguments of one module's tasks that have other positions now."""
    for call in module.names.calls:
        path = module.names.qualified(call.func)
        if path in _START and not module.compatible(call):
            commit_or_report(module, call, _started(module, call, "StartFlowRun"), Level.MANUAL)


_START = {"prefect.tasks.prefect.StartFlowRun", "prefect.tasks.prefect.flow_run.StartFlowRun"}


CALLS = CallTable(
    ("prefect.tasks.",),
    {
        key: ArgumentRow(Action.RENAME, KEYWORDS, "`{name}` is now `{new}`", new=new)
        for key, new in RENAMED.items()
    }
    | {
        key: refused_argument(LOST_KEYWORDS, "`{call}` takes no `{name}`", advice)
        for key, advice in REMOVED.items()
    },
)


CODEMOD = Codemod(plan_tasks, after=("name_moves",))
