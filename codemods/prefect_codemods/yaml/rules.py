"""What a migration tells the YAML engine: rules for whole documents and for single values.

The modules of its YAML rules declare instances of these classes at their top. Commands, variables,
images and requirements in YAML are judged by the shell rules.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from prefect_codemods import registry
from prefect_codemods.migration import Migration
from prefect_codemods.options import Options
from prefect_codemods.text_edits import Report


@dataclass(frozen=True, slots=True)
class DocumentRule:
    """Judges the root of a document; returns the ids of the nodes that it deletes.

    The last argument is the role of the file (``job-template``), empty where it isn't known.
    """

    judge: Callable[[Report, Any, str], set[int]]


@dataclass(frozen=True, slots=True)
class ScalarRule:
    """Judges one scalar."""

    judge: Callable[[Report, Any], None]


@dataclass(frozen=True, slots=True)
class YamlRules:
    """All that one migration knows of YAML."""

    documents: tuple[DocumentRule, ...]
    scalars: tuple[ScalarRule, ...]


def yaml_rules(options: Options) -> YamlRules:
    """The YAML rules of the migration that runs."""
    return _migration_rules(options.migration)


@cache
def _migration_rules(migration: Migration) -> YamlRules:
    packages = migration.rules.yaml
    return YamlRules(
        registry.find_declared(packages, DocumentRule), registry.find_declared(packages, ScalarRule)
    )
