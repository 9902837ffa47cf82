"""What merged manifests say of each other: a Service and the pods that it should reach."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from prefect_migrate.model import Decision, Grade
from prefect_migrate.reconcile.manifests.values import Value

_TEMPLATE = ("spec", "template")
POD_TEMPLATES: dict[str, tuple[str, ...]] = {
    "Pod": (),
    "Deployment": _TEMPLATE,
    "StatefulSet": _TEMPLATE,
    "DaemonSet": _TEMPLATE,
    "ReplicaSet": _TEMPLATE,
    "ReplicationController": _TEMPLATE,
    "Job": _TEMPLATE,
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
}
"""Kind -> where the template of its pods stands."""


def check_services(
    decisions: Sequence[Decision], after: Sequence[Value], before: Sequence[Sequence[Value]]
) -> list[Decision]:
    """The decisions, those about a Service that lost its pods lowered to ``needs-review``.

    ``after`` are the merged manifests, ``before`` those of each side: what was amiss on a side
    already isn't the merge's doing. Values are those of ``manifest_values.meaning``.
    """
    known = set().union(*(_manifest_problems(values) for values in before))
    fresh = [
        problem for problem in dict.fromkeys(_manifest_problems(after)) if problem not in known
    ]
    return [_lowered(decision, fresh) for decision in decisions]


def _lowered(decision: Decision, problems: Sequence[tuple[str, str]]) -> Decision:
    evidence = [
        said
        for service, said in problems
        if decision.subject.split(" ")[0] in (service, *_named_titles(said))
    ]
    if not evidence or decision.grade is Grade.EQUIVALENT:
        return decision
    return replace(
        decision, grade=Grade.NEEDS_REVIEW, evidence=(*decision.evidence, *dict.fromkeys(evidence))
    )


def _named_titles(said: str) -> list[str]:
    """The titles that a sentence names."""
    return [word.strip("`,") for word in said.split() if "/" in word]


def _manifest_problems(values: Sequence[Value]) -> list[tuple[str, str]]:
    """``(Service/name, sentence)`` for each Service that reaches no pod or no port."""
    pods = list(_pods(values))
    found = []
    for value in values:
        if not isinstance(value, dict) or _shown_scalar(value.get("kind")) != "Service":
            continue
        spec: Any = value.get("spec")
        selector = spec.get("selector") if isinstance(spec, dict) else None
        if not isinstance(selector, dict) or not selector or not pods:
            continue
        title = _title_of_manifest(value)
        chosen = [pod for pod in pods if selector.items() <= pod[1].items()]
        if not chosen:
            found.append((title, f"the selector of `{title}` matches no pod in the result"))
        ports: Any = spec.get("ports")
        for port in ports if isinstance(ports, tuple) and chosen else ():
            found += _unserved(title, port, chosen)
    return found


def _unserved(
    title: str, port: Any, chosen: Sequence[tuple[str, dict[str, Value], set[Value]]]
) -> Iterator[tuple[str, str]]:
    target: Any = (port.get("targetPort") or port.get("port")) if isinstance(port, dict) else None
    said = [pod for pod in chosen if pod[2]]
    if _is_scalar(target) and said and not any(target in pod[2] for pod in said):
        shown = target[1]
        names = ", ".join(f"`{pod[0]}`" for pod in said)
        yield title, f"`{title}` targets port {shown}, which {names} does not name"


def _pods(values: Sequence[Value]) -> Iterator[tuple[str, dict[str, Value], set[Value]]]:
    """Title, labels and ports (numbers and names) of the pods that manifests make."""
    for value in values:
        path = (
            POD_TEMPLATES.get(_shown_scalar(value.get("kind"))) if isinstance(value, dict) else None
        )
        template: Any = value
        for key in path or ():
            template = template.get(key) if isinstance(template, dict) else None
        if path is None or not isinstance(template, dict):
            continue
        labels = _value_at(template, "metadata", "labels")
        ports: set[Value] = set()
        containers = _value_at(template, "spec", "containers")
        for container in containers if isinstance(containers, tuple) else ():
            listed = container.get("ports") if isinstance(container, dict) else None
            for port in listed if isinstance(listed, tuple) else ():
                said = (
                    (port.get("containerPort"), port.get("name")) if isinstance(port, dict) else ()
                )
                ports |= {name for name in said if _is_scalar(name)}
        yield _title_of_manifest(value), labels if isinstance(labels, dict) else {}, ports


def _value_at(value: Any, *path: str) -> Any:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _is_scalar(value: Any) -> bool:
    return isinstance(value, tuple) and len(value) == 2 and value[0] in ("str", "number")


def _shown_scalar(value: Any) -> str:
    return str(value[1]) if isinstance(value, tuple) and len(value) == 2 else ""


def _title_of_manifest(value: Any) -> str:
    return (
        f"{_shown_scalar(value.get('kind'))}/{_shown_scalar(_value_at(value, 'metadata', 'name'))}"
    )
