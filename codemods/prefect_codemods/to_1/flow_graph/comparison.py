"""Whether two texts of Python say the same, up to the flows that they build."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from prefect_codemods.findings import Refusal
from prefect_codemods.python import normal_form
from prefect_codemods.python.textual_equivalence import (
    Comparison,
    comment_notes,
    lost_comments,
    textual_equality,
    tree_equality,
)
from prefect_codemods.to_1.flow_graph import reader as flow_reader
from prefect_codemods.to_1.flow_graph.argument_names import argument_spelling
from prefect_codemods.to_1.flow_graph.graph import Flow, FlowModule, describe_difference, same_graph

__all__ = ["Comparison", "compare_flows", "may_have_flows"]


@lru_cache(maxsize=4)
def compare_flows(newer: str, older: str) -> Comparison:
    """Compare from equal bytes to equal flow graphs; the first kind of equality that holds decides.

    Both are whole files or fences, ``older`` after the codemods. Equal means that ``newer`` can
    stand for both; it may be more specific in naming the agent (``KubernetesRun()`` where the
    older side has no run config). Text that is not Python, or nested too deeply, is never equal.
    """
    try:
        return _compare(newer, older)
    except Refusal as error:
        return Comparison("differs", False, (f"{error.message} (line {error.line})",))
    except RecursionError:
        return Comparison("differs", False, (normal_form.too_deep("one of the sides").message,))


def may_have_flows(code: str) -> bool:
    """Whether code may build flows; cheap, and never wrongly no."""
    return "Flow" in code


def _compare(newer: str, older: str) -> Comparison:
    lost = lost_comments(newer, older)
    notes = comment_notes(lost)
    equality = textual_equality(newer, older)
    if equality is not None:
        return Comparison(equality, True, notes=notes, lost=lost)
    trees = (
        normal_form.parse_side(newer, "the newer side"),
        normal_form.parse_side(older, "the older side"),
    )
    spelled = argument_spelling(trees[0]), argument_spelling(trees[1])
    equality = tree_equality(*trees, spelled)
    if equality is not None:
        return Comparison(equality, True, notes=notes, lost=lost)
    if not (may_have_flows(newer) and may_have_flows(older)):
        return Comparison("differs", False, ("statements differ, and there is no flow to compare",))
    if names := _plainly_different(newer, older, trees):
        return Comparison("differs", False, tuple(f"{name} differs" for name in names))
    modules = _graph(newer), _graph(older)
    differences = (*_differences(*modules), *_unused_imports(modules, trees))
    if not differences and not any(_has_flow(module) for module in modules):
        differences = ("there is no flow: the order of its statements differs",)
    if differences:
        return Comparison("differs", False, differences)
    return Comparison("graph", True, notes=(*_notes(*modules), *notes), lost=lost)


def _plainly_different(newer: str, older: str, trees: tuple[ast.Module, ast.Module]) -> list[str]:
    """Functions and classes that build no flow and differ: then nothing else needs to be read."""
    first, second = _plain_definitions(newer, trees[0]), _plain_definitions(older, trees[1])
    shared = [name for name in first if name in second and first[name][1] != second[name][1]]
    if not shared:
        return []
    readers = flow_reader.imports_of(trees[0]), flow_reader.imports_of(trees[1])
    return [name for name in shared if readers[0](first[name][0]) != readers[1](second[name][0])]


def _plain_definitions(text: str, tree: ast.Module) -> dict[str, tuple[ast.stmt, str]]:
    """The definitions of a module that build no flow, each with its lines."""
    lines = text.split("\n")
    found: dict[str, tuple[ast.stmt, str]] = {}
    for node in tree.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            code = "\n".join(lines[start - 1 : node.end_lineno])
            if not may_have_flows(code):
                found[node.name] = node, code
    return found


@lru_cache(maxsize=8)
def _graph(text: str) -> FlowModule:
    """The flows of a text, to be read only."""
    return flow_reader.read_flow_graphs(normal_form.parsed_module(text))


def _differences(newer: FlowModule, older: FlowModule) -> Iterator[str]:
    for side, module in (("newer", newer), ("older", older)):
        for reason in module.opaque:
            yield f"the {side} side can't be read as a flow graph: {reason}"
    if newer.opaque or older.opaque:
        return
    yield from _code_differences(newer, older)
    pairs = [(f.name, f.variable) for f in newer.flows], [(f.name, f.variable) for f in older.flows]
    if pairs[0] != pairs[1]:
        names = [", ".join(f"{v} = {n}" for n, v in side) or "none" for side in pairs]
        yield f"the flows differ: {names[0]} against {names[1]}"
        return
    found = False
    for its, other in zip(newer.flows, older.flows, strict=True):
        for difference in (*_settings(its, other), *_wiring(its, other, newer, older)):
            found = True
            yield f"flow {its.name}: {difference}"
    if not found and not same_graph(newer, older):
        yield "the same tasks have other dependencies"


def _code_differences(newer: FlowModule, older: FlowModule) -> Iterator[str]:
    for name in sorted({*newer.definitions, *older.definitions}):
        if name not in older.definitions:
            yield f"only the newer side has {name}"
        elif name not in newer.definitions:
            yield f"only the older side has {name}"
        elif newer.definitions[name].text != older.definitions[name].text:
            yield from _function_differences(name, newer, older)
    for name in sorted(newer.imported.keys() & older.imported.keys()):
        if newer.imported[name] != older.imported[name]:
            yield f"{name} is imported from {newer.imported[name]} and {older.imported[name]}"
    if newer.imports != older.imports:
        different = ", ".join(sorted(newer.imports ^ older.imports))
        yield f"imports that bind unseen names differ: {different}"
    if [s.text for s in newer.statements] != [s.text for s in older.statements]:
        yield "statements outside of the flows differ"


def _has_flow(module: FlowModule) -> bool:
    return bool(module.flows) or any(_has_flow(scope.body) for scope in module.scopes.values())


def _unused_imports(
    modules: tuple[FlowModule, FlowModule], trees: tuple[ast.Module, ast.Module]
) -> Iterator[str]:
    """Imports of one side that nothing there uses: they are there to be imported from the module."""
    for at, side in enumerate(("newer", "older")):
        own = modules[at].imported.keys() - modules[1 - at].imported.keys()
        used = {node.id for node in ast.walk(trees[at]) if isinstance(node, ast.Name)}
        for name in sorted(own - used):
            yield f"{name} is imported on the {side} side only"


def _function_differences(name: str, newer: FlowModule, older: FlowModule) -> Iterator[str]:
    """What keeps two functions apart that are not equal by text, but may build equal flows."""
    its, other = newer.scopes.get(name), older.scopes.get(name)
    if its is None or other is None or its.head != other.head:
        yield f"{name} differs"
        return
    for difference in _differences(its.body, other.body):
        yield f"{name}: {difference}"


def _agent(value: str | None) -> bool:
    """Whether a run config only names the kind of agent."""
    return (
        value is not None and value.startswith("prefect.run_configs.") and value.endswith("Run()")
    )


def _settings(newer: Flow, older: Flow) -> Iterator[str]:
    for key in sorted({*newer.settings, *older.settings}):
        ours, theirs = newer.settings.get(key), older.settings.get(key)
        if ours == theirs or (key == "run_config" and theirs is None and _agent(ours)):
            continue
        yield f"{key} is {_short(ours)} against {_short(theirs)}"


def _short(value: str | None) -> str:
    """An expression without the modules of its names."""
    if value is None:
        return "not set"
    return value if len(value) <= 200 else value[:200] + "…"


def _wiring(newer: Flow, older: Flow, first: FlowModule, second: FlowModule) -> Iterator[str]:
    """Tasks and edges that one side has more of, by their definitions."""
    sides = ((newer, first.labels), (older, second.labels))
    tasks = [Counter(labels[t] for t in flow.tasks) for flow, labels in sides]
    edges = [
        Counter(describe_difference(e, labels) for e in flow.edges - flow.redundant())
        for flow, labels in sides
    ]
    constants = [
        Counter(f"{labels[c.task]}({c.key}={c.value})" for c in flow.constants)
        for flow, labels in sides
    ]
    for kind, (ours, theirs) in (("task", tasks), ("edge", edges), ("argument", constants)):
        for name in sorted(ours - theirs):
            yield f"only the newer side has {kind} {name}"
        for name in sorted(theirs - ours):
            yield f"only the older side has {kind} {name}"


def _notes(newer: FlowModule, older: FlowModule) -> Iterator[str]:
    for name in sorted(newer.scopes.keys() & older.scopes.keys()):
        yield from _notes(newer.scopes[name].body, older.scopes[name].body)
    for its, other in zip(newer.flows, older.flows, strict=True):
        agent = its.settings.get("run_config", "")
        if "run_config" not in other.settings and agent:
            yield f"the newer side names the agent: {agent.rpartition('.')[2]}"
        for edge in sorted(other.redundant(), key=str):
            yield f"the edge {describe_difference(edge, older.labels)} of the older side says nothing more than the keyed one beside it"
