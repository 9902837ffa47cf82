"""YAML around flows: manifests of Kubernetes, Compose files, CI files, conda environments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect_codemods.findings import Rewritten
from prefect_codemods.options import Options

if TYPE_CHECKING:
    from prefect_codemods.yaml.embedded_files import RewriteFile


def rewrite_yaml(text: str, options: Options, role: str, rewrite: RewriteFile) -> Rewritten:
    """Migrate a YAML stream; ``role`` is ``job-template`` for a file that a flow's run reads.

    ``rewrite`` migrates the files of other languages that stand in it.

    Raises ``Refusal`` for a text that isn't YAML.
    """
    from prefect_codemods.yaml.reader import read_yaml

    return read_yaml(text, options, role, rewrite)
