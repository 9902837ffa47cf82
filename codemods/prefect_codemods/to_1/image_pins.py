"""Docker storage that builds an old Prefect into its image."""

from __future__ import annotations

import re
from collections.abc import Sequence

from prefect_codemods.python.arguments import keyword_of
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.to_1.flow_settings import flow_settings
from prefect_codemods.to_1.possible_texts import possible_texts
from prefect_codemods.to_1.shell.shared_rules import PINS

_MODULES = ("prefect.storage.", "prefect.environments.storage.")
_OLD_IMAGE = re.compile(r"prefecthq/prefect:(?:0\.|all_extras)|prefecthq/prefect:\S*-python3\.6\b")
_OLD_PIN = re.compile(r"prefect(?:\[[^\]]*\])?\s*(?:==|<=|~=|<)\s*0\.")


_OLD_PYTHON = re.compile(r"(?:docker\.io/)?(?:library/)?python:(?:2|3\.[0-6](?!\d))")
_RELEASE = "name a release, such as 1.4.1: branches of that time are gone, or hold a later Prefect"
_NEWER = "take python:3.7 or later, up to 3.10"


def _is_branch(version: str) -> bool:
    """Whether a ``prefect_version`` is none of Prefect's releases: the image builds it from git."""
    return re.match(r"v?\d+\.|…|$", version) is None


def plan_image_pins(module: Module) -> None:
    """Report the old versions in the Docker storages and run configs of one module."""
    for place, image in flow_settings(module).carried_images:
        _judge_image(module, place, image)
    for call in module.names.calls:
        path = module.names.qualified(call.func)
        if path.startswith("prefect.run_configs.") and not module.compatible(call):
            _run_config(module, call)
        if path.startswith(_MODULES) and path.endswith(".Docker") and not module.compatible(call):
            for index, arg in enumerate(call.args):
                _check(module, arg, _parameter_name(module, arg, index))


def _run_config(module: Module, call: cst.Call) -> None:
    """Report an image of an old Prefect that a run config names."""
    for arg in call.args:
        if keyword_of(arg) == "image":
            _judge_image(module, arg, arg.value)


def _judge_image(module: Module, place: cst.CSTNode, image: cst.BaseExpression) -> None:
    """Report at ``place`` that ``image`` names an image with a Prefect from before 1.0, if it may."""
    if old := _old_image(possible_texts(module, image)):
        module.plan.report(PINS, place, f"the image `{old}` holds a Prefect from before 1.0")


def _old_image(texts: Sequence[str]) -> str:
    return next(filter(_OLD_IMAGE.search, texts), "")


def _parameter_name(module: Module, arg: cst.Arg, index: int) -> str:
    """The parameter of an argument, as far as it was the same in every release."""
    if arg.keyword is not None:
        return keyword_of(arg)
    if index == 1 and not arg.star:
        return "base_image"
    return "python_dependencies" if isinstance(module.names.value_of(arg.value), cst.List) else ""


def _check(module: Module, arg: cst.Arg, name: str) -> None:
    value = module.names.value_of(arg.value)
    if name == "python_dependencies" and isinstance(value, cst.List):
        for element in value.elements:
            pins = filter(_OLD_PIN.match, possible_texts(module, element.value))
            if pin := next(pins, ""):
                module.plan.report(PINS, element, f"`{pin}` installs a Prefect from before 1.0")
    if name not in ("prefect_version", "base_image"):
        return
    texts = possible_texts(module, arg.value)
    if name == "prefect_version" and any(text.startswith("0.") for text in texts):
        module.plan.report(PINS, arg, "the image gets a Prefect from before 1.0")
    elif name == "prefect_version" and (branch := next(filter(_is_branch, texts), "")):
        message = f"the image gets Prefect from the branch or commit `{branch}` of its repository"
        module.plan.report(PINS, arg, message, help=_RELEASE)
    if name == "base_image" and (old := _old_image(texts)):
        module.plan.report(PINS, arg, f"the base image `{old}` holds a Prefect from before 1.0")
    elif name == "base_image" and (old := next(filter(_OLD_PYTHON.match, texts), "")):
        message = f"`{old}`: Prefect 1.x needs Python 3.7 or later"
        module.plan.report(PINS, arg, message, help=_NEWER)


CODEMOD = Codemod(
    plan_image_pins,
    after=("sites",),
    keywords=("run_config",),
    text=r"[\"']prefect(?:\[[\w,\s-]*\])?\s*[=<>~!]",
)
