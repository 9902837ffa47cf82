"""KubernetesJobEnvironment: a KubernetesRun with a job template.

Both read the file when the object is made; the file itself has to be cleaned for 1.x, which the
tool does in the same run where the path is literal.
"""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python.arguments import is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.environments.common import (
    EnvironmentParts,
    arguments_of,
    by_kind,
    literal_path,
    refuse_executor,
)
from prefect_codemods.to_1.environments.translation import (
    Blocked,
    Translation,
    TranslationNote,
    translates,
)

JOB = rule(
    "PM107",
    "kubernetes-job-environment",
    Kind.SAFE,
    since="1.0.0",
    what="Replaces `KubernetesJobEnvironment` with a `KubernetesRun` whose job template is the file.",
    why="Environments were removed in Prefect 1.0.0. The agent makes the one job itself; what 0.x overwrote in "
    "the file, 1.x takes as it stands.",
    before="from prefect import Flow\nfrom prefect.environments import KubernetesJobEnvironment\n\n"
    'flow = Flow("f")\n'
    'flow.environment = KubernetesJobEnvironment(job_spec_file="job.yaml")\n',
    after="from prefect import Flow\nfrom prefect.run_configs import KubernetesRun\n\n"
    'flow = Flow("f")\n'
    'flow.run_config = KubernetesRun(job_template_path="job.yaml")\n',
    source="Prefect 0.13.19, prefect/environments/execution/k8s/job.py; 1.4.1, agent/kubernetes",
)
TEMPLATE = rule(
    "PM207",
    "job-template-elsewhere",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports a job template whose file the tool can't find from the source.",
    why="A `command` or an empty `image` in the file breaks the pod on 1.x.",
    before="from prefect import Flow\nfrom prefect.environments import KubernetesJobEnvironment\n\n"
    'flow = Flow("f")\n'
    "flow.environment = KubernetesJobEnvironment(job_spec_file=path())\n",
    advice="remove `command`, `args` and an empty `image` of the first container from the file",
)

_GUESS = by_kind(
    {"string": "job_spec_file", "list": "labels", "bool": "unique_job_name", "executor": "executor"}
)


@translates("KubernetesJobEnvironment")
def translate_kubernetes_job(module: Module, call: cst.Call, docker: bool) -> Translation | Blocked:
    """What ``KubernetesJobEnvironment(…)`` becomes."""
    bound = arguments_of(module, call, "KubernetesJobEnvironment", _GUESS)
    if isinstance(bound, Blocked):
        return bound
    if (refused := refuse_executor(module, bound)) is not None:
        return refused
    parts = EnvironmentParts(module, JOB)
    templates: tuple[str, ...] = ()
    spec = bound.arguments.get("job_spec_file")
    if spec is not None and not is_none(spec):
        parts.arguments.append(("job_template_path", spec.value))
        path = literal_path(module, spec.value)
        if path is None:
            message = "the job template's path isn't literal: clean the file by hand"
            parts.notes.append(TranslationNote(TEMPLATE, message, Level.MANUAL))
        else:
            templates = (path,)
    if not is_none(bound.arguments.get("unique_job_name")):
        parts.note("`unique_job_name` is dropped: 1.x always makes the job's name unique")
    executor = parts.executor(bound.arguments.get("executor"))
    return parts.translation(
        bound, docker, "KubernetesRun", executor, always=True, job_templates=templates
    )
