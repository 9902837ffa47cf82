"""Docker storage that builds an old Prefect into its image."""

from __future__ import annotations

import re

import libcst as cst

from prefect_codemods.python import literals
from prefect_codemods.python.context import Module
from prefect_codemods.rule import Kind, rule

PINS = rule(
    "PM217",
    "old-prefect-image",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports Docker storage that builds an old Prefect into its image.",
    why="The flow would run on the old release; images `all_extras` are built up to 0.13.19 only.",
    before="from prefect.storage import Docker\n\nstorage = Docker(prefect_version='0.13.19')\n",
    advice="use a 1.x image or version, for example `prefecthq/prefect:1.4.1`",
)

_HOMES = ("prefect.storage.", "prefect.environments.storage.")
_OLD_IMAGE = re.compile(r"prefecthq/prefect:(?:0\.|all_extras)|prefecthq/prefect:\S*-python3\.6\b")
_OLD_PIN = re.compile(r"prefect(?:\[[^\]]*\])?\s*(?:==|<=|~=|<)\s*0\.")


def migrate(module: Module) -> None:
    """Report the old versions in the Docker storages of one module."""
    for call in module.names.calls:
        path = module.names.qualified(call.func)
        if path.startswith(_HOMES) and path.endswith(".Docker") and not module.compatible(call):
            for arg in call.args:
                if arg.keyword is not None:
                    _check(module, arg, arg.keyword.value)


def _check(module: Module, arg: cst.Arg, name: str) -> None:
    text = literals.string(arg.value) or ""
    if name == "prefect_version" and text.startswith("0."):
        module.plan.report(PINS, arg, "the image gets a Prefect from before 1.0")
    if name == "base_image" and _OLD_IMAGE.search(text):
        module.plan.report(PINS, arg, "the base image holds a Prefect from before 1.0")
    if name == "python_dependencies" and isinstance(arg.value, cst.List):
        for element in arg.value.elements:
            pin = literals.string(element.value) or ""
            if _OLD_PIN.match(pin):
                module.plan.report(PINS, element, f"`{pin}` installs a Prefect from before 1.0")
