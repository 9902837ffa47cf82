"""Strings and comments that hold dotted paths of moved names."""

from __future__ import annotations

import re

from prefect_codemods.findings import Level
from prefect_codemods.lines import python_tokens
from prefect_codemods.python.arguments import Parameters, bind_arguments
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.names import Name, environment_class, known_names
from prefect_codemods.to_1.environments.place_advice import ANNOTATION
from prefect_codemods.to_1.possible_texts import joined_expressions, possible_texts
from prefect_codemods.to_1.type_inference import attribute_owner

PATHS = rule(
    "PM170",
    "dotted-path-in-string",
    Kind.SAFE,
    since="1.0.0",
    what="Rewrites strings that are dotted paths of moved names.",
    why="`mock.patch` fails on the old path; a setting that names an old executor or storage is "
    "ignored silently.",
    before='from unittest import mock\n\npatch = mock.patch("prefect.environments.storage.Docker")\n',
    after='from unittest import mock\n\npatch = mock.patch("prefect.storage.Docker")\n',
    source="Prefect 1.0.0, prefect/engine/__init__.py",
)
LEFT = rule(
    "PM270",
    "dotted-path-left",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports strings that are dotted paths of names without a plain successor.",
    why="The path doesn't exist in 1.x.",
    before='from unittest import mock\n\npatch = mock.patch("prefect.environments.LocalEnvironment")\n',
    advice="name what takes its place",
)
COMMENT = rule(
    "PM280",
    "comment-names-old-path",
    Kind.MANUAL,
    since="1.0.0",
    what="Notes comments that name a moved module.",
    why="They mislead the next reader; commented-out code is left alone.",
    before="x = 1  # see prefect.environments.storage\n",
    advice="fix the comment",
)

_OTHER_ARGUMENTS = {"SynchronousExecutor", "FargateAgent", "timeout_handler", "Secret"}
"""Names whose successor isn't called or subclassed alike."""

_PATH = re.compile(r"prefect(?:\.\w+)+")
_OLD = re.compile(
    r"prefect\.(?:environments(?:\.storage)?|engine\.(?:executors|result_handlers))\b[\w.]*"
)

_FORMATTED = re.compile(
    r"""[fF][rR]?(?:"[^"\n]*|'[^'\n]*|\"{3}[\s\S]*|'{3}[\s\S]*)prefect\.(?:environments|engine\.)"""
)
"""An f-string that may hold a path: finding it for certain takes a walk over the tree."""

_PARTS = re.compile(r"""["']prefect(?:\.\w+)*\.(?:["']|[%{])""")
"""A string that ends in the middle of a path: finding what it is a part of takes a walk, too."""

_HASH = re.compile("#.*prefect.*")
"""Lines that may end in a comment worth a look: finding out for certain takes a tokenizer."""


def plan_strings(module: Module) -> None:
    """Plan the strings of one module, and note its comments."""
    if "import_module" in module.tree.text:
        _relative_imports(module)
    for node in module.names.strings:
        if "prefect." in node.value and not _documentation(module, node):
            _judge_path_in_string(module, node)
    if _FORMATTED.search(module.tree.text):
        _formatted(module)
    if _PARTS.search(module.tree.text):
        _put_together(module)
    if any(_OLD.search(line) for line in _HASH.findall(module.tree.text)):
        _judge_comments(module)


def _relative_imports(module: Module) -> None:
    """Report ``import_module(".executors", "prefect.engine")``, whose path is in two strings."""
    for call in module.names.calls:
        if module.names.qualified(call.func) != "importlib.import_module":
            continue
        bound = bind_arguments(call, [Parameters(("name", "package"))]).arguments
        name, package = (
            string_value(bound[part].value) if part in bound else None
            for part in ("name", "package")
        )
        if not name or not package or not name.startswith(".") or module.compatible(call):
            continue
        levels = len(name) - len(name.lstrip("."))
        above = package.split(".")[: package.count(".") + 2 - levels]
        path = ".".join([*above, name.lstrip(".")])
        row = _longest(path)
        if row is not None and _legacy(row):
            help = f'write "{row.new}{path[len(row.old) :]}"' if row.new else ""
            message = f"`{path}` is imported by a relative name"
            module.plan.report(LEFT, bound["name"], message, level=Level.ERROR, help=help)


def _documentation(module: Module, node: cst.SimpleString) -> bool:
    return isinstance(module.tree.parent(node), cst.Expr)


def _judge_path_in_string(module: Module, node: cst.SimpleString) -> None:
    value = node.evaluated_value
    if not isinstance(value, str) or module.compatible(node):
        return
    if not _PATH.fullmatch(value):
        _report_old_paths(module, node, value)
        return
    row = _longest(value) or _attribute_row(value)
    if row is None or not _legacy(row):
        return
    if module.plan.retired(node) or _in_what_stays(module, node):
        return
    plain = (
        row.new and row.action == "rewrite" and row.old.rpartition(".")[2] not in _OTHER_ARGUMENTS
    )
    if not plain:
        message, help = _left_path(module, node, row, value)
        module.plan.report(LEFT, node, message, level=Level.ERROR, help=help)
        return
    if not row.available(module.options.target_release) or not module.plan.allows(PATHS, node):
        return
    new = row.new + value[len(row.old) :]
    module.plan.rewrite_string(node, lambda written: written.replace(value, new))
    module.plan.change(PATHS, node, f"`{value}` moved to `{new}`")


def _left_path(module: Module, node: cst.SimpleString, row: Name, path: str) -> tuple[str, str]:
    """What to say of a string that is a path below ``row``, which has no plain successor."""
    name = row.old.rpartition(".")[2]
    if name == "SynchronousExecutor":
        help = f'name `{row.new}`, and give it `scheduler="synchronous"` where it is made'
    elif environment_class(row.old) and any(
        isinstance(parent, cst.Annotation) for parent in module.tree.ancestors(node)
    ):
        help = ANNOTATION
    elif row.new:
        help = f"name `{row.new}`, which is called in another way"
    elif environment_class(row.old):
        help = "set `flow.executor` and `flow.run_config` instead"
    else:
        help = "remove what uses it"
    when = f"was removed in Prefect {row.removed}" if row.removed else "has no plain successor"
    return f"`{path}` {when}", help


def _in_what_stays(module: Module, node: cst.CSTNode) -> bool:
    """Whether an environment that stays as it is reads ``node``, directly or by a variable."""
    statement = module.tree.statement(node)
    readers: list[cst.CSTNode] = [node]
    if isinstance(statement, cst.Assign):
        for binding in module.names.bound_by(statement):
            readers += module.names.uses_of(binding)
    return any(
        isinstance(parent, cst.Call)
        and environment_class(module.names.qualified(parent.func))
        and not module.plan.retired(parent)
        for reader in readers
        for parent in module.tree.ancestors(reader)
    )


def _report_old_paths(module: Module, node: cst.CSTNode, value: str) -> None:
    """Report old paths in longer strings: code in templates, for `python -c`, in f-strings."""
    found = _OLD.search(value)
    if found is not None and not module.plan.retired(node):
        message = f"the string holds the old path `{found[0]}`"
        module.plan.report(LEFT, node, message, help="write the string for 1.x")


def _formatted(module: Module) -> None:
    for node in walk_nodes(module.tree.module):
        if isinstance(node, cst.FormattedStringText) and not module.compatible(node):
            _report_old_paths(module, node, node.value)


def _put_together(module: Module) -> None:
    """Report the old paths that a sum of strings makes, and none of its parts holds."""
    for node in joined_expressions(module):
        parts = [part for part in walk_nodes(node) if isinstance(part, _texts())]
        if module.compatible(node) or any(_OLD.search(part.value) for part in parts):
            continue
        for shown in possible_texts(module, node):
            if _OLD.search(shown):
                _report_old_paths(module, node, shown)
                break


def _texts() -> tuple[type[cst.SimpleString], type[cst.FormattedStringText]]:
    return cst.SimpleString, cst.FormattedStringText


def _legacy(row: Name) -> bool:
    return bool(row.removed or row.deprecated)


def _longest(path: str) -> Name | None:
    while path.count(".") >= 1:
        row = known_names().get(path)
        if row is not None and row.kind != "attribute":
            return row
        path = path.rpartition(".")[0]
    return None


def _attribute_row(path: str) -> Name | None:
    """The row of an attribute of a class, such as `prefect.client.Client.get_auth_token`."""
    owner, _, name = path.rpartition(".")
    return known_names().get(f"{attribute_owner(owner)}.{name}")


def _judge_comments(module: Module) -> None:
    for token in python_tokens(module.tree.text):
        text = token.string
        if not text.startswith("#") or _is_disabled_code(text):
            continue
        if match := _OLD.search(text):
            line, column = token.start
            module.plan.note_at(
                COMMENT, line, column + match.start() + 1, f"the comment names `{match[0]}`"
            )


def _is_disabled_code(comment: str) -> bool:
    """Whether a comment is code that somebody switched off."""
    text = comment.lstrip("# ").strip()
    if re.match(r"(from|import)\s", text):
        return True
    try:
        compile(text, "comment", "exec")
    except (SyntaxError, ValueError):
        return False
    return "(" in text or "=" in text


CODEMOD = Codemod(
    plan_strings,
    after=("sites", "unbound_names"),
    text=r"[\"']prefect\.(?:artifacts|contrib|environments)[\"']|import_module\("
    rf"|{_PARTS.pattern}",
)
