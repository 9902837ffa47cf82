"""A ``deploy`` is renamed only where nothing but flows can stand before it."""

from __future__ import annotations

import pytest

from prefect_codemods.api import rewrite
from prefect_codemods.options import Options

HEAD = "from prefect import Flow\nfrom mine import Server, more\n\n"
LOOP = "for one in found:\n    one.deploy('p')\n"


@pytest.mark.parametrize(
    "code",
    [
        "found = [Flow('a')]\nprint(len(found), *found)\n" + LOOP,
        "found = [Flow('a'), Flow('b')]\nother = sorted(found)\n" + LOOP,
        "found = list()\nfound.append(Flow('a'))\n" + LOOP,
        "found = {Flow('a')}\nfound.add(Flow('b'))\n" + LOOP,
        "named = {'a': Flow('a')}\nfor one in named.values():\n    one.deploy('p')\n",
    ],
)
def test_flows_in_a_collection_are_found(code: str) -> None:
    assert rewrite(HEAD + code, "python", Options()).text == HEAD + code.replace(
        "deploy", "register"
    )


@pytest.mark.parametrize(
    "code",
    [
        "found = {Server(): Flow('a')}\n" + LOOP,
        "for one in {Server(): Flow('a')}:\n    one.deploy('p')\n",
        "found = {s: Flow('a') for s in more()}\n" + LOOP,
        "found = more()\nfound.append(Flow('a'))\n" + LOOP,
        "found = [*more()]\nfound.append(Flow('a'))\n" + LOOP,
        "found = [Flow('a')]\nmore(found)\n" + LOOP,
        "found = [Flow('a')]\nmore(into=found)\n" + LOOP,
        "found = [Flow('a')]\nother = found\nother.append(Server())\n" + LOOP,
        "found = [Flow('a')]\nother = {'x': found}\nother['x'].append(Server())\n" + LOOP,
        "found = [Flow('a')]\nfound.extend(more())\n" + LOOP,
        "from mine import len\n\nfound = [Flow('a')]\nlen(found)\n" + LOOP,
        (
            "class A:\n"
            "    def __init__(self):\n"
            "        self.one = Flow('a')\n\n"
            "    def go(self):\n"
            "        with more() as (self.one, other):\n"
            "            self.one.deploy('p')\n"
        ),
        (
            "class A:\n"
            "    def __init__(self):\n"
            "        self.one = Flow('a')\n"
            "        [0 for self.one in more()]\n\n"
            "    def go(self):\n"
            "        self.one.deploy('p')\n"
        ),
    ],
)
def test_what_may_be_no_flow_keeps_its_method(code: str) -> None:
    assert rewrite(HEAD + code, "python", Options()).text == HEAD + code
