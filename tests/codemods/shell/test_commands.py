from __future__ import annotations

import ast
import json

import pytest

from prefect_codemods import api
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.shell import rewrite_shell
from prefect_codemods.shell.script import rewrite_line


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("prefect agent start", "prefect agent local start"),
        ("prefect agent start -l a kubernetes", "prefect agent kubernetes start -l a"),
        ("prefect agent start docker --label=$X", "prefect agent docker start --label=$X"),
        ('prefect agent start docker "$@"', 'prefect agent docker start "$@"'),
        (
            "prefect agent install kubernetes --rbac --resource-manager -n ns",
            "prefect agent kubernetes install --rbac -n ns",
        ),
        (
            "prefect agent start docker --namespace x --storage-labels -f",
            "prefect agent docker start -f",
        ),
        (
            "prefect agent local start --no-storage-labels --name a",
            "prefect agent local start --name a",
        ),
        (
            "prefect register flow -f $f -p x -n y --skip-if-flow-metadata-unchanged",
            "prefect register --path $f --project x -n y",
        ),
        (
            "prefect register flow --file=f.py -px --name n",
            "prefect register --path=f.py --project=x --name n --force",
        ),
        ("prefect register flow --help", "prefect register --help"),
        (
            "prefect run cloud --name=x -p y --parameters-file p.json -l -w",
            "prefect run --name=x --project y --param-file p.json -w",
        ),
        (
            'prefect run server -n x -p y -rn z -c \'{"a": "b c", "d": null}\' --no-url',
            "prefect run -n x --project y --run-name z"
            " --context 'a=\"b c\"' --context d=null --quiet",
        ),
        ("prefect run flow -n x -p y -ps '{}'", "prefect run -n x --project y"),
        ("prefect execute-cloud-flow", "prefect execute flow-run"),
    ],
)
@pytest.mark.parametrize(
    "frame",
    [
        "{}",
        "set -e; exec {} &",
        "FOO=bar sudo -E -u me nohup {} > log 2>&1",
        "poetry run {}",
        "env -u A B=c {}",
        "timeout -k 5 30 {}",
        "python3.8 -W ignore -m {}",
        "/usr/bin/env {}",
        "docker run -d --rm -e A=b --name prefect -p80:80 image:tag {}",
        "docker-compose run --rm web {}",
        "kubectl exec -n a pod -- {}",
        "tini -g -- {}",
        "conda run -n env {}",
        "$RUN {}",
        "if ! {}; then true; fi",
        "x=$({})",
    ],
)
def test_a_command_in_its_frame(before: str, after: str, frame: str) -> None:
    done = rewrite_shell(frame.format(before) + "\n", "shell", Options())
    assert done.text == frame.format(after) + "\n"
    assert not rewrite_shell(done.text, "shell", Options()).changes


@pytest.mark.parametrize(
    "text",
    [
        'echo "prefect agent start"',
        "echo prefect agent start",
        "grep -rq 'prefect agent start' .",
        "git commit -m 'Drop prefect agent start'",
        "# prefect agent start docker",
        "true # prefect register flow -f a -p b",
        "prefect agent docker start --label prod",
        "prefect agent kubernetes install --rbac",
        "prefect register --project a --path b --force",
        "prefect run --name x --project y",
        "prefect run -p flow.py",
        "prefect auth login --key $KEY",
        "prefect get flows; prefect backend server; prefect version",
        "prefect deployment run flow/name",
        "prefect --version",
        "myprefect agent start",
        "prefect-agent start docker",
        "./prefect.sh agent start",
        "cd prefect && agent start",
        "curl https://example.org/prefect/agent/start",
        "for x in prefect agent start; do echo $x; done",
        "cat <<EOF\nprefect agent start\nEOF",
        "case $1 in start) prefect version;; esac",
        "export PREFECT__CLOUD__API=http://x PREFECT__LOGGING__LEVEL=DEBUG",
        "export PREFECT__CONTEXT__SECRETS__GRAPHQL=x",
        "PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS=prefect.executors.DaskExecutor prefect x",
        "PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS=tcp://localhost:8786 prefect x",
        "pip install 'prefect==1.4.1' 'prefect>=1.0,<2' prefect-aws",
        "dask-worker tcp://a:8786 --no-dashboard --nthreads 1 # prefect",
        "mpirun --nprocs 4 prefect",
        "docker pull prefecthq/prefect:1.4.1-python3.9",
        "docker pull prefecthq/prefect:2.4-python3.9",
        "unset PREFECT__LOGGING__LEVEL",
    ],
)
def test_leaves_alone(text: str) -> None:
    done = rewrite_shell(text + "\n", "shell", Options(unsafe_fixes=True))
    assert done.text == text + "\n"
    assert not done.changes
    assert not done.diagnostics


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("prefect agent start $TYPE", "PM355"),
        ('prefect agent start "$TYPE"', "PM355"),
        ("prefect agent start $OPTS docker", "PM355"),
        ("prefect agent start docker --what", "PM355"),
        ("prefect agent start one two", "PM355"),
        ("prefect agent start nomad", "PM351"),
        ("prefect agent fargate start cpu=256", "PM351"),
        ("prefect register flow -f x.py", "PM355"),
        ("prefect register flow -p x", "PM355"),
        ("prefect register flow $ARGS", "PM355"),
        ("prefect register flow -f *.py -p x", "PM355"),
        ("prefect register flows --project x --path y", "PM354"),
        ("prefect run flow -n x -p y --version 3", "PM355"),
        ("prefect run flow --version-group-id x", "PM355"),
        ('prefect run flow -n x -p y -ps "$P"', "PM355"),
        ("prefect run flow -n x -p y -ps '[1]'", "PM355"),
        ("prefect run flow -n x -p y --no-url --watch", "PM355"),
        ("prefect auth add -t x", "PM350"),
        ("prefect auth revoke-token --id x", "PM350"),
        ("prefect agent docker start -t $T", "PM350"),
        ("prefect summarize flows", "PM356"),
        ("ssh host 'prefect agent start'", "PM355"),
        ("xvfb-run prefect agent start", "PM355"),
        ("start='prefect agent start'", "PM355"),
        ("cmd=(prefect agent start)", "PM355"),
        ("alias a='prefect agent start'", "PM355"),
        ("cat > a.sh <<EOF\nprefect agent start\nEOF", "PM355"),
        ("echo 'prefect agent start' >> a.sh", "PM355"),
        ("echo PREFECT__LOGGING__LOG_TO_CLOUD=true >> .env", "PM361"),
        ('bash -c "prefect register flow -f \\"$F\\" -p x"', "PM355"),
        ('sh -c \'prefect run flow -n x -p y -ps {\\"a\\":\\"b\\"}\'', "PM355"),
        ("python -c 'import prefect; prefect.environments.execution.load_and_run_flow()'", "PM359"),
        ("env | grep $PREFECT__CLOUD__GRAPHQL", "PM361"),
        ("docker run -e PREFECT__CLOUD__GRAPHQL image", "PM361"),
        ("PREFECT__CLOUD__GRAPHQL=$URL prefect x", "PM361"),
        ("export PREFECT__LOGGING__LOG_TO_CLOUD=${PREFECT__LOGGING__LOG_TO_CLOUD:-true}", "PM361"),
        ("prefect agent start 'a", "PM399"),
        ("docker run prefecthq/prefect:all_extras-0.13.1", "PM362"),
        ("docker run prefecthq/prefect:0.13.1-python3.6", "PM362"),
        ("docker run prefecthq/prefect:0.13.1@sha256:abc", "PM362"),
        ("pip install prefect", "PM358"),
        ("pip install 'prefect[aws] ~= 0.14.0'", "PM358"),
        ("pip install 'prefect<1.0'", "PM358"),
        ("dask worker x --reconnect", "PM330"),
    ],
)
def test_reports_what_it_leaves(text: str, rule: str) -> None:
    done = rewrite_shell(text + "\n", "shell", Options())
    assert done.text == text + "\n"
    assert rule in {d.rule for d in done.diagnostics}
    assert all(d.help for d in done.diagnostics)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("bash -lc 'prefect agent start docker'", "bash -lc 'prefect agent docker start'"),
        ('sh -c "prefect agent start -l $X"', 'sh -c "prefect agent local start -l $X"'),
        ('sh -c "echo $(prefect execute cloud-flow)"', 'sh -c "echo $(prefect execute flow-run)"'),
    ],
)
def test_a_quoted_script(before: str, after: str) -> None:
    assert rewrite_shell(before, "shell", Options()).text == after


@pytest.mark.parametrize(
    ("target", "text", "after"),
    [
        ("0.14", "prefect agent start", "prefect agent local start"),
        ("0.14", "prefect run cloud -n x -p y -ps $P", "prefect run flow -n x -p y -ps $P"),
        ("0.14", "prefect run flow -n x -p y", "prefect run flow -n x -p y"),
        ("0.15", "prefect run flow -n x -p y", "prefect run -n x --project y"),
        ("0.14", "prefect auth list-tokens", "prefect auth list-tokens"),
        ("0.15", "prefect auth list-tokens", "prefect auth list-keys"),
        ("0.14", "prefect agent docker start --no-docker-interface", ""),
        ("0.15", "export PREFECT__CLOUD__GRAPHQL=http://x/graphql", ""),
        ("0.15", "export PREFECT__CLOUD__AUTH_TOKEN=x", ""),
        ("0.14", "prefect register flow -f a -p b -n c --skip-if-flow-metadata-unchanged", None),
    ],
)
def test_a_target_gets_what_it_has(target: str, text: str, after: str | None) -> None:
    done = rewrite_shell(text, "shell", Options(target=Release.parse(target)))
    assert done.text == (
        "prefect register --path a --project b -n c" if after is None else after or text
    )
    assert not done.diagnostics


def test_an_ancient_agent_without_a_type_was_dockers() -> None:
    done = rewrite_shell("prefect agent start", "shell", Options(since=Release(0, 7)))
    assert done.text == "prefect agent docker start"


def test_reads_are_renamed_with_what_sets_them() -> None:
    text = (
        "export PREFECT__LOGGING__LOG_TO_CLOUD=true\n"
        'docker run -e "X=${PREFECT__LOGGING__LOG_TO_CLOUD}" a\n'
        "export PREFECT__LOGGING__LOG_TO_CLOUD\n"
    )
    done = rewrite_shell(text, "shell", Options())
    new = "PREFECT__CLOUD__SEND_FLOW_RUN_LOGS"
    assert done.text == text.replace("PREFECT__LOGGING__LOG_TO_CLOUD", new)
    assert not done.diagnostics


def test_both_names_are_left_to_a_person() -> None:
    text = "PREFECT__CLOUD__API=http://x\nPREFECT__CLOUD__GRAPHQL=http://x/graphql\n"
    done = rewrite_shell(text, "env", Options())
    assert done.text == text
    assert [d.rule for d in done.diagnostics] == ["PM361"]


def test_an_ignore_comment_holds_behind_a_continued_line() -> None:
    text = "prefect agent start \\\n  --name a  # prefect-migrate: ignore[PM301]\n"
    done = rewrite_shell(text, "shell", Options())
    assert (done.text, done.changes, done.diagnostics) == (text, (), ())


def test_an_unused_ignore_is_noted() -> None:
    done = rewrite_shell("prefect version  # prefect-migrate: ignore[PM301]\n", "shell", Options())
    assert [d.rule for d in done.diagnostics] == ["PM901"]


def test_positions_are_those_of_the_input() -> None:
    done = rewrite_shell("true\n  prefect agent start -t x\n", "shell", Options())
    assert [(c.line, c.column) for c in done.changes] == [(2, 17)]
    assert [(d.rule, d.line, d.column) for d in done.diagnostics] == [("PM350", 2, 23)]


@pytest.mark.parametrize(
    ("argv", "new"),
    [
        (["sh", "-c", "prefect agent start"], ["sh", "-c", "prefect agent local start"]),
        (["dask-worker", "--no-bokeh", "x"], None),
        (["echo", "prefect", "agent", "start"], None),
        (["prefect", "agent", "docker", "start"], None),
        ([], None),
        (
            ["prefect", "run", "flow", "-n", "a b", "-p", "c", "-ps", '{"x": "y z"}'],
            ["prefect", "run", "-n", "a b", "--project", "c", "--param", 'x="y z"'],
        ),
    ],
)
def test_lists(argv: list[str], new: list[str] | None) -> None:
    frame = "import subprocess\n\nsubprocess.run({})\n"
    done = api.rewrite(frame.format(json.dumps(argv)), "python", Options())
    assert ast.literal_eval(done.text.split("run(")[1][:-2]) == (argv if new is None else new)


def test_a_line() -> None:
    assert rewrite_line("prefect agent start\n", Options()).text == "prefect agent local start\n"


def test_an_unsafe_edit_of_a_list_is_offered() -> None:
    text = 'import subprocess\n\nsubprocess.run(["dask-worker", "--no-bokeh", "x"])\n'
    done = api.rewrite(text, "python", Options())
    assert done.text == text
    assert [(d.rule, d.line, d.column) for d in done.diagnostics] == [("PM330", 3, 16)]
    assert "--unsafe-fixes does it" in done.diagnostics[0].help
    unsafe = api.rewrite(text, "python", Options(unsafe_fixes=True))
    assert unsafe.text == text.replace("--no-bokeh", "--no-dashboard")
    assert not unsafe.diagnostics
