"""Docker storage that builds an old Prefect into its image."""

from __future__ import annotations

import re

from prefect_codemods.python import literals
from prefect_codemods.python.arguments import keyword_of
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.rules import Codemod
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.flow_settings import flow_settings

PINS = rule(
    "PM217",
    "old-prefect-image",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports Docker storage whose image gets Prefect 0.x or a Python below 3.7, and run configs "
    "that name an image of Prefect 0.x.",
    why="The flow would run on the old release; images `all_extras` are built up to 0.13.19 only; "
    "Prefect 1.x can't be installed with a Python below 3.7.",
    before="from prefect.storage import Docker\n\nstorage = Docker(prefect_version='0.13.19')\n",
    advice="use a 1.x image or version, for example `prefecthq/prefect:1.4.1`",
)

_MODULES = ("prefect.storage.", "prefect.environments.storage.")
_OLD_IMAGE = re.compile(r"prefecthq/prefect:(?:0\.|all_extras)|prefecthq/prefect:\S*-python3\.6\b")
_OLD_PIN = re.compile(r"prefect(?:\[[^\]]*\])?\s*(?:==|<=|~=|<)\s*0\.")


_OLD_PYTHON = re.compile(r"(?:docker\.io/)?(?:library/)?python:(?:2|3\.[0-6](?!\d))")
_NEWER = "take python:3.7 or later, up to 3.10"


_OLD_IMAGE_MESSAGE = "the image holds a Prefect from before 1.0"


def plan_image_pins(module: Module) -> None:
    """Report the old versions in the Docker storages and run configs of one module."""
    for place, image in flow_settings(module).carried_images:
        if _holds_old_prefect(module, image):
            module.plan.report(PINS, place, _OLD_IMAGE_MESSAGE)
    for call in module.names.calls:
        path = module.names.qualified(call.func)
        if path.startswith("prefect.run_configs.") and not module.compatible(call):
            _run_config(module, call)
        if path.startswith(_MODULES) and path.endswith(".Docker") and not module.compatible(call):
            for index, arg in enumerate(call.args):
                _check(module, arg, _name(module, arg, index))


def _run_config(module: Module, call: cst.Call) -> None:
    """Report an image of an old Prefect that a run config names."""
    for arg in call.args:
        if keyword_of(arg) == "image" and _holds_old_prefect(module, arg.value):
            module.plan.report(PINS, arg, _OLD_IMAGE_MESSAGE)


def _holds_old_prefect(module: Module, image: cst.BaseExpression) -> bool:
    """Whether ``image`` certainly names an image with a Prefect from before 1.0."""
    return _OLD_IMAGE.search(literals.string_value(module.names.value_of(image)) or "") is not None


def _name(module: Module, arg: cst.Arg, index: int) -> str:
    """The parameter of an argument, as far as it was the same in every release."""
    if arg.keyword is not None:
        return keyword_of(arg)
    if index == 1 and not arg.star:
        return "base_image"
    return "python_dependencies" if isinstance(module.names.value_of(arg.value), cst.List) else ""


def _check(module: Module, arg: cst.Arg, name: str) -> None:
    value = module.names.value_of(arg.value)
    text = literals.string_value(value) or ""
    if name == "prefect_version" and text.startswith("0."):
        module.plan.report(PINS, arg, "the image gets a Prefect from before 1.0")
    if name == "base_image" and _OLD_IMAGE.search(text):
        module.plan.report(PINS, arg, "the base image holds a Prefect from before 1.0")
    if name == "base_image" and _OLD_PYTHON.match(text):
        message = f"`{text}`: Prefect 1.x needs Python 3.7 or later"
        module.plan.report(PINS, arg, message, help=_NEWER)
    if name == "python_dependencies" and isinstance(value, cst.List):
        for element in value.elements:
            pin = literals.string_value(element.value) or ""
            if _OLD_PIN.match(pin):
                module.plan.report(PINS, element, f"`{pin}` installs a Prefect from before 1.0")


CODEMOD = Codemod(
    plan_image_pins,
    after=("sites",),
    keywords=("run_config",),
    text=r"[\"']prefect(?:\[[\w,\s-]*\])?\s*[=<>~!]",
)
