"""Storage classes: arguments that moved or went, and the labels they no longer add."""

from __future__ import annotations

from functools import partial

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import bind_arguments, by_keyword, is_none, keyword_of
from prefect_codemods.python.call_rewrite import (
    Action,
    ArgumentEdits,
    ArgumentRow,
    ArgumentRows,
    Commit,
    Obstacle,
    called_class,
    commit_or_report,
    rewrite_bound,
)
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.python.scopes import dotted_name
from prefect_codemods.python.super_calls import possible_classes
from prefect_codemods.python.tree import walk_nodes
from prefect_codemods.release import Release
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.catalogue.signatures import Signature, class_signatures
from prefect_codemods.to_1.references import Reference, adapts
from prefect_codemods.to_1.type_inference import made_by, may_be_flow

KEYWORDS = rule(
    "PM111",
    "storage-positional",
    Kind.SAFE,
    since="0.11.0",
    what="Passes arguments of storage classes by keyword where their position changed.",
    why="`S3`'s second argument was a key, client options or credentials; new ones were "
    "inserted before others of `Docker` in 0.7.2 and 0.15.8, `Bitbucket` in 0.14.16, `Azure` in 0.15.8.",
    before='from prefect.storage import Bitbucket\n\nstorage = Bitbucket("us", "flows", "host")\n',
    after='from prefect.storage import Bitbucket\n\nstorage = Bitbucket("us", "flows", host="host")\n',
    source="Signatures of Prefect 0.5.3 to 1.4.1",
)
LABELS = rule(
    "PM112",
    "storage-labels",
    Kind.MANUAL,
    since="0.14.0",
    what="Reports labels that a storage class added to the flow up to 0.13.",
    why="Storage added a label such as `s3-flow-storage` at registration, and local agents had it "
    "too. Since 0.14.0 only `Local` storage adds one, the name of the host: an agent that was "
    "started with such a label and takes labelled flows only no longer finds the flow.",
    before="from prefect.environments.storage import S3\n\nstorage = S3('flows')\n",
    advice="remove the label from your agents, or add it to the flow's run config",
    source="Prefect 0.13.19, prefect/environments/storage; 0.14.0, changelog",
)
DEFAULTS = rule(
    "PM113",
    "storage-defaults",
    Kind.MANUAL,
    since="0.14.0",
    what="Notes what a storage class does differently where nothing is said.",
    why="`GitHub` without `ref` read `master` from 0.13.19 to 0.14.4, before and after it the "
    "default branch; the results of a flow in `S3` use its `client_options` since 0.14.",
    before="from prefect.environments.storage import GitHub\n\n"
    "storage = GitHub('us/flows', path='etl.py')\n",
    advice="say what you mean by an argument",
    source="Prefect 0.13.19 and 0.14.22, storage/github.py, storage/s3.py",
)
CREDENTIALS = rule(
    "PM214",
    "storage-credentials",
    Kind.MANUAL,
    since="0.11.0",
    what="Reports credentials in the arguments of a storage class.",
    why="`S3` takes no keys since 0.11.0. `Azure` takes the name of a Prefect secret where the "
    "connection string stood up to 0.15.5: passed by position it is silently misread.",
    before="from prefect.storage import Azure\n\n"
    "storage = Azure('flows', connection_string='AccountName=a;AccountKey=b')\n",
    advice="keep them in a Prefect secret",
    source="Prefect 0.11.0 and 0.15.6, prefect/storage",
)
UNCERTAIN = rule(
    "PM215",
    "storage-arguments",
    Kind.MANUAL,
    since="0.11.0",
    what="Reports arguments of a storage class that can't be told apart with certainty.",
    why="Their positions changed between releases, or a required one is missing.",
    before="from prefect.storage import GitHub\n\nstorage = GitHub('us/flows')\n",
    advice="pass the arguments by keyword, or name the release with --from",
)

GET_FLOW = rule(
    "PM114",
    "storage-get-flow",
    Kind.SAFE,
    since="0.14.4",
    what="Passes the flow's name to `storage.get_flow`, not its location.",
    why="`get_flow` takes a name since 0.14.4, and it is required.",
    before="from prefect.storage import S3\n\nstorage = S3('flows')\n"
    "flow = storage.get_flow(storage.flows['etl'])\n",
    after="from prefect.storage import S3\n\nstorage = S3('flows')\nflow = storage.get_flow('etl')\n",
    source="Prefect 0.14.4, prefect/storage",
)
LOCATION = rule(
    "PM216",
    "storage-get-flow-location",
    Kind.MANUAL,
    since="0.14.4",
    what="Reports `storage.get_flow` without the name of a flow.",
    why="`get_flow` takes a name since 0.14.4: a location is not found, and without an argument it "
    "is a TypeError.",
    before="from prefect.storage import S3\n\nstorage = S3('flows')\nflow = storage.get_flow()\n",
    advice="pass the name under which the flow was added",
    source="Prefect 0.14.4, prefect/storage",
)

_MODULES = ("prefect.environments.storage", "prefect.storage")
_CLASSES = (
    *("Azure", "Bitbucket", "CodeCommit", "Docker", "GCS", "Git", "GitHub", "GitLab"),
    *("Local", "S3", "Webhook"),
)
_EVERY = {p for name in _CLASSES for s in class_signatures(name) for p in s.parameters}
_LABELLED = {
    "S3": "s3-flow-storage",
    "GCS": "gcs-flow-storage",
    "Azure": "azure-flow-storage",
    "GitHub": "github-flow-storage",
    "GitLab": "gitlab-flow-storage",
    "Webhook": "webhook-flow-storage",
}
_CONNECTION = "AZURE_STORAGE_CONNECTION_STRING"


@adapts(*_CLASSES)
def adapt_storage(module: Module, reference: Reference) -> Commit | Obstacle | None:
    """The edit of one call; arguments that can't follow are reported, and the class moves."""
    call = reference.call
    if call is None or not reference.row.old.startswith(_MODULES[0]):
        return None
    found = _edit_of_call(module, call, reference.row.old.rpartition(".")[2])
    if isinstance(found, Obstacle) and not found.alone:
        return partial(commit_or_report, module, call, found)
    return found


def plan_storage(module: Module) -> None:
    """Plan the arguments of storage classes, and tell of the labels they added."""
    if loads_flows := "get_flow" in module.tree.text:
        _own_storages(module)
    for call in module.names.calls:
        func = call.func
        if loads_flows and isinstance(func, cst.Attribute) and func.attr.value == "get_flow":
            _get_flow(module, call, func)
        path, before = called_class(module, call)
        parent, _, name = path.rpartition(".")
        if not parent.startswith(_MODULES) and call.args:
            _report_possible(module, call)
        if name not in _CLASSES or not parent.startswith(_MODULES) or module.compatible(call):
            continue
        if before:
            continue  # see partial_calls
        if parent.startswith(_MODULES[0]) and module.names.qualified(func):
            _labels(module, call, name)
            _defaults(module, call, name)
            continue
        commit_or_report(module, call, _edit_of_call(module, call, name))


def _report_possible(module: Module, call: cst.Call) -> None:
    """Report old arguments behind ``super()`` that may reach a storage, or another class before it."""
    for path in possible_classes(module, call):
        parent, _, name = path.rpartition(".")
        if name not in _CLASSES or not parent.startswith(_MODULES) or module.compatible(call):
            continue
        found = _edit_of_call(module, call, name)
        if callable(found):
            found = Obstacle(UNCERTAIN, f"the arguments changed in 1.x, if they reach `{name}`")
        commit_or_report(module, call, found)


def _get_flow(module: Module, call: cst.Call, func: cst.Attribute) -> None:
    """``storage.get_flow(location)``: the name is known where the location is looked up by it."""
    certain = made_by(module, func.value).startswith(tuple(f"{h}." for h in _MODULES))
    if not certain and not _is_storage_of_flow(module, func.value):
        return
    if not call.args:
        message = "`get_flow` needs the name of the flow since 0.14.4"
        module.plan.report(LOCATION, call, message, level=Level.ERROR)
        return
    arg = call.args[0]
    name = _looked_up(arg.value, func.value)
    if name is not None and module.plan.allows(GET_FLOW, arg):
        module.plan.replace(arg, name)
        module.plan.change(GET_FLOW, arg, "`get_flow` takes the flow's name")
    elif keyword_of(arg) == "flow_location":
        message = "`get_flow` takes a `flow_name`, not a location, since 0.14.4"
        module.plan.report(LOCATION, arg, message, level=Level.ERROR)
    elif not arg.star and (arg.keyword is None) and not _may_be_name(module, arg.value):
        message = "`get_flow` takes the flow's name, not its location, since 0.14.4"
        module.plan.report(LOCATION, arg, message)


def _own_storages(module: Module) -> None:
    """Report the ``get_flow`` of storages of one's own that goes by the location."""
    for binding in (b for found in module.names.root.bindings.values() for b in found):
        owner = binding.node
        if not isinstance(owner, cst.ClassDef) or not any(
            module.names.qualified(base.value).startswith(_MODULES) for base in owner.bases
        ):
            continue
        for node in owner.body.body:
            if not isinstance(node, cst.FunctionDef) or node.name.value != "get_flow":
                continue
            listed = [*node.params.posonly_params, *node.params.params][1:2]
            if listed and "name" not in listed[0].name.value and not module.compatible(node):
                message = f"1.x gives `get_flow` the flow's name, not `{listed[0].name.value}`"
                help = "take `flow_name`, and look the location up in `self.flows`"
                module.plan.report(LOCATION, listed[0], message, level=Level.ERROR, help=help)


def _is_storage_of_flow(module: Module, node: cst.BaseExpression) -> bool:
    """Whether ``node`` is the storage of something that is a flow, as far as it tells."""
    return (
        isinstance(node, cst.Attribute)
        and node.attr.value == "storage"
        and may_be_flow(module, node.value)
    )


def _looked_up(node: cst.BaseExpression, storage: cst.BaseExpression) -> cst.BaseExpression | None:
    """The name in ``storage.flows[name]``."""
    if not isinstance(node, cst.Subscript) or len(node.slice) != 1:
        return None
    index = node.slice[0].slice
    if dotted_name(node.value) != f"{dotted_name(storage)}.flows" or not isinstance(
        index, cst.Index
    ):
        return None
    return index.value


def _may_be_name(module: Module, node: cst.BaseExpression) -> bool:
    """Whether ``node`` is the name of a flow as far as it tells, and no location."""
    text = literals.string_value(node)
    if text is not None:
        return "/" not in text and not text.endswith((".py", ".flow", ".prefect"))
    last = dotted_name(node).rpartition(".")[2]
    return last == "name" or last.endswith("_name")


def _labels(module: Module, call: cst.Call, name: str) -> None:
    since = module.options.since
    label = _LABELLED.get(name)
    if label is None or (since is not None and since >= Release(0, 14)):
        return
    asked = by_keyword(call).get("add_default_labels")
    if asked is not None and literals.boolean_value(asked.value) is False:
        return
    message = f"0.13 gave the flow the label `{label}`; 1.x doesn't: agents may stop matching"
    module.plan.report(LABELS, call, message)


def _history_of_call(module: Module, call: cst.Call, name: str) -> tuple[Signature, ...]:
    """The signatures that the class had where the call finds it."""
    since = module.options.since
    if since is not None and (found := class_signatures(name, since)):
        return found
    old = module.names.qualified(call.func).startswith(_MODULES[0])
    return tuple(
        s
        for s in class_signatures(name)
        if (s.first < Release(0, 15) if old else s.last >= Release(0, 14))
    )


def _defaults(module: Module, call: cst.Call, name: str) -> None:
    keywords = by_keyword(call)
    options = "client_options" in keywords or any(isinstance(a.value, cst.Dict) for a in call.args)
    if name == "S3" and options:
        message = "the results of the flow in S3 use `client_options` too now"
        module.plan.report(DEFAULTS, call, message, level=Level.NOTE)
    if name == "GitHub" and "ref" not in keywords and len(call.args) - len(keywords) < 3:
        message = "without `ref`, 0.13.19 to 0.14.4 read `master`; 1.x reads the default branch"
        module.plan.report(DEFAULTS, call, message, level=Level.NOTE)


def _edit_of_call(module: Module, call: cst.Call, name: str) -> Commit | Obstacle | None:
    """The edit of one call, or why it is left."""
    positional = [a for a in call.args if a.keyword is None]
    if any(a.star for a in call.args):
        if any(a.star == "*" for a in call.args) or len(positional) > 2:
            return Obstacle(UNCERTAIN, f"star arguments hide what `{name}` is given")
        return None
    bound = bind_arguments(call, _history_of_call(module, call, name), _meant_parameters)
    if bound.problem:
        # With a new import it would be read as a call of a later release.
        return Obstacle(UNCERTAIN, f"`{name}`: {bound.problem}", alone=True)
    if name == "GitHub" and is_none(bound.arguments.get("path")):
        return Obstacle(UNCERTAIN, "`path` is required since 0.14.5", "name the flow's file")
    edits = rewrite_bound(module, call, bound, name, _ROWS, class_signatures(name)[-1].parameters)
    if edits.refused is not None:
        row, parameter = edits.refused
        return Obstacle(row.rule, row.message.format(name=parameter), row.help)
    if not edits:
        return None
    if not module.plan.allows(KEYWORDS, call):
        return Obstacle(UNCERTAIN, f"the arguments of `{name}` moved")
    return partial(_commit, module, call, name, edits)


def _commit(module: Module, call: cst.Call, name: str, edits: ArgumentEdits) -> None:
    edits.plan(module)
    message = f"`{name}` is given by keyword what had another position"
    for index, (row, _) in edits.dropped.items():
        _forget_imports(module, call.args[index].value)
        message = row.note
    module.plan.change(KEYWORDS, call, message)


def _forget_imports(module: Module, value: cst.BaseExpression) -> None:
    """Let the imports go that only ``value`` used."""
    used = [node for node in walk_nodes(value) if isinstance(node, cst.Name)]
    bindings = {id(b) for name in used for b in module.names.of(name)}
    for name in used:
        module.imports.consume(name)
    for statement in module.names.imports:
        for alias in () if isinstance(statement.names, cst.ImportStar) else statement.names:
            if any(id(b) in bindings for b in module.names.bound_by(alias)):
                module.imports.drop(alias)


def _reads(module: Module, node: cst.BaseExpression) -> bool:
    """Whether ``node`` reads the variable that Azure's client reads by itself."""
    if isinstance(node, cst.Subscript) and len(node.slice) == 1:
        index = node.slice[0].slice
        found = module.names.qualified(node.value) == "os.environ"
        return (
            found
            and isinstance(index, cst.Index)
            and literals.string_value(index.value) == _CONNECTION
        )
    if isinstance(node, cst.Call) and node.args:
        called = module.names.qualified(node.func) in {"os.environ.get", "os.getenv"}
        return called and literals.string_value(node.args[0].value) == _CONNECTION
    return False


def _keyword_row(name: str) -> ArgumentRow:
    return ArgumentRow(
        Action.REFUSE,
        CREDENTIALS,
        "`{name}` was removed in Prefect 0.11.0",
        help="keep the keys in a Prefect secret and write "
        '`S3(…, secrets=["AWS_CREDENTIALS"])`, or set them in the environment',
        note=f"`{name}` is dropped: None said nothing",
    )


_KEYS = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token")
_ROWS: ArgumentRows = {("S3", name): _keyword_row(name) for name in _KEYS} | {
    ("Azure", "connection_string"): ArgumentRow(
        Action.REFUSE,
        CREDENTIALS,
        "`{name}` was removed in Prefect 0.15.6",
        help="keep it in a Prefect secret and write `connection_string_secret=…`, or set "
        f"{_CONNECTION}",
        unless=_reads,
        note=f"`connection_string` is dropped: `{_CONNECTION}` is read anyway",
    ),
}


def _meant_parameters(node: cst.BaseExpression) -> set[str]:
    """The parameters that an expression can be meant for, by its kind."""
    if literals.boolean_value(node) is not None:
        return {"stored_as_script", "validate", "local_image", "ignore_healthchecks", "overwrite"}
    if isinstance(node, cst.Dict):
        return {"client_options", "env_vars", "files", "build_kwargs"}
    if isinstance(node, (cst.List, cst.ListComp)):
        return {"python_dependencies", "secrets", "extra_dockerfile_commands"}
    if literals.string_value(node) is None:
        return _EVERY
    strings = {"dockerfile", "image_name", "image_tag", "prefect_version", "base_url", "key"}
    return strings | {"connection_string", "blob_name", "project", "host", "path", "ref"}


CODEMOD = Codemod(plan_storage, keywords=("storage",), attributes=("get_flow",))
