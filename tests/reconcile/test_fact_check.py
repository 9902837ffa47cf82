"""What a merge may not do to a single fact, whatever decided it."""

from __future__ import annotations

import pytest

from prefect_migrate.reconcile.fact_check import allowed_counts, shown_fact, wrong_facts
from prefect_migrate.reconcile.manifests.yaml_facts import (
    without_renamed,
    without_shared_values,
    yaml_facts,
)
from prefect_migrate.reconcile.page.page_facts import (
    page_facts,
    plain_page_facts,
    without_shared_changes,
)

PAGE = """# Run on Dask

Start the scheduler. Then start the workers.

1. Build the image.
2. Push the image.

| Setting | Default |
| ------- | ------- |
| memory  | 2G      |

```bash
docker push flow
```
"""
YAML = """# the agent
kind: Deployment
apiVersion: apps/v1
metadata:
  name: agent
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: agent
          image: prefect:1
          env:
            - name: HOST
              value: db
"""


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "least", "most"),
    [
        (1, 1, 1, 1, 1),
        (1, 1, 0, 0, 0),
        (0, 1, 0, 1, 1),
        (0, 1, 1, 1, 2),
        (2, 1, 1, 0, 1),
        (1, 0, 0, 0, 0),
        (1, 2, 0, 0, 2),
        (3, 3, 5, 5, 5),
    ],
)
def test_how_often_the_result_may_have_a_fact(
    base: int, ours: int, theirs: int, least: int, most: int
) -> None:
    assert allowed_counts(base, ours, theirs) == (least, most)
    assert allowed_counts(base, theirs, ours) == (least, most)


def wrong_on_page(ours: str, theirs: str, result: str, base: str = PAGE) -> set[str]:
    found = wrong_facts(page_facts, base, ours, theirs, [result])
    assert found is not None
    return {shown_fact(fact, what) for fact, what in found.items()}


def test_what_both_sides_did_to_a_page_is_no_wrong_fact() -> None:
    ours = PAGE.replace("the scheduler", "the *new* scheduler").replace("2G", "4G")
    theirs = PAGE.replace("2. Push the image.", "2. Tag the image.\n3. Push the image.")
    result = ours.replace("2. Push the image.", "2. Tag the image.\n3. Push the image.")
    assert wrong_on_page(ours, theirs, result) == set()
    wrapped = result.replace("scheduler. Then", "scheduler.\nThen")
    assert wrong_on_page(ours, theirs, wrapped) == set()


@pytest.mark.parametrize(
    ("result", "wrong"),
    [
        (PAGE, "`prose 4G` would be lost"),
        (PAGE.replace("2G", "4G") + "\nMore.\n", "`prose More` would be there once too often"),
        (PAGE.replace("2G", "4G").replace("push flow", "push"), "`code flow` would be lost"),
        (PAGE.replace("2G", "2G 4G"), "`prose 2G` would be there once too often"),
        (
            PAGE.replace("2G      |", "4G | so |"),
            "`a row with more or fewer cells than its table has` would be there once too often",
        ),
        (
            PAGE.replace("2G", "4G").replace("# Run", "## Walk"),
            "`heading Run on Dask` would be lost",
        ),
    ],
)
def test_a_wrong_fact_of_a_page_is_told(result: str, wrong: str) -> None:
    assert wrong in wrong_on_page(PAGE.replace("2G", "4G"), PAGE, result)
    assert wrong in wrong_on_page(PAGE, PAGE.replace("2G", "4G"), result)


def test_the_bullets_and_options_of_rst_are_words_of_their_own() -> None:
    base = "Heading\n=======\n\n.. image:: a.png\n   :target: b\n\n- one\n"
    ours, theirs = base.replace("a.png", "c.png"), base.replace("target: b", "target: d")
    result = ours.replace("target: b", "target: d")
    assert wrong_facts(plain_page_facts, base, ours, theirs, [result]) == {}
    assert wrong_facts(plain_page_facts, base, ours, theirs, [ours])


def test_what_stays_in_markers_may_stand_on_either_side() -> None:
    ours, theirs = PAGE.replace("2G", "4G"), PAGE.replace("2G", "8G")
    assert wrong_facts(page_facts, PAGE, ours, theirs, [ours, theirs]) == {}


def wrong_in_yaml(ours: str, theirs: str, *results: str, base: str = YAML) -> dict[object, str]:
    found = wrong_facts(yaml_facts, base, ours, theirs, results)
    assert found is not None
    sides = [facts for text in (base, ours, theirs) if (facts := yaml_facts(text)) is not None]
    return dict(without_renamed(found, *sides))


def test_what_both_sides_did_to_a_manifest_is_no_wrong_fact() -> None:
    ours = YAML.replace("replicas: 1", "replicas: 2  # two")
    theirs = YAML.replace("prefect:1", "'prefect:2'").replace("kind", "# a comment\nkind")
    result = ours.replace("prefect:1", "prefect:2").replace("kind", "# a comment\nkind")
    assert wrong_in_yaml(ours, theirs, result) == {}


@pytest.mark.parametrize(
    "spoiled",
    [
        ("  replicas: 2\n", ""),
        ("replicas: 2", "replicas: '2'"),
        ("# the agent\n", ""),
        ("            - name: HOST\n              value: db\n", "            []\n"),
        ("              value: db\n", "              value: db\n            - name: HOST2\n"),
        ("  replicas: 2\n", "  replicas: 2\n  paused: true\n"),
        ("  replicas: 2\n", "  paused: 2\n"),
    ],
)
def test_a_wrong_fact_of_a_manifest_is_told(spoiled: tuple[str, str]) -> None:
    ours = YAML.replace("replicas: 1", "replicas: 2")
    assert spoiled[0] in ours
    assert wrong_in_yaml(ours, YAML, ours.replace(*spoiled))
    assert wrong_in_yaml(YAML, ours, ours.replace(*spoiled))


def test_a_change_below_a_name_that_the_other_side_changed() -> None:
    ours = YAML.replace("        - name: agent", "        - name: prefect-agent")
    theirs = YAML.replace("prefect:1", "prefect:2")
    result = ours.replace("prefect:1", "prefect:2")
    assert wrong_in_yaml(ours, theirs, result) == {}
    beside = ours.replace("replicas: 1", "replicas: 1\n  image: prefect:2")
    assert wrong_in_yaml(ours, theirs, beside)


def test_a_document_that_both_sides_named_anew_stands_once() -> None:
    ours = YAML.replace("metadata:\n  name: agent", "metadata:\n  name: ours")
    theirs = YAML.replace("metadata:\n  name: agent", "metadata:\n  name: theirs")
    assert wrong_in_yaml(ours, theirs, f"{ours}---\n{theirs}")


def test_what_can_not_be_read_is_not_compared() -> None:
    assert wrong_facts(yaml_facts, "a: [", "a: 1\n", "a: 2\n", ["a: 1\n"]) is None


def test_what_both_put_in_elsewhere_and_one_took_out_stands_once() -> None:
    base = "# A\n\nSome moved words.\n\nThe rest.\n\nAnd more of it.\n\nIn paragraphs.\n"
    ours = "# A\n\nSome moved words.\n\nThe rest.\n\nAnd more of it.\n\nIn paragraphs.\n\n# B\n\nSome moved words.\n"
    theirs = "# A\n\nThe rest.\n\nAnd more of it.\n\nIn paragraphs.\n\n# B\n\nSome moved words.\n"
    wrong = wrong_facts(page_facts, base, ours, theirs, [theirs])
    assert wrong
    assert without_shared_changes(wrong, [base, ours, theirs, theirs], markdown=True) == {}
    lost = "# A\n\nThe rest.\n\nAnd more of it.\n\nIn paragraphs.\n\n# B\n\nSome words.\n"
    wrong = wrong_facts(page_facts, base, ours, theirs, [lost])
    assert wrong
    found = without_shared_changes(wrong, [base, ours, theirs, lost], markdown=True)
    assert found == {("prose", "moved"): "lost"}
    no_heading = theirs.replace("# B", "B")
    wrong = wrong_facts(page_facts, base, ours, theirs, [no_heading])
    assert wrong
    texts = [base, ours, theirs, no_heading]
    assert without_shared_changes(wrong, texts, markdown=True) == {("heading", "B"): "lost"}


def test_a_value_that_both_put_in_and_one_took_out_elsewhere() -> None:
    base = "a:\n  on: 1\nb:\n  x: 2\n"
    ours, theirs = base + "c:\n  on: 1\n", "b:\n  x: 2\nc:\n  on: 1\n"
    sides = [facts for text in (base, ours, theirs) if (facts := yaml_facts(text)) is not None]
    result = yaml_facts(theirs)
    assert result is not None
    wrong = wrong_facts(yaml_facts, base, ours, theirs, [theirs])
    assert wrong
    assert without_shared_values(wrong, sides, [result]) == {}
