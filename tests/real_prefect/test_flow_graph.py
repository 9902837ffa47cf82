"""What the merge reads from a flow's text is what Prefect builds when it runs it."""

from __future__ import annotations

import ast
import random
from pathlib import Path
from typing import Any

import pytest

from prefect_codemods.python import normal_form
from prefect_codemods.to_1.flow_graph import reader as flow_reader
from prefect_codemods.to_1.flow_graph.graph import Constant, Edge, Flow, FlowModule, same_graph

from .bench import Bench

pytestmark = pytest.mark.real_prefect

PROGRAMS = 60
HEAD = """\
from prefect import Flow, Parameter, Task, task, unmapped
from prefect.utilities.edges import {edges}


@task
def extract():
    return [1, 2]


@task
def double(x):
    return 2 * x


@task
def load(x, y=1):
    print(x, y)


@task
def many(a, **others):
    return others


class Held(Task):
    def run(self, x, z=3):
        return x


held = Held(name="held")
p = Parameter("p", default=1)
"""


class Programs:
    """Flows wired at random, by calls in a block or by the imperative API."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names: list[str] = []
        self.flow = ""

    def functional(self) -> str:
        """A flow whose tasks are called in its block."""
        self.names, self.flow = [], ""
        lines = ['with Flow("f") as flow:']
        for number in range(self.random.randint(1, 4)):
            name = f"v{number}"
            lines.append(f"    {name} = {self.call(0)}")
            self.names.append(name)
        if len(self.names) > 1 and self.random.random() < 0.4:
            lines.append(f"    {self.names[-1]}.set_upstream({self.names[0]})")
        return "\n".join(lines) + "\n"

    def imperative(self) -> str:
        """A flow wired by methods; its tasks are the definitions themselves."""
        self.names, self.flow = ["extract", "double", "load", "many", "held"], ", flow=flow"
        lines = ['flow = Flow("f")']
        for _ in range(self.random.randint(1, 4)):
            a, b = self.random.sample(self.names, 2)
            forms = [
                f"{a}.set_upstream({b}, flow=flow)",
                f"{a}.set_downstream({b}, flow=flow)",
                f'double.set_upstream({b}, key="x", flow=flow)',
                f'load.set_upstream({b}, flow=flow, key="y", mapped=True)',
                f'{b}.set_downstream(held, key="z", flow=flow)',
                f"flow.add_edge({a}, {b})",
                f'flow.add_edge({b}, load, "x", True)',
                f"flow.chain({a}, {b})",
                f'flow.set_dependencies(load, upstream_tasks=[{b}], keyword_tasks={{"y": p}})',
                f"{a}.set_dependencies(flow, [{b}])",
                f"double.bind([{b}, 1], flow=flow)",
                f"load.bind({b}, y=2, flow=flow)",
                f"flow.add_task({a})",
                self.call(1),
            ]
            lines.append(self.random.choice(forms))
        return "\n".join(lines) + "\n"

    def call(self, depth: int) -> str:
        """A call that makes a task."""
        if depth > 2 or self.random.random() < 0.2:
            return f"extract({self.flow.removeprefix(', ')})"
        one, two, task, flow = self.value(depth), self.value(depth), self.task(depth), self.flow
        forms = [
            f"double({one}{flow})",
            f"double(x={one}{flow})",
            f"load({one}, {two}{flow})",
            f"load({one}, y={two}{flow})",
            f"many({one}, b={two}, c={one}{flow})",
            f"held({one}, z={two}{flow})",
            f'Held(name="held")({one}{flow})',
            f"load.map({task}, y=unmapped({one}){flow})",
            f"load([1, 2], y=unmapped({task}), mapped=True{flow})",
            f"double({one}, upstream_tasks=[{task}]{flow})",
            f"double.map({task}, upstream_tasks=[unmapped({self.task(depth)})]{flow})",
            f"double.copy().bind({one}{flow})",
        ]
        if not flow:
            forms += [f'{task}["k"]', f"({task} + {one})", f"({task} > {one})", f"(1 - {task})"]
        return self.random.choice(forms)

    def task(self, depth: int) -> str:
        """A task: one that has a name, or a new one."""
        if self.names and self.random.random() < 0.4:
            return self.random.choice(self.names)
        return self.call(depth + 1)

    def value(self, depth: int) -> str:
        """An argument: a constant, a parameter, a task, or a list of tasks."""
        constants = ["1", '"s"', "[1, 2]", "None", '{"a": 1}', "p"]
        if self.random.random() < 0.3:
            return self.random.choice(constants)
        task = self.task(depth)
        return f"[{task}, 1]" if self.random.random() < 0.15 else task


def read(text: str) -> FlowModule:
    """The flow as the merge reads it, with constants as JSON has them."""
    module = flow_reader.read_flow_graphs(normal_form.parse_side(text, "the program"))
    assert not module.opaque, (module.opaque, text)
    module.statements, module.definitions = [], {}
    for number, label in module.labels.items():
        module.labels[number] = label.split("(")[0].rpartition(".")[2]
    for flow in module.flows:
        flow.constants = {c._replace(value=_plain(c.value)) for c in flow.constants}
    return module


def _plain(text: str) -> str:
    return repr(ast.literal_eval(text))


def built(described: dict[str, Any]) -> FlowModule:
    """The flow as Prefect describes it."""
    module, flow = FlowModule(), Flow("f", "flow")
    module.flows.append(flow)
    values = {}
    numbers: dict[str, int] = {}
    for name, task in described["tasks"].items():
        if task["class"] == "Constant":
            values[name] = repr(task["fields"]["value"])
            continue
        numbers[name] = len(numbers)
        own = task["class"] == "FunctionTask"
        module.labels[numbers[name]] = name.rpartition("-")[0] if own else task["class"]
    flow.tasks = set(numbers.values())
    for upstream, downstream, key, mapped in described["edges"]:
        if upstream in values:
            flow.constants.add(Constant(numbers[downstream], key, values[upstream], mapped))
        else:
            flow.edges.add(Edge(numbers[upstream], numbers[downstream], key, mapped))
    for name, held in described["constants"].items():
        flow.constants |= {Constant(numbers[name], k, repr(v)) for k, v in held.items()}
    return module


@pytest.mark.parametrize("release", ["0.12.6", "0.14.22", "1.4.1"])
def test_the_graph_read_is_the_graph_built(bench: Bench, tmp_path: Path, release: str) -> None:
    edges = "unmapped" if release < "0.13" else "flatten"
    programs = Programs(int(release.replace(".", "")))
    seen = 0
    for number in range(PROGRAMS):
        make = programs.functional if number % 3 else programs.imperative
        text = HEAD.format(edges=edges) + make()
        path = tmp_path / f"flow_{number}.py"
        path.write_text(text, "utf-8")
        described = bench.describe(release, path, run=False)
        if "error" in described:
            continue  # cycles, an argument given twice: no flow in Prefect's eyes either
        seen += 1
        assert same_graph(read(text), built(described["flows"]["f"])), text
    assert seen > PROGRAMS // 2
