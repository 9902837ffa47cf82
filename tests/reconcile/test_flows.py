from __future__ import annotations

from textwrap import dedent

import pytest

from prefect_codemods.to_1.flow_graph.comparison import Comparison, compare_flows

HEAD = """\
from prefect import Flow, Parameter, Task, task, unmapped
from prefect.executors import DaskExecutor, LocalDaskExecutor
from prefect.run_configs import DockerRun, KubernetesRun
from prefect.storage import Docker, S3

@task
def extract():
    return [1, 2]

@task
def double(x):
    return 2 * x

@task
def load(x, y=1):
    print(x, y)

"""


def ladder(newer: str, older: str) -> Comparison:
    return compare_flows(HEAD + dedent(newer), HEAD + dedent(older))


def equal(newer: str, older: str) -> Comparison:
    found = ladder(newer, older)
    assert found.equal, found.differences
    assert not found.differences
    return found


def different(newer: str, older: str) -> tuple[str, ...]:
    found = ladder(newer, older)
    assert found.equality == "differs"
    assert not found.equal
    assert found.differences
    assert ladder(older, newer).equal is False
    return found.differences


FUNCTIONAL = """\
with Flow("etl") as flow:
    load(double(extract()), y=3)
"""


@pytest.mark.parametrize(
    ("newer", "older", "equality"),
    [
        ("a = 1\n", "a = 1\n", "bytes"),
        ("a = 1\n", "a  =  1  # one\n", "tokens"),
        ("if a:\n    b()\n", "if a:\n  b()\n", "tokens"),
        ("a = 'x'\n", 'a = ("x")\n', "ast"),
        ("f(\n  a,\n  b,\n)\n", "f(a, b)\n", "ast"),
        ("import a\nimport b\n", "import b\nimport a\n", "normalised"),
        ("from a import b, c\nb(c)\n", "from a import c\nfrom a import b\nb(c)\n", "normalised"),
        ("f(a=1, b=2)\n", "f(b=2, a=1)\n", "normalised"),
        ("from prefect import task as t, Flow\n@t\ndef f(): 1\nwith Flow('x') as x: f()\n", "import prefect\n@prefect.task\ndef f(): 1\nwith prefect.Flow('x') as x: f()\n", "graph"),
        ("import a, b\na()\n", "import a\na()\n", "differs"),
        ("from a import b\nfrom a import c\n", "from a import b\nfrom a import d\n", "differs"),
        ("__all__ = ['a']\n", "__all__ = ['a', 'b']\n", "differs"),
        ("from prefect import task as t\n@t\ndef f(): 1\n", "import prefect\n@prefect.task\ndef f(): 1\n", "differs"),
        ("a = 1\n", "a = 2\n", "differs"),
        ("f(a=g(), b=h())\n", "f(b=h(), a=g())\n", "differs"),
        ("if a:\n    b()\nc()\n", "if a:\n    b()\n    c()\n", "differs"),
    ],
)  # fmt: skip
def test_the_first_equality_that_holds_decides(newer: str, older: str, equality: str) -> None:
    found = compare_flows(newer, older)
    assert found.equality == equality
    assert found.equal is (equality != "differs")
    assert compare_flows(older, newer).equality == equality


@pytest.mark.parametrize(
    "other",
    [
        """\
        flow = Flow("etl")
        flow.set_dependencies(double, keyword_tasks={"x": extract})
        load.bind(double, 3, flow=flow)
        """,
        """\
        with Flow(name="etl") as flow:
            numbers = extract()
            doubled = double(x=numbers)
            load(doubled, 3)
        """,
        """\
        flow = Flow("etl", tasks=[extract])
        flow.add_edge(extract, double, key="x")
        double.set_downstream(load, key="x", flow=flow)
        load.set_dependencies(flow=flow, keyword_tasks=dict() or {"y": 3})
        """.replace("dict() or ", ""),
        """\
        flow = Flow("etl")
        with flow:
            load.copy().bind(double(extract()), y=3)
        """,
        """\
        flow = Flow("etl")
        flow.chain(extract, double, load)
        double.set_upstream(extract, flow=flow, key="x", mapped=False)
        load.set_upstream(task=double, key="x", flow=flow)
        load.set_upstream(3, key="y", flow=flow)
        """,
    ],
)
def test_functional_and_imperative_wiring_are_one(other: str) -> None:
    assert equal(FUNCTIONAL, other).equality == "graph"
    assert equal(other, FUNCTIONAL).equality == "graph"


@pytest.mark.parametrize(
    "other",
    [
        'with Flow("etl") as flow:\n    load(double(extract()), y=4)\n',
        'with Flow("etl") as flow:\n    load(double(extract()))\n',
        'with Flow("etl") as flow:\n    load(3, double(extract()))\n',
        'with Flow("lte") as flow:\n    load(double(extract()), y=3)\n',
        'with Flow("etl") as f:\n    load(double(extract()), y=3)\n',
        'with Flow("etl") as flow:\n    load(double.map(extract()), y=3)\n',
        'with Flow("etl") as flow:\n    load(double(extract()), y=3)\n    extract()\n',
        'with Flow("etl") as flow:\n    load(double(extract()), 3, upstream_tasks=[extract()])\n',
        'with Flow("etl") as flow:\n    load(double(double(extract())), 3)\n',
        'with Flow("etl") as flow:\n    e = extract()\n    load(double(e), 3, upstream_tasks=[e])\n',
        'with Flow("etl") as flow:\n    load(extract(), y=3)\n    double(extract())\n',
        FUNCTIONAL + "print(1)\n",
        FUNCTIONAL + "flow.set_reference_tasks([load])\n",
        FUNCTIONAL + 'with Flow("b") as other:\n    extract()\n',
    ],
)
def test_another_graph_is_never_equal(other: str) -> None:
    different(FUNCTIONAL, other)


def test_two_calls_of_a_task_are_two_tasks() -> None:
    one = 'with Flow("f") as flow:\n    e = extract()\n    load(e)\n    load(e)\n'
    two = 'with Flow("f") as flow:\n    load(extract())\n    load(extract())\n'
    three = (
        'with Flow("f") as flow:\n    b = extract()\n    a = extract()\n    load(a)\n    load(b)\n'
    )
    different(one, two)
    assert equal(two, three).equality == "graph"


def test_a_ring_is_not_two_rings() -> None:
    def wired(pairs: list[tuple[str, str]]) -> str:
        names = sorted({name for pair in pairs for name in pair})
        lines = ['flow = Flow("f")', *(f"{name} = Task()" for name in names)]
        lines += [f"flow.add_edge({a}, {b})" for a, b in pairs]
        return "\n".join(lines) + "\n"

    six = wired([("a", "d"), ("a", "e"), ("b", "e"), ("b", "f"), ("c", "f"), ("c", "d")])
    other = wired([("a", "d"), ("a", "e"), ("b", "d"), ("b", "e"), ("c", "f"), ("c", "g")])
    renamed = wired([("f", "c"), ("f", "a"), ("e", "a"), ("e", "b"), ("d", "b"), ("d", "c")])
    different(six, other)
    assert equal(six, renamed).equality == "graph"


def test_mapping() -> None:
    newer = 'with Flow("f") as flow:\n    load.map(double.map(extract()), y=unmapped(extract()))\n'
    older = """\
    with Flow("f") as flow:
        numbers = extract()
        doubled = double.copy()
        doubled.bind(x=numbers, mapped=True)
        load(doubled, y=unmapped(extract()), mapped=True)
    """
    assert equal(newer, older).equality == "graph"
    different(newer, newer.replace("unmapped(extract())", "extract()"))
    different(newer, newer.replace("double.map", "double"))


def test_keyless_edges_beside_keyed_ones_are_dropped_and_noted() -> None:
    newer = 'with Flow("f") as flow:\n    double(extract())\n'
    older = """\
    flow = Flow("f")
    double.set_upstream(extract, flow=flow)
    double.bind(x=extract, flow=flow)
    """
    assert any("extract → double" in note for note in equal(newer, older).notes)
    mapped = 'with Flow("f") as flow:\n    e = extract()\n    double.map(e, upstream_tasks=[unmapped(e)])\n'
    different('with Flow("f") as flow:\n    double.map(extract())\n', mapped)


SET = """\
flow = Flow("f")
flow.storage = Docker(registry_url="r", image_name="i")
flow.executor = DaskExecutor("tcp://a:1")
flow.schedule = None
"""


def test_settings_by_keyword_attribute_and_with() -> None:
    older = """\
    with Flow("f", executor=DaskExecutor("tcp://a:1"), storage=Docker(image_name="i", registry_url="r")) as flow:
        pass
    """
    assert equal(SET, older).equality == "graph"
    for changed in (
        older.replace('"i"', '"j"'),
        older.replace("DaskExecutor", "LocalDaskExecutor"),
        older.replace("flow:", "flow:\n        flow.schedule = s"),
        older.replace("storage=Docker", "result=Docker"),
    ):
        different(SET, changed)


def test_a_variable_for_a_setting() -> None:
    older = """\
    where = "tcp://a:1"
    flow = Flow("f", executor=DaskExecutor(where))
    """
    newer = """\
    where = "tcp://a:1"
    flow = Flow("f")
    flow.executor = DaskExecutor(where)
    """
    assert equal(newer, older).equality == "graph"
    different(newer, older.replace(":1", ":2"))
    reasons = different(newer + 'where = "b"\n', older.replace("flow =", 'where = "b"\n    flow ='))
    assert "bound more than once" in reasons[0]


def test_the_agent_is_more_specific_on_the_newer_side_only() -> None:
    newer, older = SET + "flow.run_config = KubernetesRun()\n", SET
    assert "the newer side names the agent: KubernetesRun()" in equal(newer, older).notes
    assert not ladder(older, newer).equal
    assert not ladder(newer.replace("()\n", '(image="x")\n'), older).equal
    assert not ladder(newer, older + "flow.run_config = DockerRun()\n").equal


def test_code_around_the_flows_counts() -> None:
    assert "double differs" in compare_flows(HEAD, HEAD.replace("2 * x", "3 * x")).differences
    assert "only the newer side has extract" in "".join(
        compare_flows(
            HEAD, HEAD.replace("@task\ndef extract():\n    return [1, 2]\n", "")
        ).differences
    )
    docstring = HEAD.replace("return 2", '"""Doubles."""\n    return 2')
    assert not compare_flows(HEAD, docstring).equal
    assert not compare_flows(
        HEAD, HEAD.replace("@task\ndef double", "@task(nout=2)\ndef double")
    ).equal


def test_what_a_statement_mentions_must_be_the_same_task() -> None:
    newer = FUNCTIONAL.replace("    load(double(", "    d = double(").replace(
        "), y=3)", ")\n    load(d, y=3)"
    )
    newer += "state = flow.run()\nprint(state.result[d])\n"
    assert equal(newer, newer.replace("load(d, y=3)", "load(x=d, y=3)")).equality == "graph"
    other = """\
    with Flow("etl") as flow:
        d = extract()
        load(double(d), y=3)
    state = flow.run()
    print(state.result[d])
    """
    different(newer, other)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("for i in range(3):\n        extract()", "a loop inside the flow's block"),
        ("if debug:\n        extract()", "a condition inside the flow's block"),
        ("helper(extract())", "may add tasks"),
        ("load(*things)", "star arguments"),
        ("load(**things)", "star arguments"),
        ("load(f'{extract()}')", "may add tasks"),
        ("x = extract\n    x.name = 'other'", "something other than a name"),
        ("with case(extract(), 1):\n        double(1)", "a statement inside"),
        ("flow.update(other)", "flow.update"),
        ("load(double(1) == 2)", "operator"),
        ("flow.run()", "inside the flow's block"),
    ],
)
def test_what_is_not_understood_is_never_equal(body: str, reason: str) -> None:
    newer = f'with Flow("f") as flow:\n    {body}\n    extract(   )\n'
    older = f'with Flow("f") as flow:\n    extract()\n    {body}\n'
    assert reason in " ".join(different(newer, older))


def test_a_flow_that_changes_after_its_use_is_not_read() -> None:
    first = 'flow = Flow("f")\nflow.storage = S3("b")\nflow.register("p")\n'
    second = 'flow = Flow("f")\nflow.register("p")\nflow.storage = S3("b")\n'
    assert "after it was used" in " ".join(different(first, second))


def test_operators_collections_and_unpacking() -> None:
    newer = (
        'with Flow("f") as flow:\n    a, b = extract(), extract()\n    load(a[0] + b, [a, b, 1])\n'
    )
    older = (
        'with Flow("f") as flow:\n    b = extract()\n    a = extract()\n    load([a, b, 1], a)\n'
    )
    assert not ladder(newer, older).equal
    split = 'with Flow("f") as flow:\n    a = extract()\n    b = extract()\n    s = a[0] + b\n    load(s, y=[a, b, 1])\n'
    assert equal(newer, split).equality == "graph"
    assert not ladder(split.replace("a[0]", "a[1]"), split).equal
    assert not ladder(split.replace("[a, b", "[b, a"), split).equal


def test_task_classes_and_library_tasks() -> None:
    newer = """\
    from prefect.tasks.shell import ShellTask
    class Twice(Task):
        def run(self, x, n=2):
            return x * n
    shell = ShellTask(command="ls", return_all=True)
    twice = Twice(name="t")
    with Flow("f") as flow:
        p = Parameter("p", default=1)
        twice(shell(), n=p)
    """
    older = """\
    from prefect.tasks import shell as library
    class Twice(Task):
        def run(self, x, n=2):
            return x * n
    flow = Flow("f")
    p = Parameter("p", default=1)
    twice = Twice(name="t")
    ls = library.ShellTask(return_all=True, command="ls")
    twice.bind(ls, p, flow=flow)
    """
    assert equal(newer, older).equality == "graph"
    different(newer, older.replace('name="t"', 'name="u"'))
    different(newer, older.replace("default=1", "default=2"))


def test_the_comments_that_go_are_named() -> None:
    notes = equal(FUNCTIONAL, "# run nightly\n" + FUNCTIONAL).notes
    assert notes == ("the older side's comment is dropped: # run nightly",)


@pytest.mark.parametrize(
    "text",
    [
        "def (:\n",
        "x = " + "[" * 5000 + "]" * 5000 + "\n",
        "x = " + "f(" * 190 + ")" * 190 + "\n",
        "x = a" + ".b" * 20000 + "\n",
        "x = a" + "+b" * 20000 + "\n",
        "if a: pass\n" + "elif b: pass\n" * 20000,
        "x\0 = 1\n",
    ],
    ids=["syntax", "brackets", "calls", "attributes", "operators", "elif", "NUL"],
)
def test_text_that_cannot_be_read_is_different(text: str) -> None:
    found = compare_flows(HEAD, text)
    assert found.equality == "differs"
    assert not compare_flows(text, HEAD).equal
    assert compare_flows(text, text).equal


def test_the_names_of_a_fragment_are_taken_for_prefects() -> None:
    newer = 'with Flow("f") as flow:\n    a = ask.bind() if False else 1\n'
    assert not compare_flows(newer, newer + "# x\nb = 2\n").equal
    task = "@task\ndef f(x):\n    return x\n"
    found = compare_flows(
        task + 'with Flow("f") as g:\n    f(1)\n', task + 'g = Flow("f")\nf.bind(1, flow=g)\n'
    )
    assert found.equality == "graph"


def test_an_argument_in_which_a_task_hides_is_not_a_constant() -> None:
    hidden = 'flow = Flow("f")\nload.bind(f"{extract}", flow=flow)\n'
    assert "may hide" in " ".join(different(hidden, hidden + "# x\nprint(1)\n"))
    listed = 'flow = Flow("f")\nload.bind([extract, 1], flow=flow)\n'
    assert equal(listed, 'with Flow("f") as flow:\n    load([extract(), 1])\n').equality == "graph"
    twice = 'flow = Flow("f")\nload.set_upstream(1, key="x", flow=flow)\nload.bind(2, flow=flow)\n'
    assert "given twice" in " ".join(different(twice, FUNCTIONAL))


def test_a_value_that_may_have_changed_in_between() -> None:
    early = 'c = []\nflow = Flow("f", executor=DaskExecutor(c))\nc.append(1)\n'
    late = 'c = []\nflow = Flow("f")\nc.append(1)\nflow.executor = DaskExecutor(c)\n'
    different(early, late)
    fixed = 'c = "a"\nprint(c)\nflow = Flow("f", executor=DaskExecutor(c))\n'
    other = 'c = "a"\nflow = Flow("f")\nflow.executor = DaskExecutor(c)\nprint(c)\n'
    assert equal(fixed, other).equality == "graph"


def test_one_name_from_two_places() -> None:
    newer = 'from a import x\nfrom prefect import Flow\n__all__ = ["x"]\nflow = Flow("f")\n'
    (reason,) = compare_flows(newer, newer.replace("from a", "from b")).differences
    assert reason == "x is imported from a.x and b.x"


BUILDER = """\
def build(name, where="tcp://a:1"):
    '''Make it.'''
    with Flow(name) as flow:
        load(double(extract()), y=where)
    flow.executor = DaskExecutor(where)
    return flow


build("etl").run()
"""


def test_flows_that_functions_build() -> None:
    older = BUILDER.replace(
        "with Flow(name) as flow:", "flow = Flow(name, executor=DaskExecutor(where))"
    )
    older = older.replace(
        "        load(double(extract()), y=where)", "    double.bind(extract, flow=flow)"
    )
    older = older.replace(
        "    flow.executor = DaskExecutor(where)", "    load.bind(double, where, flow=flow)"
    )
    assert equal(BUILDER, older).equality == "graph"
    agent = BUILDER.replace("    return", "    flow.run_config = KubernetesRun()\n    return")
    assert "the newer side names the agent: KubernetesRun()" in equal(agent, older).notes
    for old, new in (
        ("tcp://a:1", "tcp://b:1"),
        ("(where))", "(name))"),
        ("return flow", "return None"),
        ("Make it", "Make"),
        ("load.bind(double, where", "load.bind(double, name"),
        ("Flow(name,", 'Flow("x",'),
        (
            "    return flow",
            "    for _ in name:\n        flow.add_task(load.copy())\n    return flow",
        ),
    ):
        assert old in older
        different(BUILDER, older.replace(old, new))


def test_names_of_a_function_hide_those_around_it() -> None:
    hidden = """\
    def build(task, load):
        with Flow("f") as flow:
            load(1)
        return flow
    """
    assert "may add tasks" in " ".join(different(hidden, hidden.replace("load(1)", "load(x=1)")))
