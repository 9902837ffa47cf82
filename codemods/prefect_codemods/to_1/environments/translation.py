"""What an environment becomes: an executor, a run config, and what to tell about it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import Bound, is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code, new_call
from prefect_codemods.rule import Kind, Rule, rule

RUN_CONFIGS = "prefect.run_configs"

CALLBACKS = rule(
    "PM201",
    "environment-callbacks",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports `on_start`, `on_exit` and `on_execute` of an environment.",
    why="Run configs have no callbacks. A state handler runs inside the flow runner, once for "
    "each change of state; the callbacks ran once for each process, around it.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"
    "with Flow('f', environment=LocalEnvironment(on_exit=print)) as flow:\n    pass\n",
    advice="move the callback to a state handler of the flow, then remove the environment",
)
METADATA = rule(
    "PM202",
    "environment-metadata",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports metadata of an environment other than a literal `image`.",
    why="Only the key `image` had a meaning; a run config has no metadata.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"
    "with Flow('f', environment=LocalEnvironment(metadata={'team': 'data'})) as flow:\n    pass\n",
    advice="remove the keys that only your own code reads, or keep them outside Prefect",
)
IMAGE = rule(
    "PM203",
    "image-needs-agent",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports an image whose run config depends on the agent.",
    why="KubernetesRun, DockerRun, ECSRun and VertexRun take an image; an agent of another kind "
    "refuses the flow run. The source doesn't say which agent runs the flow.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"
    "with Flow('f', environment=LocalEnvironment(metadata={'image': 'a/b:1'})) as flow:\n    pass\n",
    advice="name the agent: --agent kubernetes, docker, ecs or vertex",
)
ARGUMENTS = rule(
    "PM204",
    "environment-arguments",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports an environment whose arguments can't be determined with certainty.",
    why="Star arguments hide them, an unknown keyword has no meaning to carry over, and some "
    "positional ones meant different parameters in different releases.",
    before="from prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\n"
    "options = {}\nflow = Flow('f', environment=LocalEnvironment(**options))\n",
    advice="write the arguments out as keywords, or name the release with --from",
)

WITH_IMAGE = frozenset({"KubernetesRun", "DockerRun", "ECSRun", "VertexRun"})


class LocalNames:
    """Gives a translation what it needs while the new code is written."""

    def __init__(
        self, module: Module, at: cst.CSTNode, instead_of: cst.CSTNode | None = None
    ) -> None:
        self._module = module
        self._at = at
        self._instead_of = instead_of

    def local(self, source: str, name: str) -> str:
        """The local name of ``name``, imported from the module ``source``."""
        return self._module.imports.need(source, name, self._at, self._instead_of)


Writer = Callable[[LocalNames], Code]
"""Writes a new value, asking for the imports that it needs."""


@dataclass(frozen=True, slots=True)
class TranslationNote:
    """Something to tell about a site once it is rewritten."""

    rule: Rule
    message: str
    level: Level = Level.NOTE
    help: str = ""


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why an environment is left as it is."""

    rule: Rule
    message: str
    help: str = ""


@dataclass(frozen=True, slots=True)
class Translation:
    """What takes the place of one environment.

    ``executor`` and ``run_config`` write the new values (``None``: not needed); ``prepare`` plans
    edits of what lives on of the old call. ``image`` is one that the run config takes over.
    """

    rule: Rule
    executor: Writer | None = None
    run_config: Writer | None = None
    notes: tuple[TranslationNote, ...] = ()
    job_templates: tuple[str, ...] = ()
    prepare: tuple[Callable[[], None], ...] = ()
    image: cst.BaseExpression | None = None


Translator: TypeAlias = "Callable[[Module, cst.Call, bool], Translation | Blocked]"
"""``translate(module, call, docker)``; ``docker``: the flow has a Docker storage."""

TRANSLATORS: dict[str, Translator] = {}
"""By the name of the environment class."""


def translates(name: str) -> Callable[[Translator], Translator]:
    """Register the translator of the environment class ``name``."""

    def register(translator: Translator) -> Translator:
        TRANSLATORS[name] = translator
        return translator

    return register


def refuse_callbacks(bound: Bound) -> Blocked | None:
    """The refusal for a call that sets a callback."""
    callbacks = ("on_start", "on_exit", "on_execute")
    given = [f"`{name}`" for name in callbacks if not is_none(bound.arguments.get(name))]
    if not given:
        return None
    listed = " and ".join(given)
    verb, help = "has", ""
    if len(given) > 1:
        verb, help = "have", CALLBACKS.advice.replace("the callback", "the callbacks")
    return Blocked(CALLBACKS, f"{listed} {verb} no equivalent in a run config", help)


def refuse_unknown_keyword(bound: Bound, known: Sequence[str]) -> Blocked | None:
    """The refusal for a call with a keyword that the class never had."""
    for name in bound.arguments:
        if name not in known:
            return Blocked(ARGUMENTS, f"`{name}` is not a parameter of this environment")
    return None


def image_of(bound: Bound) -> cst.BaseExpression | Blocked | None:
    """The image that ``metadata`` names; a refusal for any other metadata."""
    arg = bound.arguments.get("metadata")
    if arg is None or is_none(arg):
        return None
    entries = literals.dictionary_items(arg.value)
    if entries is None:
        return Blocked(METADATA, "`metadata` isn't a dictionary whose keys are written out")
    for key, _ in entries:
        if key != "image":
            return Blocked(METADATA, f'`metadata` key "{key}" has no equivalent')
    return dict(entries).get("image")


def call_writer(source: str, name: str, arguments: Sequence[tuple[str, Code]]) -> Writer:
    """A writer of ``name(a=…, …)``, imported from the module ``source``."""
    return lambda local_names: new_call(local_names.local(source, name), arguments)
