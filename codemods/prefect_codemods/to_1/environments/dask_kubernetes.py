"""DaskKubernetesEnvironment: a KubernetesRun and a DaskExecutor over a KubeCluster.

The scheduler ran inside the flow's pod, so ``deploy_mode="local"`` keeps it there
(dask-kubernetes starts a pod of its own for it since 2021.03.0).
"""

from __future__ import annotations

from prefect_codemods.findings import Level
from prefect_codemods.python import literals
from prefect_codemods.python.arguments import Bound, is_none
from prefect_codemods.python.context import Module
from prefect_codemods.python.lazy_libcst import cst
from prefect_codemods.python.new_code import (
    Code,
    new_call,
    new_dictionary,
    new_list,
    string_literal,
)
from prefect_codemods.rule import Kind, rule
from prefect_codemods.to_1.environments.common import (
    RUN_USES_EXECUTOR,
    EnvironmentParts,
    arguments_of,
    by_kind,
    literal_path,
)
from prefect_codemods.to_1.environments.translation import (
    ARGUMENTS,
    Blocked,
    LocalNames,
    Translation,
    TranslationNote,
    Writer,
    translates,
)

DASK_KUBERNETES = rule(
    "PM105",
    "dask-kubernetes-environment",
    Kind.SAFE,
    since="1.0.0",
    what="Replaces `DaskKubernetesEnvironment` with `KubernetesRun` and a `DaskExecutor` that adapts.",
    why="Environments were removed in Prefect 1.0.0. The worker image is looked up when the flow runs, as "
    "before, so the cluster class is a function.",
    before="from prefect import Flow\nfrom prefect.environments import DaskKubernetesEnvironment\n\n"
    'flow = Flow("f")\n'
    "flow.environment = DaskKubernetesEnvironment(min_workers=1, max_workers=4)\n",
    after="from dask_kubernetes import KubeCluster, make_pod_spec\n"
    "from prefect import Flow, context\nfrom prefect.executors import DaskExecutor\n"
    "from prefect.run_configs import KubernetesRun\n\n"
    'flow = Flow("f")\n'
    "flow.executor = DaskExecutor(\n"
    "    cluster_class=lambda: KubeCluster(\n"
    "        make_pod_spec(image=context.image),\n"
    '        deploy_mode="local",\n'
    "    ),\n"
    '    adapt_kwargs={"minimum": 1, "maximum": 4},\n'
    ")\n"
    "flow.run_config = KubernetesRun()\n",
    advice="dask-kubernetes has to be 2024.4.2 or older: later ones have no classic KubeCluster",
    source="Prefect 0.13.19, prefect/environments/execution/dask/k8s.py",
)
WORKERS = rule(
    "PM210",
    "dask-worker-pods",
    Kind.MANUAL,
    since="1.0.0",
    what="Reports what a DaskKubernetesEnvironment did to its worker pods that 1.x does not.",
    why="It overwrote the first container's image in a worker file and added Prefect's variables.",
    before="from prefect import Flow\nfrom prefect.environments import DaskKubernetesEnvironment\n\n"
    'flow = Flow("f")\n'
    'flow.environment = DaskKubernetesEnvironment(worker_spec_file="worker.yaml")\n',
    advice="set the image in the worker file to one with the flow's dependencies",
)
_GUESS = by_kind({"list": "labels"})
_LOGGERS = "PREFECT__LOGGING__EXTRA_LOGGERS"
_STEALING = "DASK_DISTRIBUTED__SCHEDULER__WORK_STEALING"


@translates("DaskKubernetesEnvironment")
def translate_dask_kubernetes(
    module: Module, call: cst.Call, docker: bool
) -> Translation | Blocked:
    """What ``DaskKubernetesEnvironment(…)`` becomes."""
    bound = arguments_of(module, call, "DaskKubernetesEnvironment", _GUESS)
    if isinstance(bound, Blocked):
        return bound
    parts = EnvironmentParts(module, DASK_KUBERNETES)
    if (blocked := _refuse_arguments(bound)) is not None:
        return blocked
    templates = _template(parts, bound)
    if isinstance(templates, Blocked):
        return templates
    _variables_of_pods(parts, bound)
    _note_lost_settings(parts, bound)
    secrets = literals.string_value(_value_of_parameter(bound, "image_pull_secret"))
    names = [name.strip() for name in (secrets or "").split(",") if name.strip()]
    if names:
        parts.arguments.append(
            ("image_pull_secrets", new_list([string_literal(name) for name in names]))
        )
    parts.note(RUN_USES_EXECUTOR)
    executor = _kube_cluster_executor(parts, bound, names)
    return parts.translation(
        bound, docker, "KubernetesRun", executor, always=True, job_templates=templates
    )


def _value_of_parameter(bound: Bound, name: str) -> cst.BaseExpression | None:
    arg = bound.arguments.get(name)
    return None if arg is None or is_none(arg) else arg.value


def _refuse_arguments(bound: Bound) -> Blocked | None:
    for name in ("private_registry", "docker_secret"):
        value = _value_of_parameter(bound, name)
        if value is not None and literals.boolean_value(value) is not False:
            return Blocked(
                ARGUMENTS,
                f"`{name}` made a Kubernetes secret from a Prefect secret; 1.x makes none",
                "create the secret in the cluster, then name it: "
                "`KubernetesRun(image_pull_secrets=[…])`",
            )
    for name in ("work_stealing", "scheduler_logs", "log_k8s_errors"):
        value = _value_of_parameter(bound, name)
        if value is not None and literals.boolean_value(value) is None:
            return Blocked(ARGUMENTS, f"`{name}` isn't a literal")
    secret = _value_of_parameter(bound, "image_pull_secret")
    if secret is not None and literals.string_value(secret) is None:
        return Blocked(ARGUMENTS, "`image_pull_secret` isn't a literal")
    return None


def _template(parts: EnvironmentParts, bound: Bound) -> tuple[str, ...] | Blocked:
    spec = _value_of_parameter(bound, "scheduler_spec_file")
    if spec is None:
        return ()
    path = literal_path(parts.module, spec)
    if path is None:
        return Blocked(
            ARGUMENTS,
            "`scheduler_spec_file` isn't a literal path",
            "pass the cleaned file as `KubernetesRun(job_template_path=…)`",
        )
    parts.arguments.append(("job_template_path", spec))
    return (path,)


def _variables_of_pods(parts: EnvironmentParts, bound: Bound) -> None:
    entries: list[tuple[str, Code]] = []
    stealing = literals.boolean_value(_value_of_parameter(bound, "work_stealing"))
    if stealing is False:
        entries.append((_STEALING, string_literal("False")))
    elif stealing is None:
        parts.note("work stealing is on: its default was off before 0.12.5")
    if literals.boolean_value(_value_of_parameter(bound, "scheduler_logs")):
        entries.append((_LOGGERS, string_literal("['distributed.scheduler']")))
    if literals.boolean_value(_value_of_parameter(bound, "log_k8s_errors")):
        parts.note(
            "`log_k8s_errors` is dropped: add 'kubernetes' to the extra loggers if you need it"
        )
    if entries:
        parts.arguments.append(("env", new_dictionary(entries)))


def _note_lost_settings(parts: EnvironmentParts, bound: Bound) -> None:
    """What the environment put into its pods by itself."""
    if _value_of_parameter(bound, "scheduler_spec_file") is None:
        parts.note(
            "the flow's job had the name and the label `app: prefect-dask-job`, 100m cpu, the "
            "pull policy `IfNotPresent`, `PREFECT__DEBUG` and the log level INFO; the new one has "
            "what the agent's template has"
        )
    else:
        parts.note("the job keeps the name of its file; it was `prefect-dask-job-…`")
    parts.note(
        "`dask_kubernetes` is imported with the flow, also where it is registered; workers start in "
        "the namespace of the kube config, not the flow's: pass `namespace` to `KubeCluster` where "
        "these differ"
    )
    parts.note(
        "the extra loggers `dask_kubernetes.core` and `distributed.deploy.adaptive` aren't set any "
        "more; `PREFECT__LOGGING__EXTRA_LOGGERS` sets them"
    )


def _kube_cluster_executor(parts: EnvironmentParts, bound: Bound, secrets: list[str]) -> Writer:
    least = _value_of_parameter(bound, "min_workers") or "1"
    most = _value_of_parameter(bound, "max_workers") or "2"
    adapt = new_dictionary([("minimum", least), ("maximum", most)])
    spec = _value_of_parameter(bound, "worker_spec_file")
    if spec is not None:
        parts.notes.append(
            TranslationNote(
                WORKERS,
                "the worker file is used as it stands: its image isn't replaced by the flow's, "
                "and Prefect's variables aren't added",
                Level.MANUAL,
            )
        )
    else:
        parts.note(
            "the default worker pod had the label `app: prefect-dask-worker`, 500m cpu, the pull "
            "policy `IfNotPresent`, `--no-bokeh`, `PREFECT__DEBUG` and the log level DEBUG; "
            "the new one has none of these"
        )

    def write(local_names: LocalNames) -> Code:
        executor = local_names.local("prefect.executors", "DaskExecutor")
        cluster = local_names.local("dask_kubernetes", "KubeCluster")
        workers = (
            _from_file(local_names, cluster, spec)
            if spec
            else _by_image(local_names, cluster, secrets)
        )
        return new_call(executor, [*workers, ("adapt_kwargs", adapt)])

    return write


def _by_image(local_names: LocalNames, cluster: str, secrets: list[str]) -> list[tuple[str, Code]]:
    pod = local_names.local("dask_kubernetes", "make_pod_spec")
    context = local_names.local("prefect", "context")
    arguments: list[tuple[str, Code]] = [("image", f"{context}.image")]
    if secrets:
        listed = new_list([new_dictionary([("name", string_literal(s))]) for s in secrets])
        arguments.append(("extra_pod_config", new_dictionary([("imagePullSecrets", listed)])))
    made = new_call(
        cluster, [("", new_call(pod, arguments)), ("deploy_mode", string_literal("local"))]
    )
    return [("cluster_class", ("lambda: ", made))]


def _from_file(local_names: LocalNames, cluster: str, spec: Code) -> list[tuple[str, Code]]:
    path = local_names.local("pathlib", "Path")
    load = local_names.local("yaml", "safe_load")
    loaded = (f"{load}({path}(", spec, ").read_text())")
    keywords: list[tuple[str, Code]] = [
        ("pod_spec", loaded),
        ("deploy_mode", string_literal("local")),
    ]
    return [
        ("cluster_class", f"{cluster}.from_dict"),
        ("cluster_kwargs", new_dictionary(keywords)),
    ]
