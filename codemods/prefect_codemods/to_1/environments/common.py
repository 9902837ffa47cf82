"""What all environments have in common: labels, an image, and how an executor string is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from prefect_codemods.python import literals
from prefect_codemods.python.arguments import Bound, Guess, bind_arguments, is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import Code
from prefect_codemods.rule import Rule
from prefect_codemods.to_1.catalogue.run_configs import AGENT_RUN_CONFIGS
from prefect_codemods.to_1.catalogue.signatures import class_signatures
from prefect_codemods.to_1.environments.translation import (
    ARGUMENTS,
    IMAGE,
    RUN_CONFIGS,
    WITH_IMAGE,
    Blocked,
    Translation,
    TranslationNote,
    Writer,
    call_writer,
    image_of,
    refuse_callbacks,
    refuse_unknown_keyword,
)

RUN_USES_EXECUTOR = (
    "`flow.run()` uses the flow's executor too; the environment's served deployed runs only"
)


def by_kind(kinds: dict[str, str]) -> Guess:
    """A guess of parameters by the kind of expression: ``string``, ``list``, ``dict``, ….

    ``kinds`` maps a kind to the parameters it may stand for, separated by blanks.
    """

    def guess(node: cst.BaseExpression) -> set[str] | None:
        named = kinds.get(kind_of(node), "")
        return set(named.split()) if named else None

    return guess


def kind_of(node: cst.BaseExpression) -> str:
    """``string``, ``list``, ``dict``, ``bool``, ``executor`` or ``""``."""
    if isinstance(node, (cst.SimpleString, cst.ConcatenatedString, cst.FormattedString)):
        return "string"
    if isinstance(node, (cst.List, cst.Set, cst.Tuple, cst.ListComp, cst.SetComp)):
        return "list"
    if isinstance(node, (cst.Dict, cst.DictComp)):
        return "dict"
    if isinstance(node, cst.Name) and node.value in {"True", "False"}:
        return "bool"
    if isinstance(node, cst.Call):
        name = node.func
        last = name.attr.value if isinstance(name, cst.Attribute) else getattr(name, "value", "")
        if isinstance(last, str) and last.endswith("Executor"):
            return "executor"
    return ""


def literal_path(module: Module, node: cst.BaseExpression) -> str | None:
    """A path that is written out, here or in the one assignment of a variable of the module."""
    if isinstance(node, cst.Name):
        binding = module.names.only_value(node)
        if binding is None or binding.value is None or binding.scope.kind != "module":
            return None
        return literals.string_value(binding.value)
    return literals.string_value(node)


def arguments_of(
    module: Module, call: cst.Call, name: str, guess: Guess, extra: bool = False
) -> Bound | Blocked:
    """The arguments of a call of the environment ``name``; a refusal where one can't go on.

    ``extra``: keywords beyond the signature are allowed.
    """
    history = class_signatures(name, module.options.since) or class_signatures(name)
    bound = bind_arguments(
        call, history, lambda node: guess(module.names.value_of(node)), without_none=True
    )
    if bound.problem:
        return Blocked(ARGUMENTS, bound.problem)
    known = {p for s in class_signatures(name) for p in s.parameters}
    blocked = (None if extra else refuse_unknown_keyword(bound, sorted(known))) or refuse_callbacks(
        bound
    )
    return blocked or bound


@dataclass(slots=True)
class EnvironmentParts:
    """What a class file gathers on the way to its translation."""

    module: Module
    rule: Rule
    notes: list[TranslationNote] = field(default_factory=list)
    arguments: list[tuple[str, Code]] = field(default_factory=list)
    prepare: list[Callable[[], None]] = field(default_factory=list)
    carried_image: cst.BaseExpression | None = None

    def note(self, message: str) -> None:
        """Tell something that asks nothing."""
        self.notes.append(TranslationNote(self.rule, message))

    def executor(self, arg: cst.Arg | None) -> Writer | None:
        """The writer of an executor object that moves to the flow."""
        if arg is None or is_none(arg):
            return None
        self.note(RUN_USES_EXECUTOR)
        value = arg.value
        return lambda local_names: value

    def labels(self, bound: Bound) -> None:
        """Carry ``labels`` over to the run config."""
        arg = bound.arguments.get("labels")
        if arg is not None and not is_none(arg) and not _says_nothing(arg.value):
            self.arguments.append(("labels", arg.value))

    def image(self, bound: Bound, docker: bool, config: str) -> str | Blocked:
        """Carry the image over; returns the run config that takes it.

        ``config`` is the run config that the class asks for (``UniversalRun``: none).
        """
        image = image_of(bound)
        if image is None:
            return config
        if isinstance(image, Blocked):
            return image
        if docker:
            self.notes.append(
                TranslationNote(IMAGE, "the image is dropped: Docker storage always overrode it")
            )
            return config
        if config == "UniversalRun":
            agent = self.module.options.agent or ""
            config = AGENT_RUN_CONFIGS[agent] if agent else ""
            if config in WITH_IMAGE:
                self.note(f"only a {agent} agent takes the flow now; the environment fitted any")
        if config not in WITH_IMAGE:
            return Blocked(IMAGE, "only the agent's own run config takes an image")
        self.arguments.append(("image", image))
        self.carried_image = image
        return config

    def run_config(self, name: str, always: bool = False) -> Writer | None:
        """The writer of the run config, where it has anything to say."""
        if not self.arguments and not always:
            return None
        return call_writer(RUN_CONFIGS, name, self.arguments)

    def translation(
        self,
        bound: Bound,
        docker: bool,
        config: str,
        executor: Writer | None,
        *,
        always: bool = False,
        job_templates: tuple[str, ...] = (),
    ) -> Translation | Blocked:
        """The translation with image and labels; ``always``: the run config is written anyway."""
        config_with_image = self.image(bound, docker, config)
        if isinstance(config_with_image, Blocked):
            return config_with_image
        self.labels(bound)
        return Translation(
            self.rule,
            executor,
            self.run_config(config_with_image, always=always),
            tuple(self.notes),
            job_templates,
            tuple(self.prepare),
            self.carried_image,
        )


def _says_nothing(labels: cst.BaseExpression) -> bool:
    """Whether ``labels`` are written out as none at all."""
    if isinstance(labels, (cst.List, cst.Tuple)):
        return not labels.elements
    return (
        isinstance(labels, cst.Call)
        and isinstance(labels.func, cst.Name)
        and labels.func.value in {"list", "set", "tuple"}
        and not labels.args
    )


def refuse_executor(module: Module, bound: Bound) -> Blocked | None:
    """A refusal where the executor isn't an object that is made here.

    A string raised a ``TypeError`` in every release that took an ``executor`` (0.12 to 0.15); a flow
    takes it, and fails when it runs.
    """
    if not is_none(bound.arguments.get("executor_kwargs")):
        return Blocked(
            ARGUMENTS,
            "`executor_kwargs` were passed to the executor that the configuration names",
            "set `flow.executor` to that executor with these arguments",
        )
    given = bound.arguments.get("executor")
    if given is not None and kind_of(module.names.value_of(given.value)) == "string":
        return Blocked(
            ARGUMENTS,
            "`executor` is a string, and 0.x took an executor",
            "pass the executor itself, for example `LocalExecutor()`",
        )
    return None
