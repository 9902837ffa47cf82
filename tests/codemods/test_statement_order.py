"""What has surely run, and what is visible, where another piece of code runs."""

from __future__ import annotations

import textwrap

import pytest

from prefect_codemods.python.names import Names
from prefect_codemods.python.statement_order import StatementOrder
from prefect_codemods.python.tree import Tree


def relation(code: str) -> tuple[bool, bool]:
    """Whether the import of ``here`` has surely run at the last use of it, and is visible there."""
    tree = Tree(textwrap.dedent(code))
    names = Names(tree, lambda module, name: False)
    order = StatementOrder(tree, names)
    (statement,) = names.imports
    use = [u for u in names.uses if u.value == "here"][-1]
    return order.surely_ran(statement, use), order.visible("here", statement, use)


SURE = {
    "above": "import here\nhere()\n",
    "above a branch": "import here\nif a:\n    here()\n",
    "on the same line": "import here; here()\n",
    "above a function": "import here\ndef f():\n    here()\n",
    "above a class": "import here\nclass A:\n    x = here()\n",
    "above a default": "import here\ndef f(x=here): pass\n",
    "above a decorator": "import here\n@here\ndef f(): pass\n",
    "inside the function": "def f():\n    import here\n    return here()\n",
    "inside the same branch": "if a:\n    import here\n    here()\n",
    "inside the same try": "try:\n    import here\n    here()\nexcept E:\n    pass\n",
    "in a one-line suite": "if a: import here; here()\n",
    "inside the same class body": "class A:\n    import here\n    x = here()\n",
    "above a lambda": "import here\nf = lambda: here()\n",
    "above a comprehension": "import here\nx = [here() for _ in y]\n",
    "above a match": "import here\nmatch a:\n    case 1:\n        here()\n",
}
NOT_SURE = {
    "below": "here()\nimport here\n",
    "below on the same line": "here(); import here\n",
    "in another branch": "if a:\n    import here\nelse:\n    here()\n",
    "in a branch above": "if a:\n    import here\nhere()\n",
    "in a try above": "try:\n    import here\nexcept E:\n    pass\nhere()\n",
    "in a try whose handler uses it": "try:\n    import here\nexcept E:\n    here()\n",
    "for type checkers": "if TYPE_CHECKING:\n    import here\nhere()\n",
    "in a loop": "for a in b:\n    import here\nhere()\n",
    "in a with that may swallow": "with suppress(E):\n    import here\nhere()\n",
    "below a function": "def f():\n    here()\nimport here\n",
    "in a one-line suite above": "if a: import here\nhere()\n",
    "in another case": "match a:\n    case 1:\n        import here\n    case 2:\n        here()\n",
}
HIDDEN = {
    "by a parameter": "import here\ndef f(here):\n    here()\n",
    "by a local name": "import here\ndef f():\n    here()\n    here = 1\n",
    "in another function": "def g():\n    import here\ndef f():\n    here()\n",
    "in a class, from a method": "class A:\n    import here\n    def m(self):\n        here()\n",
}


@pytest.mark.parametrize("name", SURE)
def test_has_run(name: str) -> None:
    assert relation(SURE[name]) == (True, True)


@pytest.mark.parametrize("name", NOT_SURE)
def test_may_not_have_run(name: str) -> None:
    assert not relation(NOT_SURE[name])[0]


@pytest.mark.parametrize("name", HIDDEN)
def test_is_hidden(name: str) -> None:
    assert not relation(HIDDEN[name])[1]
