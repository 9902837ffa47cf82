from __future__ import annotations

import sys

import pytest

from prefect_migrate.model import Refusal, split_lines
from prefect_migrate.reconcile.statements.merging import PythonMerge, merge_python
from prefect_migrate.reconcile.statements.pieces import OpenPlace, Taken

BASE = '''\
"""Nightly."""
import os
from prefect import Flow, task
from prefect.storage import Docker

__all__ = ["flow"]


# reads
@task
def extract():
    return [1]


@task(max_retries=1)
def load(x):
    print(x)
    return os.getpid()


class Helper:
    """Helps."""

    def one(self):
        return 1

    def two(self):
        return 2


with Flow("etl") as flow:
    load(extract())

flow.storage = Docker(
    registry_url="r",
    image_name="i",
)
'''


def changed(*replacements: tuple[str, str], text: str = BASE) -> str:
    for old, new in replacements:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def sound(merge: PythonMerge, newer: str, older: str) -> PythonMerge:
    """Every line is where it says, or a named rule made it."""
    sides = {"newer": split_lines(newer), "older": split_lines(older)}
    for piece in merge.pieces:
        if isinstance(piece, Taken):
            if piece.source == "rule":
                assert piece.rule
            else:
                assert sides[piece.source][piece.line].rstrip("\r\n") == piece.text.rstrip("\r\n")
        else:
            assert 0 <= piece.newer[0] <= piece.newer[1] <= len(sides["newer"])
            assert 0 <= piece.older[0] <= piece.older[1] <= len(sides["older"])
            assert piece.reason
    return merge


def merged(newer: str, older: str, base: str = BASE) -> str:
    merge = sound(merge_python(newer, older, base), newer, older)
    assert not merge.undecided, merge.undecided
    other = sound(merge_python(older, newer, base), older, newer)
    assert not other.undecided
    return merge.text


def left_open(newer: str, older: str, base: str | None = BASE) -> tuple[OpenPlace, ...]:
    merge = sound(merge_python(newer, older, base), newer, older)
    assert merge.undecided
    assert merge_python(older, newer, base).undecided
    with pytest.raises(ValueError, match="open places"):
        _ = merge.text
    return merge.undecided


def test_one_side_changed() -> None:
    other = changed(("return [1]", "return [1, 2]"), ("image_name", "image_tag"))
    assert merged(other, BASE) == other
    assert merged(BASE, other) == other
    assert merged(BASE, BASE) == BASE
    assert merged(other, other) == other


def test_both_sides_changed_different_things() -> None:
    newer = changed(("return [1]", "return [1, 2]"), ("        return 2", "        return 22"))
    older = changed(("print(x)", "print(x, x)"), ("        return 1", "        return 11"))
    assert merged(newer, older) == changed(
        ("return [1]", "return [1, 2]"),
        ("        return 2", "        return 22"),
        ("print(x)", "print(x, x)"),
        ("        return 1", "        return 11"),
    )


def test_neighbouring_lines_that_git_would_leave() -> None:
    newer = changed(("max_retries=1", "max_retries=3"))
    older = changed(("def load(x):", "def load(x, y=1):"))
    text = merged(newer, older)
    assert "@task(max_retries=3)\ndef load(x, y=1):\n" in text


@pytest.mark.parametrize(
    ("newer", "older", "result"),
    [
        ("Flow, Parameter, task", "Flow, task, unmapped", {"Flow", "Parameter", "task", "unmapped"}),
        ("Flow, Parameter, task", "Flow, Parameter, task", {"Flow", "Parameter", "task"}),
        ("Flow, task, Parameter", "Flow", {"Flow", "Parameter"}),
        ("(\n    Flow,\n    Parameter,\n    task,\n)", "Flow, task, unmapped", {"Flow", "Parameter", "task", "unmapped"}),
        ("Flow as F, Flow, task", "Flow, task, case", {"Flow as F", "Flow", "task", "case"}),
    ],
)  # fmt: skip
def test_imports_are_sets_of_names(newer: str, older: str, result: set[str]) -> None:
    base = "from prefect import Flow, task\nprint(Flow)\n"
    text = merged(
        base.replace("Flow, task", newer), base.replace("Flow, task", older), base
    ).removesuffix("print(Flow)\n")
    names = text.removeprefix("from prefect import ").strip().strip("()\n")
    assert {name.strip() for name in names.split(",") if name.strip()} == result


def test_an_import_in_many_lines_keeps_its_layout() -> None:
    base = "from a import (\n    b,  # first\n    d,\n)\nprint(b, d)\n"
    newer = base.replace("    d,\n", "    d,\n    e,\n")
    older = base.replace("    d,\n", "    c,\n    d,\n")
    text = merged(newer, older, base)
    assert text == "from a import (\n    b,  # first\n    c,\n    d,\n    e,\n)\nprint(b, d)\n"
    lines = merge_python(newer, older, base).pieces
    assert not any(isinstance(p, Taken) and p.source == "rule" for p in lines)


def test_new_imports_functions_and_methods_of_both_sides() -> None:
    newer = changed(
        ("import os\n", "import os\nimport sys\n"),
        ("\n\nclass Helper", "\n\ndef new():\n    return sys.path\n\n\nclass Helper"),
        ("        return 2\n", "        return 2\n\n    def three(self):\n        return 3\n"),
    )
    older = changed(
        ("import os\n", "import json\nimport os\n"),
        ("\n\nclass Helper", "\n\ndef old():\n    return json.dumps(1)\n\n\nclass Helper"),
        ("        return 2\n", "        return 2\n\n    def four(self):\n        return 4\n"),
    )
    text = merged(newer, older)
    for part in ("import sys\n", "import json\n", "def new()", "def old()", "three(", "four("):
        assert text.count(part) == 1


def test_keyword_arguments_and_all() -> None:
    newer = changed(('url="r",', 'url="r2",'), ('["flow"]', '["flow", "load"]'))
    older = changed(
        ('name="i",\n', 'name="i",\n    image_tag="t",\n'), ('["flow"]', '["extract", "flow"]')
    )
    text = merged(newer, older)
    assert '    registry_url="r2",\n    image_name="i",\n    image_tag="t",\n)' in text
    assert '__all__ = ["extract", "flow", "load"]' in text


def test_entries_of_dictionaries_and_sets() -> None:
    base = 'd = {"a": 1, "b": {"c": 1, "d": 2}}\ns = {1, 2}\n'
    newer = 'd = {"a": 1, "b": {"c": 9, "d": 2}, "e": 5}\ns = {1, 2, 3}\n'
    older = 'd = {"a": 7, "b": {"c": 1}}\ns = {2}\n'
    assert merged(newer, older, base) == 'd = {"a": 7, "b": {"c": 9}, "e": 5}\ns = {2, 3}\n'


def test_formatting_and_comments_apart_from_code() -> None:
    newer = changed(("    print(x)\n", "    print(\n        x\n    )\n"), ("# reads", "# reads it"))
    older = changed(("return [1]", "return [2]"))
    text = merged(newer, older)
    assert "# reads it\n@task\ndef extract():\n    return [2]\n" in text
    assert "    print(\n        x\n    )\n" in text


def test_a_deletion_is_a_deletion_only_of_what_did_not_change() -> None:
    helper = BASE[BASE.index("\n\nclass Helper") : BASE.index("\n\nwith Flow")]
    newer = BASE.replace(helper, "")
    assert merged(newer, changed(("return [1]", "return [3]"))) == newer.replace("[1]", "[3]")
    (place,) = left_open(newer, changed(("        return 1", "        return 5")))
    assert "Helper was changed on the older side and removed on the newer" in place.reason
    assert place.newer[0] == place.newer[1]


def test_a_function_that_moved_and_changed() -> None:
    function = BASE[BASE.index("@task(max") : BASE.index("\n\nclass")]
    newer = BASE.replace(function, "").replace("# reads", function + "\n\n# reads")
    older = changed(("print(x)", "print(x, 2)"))
    text = merged(newer, older)
    assert text.count("def load") == 1
    assert text.index("def load") < text.index("def extract")
    assert "print(x, 2)" in text


def test_statements_that_moved_and_changed_stay_open() -> None:
    base = "a = 1\nb = 2\nc = 3\n"
    left_open("b = 2\na = 1\nc = 3\n", "a = 1\nb = 7\nc = 3\n", base)
    assert merged("b = 2\na = 1\nc = 3\n", "a = 1\nb = 2\nc = 9\n".replace("9", "3"), base) == (
        "b = 2\na = 1\nc = 3\n"
    )


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        (("return [1]", "return [2]"), ("return [1]", "return [3]")),
        (("max_retries=1", "max_retries=2"), ("max_retries=1", "max_retries=3")),
        (('url="r"', 'url="s"'), ('url="r"', 'url="t"')),
        (("Nightly", "Daily"), ("Nightly", "Weekly")),
        (("# reads", "# reads one"), ("# reads", "# reads two")),
        (("    load(extract())", "    load(1)"), ("    load(extract())", "    load(2)")),
        (("\n\nclass H", "\n\ndef f():\n    return 1\n\n\nclass H"), ("\n\nclass H", "\n\ndef f():\n    return 2\n\n\nclass H")),
        (("\n\nclass H", "\n\nprint(1)\n\n\nclass H"), ("\n\nclass H", "\n\nprint(2)\n\n\nclass H")),
        (("\n\nclass H", "\n\nX = 1\n\n\nclass H"), ("\n\nclass H", "\n\nX = 2\n\n\nclass H")),
    ],
)  # fmt: skip
def test_what_both_sides_changed_stays_open(newer: tuple[str, str], older: tuple[str, str]) -> None:
    places = left_open(changed(newer), changed(older))
    assert len(places) == 1
    assert places[0].newer[1] - places[0].newer[0] < 10


@pytest.mark.parametrize(
    ("base", "newer", "older"),
    [
        ("load(x)\n", "load(x, 1)\n", "load(x, mode=2)\n"),
        ("load(x)\n", "load(x, mode=2)\n", "load(1, x)\n"),
        ("y = load(x, a=1)\n", "y = load(x, *more, a=1)\n", "y = load(x, a=1, b=2)\n"),
        ("load(x)\n", "load(x, *more)\n", "load(x, **options)\n"),
    ],
)
def test_an_argument_by_position_and_one_by_keyword_may_be_the_same(
    base: str, newer: str, older: str
) -> None:
    left_open(newer, older, base)


@pytest.mark.parametrize(
    ("newer", "older"),
    [
        ("def f(b=1):\n    pass\n\n\nf(b=2)\n", "def f(a=1):\n    pass\n\n\nf(a=2)\nf(a=3)\n"),
        ("def f(a=1, *, b):\n    pass\n\n\nf(a=2, b=1)\n", "def f(a=1):\n    pass\n\n\nf(a=2)\nf()\n"),
        ("def f():\n    pass\n\n\nf()\n", "def f(a=1):\n    pass\n\n\nf(a=2)\nf(3)\n"),
        ("@task\ndef f(b):\n    pass\n\n\nf(b=2)\n", "def f(a=1):\n    pass\n\n\nf(a=2)\n\n\ndef g():\n    return f(1, a=2)\n"),
    ],
)  # fmt: skip
def test_a_call_that_no_longer_fits_stays_open(newer: str, older: str) -> None:
    left_open(newer, older, "def f(a=1):\n    pass\n\n\nf(a=2)\n")


def test_a_call_of_a_class_that_no_longer_fits_stays_open() -> None:
    base = "class A:\n    def __init__(self, a):\n        pass\n\n\nA(a=1)\n"
    left_open(base.replace("a)", "b)").replace("a=1", "b=1"), base + "A(a=2)\n", base)
    left_open(base.replace("a)", "a, b)").replace("a=1", "1, 2"), base + "A(2)\n", base)
    newer = base.replace("a)", "a, b=1)").replace("a=1", "1, 2")
    assert merged(newer, base + "A(2)\n", base) == newer + "A(2)\n"


CLIENT = """class Client:
    tries = 3

    def __init__(self, url):
        self.url = url

    def fetch(self, path):
        return read(self.url + path)

    def first(self):
        return self.fetch("a")


def read(path):
    return path


def run():
    client = Client("h")
    print(client.first())
    return client.fetch("b")
"""
METHOD = "    def second(self):\n        return self.fetch('c')\n\n    def first"
AWAITED = ("return self.fetch", "return await self.fetch"), ("def first", "async def first")


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ((("fetch", "load"),), CLIENT + "\n\nprint(Client('x').fetch('c'))\n"),
        ((("fetch", "load"),), CLIENT.replace("    def first", METHOD)),
        ((("fetch", "load"),), CLIENT.replace("print(", "print(client.fetch('c'), ")),
        ((("self.url", "self.base"),), CLIENT + "\n\nprint(Client('x').url)\n"),
        ((("tries", "retries"),), CLIENT + "\n\nprint(Client.tries)\n"),
        ((("(self, path)", "(self, way)"), ("url + path", "url + way")), CLIENT.replace("('c')", "(path='c')")
            .replace("    def first", METHOD.replace("'c'", "path='c'"))),
        ((("def fetch", "async def fetch"), *AWAITED), CLIENT.replace("    def first", METHOD)),
        ((("def read", "async def read"), ("return read", "return await read"),
            ("def fetch", "async def fetch"), *AWAITED), CLIENT + "\n\nprint(read('c'))\n"),
        ((("def read", "async def read"), ("return read(self.url + path)",
            "return list(read(self.url + path))")), CLIENT + "\n\nprint(read('c'))\n"),
    ],
)  # fmt: skip
def test_what_no_longer_fits_a_method_or_a_coroutine_stays_open(
    here: tuple[tuple[str, str], ...], there: str
) -> None:
    newer = CLIENT
    for old, new in here:
        assert old in newer
        newer = newer.replace(old, new)
    reasons = {place.reason for place in left_open(newer, there, CLIENT)}
    assert all("used on one side and removed" in r or "one side calls" in r for r in reasons), (
        reasons
    )


def test_other_methods_and_objects_are_merged() -> None:
    newer = CLIENT.replace("fetch", "load")
    there = CLIENT + "\n\nprint(Client('x').first())\n"
    assert merged(newer, there, CLIENT) == newer + there[len(CLIENT) :]
    other = CLIENT.replace("print(", "print(other.fetch('d'), ")
    newer = other.replace("def fetch", "def load").replace("self.fetch", "self.load")
    newer = newer.replace("client.fetch", "client.load")
    there = other + "\n\nprint(other.fetch('c'))\n"
    assert merged(newer, there, other) == newer + there[len(other) :]


@pytest.mark.parametrize(
    ("here", "there"),
    [
        (("    return [1]", "    return [2]"), ("def extract", "async def extract")),
        (("@task\ndef", "@task()\ndef"), ("def extract", "async def extract")),
        (("return 1", "return 3"), ("def two", "async def two")),
        (("def one(self)", "def one(self, x)"), ("def two", "async def two")),
    ],
)
def test_a_function_that_one_side_made_async_stays_so(
    here: tuple[str, str], there: tuple[str, str]
) -> None:
    result = changed(here).replace(*there)
    assert merged(changed(here), changed(there)) == result
    assert merged(changed(there), changed(here)) == result
    assert merged(result, BASE, changed(there)) == changed(here)


def test_async_beside_another_parameter_stays_open() -> None:
    left_open(changed(("def load(x)", "async def load(x)")), changed(("load(x)", "load(x, y)")))


@pytest.mark.skipif(sys.version_info < (3, 12), reason="such names are of Python 3.12")
def test_names_of_types_that_one_side_added_stay() -> None:
    here, there = changed(("return [1]", "return [2]")), changed(("extract():", "extract[T]():"))
    assert merged(here, there) == merged(there, here) == here.replace("extract():", "extract[T]():")


@pytest.mark.skipif(sys.version_info < (3, 11), reason="`except*` is of Python 3.11")
def test_groups_of_errors_are_merged_by_statement() -> None:
    base = "try:\n    a = 1\n    b = 2\nexcept* E as e:\n    print(e)\n    raise\n"
    here, there = base.replace("a = 1", "a = 3"), base.replace("print", "repr")
    assert merged(here, there, base) == here.replace("print", "repr")
    left_open(
        base.replace("except* E as e", "except E as e"), here.replace("* E", "* (E, F)"), base
    )


def test_calls_that_fit_or_never_did_are_merged() -> None:
    base = "@task\ndef f(a):\n    pass\n\n\nf(1)\n"
    newer = base.replace("a)", "a, b=1)").replace("f(1)", "f(1, b=2)")
    older = base + "f(3)\nf(4, upstream_tasks=[])\nf()\nf(*[1])\nf(**{})\n"
    assert merged(newer, older, base) == newer + older[len(base) :]


def test_a_name_removed_here_and_used_there_stays_open() -> None:
    newer = changed(("import os\n", ""), ("return os.getpid()", "return 1"))
    older = changed(("return [1]", "return [os.sep]"))
    places = left_open(newer, older)
    assert any("os is used on one side and removed on the other" in p.reason for p in places)


def test_a_renamed_function_that_the_other_side_calls_stays_open() -> None:
    newer = BASE.replace("extract()", "pull()")
    older = changed(("        return 1", "        return extract"))
    assert any("extract" in place.reason for place in left_open(newer, older))


def test_two_definitions_of_one_name_never_survive() -> None:
    newer = changed(("import os\n", "import os\nfrom a import thing\n"))
    older = changed(("\n\nclass H", "\n\ndef thing():\n    return 1\n\n\nclass H"))
    assert any("thing" in place.reason for place in left_open(newer, older))


def test_two_ways_of_wiring_are_never_mixed() -> None:
    base = 'from prefect import Flow\nfrom x import a, b, c\nflow = Flow("f")\na.set_upstream(b, flow=flow)\n'
    newer = 'from prefect import Flow\nfrom x import a, b, c\nwith Flow("f") as flow:\n    a(b())\n'
    older = base + "c.set_upstream(b, flow=flow)\n"
    left_open(newer, older, base)


def test_without_a_base_only_what_is_equal_is_settled() -> None:
    newer = changed(("return [1]", "return [2]"), ("print(x)", "print( x )"))
    (place,) = left_open(newer, BASE, None)
    assert "no base" in place.reason
    assert [line.strip() for line in split_lines(newer)[slice(*place.newer)]][-1] == "return [2]"
    only = changed(("\n\nclass H", "\n\ndef f():\n    return 1\n\n\nclass H"))
    (place,) = left_open(only, BASE, None)
    assert place.older[0] == place.older[1]


def test_without_a_base_imports_unite_where_they_are_used() -> None:
    newer = "from prefect import Flow, task\nimport os\nos.getcwd()\n"
    older = "from prefect import Flow, Parameter, case, task\nimport sys\nimport os\nos.getcwd()\nParameter(sys)\n"
    merge = sound(merge_python(newer, older), newer, older)
    lines = "".join(piece.text for piece in merge.pieces if isinstance(piece, Taken))
    assert "from prefect import Flow, Parameter, task\n" in lines
    assert "import sys\n" in lines
    assert "case" not in lines
    removed = "from prefect.environments import LocalEnvironment\n"
    merge = merge_python(newer, removed + newer)
    assert merge.text == newer


def test_line_ends_and_a_missing_last_newline() -> None:
    newer = changed(("return [1]", "return [1, 2]")).removesuffix("\n")
    older = changed(("print(x)", "print(x, x)")) + "print(1)\n"
    assert merged(newer, older).endswith(")\nprint(1)\n")
    crlf = [text.replace("\n", "\r\n") for text in (newer, older, BASE)]
    assert merged(*crlf).endswith(")\r\nprint(1)\r\n")
    assert "print(x, x)\r\n" in merged(*crlf)


@pytest.mark.parametrize(
    "text",
    ["def (:\n", "x = " + "[" * 5000 + "\n", "x = a" + ".b" * 20000 + "\n", "x\0\n", "a = 1\rb = 2\n", "return 1\nx = \n"],
)  # fmt: skip
def test_text_that_is_no_python_is_refused(text: str) -> None:
    for versions in ((text, BASE, None), (BASE, text, None), (BASE, BASE + "x = 1\n", text)):
        with pytest.raises(Refusal) as refusal:
            merge_python(*versions)
        assert refusal.value.message


def test_a_file_that_is_far_too_deep_is_refused() -> None:
    text = "x = " + "-" * 3000 + "1\n"
    with pytest.raises(Refusal, match="too deeply"):
        merge_python(text, BASE)
