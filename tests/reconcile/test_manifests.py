"""Manifests of two sides become one: by identity, by merge key, by whole lines."""

from __future__ import annotations

from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prefect_migrate.documents.manifest import read_documents
from prefect_migrate.model import Grade, Line, Origin, Variant, split_lines
from prefect_migrate.reconcile.edits import Stream, apply_edits
from prefect_migrate.reconcile.manifests.manifest_merge import ManifestMerge, reconcile_manifests
from prefect_migrate.reconcile.manifests.values import node_meaning
from prefect_migrate.settings import Settings

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: web:1
          args: [serve, --port, "80"]
          ports:
            - containerPort: 80
"""


def variant(text: str, side: str) -> Variant:
    lines = tuple(split_lines(text))
    return Variant(side, lines, tuple(range(len(lines))))  # type: ignore[arg-type]


def merge(
    newer: str, older: str, base: str | None = None, settings: Settings | None = None
) -> tuple[str, ManifestMerge]:
    mine, yours = variant(newer, "ours"), variant(older, "theirs")
    origin = variant(base, "base") if base is not None else None
    done = reconcile_manifests(
        mine,
        [Stream(0, len(mine.lines))],
        yours,
        [Stream(0, len(yours.lines))],
        settings or Settings(),
        base=origin,
        base_regions=[Stream(0, len(origin.lines))] if origin else (),
    )
    lines = [Line(text, Origin("ours", i)) for i, text in enumerate(mine.lines)]
    return "".join(line.text for line in apply_edits(lines, done.edits)), done


def values(text: str) -> list[object]:
    return [node_meaning(d.root) for d in read_documents(text)]


def test_a_variable_of_the_older_side_is_kept_behind_what_precedes_it() -> None:
    older = DEPLOYMENT.replace(
        "          ports:\n",
        '          env:\n            - name: A\n              value: "1"\n          ports:\n',
    )
    text, done = merge(DEPLOYMENT, older)
    assert text == older
    (decision,) = done.decisions
    assert decision.subject == "Deployment/web .spec.template.spec.containers[web].env[A]"
    assert (decision.grade, decision.action, decision.theirs) == (Grade.POLICY, "both", (12, 14))


def test_drop_older_leaves_the_newer_side_byte_for_byte() -> None:
    older = DEPLOYMENT + "          stdin: true\n"
    text, done = merge(DEPLOYMENT, older, settings=Settings(one_sided="drop-older"))
    assert text == DEPLOYMENT
    assert [d.action for d in done.decisions] == ["ours"]


def test_items_are_paired_by_merge_key_and_reindented() -> None:
    older = dedent(
        """\
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          template:
            spec:
              containers:
              - image: web:1
                name: web
                # kept open for probes
                ports:
                # the second port
                - containerPort: 81
                - containerPort: 80
                args: [serve, --port, "80"]
        """
    )
    text, done = merge(DEPLOYMENT, older)
    added = "            # the second port\n            - containerPort: 81\n"
    told = DEPLOYMENT.replace(
        "          ports", "          # kept open for probes\n          ports"
    )
    assert text == told + added
    assert not done.undecided


def test_arguments_are_atomic_and_explained() -> None:
    older = DEPLOYMENT.replace('"80"]', '"81", --debug]')
    text, done = merge(DEPLOYMENT, older)
    assert text == DEPLOYMENT
    assert "`--port 80` against `81`, `--debug` in theirs only" in done.decisions[0].reason


@pytest.mark.parametrize(
    ("left", "right"), [("0644", "420"), ("yes", "true"), ("'a'", "a"), ("~", "null")]
)
def test_yaml_1_1_spellings_mean_the_same(left: str, right: str) -> None:
    _, done = merge(
        f"apiVersion: v1\nkind: X\nmode: {left}\n", f"apiVersion: v1\nkind: X\nmode: {right}\n"
    )
    assert [d.rule for d in done.decisions] == ["equal"]


def test_a_quoted_number_is_another_value() -> None:
    _, done = merge('apiVersion: v1\nkind: X\nport: "80"\n', "apiVersion: v1\nkind: X\nport: 80\n")
    assert [d.rule for d in done.decisions] == ["newer-wins"]


def test_an_empty_value_of_the_allow_list_is_no_fact() -> None:
    text, done = merge(DEPLOYMENT, DEPLOYMENT + "          resources: {}\n")
    assert text == DEPLOYMENT
    assert [d.rule for d in done.decisions] == ["empty-is-absent"]
    text, _ = merge(
        "apiVersion: v1\nkind: Pod\nspec:\n  a: 1\n",
        "apiVersion: v1\nkind: Pod\nspec:\n  a: 1\n  emptyDir: {}\n",
    )
    assert "emptyDir: {}" in text


def test_a_manifest_of_the_older_side_comes_behind_its_neighbour() -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n"
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n"
    text, done = merge(f"{DEPLOYMENT}---\n{config}", f"{DEPLOYMENT}---\n{service}---\n{config}")
    assert text == f"{DEPLOYMENT}---\n{service}---\n{config}"
    assert not done.undecided


def test_templates_are_merged_as_what_they_are() -> None:
    template = "apiVersion: v1\nkind: X\nname: {{ .Values.name }}\n"
    text, done = merge(template, template + "title: {{ .Values.title | quote }}\n", template)
    assert text == template + "title: {{ .Values.title | quote }}\n"
    assert not done.undecided


def test_a_duplicate_merge_key_makes_a_list_atomic() -> None:
    twice = DEPLOYMENT + "            - containerPort: 80\n"
    _, done = merge(DEPLOYMENT, twice)
    assert [d.rule for d in done.decisions] == ["newer-wins"]


def test_without_a_last_line_end_nothing_is_glued() -> None:
    text, done = merge(DEPLOYMENT.rstrip("\n"), DEPLOYMENT + "          stdin: true\n")
    assert text == DEPLOYMENT + "          stdin: true\n"
    assert not done.undecided


def test_lines_end_as_those_around_them() -> None:
    more = DEPLOYMENT + "          stdin: true\n"
    crlf = DEPLOYMENT.replace("\n", "\r\n")
    assert merge(crlf, more)[0] == more.replace("\n", "\r\n")
    assert merge(DEPLOYMENT, more.replace("\n", "\r\n"))[0] == more


def test_comments_deeper_than_an_entry_stay_with_it() -> None:
    newer = DEPLOYMENT + "            # - containerPort: 443\n"
    text, _ = merge(newer, DEPLOYMENT + "          stdin: true\n")
    assert text == newer + "          stdin: true\n"


@pytest.mark.parametrize("mark", ["\u2028", "\x85"])
def test_line_breaks_of_yaml_alone_are_refused(mark: str) -> None:
    newer = f'apiVersion: v1\nkind: X\na: "x{mark}y"\nb: 1\n'
    _, done = merge(newer, newer + "c: 2\n")
    assert done.undecided
    assert not done.edits


ANCHORED = """\
apiVersion: v1
kind: Pod
metadata:
  name: p
  labels: &labels
    app: p
spec:
  selector: *labels
  list:
    - &one
      name: a
    - *one
  containers:
    - name: c
      image: c:1
"""


def test_anchors_do_not_hinder_what_they_have_no_part_in() -> None:
    text, done = merge(ANCHORED, ANCHORED + "      stdin: true\n")
    assert text == ANCHORED + "      stdin: true\n"
    assert not done.undecided


def test_an_edit_that_an_alias_would_repeat_is_left() -> None:
    older = ANCHORED.replace("labels: &labels", "labels:").replace("*labels", "{app: p}")
    more = older.replace("    app: p\n", "    app: p\n    tier: web\n")
    text, done = merge(ANCHORED, more)
    assert text == ANCHORED
    assert "read back" in done.undecided[0].reason


def test_aliases_that_stand_for_very_much_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    bomb = "\n".join(["apiVersion: v1", "kind: X", *lines, ""])
    _, done = merge(bomb, bomb + "z: 1\n")
    assert "aliases" in done.undecided[0].reason


def test_another_version_of_the_api_is_the_same_manifest() -> None:
    older = DEPLOYMENT.replace("apps/v1", "extensions/v1beta1") + "          stdin: true\n"
    text, done = merge(DEPLOYMENT, older)
    assert text == DEPLOYMENT + "          stdin: true\n"
    assert "another version of the same API" in done.decisions[0].reason


def test_items_of_a_list_kind_are_manifests() -> None:
    body = "apiVersion: v1\nkind: List\nitems:\n"
    one = "- apiVersion: v1\n  kind: Service\n  metadata:\n    name: one\n"
    two = one.replace("one", "two")
    more = "  spec:\n    ports:\n    - port: 80\n"
    text, done = merge(body + one, body + two + one + more)
    assert not done.undecided
    assert values(text) == values(body + one + more + two)


def test_lists_of_custom_kinds_by_the_users_keys() -> None:
    newer = "apiVersion: x/v1\nkind: Mesh\nspec:\n  peers:\n    - id: a\n      port: 1\n"
    older = newer + "    - id: b\n      port: 2\n"
    text, done = merge(newer, older)
    assert text == newer
    assert done.decisions[0].rule == "newer-wins"
    text, _ = merge(newer, older, settings=Settings(merge_keys={"Mesh.spec.peers": ("id",)}))
    assert text == older


SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: web
  ports:
    - port: 80
"""


PODS = DEPLOYMENT.replace("    spec:\n", "    metadata:\n      labels: {app: web}\n    spec:\n")


def test_a_service_that_meets_no_pod_any_more_is_for_review() -> None:
    older = PODS.replace("app: web", "app: www") + "---\n" + SERVICE.replace("app: web", "app: www")
    text, done = merge(PODS, older)
    assert "kind: Service" in text
    (kept,) = (d for d in done.decisions if d.subject == "Service/web")
    assert kept.grade is Grade.NEEDS_REVIEW
    assert "matches no pod" in kept.evidence[0]


def test_a_service_that_met_no_pod_before_is_none_of_the_merge() -> None:
    lost = PODS.replace("app: web", "app: www") + "---\n" + SERVICE
    _, done = merge(lost, lost + "    - port: 81\n")
    assert {d.grade for d in done.decisions} == {Grade.POLICY, Grade.EQUIVALENT}


def test_ports_that_the_result_serves_are_no_matter_for_review() -> None:
    older = PODS.replace("containerPort: 80", "containerPort: 81")
    _, done = merge(PODS, f"{older}---\n{SERVICE}    - port: 443\n", settings=Settings())
    kept = [d for d in done.decisions if d.subject == "Service/web"]
    assert kept[0].grade is Grade.POLICY  # it named that port in vain on its own side already
    served = older + "---\n" + SERVICE.replace("port: 80", "port: 443\n      targetPort: 81")
    dropped = merge(PODS.replace("          ports:\n            - containerPort: 80\n", ""), served)
    assert all(d.grade is Grade.POLICY for d in dropped[1].decisions)


class TestThreeWay:
    def test_only_theirs_changed(self) -> None:
        older = DEPLOYMENT.replace("web:1", "web:2")
        text, done = merge(DEPLOYMENT, older, DEPLOYMENT)
        assert text == older
        assert {d.grade for d in done.decisions} == {Grade.PROVEN}

    def test_both_changed_is_left(self) -> None:
        older, newer = (DEPLOYMENT.replace("web:1", f"web:{n}") for n in (2, 3))
        text, done = merge(newer, older, DEPLOYMENT)
        assert text == newer
        assert len(done.undecided) == 1

    def test_a_deletion_is_a_deletion(self) -> None:
        older = DEPLOYMENT.replace('          args: [serve, --port, "80"]\n', "")
        text, _ = merge(DEPLOYMENT, older, DEPLOYMENT)
        assert text == older
        text, _ = merge(older, DEPLOYMENT, DEPLOYMENT)
        assert text == older

    def test_a_manifest_that_one_side_deleted_goes(self) -> None:
        both = f"{DEPLOYMENT}---\n{SERVICE}"
        changed = both.replace("web:1", "web:2")
        text, done = merge(changed, DEPLOYMENT, both)
        assert text == DEPLOYMENT.replace("web:1", "web:2")
        assert not done.undecided
        text, _ = merge(both, SERVICE, both)
        assert text == SERVICE

    def test_values_that_share_a_line_change_in_it(self) -> None:
        base = DEPLOYMENT.replace(
            "- name: web\n          image: web:1", "- image: web:1 # ok\n          name: web"
        )
        text, done = merge(base, base.replace("web:1", "web:2"), base)
        assert text == base.replace("web:1", "web:2")
        assert not done.undecided

    def test_comments_of_the_newer_side_stay_where_the_other_changed_a_value(self) -> None:
        newer = DEPLOYMENT.replace("          image", "          # keep me\n          image")
        text, _ = merge(newer, DEPLOYMENT.replace("web:1", "web:2"), DEPLOYMENT)
        assert text == newer.replace("web:1", "web:2")

    def test_deletion_against_change_is_left(self) -> None:
        older = DEPLOYMENT.replace('          args: [serve, --port, "80"]\n', "")
        newer = DEPLOYMENT.replace("--port", "--listen")
        text, done = merge(newer, older, DEPLOYMENT)
        assert text == newer
        assert done.undecided


def test_entries_go_into_braces_and_brackets() -> None:
    newer = "apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {a: 1} # why\nspec:\n  volumes: []\n"
    older = newer.replace("{a: 1}", "\n    b: '2'\n    a: 1\n    c: x").replace(" # why", "")
    text, done = merge(newer, older)
    assert text == newer.replace("{a: 1}", "{a: 1, b: '2', c: x}")
    assert not done.undecided
    newer = newer.replace("[]", "[{name: v}, ]")
    older = newer.replace("{name: v}", "{name: w}")
    text, done = merge(newer, older)
    assert text == newer.replace("[{name: v}, ]", "[{name: v}, {name: w} ]")


def test_a_plain_value_that_braces_would_tear_apart_is_left() -> None:
    newer = "apiVersion: v1\nkind: Pod\nmetadata:\n  labels: {a: 1}\n"
    text, done = merge(newer, newer.replace("{a: 1}", "\n    a: 1\n    b: x, c: y"))
    assert text == newer
    assert done.undecided


OLD_AGENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: prefect-agent
spec:
  template:
    spec:
      containers:
        - name: agent
          command: [/bin/bash, -c]
          args: [prefect agent start kubernetes]
          env:
            - name: PREFECT__LOGGING__LOG_TO_CLOUD
              value: "false"
            - name: PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS
              value: prefect.engine.executors.DaskExecutor
"""


def test_what_the_codemods_take_out_does_not_come_back() -> None:
    newer = "apiVersion: batch/v1\nkind: Job\nmetadata:\n  name: job\nspec:\n  template:\n"
    newer += "    spec:\n      containers:\n        - name: flow\n"
    older = newer + "          image: ''\n          command: [sh]\n          tty: true\n"
    text, done = merge(newer, older)
    assert text == newer + "          tty: true\n"
    assert [d.rule for d in done.decisions] == [*["equal-after-codemods"] * 2, "one-sided"]


def test_what_the_codemods_make_equal_is_equal() -> None:
    newer = OLD_AGENT.replace("start kubernetes", "kubernetes start")
    newer = newer.replace("LOGGING__LOG_TO_CLOUD", "CLOUD__SEND_FLOW_RUN_LOGS")
    newer = newer.replace("prefect.engine.", "prefect.")
    for base in (None, OLD_AGENT.replace("false", "true")):
        text, done = merge(newer, OLD_AGENT, base)
        assert text == newer
        assert not done.undecided
        assert {d.rule for d in done.decisions} == {"equal-after-codemods"}
        assert {d.grade for d in done.decisions} == {Grade.EQUIVALENT}


class TestLeft:
    """What can't be decided is as small as whole entries of both sides."""

    def test_one_field(self) -> None:
        older, newer = (DEPLOYMENT.replace("web:1", f"web:{n}") for n in (2, 3))
        text, done = merge(newer, older + "          stdin: true\n", DEPLOYMENT)
        (left,) = done.undecided
        assert (left.newer, left.older, left.base) == ((9, 10), (9, 10), (9, 10))
        assert text == newer + "          stdin: true\n"

    def test_a_field_that_one_side_deleted(self) -> None:
        without = DEPLOYMENT.replace('          args: [serve, --port, "80"]\n', "")
        changed = DEPLOYMENT.replace("--port", "--listen")
        (left,) = merge(changed, without, DEPLOYMENT)[1].undecided
        assert (left.newer, left.older) == ((10, 11), (10, 10))
        (left,) = merge(without, changed, DEPLOYMENT)[1].undecided
        assert (left.newer, left.older) == ((10, 10), (10, 11))

    def test_what_has_several_lines_and_would_go_into_braces(self) -> None:
        several = "\n        app: web\n        tier: |\n          front\n"
        older = PODS.replace(" {app: web}\n", several) + "          tty: true\n"
        text, done = merge(PODS, older)
        (left,) = done.undecided
        assert PODS.splitlines()[left.newer[0]] == "      labels: {app: web}"  # type: ignore[index]
        assert text == PODS + "          tty: true\n"

    def test_an_item_of_another_depth_takes_what_is_around_it(self) -> None:
        base = PODS.replace("            - containerPort", "          - containerPort")
        newer = PODS.replace("containerPort: 80", "containerPort: 80\n              name: a")
        older = base.replace("containerPort: 80", "containerPort: 80\n            name: b")
        (left,) = merge(newer, older, base)[1].undecided
        assert newer.splitlines()[left.newer[0]] == "          ports:"  # type: ignore[index]


# --- properties -----------------------------------------------------------------------------------

NAMES = st.sampled_from(["A", "B", "C", "D"])
VALUES = st.sampled_from(["1", "two", "yes", ""])
POD = st.fixed_dictionaries(
    {},
    optional={
        "image": st.sampled_from(["web:1", "web:2"]),
        "env": st.dictionaries(NAMES, VALUES, min_size=1),
        "ports": st.lists(st.sampled_from([80, 81, 82]), unique=True, min_size=1),
        "args": st.lists(st.sampled_from(["run", "--fast", "--port=1"]), max_size=3),
        "stdin": st.booleans(),
    },
)


def pod(parts: dict[str, object]) -> str:
    lines = [
        "apiVersion: v1",
        "kind: Pod",
        "metadata:",
        "  name: p",
        "spec:",
        "  containers:",
        "    - name: c",
    ]
    for key, value in parts.items():
        if key == "env":
            lines.append("      env:")
            for name, text in value.items():  # type: ignore[attr-defined]
                lines += [f"        - name: {name}", f'          value: "{text}"']
        elif key == "ports":
            lines.append("      ports:")
            lines += [f"        - containerPort: {port}" for port in value]  # type: ignore[attr-defined]
        elif key == "args":
            inner = ", ".join(value)  # type: ignore[arg-type]
            lines.append(f"      args: [{inner}]")
        else:
            lines.append(f"      {key}: {str(value).lower()}")
    return "\n".join(lines) + "\n"


@given(POD, POD)
def test_the_union_is_kept_and_reads_back(
    left: dict[str, object], right: dict[str, object]
) -> None:
    text, done = merge(pod(left), pod(right))
    assert not done.undecided
    (merged,) = values(text)
    container = merged["spec"]["containers"][0]  # type: ignore[index]
    for key in left:
        assert key in container
    for name in right.get("env", {}):  # type: ignore[attr-defined]
        assert name in {item["name"][1] for item in container["env"]}
    again, _ = merge(text, pod(right))
    assert again == text


@given(POD, POD)
def test_drop_older_never_edits(left: dict[str, object], right: dict[str, object]) -> None:
    text, done = merge(pod(left), pod(right), settings=Settings(one_sided="drop-older"))
    assert (text, done.undecided) == (pod(left), [])


@given(POD, POD)
def test_a_base_equal_to_one_side_gives_the_other(
    left: dict[str, object], right: dict[str, object]
) -> None:
    text, done = merge(pod(left), pod(right), pod(right))
    if not done.undecided:
        assert values(text) == values(pod(left))
    text, done = merge(pod(left), pod(right), pod(left))
    if not done.undecided:
        assert _sorted(values(text)) == _sorted(values(pod(right)))


def _sorted(value: object) -> object:
    if isinstance(value, dict):
        return {key: _sorted(inner) for key, inner in sorted(value.items())}
    if isinstance(value, (list, tuple)):
        return sorted((_sorted(v) for v in value), key=repr)
    return value


def test_a_list_of_values_by_the_users_word() -> None:
    base = "apiVersion: x/v1\nkind: Mesh\nzones: [a, b]\n"
    ours, theirs = base.replace("[a, b]", "[a, b, c]"), base.replace("[a, b]", "[b]")
    assert merge(ours, theirs, base)[1].undecided
    text, done = merge(ours, theirs, base, Settings(merge_keys={"Mesh.zones": ()}))
    assert text == base.replace("[a, b]", "[b, c]")
    assert not done.undecided


@pytest.mark.parametrize(
    ("newer", "older", "said"),
    [
        ("[a, b, c]", "[a, b, d]", "`c` against `d`"),
        ("[{x: 1, y: 2}]", "[{x: 1, y: 3}]", "`y` 2 against 3"),
        ("[a, b]", "[b, a]", "the same items in another order"),
        ("|\n  one\n  two\n", "|\n  one\n  six\n", "`two` against `six`"),
    ],
)
def test_values_are_shown_where_they_differ(newer: str, older: str, said: str) -> None:
    head = "apiVersion: x/v1\nkind: Mesh\nzones: "
    assert said in merge(head + newer, head + older)[1].decisions[0].reason


def test_templates_whose_control_lines_differ_are_left() -> None:
    base = "apiVersion: v1\nkind: X\na: 1\nb: {{ .Values.b }}\n"
    theirs = base.replace("a: 1\n", "{{- if .Values.a }}\na: 1\n{{- end }}\n")
    _, done = merge(base.replace("a: 1", "a: 2"), theirs, base)
    assert "control lines of its template" in done.undecided[0].reason
    assert not done.edits


def test_an_anchor_that_both_sides_use_alike_is_merged() -> None:
    base = "x: &x\n  a: 1\n  b: 2\nservices:\n  one:\n    <<: *x\n    image: i\n"
    theirs = base + "  two:\n    <<: *x\n    image: j\n"
    text, done = merge(base.replace("a: 1", "a: 3"), theirs.replace("b: 2", "b: 4"), base)
    assert text == theirs.replace("a: 1", "a: 3").replace("b: 2", "b: 4")
    assert not done.undecided


def test_a_document_that_both_sides_added_otherwise_is_left_as_one() -> None:
    ours = "bases:\n  - tug/base\nnamespace: port\n"
    theirs = (
        "namespace: port\nbases:\n- tug/base\n- sail/base\napiVersion: k/v1\nkind: Kustomization\n"
    )
    text, done = merge(ours, theirs, "")
    assert text == ours
    assert not done.decisions
    (left,) = done.undecided
    assert (left.newer, left.older) == ((0, 3), (0, 6))
    assert "added by both sides" in left.reason


def test_only_the_last_of_two_insertions_loses_its_line_end() -> None:
    from types import SimpleNamespace

    from prefect_migrate.model import Line, Origin
    from prefect_migrate.reconcile.edits import LineEdit
    from prefect_migrate.reconcile.manifests.file_merge import _keep_last_line_end

    side = SimpleNamespace(lines=("a: 1\n", "b: 2"))
    sides: Any = SimpleNamespace(newer=side, older=side, base=side)
    texts = {(1, 2): "b: 3\n", (2, 2): "c: 4\n"}
    edits = [LineEdit(*at, (Line(text, Origin("rule")),)) for at, text in texts.items()]
    edits.append(LineEdit(2, 2, (Line("d: 5\n", Origin("rule")),)))
    ends = [edit.lines[0].text for edit in _keep_last_line_end(edits, sides)]
    assert ends == ["b: 3\n", "c: 4\n", "d: 5"]
