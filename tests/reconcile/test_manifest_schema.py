"""Merged manifests held against Kubernetes' schemas."""

from __future__ import annotations

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.reconcile.manifests.schema import find_unknown_fields
from prefect_migrate.settings import Settings

pytest.importorskip("kubernetes_validate")

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: p}
spec:
  containers:
    - name: c
      image: c
"""


def test_fields_of_the_schema_are_fine() -> None:
    assert list(find_unknown_fields(POD)) == []
    assert (
        list(find_unknown_fields(POD + "      env:\n        - name: A\n          value: yes\n"))
        == []
    )


def test_an_unknown_field_is_told_with_its_place() -> None:
    (found,) = find_unknown_fields(POD + "      comand: [x]\n", 10, 2)
    assert (found.line, found.column) == (18, 9)
    assert "`spec.containers[0].comand`" in found.message


@pytest.mark.parametrize(
    "text",
    [
        POD.replace("kind: Pod", "kind: Mesh") + "x: 1\n",
        POD.replace("apiVersion: v1", "apiVersion: example.org/v1") + "x: 1\n",
        POD.replace("kind: Pod", "kind: ../../../etc") + "x: 1\n",
        "a: [\n",
        "- a\n",
    ],
)
def test_what_has_no_schema_is_not_judged(text: str) -> None:
    assert list(find_unknown_fields(text)) == []


def test_a_field_of_a_merged_page() -> None:
    page = f"""\
# A page

```yaml
{POD}      selectors:
<<<<<<< ours
        app: web
=======
        app: www
>>>>>>> theirs
```
"""
    outcome = migrate_text(page, "page.md", Settings(prefer="ours"))
    assert not outcome.remaining
    assert [(d.rule, d.line) for d in outcome.diagnostics] == [("PM490", 11)]
