"""Keys of Prefect's configuration that changed, however code reaches or gives them.

``prefect.config.logging.log_to_cloud``, ``config["cloud"].get("auth_token")``,
``prefect.context(config={"logging": {"log_to_cloud": …}})``, ``monkeypatch.setattr(config.cloud, …)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.literals import string_value
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.shell.rules import shell_rules
from prefect_codemods.to_1.catalogue.variables import EXECUTOR_CLASS, NAMES, STORAGE_CLASS
from prefect_codemods.to_1.settings import in_temporary_config, key_of
from prefect_codemods.to_1.shell.shared_rules import UNCERTAIN_VARIABLE

_LOOKUPS = frozenset(("get", "pop", "setdefault"))
_LAST_KEYS = frozenset(name.rpartition("__")[2].lower() for name in NAMES)
_CONFIG = "prefect.config"
_CONTEXT = "prefect.context"
_TABLES = frozenset(("dict", "Config", "Box", "DotDict", "OrderedDict"))
"""What makes a table of the keywords that it is given, or of a dictionary."""
_MOST_PLACES = 100
"""How many tables and uses of variables are looked at for one key."""


def plan_config_keys(module: Module) -> None:
    """Plan the keys of Prefect's configuration in one module."""
    for attribute in module.names.attributes:
        if attribute.attr.value in _LAST_KEYS:
            _judge_config_attribute(module, attribute)
    for node in module.names.strings:
        value = string_value(node) or ""
        if value.rpartition(".")[2] in _LAST_KEYS and not in_temporary_config(module, node):
            _judge_key_in_string(module, node, value)
    for call in module.names.calls:
        for arg in call.args:
            if arg.keyword is not None and arg.keyword.value in _LAST_KEYS:
                _judge_entry(module, arg, [*_places_given(module, arg, "", set())])


def _judge_config_attribute(module: Module, node: cst.Attribute) -> None:
    """``prefect.config.logging.log_to_cloud``, read or set."""
    written = _config_key(module, node)
    if not written:
        return
    direct = module.names.qualified(node) != ""
    name = "PREFECT__" + written.replace(".", "__").upper()
    if name not in NAMES or name in (EXECUTOR_CLASS, STORAGE_CLASS) or module.compatible(node):
        return
    target = module.tree.parent(node)
    assign = module.tree.parent(target) if isinstance(target, cst.AssignTarget) else None
    value = string_value(assign.value) if isinstance(assign, cst.Assign) else None
    rules = shell_rules(module.options)
    change = rules.judge_variable(name, value if value is not None else "$", module.options)
    if change is None:
        return
    message = rules.text.with_keys(change.message.replace(name, written))
    if not change.edits:
        help = rules.text.with_keys(change.help)
        module.plan.report(change.rule, node, message, level=change.level, help=help)
    elif not direct or change.value != ("$" if value is None else value) or written.count(".") != 1:
        advice = f'write "{change.value}" instead' if change.name == name else change.help
        module.plan.report(UNCERTAIN_VARIABLE, node, message, level=change.level, help=advice)
    elif module.plan.allows(change.rule, node):
        section, _, last = key_of(change).partition(".")
        assert isinstance(node.value, cst.Attribute)
        module.plan.replace(node.value.attr, section)
        module.plan.replace(node.attr, last)
        module.plan.change(change.rule, node, message)


def _reader_of(module: Module, node: cst.SimpleString) -> cst.BaseExpression | None:
    """The subscript or the call of `get` that ``node`` is the key of."""
    holder = module.tree.parent(node)
    while holder is not None and isinstance(holder, (cst.Index, cst.SubscriptElement, cst.Arg)):
        holder = module.tree.parent(holder)
    if isinstance(holder, cst.Subscript) or (
        isinstance(holder, cst.Call) and any(arg.value is node for arg in holder.args[:2])
    ):
        return holder
    return None


def _config_key(module: Module, node: cst.BaseExpression) -> str:
    """The configuration key that ``node`` reads, as `cloud.auth_token`; ``""`` for anything else.

    Tables are reached by attribute, by key, with `get` and with `getattr`, and by variables.
    """
    keys: list[str] = []
    passed: set[int] = set()  # `node = node["child"]` leads back to itself
    base: cst.BaseExpression | None = node
    while base is not None and id(base) not in passed:
        passed.add(id(base))
        path = module.names.qualified(base).replace("prefect.context.config", _CONFIG, 1)
        if path == _CONFIG or path.startswith(f"{_CONFIG}."):
            return ".".join([*path.split(".")[2:], *reversed(keys)])
        base, key = _table_and_key(module, base)
        if key:
            keys.append(key)
    return ""


def _table_and_key(
    module: Module, node: cst.BaseExpression
) -> tuple[cst.BaseExpression | None, str]:
    """What ``node`` looks up, and where; the value of a variable, without a key."""
    if isinstance(node, cst.Attribute):
        return node.value, node.attr.value
    if isinstance(node, cst.Subscript):
        index = node.slice[0].slice
        key = string_value(index.value) if isinstance(index, cst.Index) else None
        return (node.value, key) if key else (None, "")
    if isinstance(node, cst.Call) and node.args:
        func, first = node.func, node.args[0].value
        if isinstance(func, cst.Attribute) and func.attr.value in _LOOKUPS:
            key = string_value(first)
            return (func.value, key) if key else (None, "")
        if isinstance(func, cst.Name) and func.value == "getattr" and len(node.args) > 1:
            key = string_value(node.args[1].value)
            return (first, key) if key else (None, "")
        if module.names.qualified(func) in ("copy.copy", "copy.deepcopy"):
            return first, ""
    if isinstance(node, cst.Call) and dotted_name(node.func).endswith(".copy"):
        assert isinstance(node.func, cst.Attribute)
        return node.func.value, ""
    value = module.names.value_of(node)
    return (value if value is not node else None), ""


def _judge_key_in_string(module: Module, node: cst.SimpleString, value: str) -> None:
    """A key in a string: what is looked up, set or patched, or an entry of a dictionary."""
    if value.startswith(f"{_CONFIG}."):  # mock.patch("prefect.config.cloud.auth_token", …)
        _report_key(module, node, value.removeprefix(f"{_CONFIG}."))
        return
    if (reader := _reader_of(module, node)) is not None:
        if written := _config_key(module, reader):
            _report_key(module, node, written)
            return
        if isinstance(reader, cst.Subscript) and isinstance(reader.value, cst.Name):
            # overrides["logging.log_to_cloud"] = …
            found = [*_places_of_uses(module, reader.value, value, set())]
            _judge_entry(module, node, found)
            return
    parent = module.tree.parent(node)
    if isinstance(parent, cst.DictElement) and parent.key is node:
        table = module.tree.parent(parent)
        assert isinstance(table, cst.Dict)
        _judge_entry(module, node, [*_places_in(module, table, value, set())])
    elif isinstance(parent, cst.Arg):
        call = module.tree.parent(parent)
        assert isinstance(call, cst.Call)
        if call.args.index(parent) == 1:  # setattr(prefect.config.cloud, "auth_token", …)
            table_key = _table_key(module, call.args[0].value)
            if table_key is not None:
                _report_key(module, node, f"{table_key}{value}")
                return
        _judge_entry(module, node, [_Place(value, False)])
    else:
        _judge_entry(module, node, [_Place(value, False)])


def _table_key(module: Module, node: cst.BaseExpression) -> str | None:
    """``cloud.`` for ``prefect.config.cloud``, ``""`` for the whole; ``None`` for anything else."""
    path = module.names.qualified(node) or string_value(node) or ""
    if path in (_CONFIG, f"{_CONTEXT}.config"):
        return ""
    if path.startswith(f"{_CONFIG}.") and string_value(node):
        return f"{path.removeprefix(_CONFIG)[1:]}."
    written = _config_key(module, node)
    return f"{written}." if written else None


@dataclass(frozen=True, slots=True)
class _Place:
    """A key with all tables that it stands in; ``sure`` where they are Prefect's configuration."""

    key: str
    sure: bool


def _places_in(
    module: Module, table: cst.BaseExpression, key: str, seen: set[int]
) -> Iterator[_Place]:
    """The places at which ``key`` of ``table`` stands in a configuration, or may do so."""
    holder = module.tree.parent(table)
    if id(table) in seen or len(seen) >= _MOST_PLACES:
        return
    seen.add(id(table))
    if isinstance(holder, cst.DictElement) and holder.value is table:
        around = module.tree.parent(holder)
        outer = string_value(holder.key)
        if outer and isinstance(around, cst.Dict):
            yield from _places_in(module, around, f"{outer}.{key}", seen)
    elif isinstance(holder, cst.Arg):
        yield from _places_given(module, holder, key, seen)
    elif isinstance(holder, (cst.Assign, cst.AnnAssign)):
        yield from _places_assigned(module, holder, key, seen)
    elif not isinstance(holder, (cst.Attribute, cst.Subscript)):
        yield _Place(key, False)


def _places_given(module: Module, arg: cst.Arg, key: str, seen: set[int]) -> Iterator[_Place]:
    """The places of a key in a table that is given to a call as ``arg``."""
    call = module.tree.parent(arg)
    assert isinstance(call, cst.Call)
    path = module.names.qualified(call.func)
    name = path.rpartition(".")[2] or dotted_name(call.func).rpartition(".")[2]
    called = arg.keyword.value if arg.keyword is not None else ""
    inner = ".".join(filter(None, (called, key)))
    if name in _TABLES and (isinstance(call.func, cst.Name) or name != "dict"):
        if path.startswith("prefect.configuration."):
            yield _Place(inner, True)
        else:
            yield from _places_in(module, call, inner, seen)
    elif path == _CONTEXT or path.startswith(f"{_CONTEXT}.") or called == "context":
        inner = key if called == "context" else inner
        if inner.startswith("config."):
            yield _Place(inner.removeprefix("config."), True)
    elif name == "set_temporary_config":
        yield _Place(key, True)
    else:
        yield _Place(*_place_in_other_call(module, call, arg, inner))


def _place_in_other_call(
    module: Module, call: cst.Call, arg: cst.Arg, key: str
) -> tuple[str, bool]:
    """The whole key, for ``config.update(…)`` and ``mock.patch.dict(config.cloud, …)``."""
    tables: list[cst.BaseExpression] = []
    if isinstance(call.func, cst.Attribute) and call.func.attr.value == "update":
        tables.append(call.func.value)
    if call.args[0] is not arg:
        tables.append(call.args[0].value)
    for table in tables:
        if (table_key := _table_key(module, table)) is not None:
            return f"{table_key}{key}", True
    return key, False


def _places_assigned(
    module: Module, assign: cst.Assign | cst.AnnAssign, key: str, seen: set[int]
) -> Iterator[_Place]:
    """The places of a key in a table that is assigned to a variable or an attribute."""
    targets = [t.target for t in assign.targets] if isinstance(assign, cst.Assign) else []
    for target in targets or [assign.target] if isinstance(assign, cst.AnnAssign) else targets:
        table_key = _table_key(module, target)
        if table_key is not None:
            yield _Place(f"{table_key}{key}", True)
        elif isinstance(target, cst.Name):
            yield from _places_of_uses(module, target, key, seen)
        else:
            yield _Place(key, False)


def _places_of_uses(module: Module, name: cst.Name, key: str, seen: set[int]) -> Iterator[_Place]:
    """The places of a key in a table that a variable holds, by what is done with it."""
    found = False
    for binding in module.names.of(name):
        for use in module.names.uses_of(binding):
            if isinstance(module.tree.parent(use), (cst.Arg, cst.DictElement)):
                found = True
                yield from _places_in(module, use, key, seen)
    if not found:
        yield _Place(key, False)


def _judge_entry(module: Module, node: cst.SimpleString | cst.Arg, places: list[_Place]) -> None:
    """Report a key of a table, where it may be one of Prefect's configuration."""
    sure = next((place.key for place in places if place.sure), "")
    if sure:
        _report_key(module, node, sure)
    elif places and module.uses_library and "." in places[0].key:
        _report_key(module, node, places[0].key, _UNSURE)


_UNSURE = "if this is a key of Prefect's configuration, "


def _report_key(module: Module, node: cst.CSTNode, written: str, unsure: str = "") -> None:
    """Report the configuration key ``written``, if there is something to say about it."""
    name = "PREFECT__" + written.replace(".", "__").upper()
    rules = shell_rules(module.options)
    if name not in NAMES or name in (EXECUTOR_CLASS, STORAGE_CLASS):
        return
    value = _value_beside(module, node)
    change = (
        rules.judge_mention(name, module.options)
        if value is None
        else rules.judge_variable(name, value, module.options)
    )
    if change is not None and not module.compatible(node):
        message = unsure + rules.text.with_keys(change.message.replace(name, written))
        rule = UNCERTAIN_VARIABLE if change.edits else change.rule
        help = f'write "{change.value}" instead' if change.name == name else ""
        if not change.edits:
            help = rules.text.with_keys(change.help)
        module.plan.report(rule, node, message, level=change.level, help=help)


def _value_beside(module: Module, node: cst.CSTNode) -> str | None:
    """The text that is given for the key ``node``, where it is written there."""
    entry = node if isinstance(node, cst.Arg) else module.tree.parent(node)
    if entry is node or isinstance(entry, cst.DictElement):
        assert isinstance(entry, (cst.Arg, cst.DictElement))
        return string_value(entry.value)
    return None


_NESTED = "|".join(
    sorted(
        {
            "__".join(name.lower().split("__")[-2:]).replace("__", r"\b[\s\S]{0,200}?\b")
            for name in NAMES
        }
    )
)
CODEMOD = Codemod(
    plan_config_keys,
    after=("settings",),
    words=("config", *sorted(_LAST_KEYS)),
    text=(
        r"\bconfig\b[^\n]{0,40}?\b(?:cloud|engine|general|logging|server|tasks)\b"
        rf"|\b(?:{_NESTED})\b"
    ),
)
