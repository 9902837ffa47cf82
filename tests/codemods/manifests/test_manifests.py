"""YAML around flows: what is rewritten, what is told, and what is left as it is."""

from __future__ import annotations

from textwrap import dedent

import pytest
from ruamel.yaml import YAML

from prefect_codemods import api
from prefect_codemods.findings import Refusal, Rewritten
from prefect_codemods.options import Options


def run(text: str, role: str = "", **options: object) -> Rewritten:
    done = api.rewrite(dedent(text), "yaml", Options(**options), role=role)  # type: ignore[arg-type]
    list(YAML(typ="safe", pure=True).compose_all(done.text))
    assert api.rewrite(done.text, "yaml", Options(**options), role=role).text == done.text  # type: ignore[arg-type]
    return done


def rules(done: Rewritten) -> list[str]:
    return [change.rule for change in done.changes]


def told(done: Rewritten) -> list[str]:
    return [found.rule for found in done.diagnostics]


AGENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: prefect-agent
spec:
  template:
    spec:
      containers:
      - args:
        - prefect agent start kubernetes --label k8s
        command:
        - /bin/bash
        - -c
        env:
        - name: PREFECT__CLOUD__AGENT__AUTH_TOKEN
          value: secret # of the runner
        - name: PREFECT__LOGGING__LOG_TO_CLOUD
          value: "false"
        - name: NAMESPACE
          value: default
        - name: JOB_MEM_REQUEST
          value: ''
        image: prefecthq/prefect:0.13.19-python3.7
        name: agent
      - args:
        - python -c "from prefect.agent.kubernetes import ResourceManager; ResourceManager().start()"
        command: [/bin/bash, -c]
        image: prefecthq/prefect:0.13.19-python3.7
        name: resource-manager
"""


def test_the_deployment_of_an_agent() -> None:
    done = run(AGENT)
    assert rules(done) == ["PM301", "PM310", "PM403"]
    expected = AGENT[: AGENT.index("      - args:\n        - python")]
    expected = expected.replace("agent start kubernetes", "agent kubernetes start")
    expected = expected.replace("LOGGING__LOG_TO_CLOUD", "CLOUD__SEND_FLOW_RUN_LOGS")
    assert done.text == expected
    assert "PM360" in told(done)  # JOB_MEM_REQUEST
    assert [d.line for d in done.diagnostics if "AUTH_TOKEN" in d.message] == [15]


def test_an_image_is_written_with_leave_only() -> None:
    done = run(AGENT, unsafe_fixes=True)
    assert "image: prefecthq/prefect:1.4.1-python3.7\n" in done.text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "args: [prefect, agent, start, kubernetes, -v]\n",
            "args: [prefect, agent, kubernetes, start, --log-level, DEBUG]\n",
        ),
        (
            "command: ['prefect']\nargs: ['agent', 'start', 'docker']\n",
            "command: ['prefect']\nargs: ['agent', 'docker', 'start']\n",
        ),
        (
            "args:\n  - prefect\n  - agent\n  - start\n  - docker\n  - --no-docker-interface\n",
            "args:\n  - prefect\n  - agent\n  - docker\n  - start\n",
        ),
        (
            "args:\n  - prefect\n  - agent\n  - start\n",
            "args:\n  - prefect\n  - agent\n  - local\n  - start\n",
        ),
    ],
)
def test_lists_of_words(before: str, after: str) -> None:
    assert run(before).text == after


def test_lines_and_scripts_of_ci() -> None:
    done = run(
        """\
        jobs:
          register:
            steps:
              - run: prefect agent start docker
              - name: two
                run: |
                  set -e

                  prefect agent start local   # here
                  echo done
        deploy:
          script:
            - prefect execute cloud-flow
            - "prefect agent start docker"
        """
    )
    assert "run: prefect agent docker start\n" in done.text
    assert "          set -e\n\n          prefect agent local start   # here\n" in done.text
    assert "    - prefect execute flow-run\n" in done.text
    assert '    - "prefect agent docker start"\n' in done.text
    assert [change.line for change in done.changes] == [4, 9, 13, 14]


def test_variables_of_compose_files() -> None:
    done = run(
        """\
        services:
          agent:
            image: prefecthq/prefect:latest
            command: prefect agent start docker
            environment:
              PREFECT__LOGGING__LOG_TO_CLOUD: "true"
          other:
            environment:
              - PREFECT__CLOUD__GRAPHQL=http://apollo:4200/graphql
              - HOME=/root
        """
    )
    assert 'PREFECT__CLOUD__SEND_FLOW_RUN_LOGS: "true"' in done.text
    assert "- PREFECT__CLOUD__API=http://apollo:4200\n" in done.text
    assert "command: prefect agent docker start\n" in done.text


def test_a_variable_that_stands_there_already() -> None:
    text = """\
    # prefect
    env:
    - {name: PREFECT__LOGGING__LOG_TO_CLOUD, value: "true"}
    - {name: PREFECT__CLOUD__SEND_FLOW_RUN_LOGS, value: "true"}
    """
    done = run(text)
    assert done.text == dedent(text)
    assert told(done) == ["PM361"]


JOB = """\
apiVersion: batch/v1
kind: Job
metadata:
  name: prefect-dask-job
  labels:
    identifier: ""
    flow_run_id: ""
spec:
  template:
    metadata:
      labels:
        identifier: ''
        team: data
    spec:
      restartPolicy: Never
      containers:
        - command: ["/bin/sh", "-c"]
          args: ["python -c 'x'"]
          # which image
          image: ""
          name: flow
          env:
            - name: PREFECT__CLOUD__GRAPHQL
              value: ""
            - name: MINE
              value: "1"
"""


def test_a_job_template() -> None:
    done = run(JOB, role="job-template")
    assert done.text == dedent(
        """\
        apiVersion: batch/v1
        kind: Job
        metadata:
          name: prefect-dask-job
        spec:
          template:
            metadata:
              labels:
                team: data
            spec:
              restartPolicy: Never
              containers:
                - command: ["/bin/sh", "-c"]
                  args: ["python -c 'x'"]
                  # which image
                  image: ""
                  name: flow
                  env:
                    - name: MINE
                      value: "1"
        """
    )
    assert told(done) == ["PM452"]  # a comment would go with them
    done = run(JOB.replace("          # which image\n", ""), role="job-template")
    assert "        - name: flow\n          env:\n" in done.text
    assert "command" not in done.text


def test_a_job_that_is_no_template_keeps_its_command() -> None:
    job = JOB.replace('image: ""', "image: mine")
    assert run(job).text == job


def test_only_jobs_are_templates() -> None:
    assert "command:" in run(AGENT, role="job-template").text


IMAGED = """\
    kind: Job
    spec:
      template:
        spec:
          containers:
            - name: flow
              image: busybox
            - name: side
              image: side:1
    """


def test_the_image_that_an_environment_overwrote_goes_only_where_a_flow_names_the_file() -> None:
    done = run(IMAGED, role="job-template")
    assert done.text == dedent(IMAGED).replace("          image: busybox\n", "")
    assert run(IMAGED).text == dedent(IMAGED)
    braces = "kind: Job\nspec: {template: {spec: {containers: [{image: busybox, name: f}]}}}\n"
    assert "PM452" in told(run(braces, role="job-template"))


def test_the_events_of_a_role() -> None:
    role = """\
    kind: Role
    apiVersion: "rbac.authorization.k8s.io/v1beta1"
    metadata: {name: prefect-agent-rbac}
    rules:
    - apiGroups: [batch]
      resources: [jobs]
    - apiGroups: [""]
      resources:
      - pods # all
    """
    done = run(role, unsafe_fixes=True)
    assert 'apiVersion: "rbac.authorization.k8s.io/v1"\n' in done.text
    assert "  resources:\n  - events\n  - pods # all\n" in done.text
    assert "PM410" in told(run(role))


def test_the_path_of_a_class() -> None:
    done = run("executor: 'prefect.engine.executors.dask.DaskExecutor'  # why\n")
    assert done.text == "executor: 'prefect.executors.DaskExecutor'  # why\n"
    done = run("environment: prefect.environments.FargateTaskEnvironment\n")
    assert told(done) == ["PM453"]


def test_crlf_and_comments_are_kept() -> None:
    text = AGENT.replace("\n", "\r\n")
    assert run(text).text == run(AGENT).text.replace("\n", "\r\n")


@pytest.mark.parametrize(
    "text", ["prefect: {{ .Values.x }}\n", "prefect: [\n", "prefect: a\n\tb: c\n"]
)
def test_what_is_no_yaml_is_refused(text: str) -> None:
    if "{{" in text:
        assert run(text).text == text
        return
    with pytest.raises(Refusal):
        run(text)


def test_an_ignore_comment() -> None:
    text = "run: prefect agent start docker  # prefect-migrate: ignore[PM301]\n"
    assert run(text).text == text


def test_flags_of_dask_are_left_without_leave() -> None:
    text = "# prefect\nargs: [dask-worker, --no-bokeh, --nprocs, '2']\n"
    done = run(text)
    assert (done.text, [d.level.value for d in done.diagnostics]) == (text, ["manual"])
    done = run(text, unsafe_fixes=True)
    assert done.text == "# prefect\nargs: [dask-worker, --no-dashboard, --nworkers, '2']\n"
