from __future__ import annotations

import pytest

from prefect_codemods.findings import Refusal
from prefect_codemods.options import Options
from prefect_codemods.shell import rewrite_shell
from prefect_codemods.shell.rules import shell_rules


def check(
    language: str, before: str, after: str, *rules: str, unsafe: bool = False, role: str = ""
) -> None:
    """``after`` comes of ``before``, with diagnostics as "line rule", also with CRLF."""
    options = Options(unsafe_fixes=unsafe)
    for eol in ("\n", "\r\n"):
        done = rewrite_shell(before.replace("\n", eol), language, options, role)
        assert done.text == after.replace("\n", eol)
        assert [f"{d.line} {d.rule}" for d in done.diagnostics] == list(rules)
        assert not rewrite_shell(done.text, language, options, role).changes


# --- Dockerfiles ------------------------------------------------------------------------------


def test_a_dockerfile_runs_commands() -> None:
    check(
        "dockerfile",
        "RUN --mount=type=cache,target=/x prefect register flow -f x.py \\\n"
        "    # prefect agent start\n"
        "    -p P -n x\n"
        "HEALTHCHECK --interval=5s CMD prefect agent start || exit 1\n"
        "ONBUILD RUN prefect execute cloud-flow\n"
        "CMD prefect agent start docker\n",
        "RUN --mount=type=cache,target=/x prefect register --path x.py \\\n"
        "    # prefect agent start\n"
        "    --project P -n x --force\n"
        "HEALTHCHECK --interval=5s CMD prefect agent local start || exit 1\n"
        "ONBUILD RUN prefect execute flow-run\n"
        "CMD prefect agent docker start\n",
    )


def test_a_dockerfile_in_exec_form() -> None:
    check(
        "dockerfile",
        'ENTRYPOINT ["tini", "--", "prefect", "agent", \\\n  "start", "docker", "-v"]\n',
        'ENTRYPOINT ["tini", "--", "prefect", "agent", \\\n'
        '  "docker", "start", "--log-level", "DEBUG"]\n',
    )
    check(
        "dockerfile",
        'CMD ["sh", "-c", "prefect agent start --label \\"$X\\""]\n',
        'CMD ["sh", "-c", "prefect agent start --label \\"$X\\""]\n',
        "1 PM355",
    )
    check(
        "dockerfile",
        'CMD ["sh", "-c", "prefect agent start"]\n',
        'CMD ["sh", "-c", "prefect agent local start"]\n',
    )


def test_a_command_over_entrypoint_and_cmd() -> None:
    check(
        "dockerfile",
        'ENTRYPOINT ["prefect"]\nCMD ["agent", "start", "docker"]\n',
        'ENTRYPOINT ["prefect"]\nCMD ["agent", "docker", "start"]\n',
    )
    check(
        "dockerfile",
        'ENTRYPOINT ["prefect", "agent", "start"]\nCMD ["docker"]\n',
        'ENTRYPOINT ["prefect", "agent", "start"]\nCMD ["docker"]\n',
        "1 PM355",
    )


def test_a_dockerfile_sets_variables() -> None:
    check(
        "dockerfile",
        "ARG PREFECT__LOGGING__LOG_TO_CLOUD=true\n"
        "ENV PREFECT__LOGGING__LOG_TO_CLOUD=$PREFECT__LOGGING__LOG_TO_CLOUD A=b \\\n"
        '    PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS="prefect.engine.executors.DaskExecutor"\n'
        "ENV PREFECT__CLOUD__GRAPHQL http://x/graphql\n"
        "LABEL a=$PREFECT__CLOUD__GRAPHQL\n"
        "ENV PREFECT__CLOUD__AUTH_TOKEN=x\n",
        "ARG PREFECT__CLOUD__SEND_FLOW_RUN_LOGS=true\n"
        "ENV PREFECT__CLOUD__SEND_FLOW_RUN_LOGS=$PREFECT__CLOUD__SEND_FLOW_RUN_LOGS A=b \\\n"
        '    PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS="prefect.executors.DaskExecutor"\n'
        "ENV PREFECT__CLOUD__API http://x\n"
        "LABEL a=$PREFECT__CLOUD__API\n"
        "ENV PREFECT__CLOUD__AUTH_TOKEN=x\n",
        "6 PM350",
    )


def test_images() -> None:
    check(
        "dockerfile",
        "FROM --platform=linux/amd64 prefecthq/prefect:0.13.19-python3.8 AS base\n"
        "FROM docker.io/prefecthq/prefect:0.14.22\n"
        "FROM prefecthq/prefect:1.2.0-python3.9\n"
        "FROM base\n",
        "FROM --platform=linux/amd64 prefecthq/prefect:1.4.1-python3.8 AS base\n"
        "FROM docker.io/prefecthq/prefect:1.4.1\n"
        "FROM prefecthq/prefect:1.2.0-python3.9\n"
        "FROM base\n",
        unsafe=True,
    )
    text = (
        "ARG V=0.13.19\n"
        "FROM prefecthq/prefect:${V}\n"
        "FROM prefecthq/prefect:latest\n"
        "FROM prefecthq/prefect:0.13.19-python3.6\n"
        "FROM python:3.6\n"
        "FROM python:3.9\n"
    )
    check("dockerfile", text, text, "2 PM320", "2 PM362", "3 PM362", "4 PM362", "5 PM363")


def test_a_here_document_is_a_script() -> None:
    check(
        "dockerfile",
        "RUN <<EOF\nprefect agent start\nEOF\nRUN true\n",
        "RUN <<EOF\nprefect agent local start\nEOF\nRUN true\n",
    )


@pytest.mark.parametrize(
    "text",
    [
        "# prefect agent start\nLABEL usage='prefect agent start'\n",
        "COPY prefect agent start /x/\n",
        'CMD ["prefect", "agent", "docker", "start"]\n',
        "RUN echo prefect agent start\n",
        "MAINTAINER prefect agent start\n",
    ],
)
def test_a_dockerfile_is_left_alone(text: str) -> None:
    check("dockerfile", text, text)


def test_another_escape_is_reported() -> None:
    text = "# escape=`\nFROM x\nRUN prefect agent start `\n  docker\n"
    check("dockerfile", text, text, "3 PM355")


# --- Makefiles --------------------------------------------------------------------------------


def test_a_makefile() -> None:
    check(
        "makefile",
        "export PREFECT__LOGGING__LOG_TO_CLOUD := false\n"
        "START = prefect agent start  # text\n"
        "all: a b ; prefect register flow -f $< -p $(P) -n x\n"
        "a:\n"
        '\t@echo "prefect agent start"\n'
        "\t-@prefect agent start docker --label $(LABEL) --env A=$$B\n"
        "\t$(RUN) prefect agent start \\\n"
        "\t    --name '$(X)'\n"
        '\tfor f in *.py; do prefect register flow -f $$f -p "$(P)" -n x; done\n'
        "\tawk '{print $$1}' $(PREFECT__LOGGING__LOG_TO_CLOUD)\n",
        "export PREFECT__CLOUD__SEND_FLOW_RUN_LOGS := false\n"
        "START = prefect agent start  # text\n"
        "all: a b ; prefect register --path $< --project $(P) -n x --force\n"
        "a:\n"
        '\t@echo "prefect agent start"\n'
        "\t-@prefect agent docker start --label $(LABEL) --env A=$$B\n"
        "\t$(RUN) prefect agent local start \\\n"
        "\t    --name '$(X)'\n"
        '\tfor f in *.py; do prefect register --path $$f --project "$(P)" -n x --force; done\n'
        "\tawk '{print $$1}' $(PREFECT__CLOUD__SEND_FLOW_RUN_LOGS)\n",
        "2 PM355",
    )


@pytest.mark.parametrize(
    "text",
    [
        "# prefect agent start\nprefect: agent start\n\ttrue\n",
        "agent:\n\tprefect agent docker start --label $(L)\n",
        "PREFECT = poetry run prefect\nx:\n\t$(PREFECT) version\n",
    ],
)
def test_a_makefile_is_left_alone(text: str) -> None:
    check("makefile", text, text)


# --- settings ---------------------------------------------------------------------------------


def test_an_env_file() -> None:
    check(
        "env",
        "A=1\n"
        'PREFECT__LOGGING__LOG_TO_CLOUD="true" # x\n'
        "#PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS=local\n"
        "export PREFECT__CLOUD__AUTH_TOKEN=abc\n"
        "PREFECT__CLOUD__GRAPHQL='https://api.prefect.io/graphql/alpha'\n"
        "PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS=local\n"
        "PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS=prefect.engine.executors.SynchronousExecutor\n"
        "PREFECT__FLOWS__DEFAULTS__STORAGE__DEFAULT_CLASS=prefect.environments.storage.Memory\n",
        "A=1\n"
        'PREFECT__CLOUD__SEND_FLOW_RUN_LOGS="true" # x\n'
        "#PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS=local\n"
        "export PREFECT__CLOUD__AUTH_TOKEN=abc\n"
        "PREFECT__CLOUD__API='https://api.prefect.io'\n"
        "PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS=\n"
        "PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS=prefect.executors.LocalDaskExecutor\n"
        "PREFECT__FLOWS__DEFAULTS__STORAGE__DEFAULT_CLASS=prefect.environments.storage.Memory\n",
        "4 PM350",
        "8 PM361",
    )


def test_supervisor_and_tox() -> None:
    check(
        "ini",
        "[program:agent]\n"
        "; prefect agent start\n"
        "command=prefect agent start --label %(ENV_L)s\n"
        'environment=PREFECT__CLOUD__AUTH_TOKEN="x",PREFECT__LOGGING__LOG_TO_CLOUD="true"\n'
        "[program:b]\n"
        "command=prefect agent start\n"
        "  docker\n"
        "[testenv]\n"
        "setenv =\n"
        "    PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS = prefect.engine.executors.LocalExecutor\n"
        "deps =\n"
        "    prefect==0.13.*\n"
        "commands =\n"
        "    prefect register flow -f x.py \\\n"
        "       -p y -n z\n"
        "    prefect agent start {posargs}\n",
        "[program:agent]\n"
        "; prefect agent start\n"
        "command=prefect agent local start --label %(ENV_L)s\n"
        'environment=PREFECT__CLOUD__AUTH_TOKEN="x",PREFECT__CLOUD__SEND_FLOW_RUN_LOGS="true"\n'
        "[program:b]\n"
        "command=prefect agent start\n"
        "  docker\n"
        "[testenv]\n"
        "setenv =\n"
        "    PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS = prefect.executors.LocalExecutor\n"
        "deps =\n"
        "    prefect==0.13.*\n"
        "commands =\n"
        "    prefect register --path x.py \\\n"
        "       --project y -n z --force\n"
        "    prefect agent start {posargs}\n",
        "4 PM350",
        "6 PM355",
        "12 PM358",
        "16 PM355",
    )


def test_prefects_own_settings() -> None:
    check(
        "toml",
        "[cloud]\n"
        'auth_token = "x"\n'
        'graphql = "http://localhost:4200/graphql"\n'
        "[logging]\n"
        'level = "INFO"\n'
        "log_to_cloud = false   # no\n"
        "[engine.executor]\n"
        'default_class = "prefect.engine.executors.DaskExecutor"\n'
        "[engine.executor.dask]\n"
        'address = "local"\n'
        "local_processes = true\n"
        "[flows.defaults.storage]\n"
        "default_class = 'prefect.environments.storage.S3'\n"
        "[context.secrets]\n"
        'auth_token = "prefect.engine.executors"\n',
        "[cloud]\n"
        "send_flow_run_logs = false   # no\n"
        'auth_token = "x"\n'
        'api = "http://localhost:4200"\n'
        "[logging]\n"
        'level = "INFO"\n'
        "[engine.executor]\n"
        'default_class = "prefect.executors.DaskExecutor"\n'
        "[engine.executor.dask]\n"
        'address = ""\n'
        "local_processes = true\n"
        "[flows.defaults.storage]\n"
        "default_class = 'prefect.storage.S3'\n"
        "[context.secrets]\n"
        'auth_token = "prefect.engine.executors"\n',
        "2 PM350",
        "11 PM360",
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "[logging]\nlog_to_cloud = true\n",
            "[logging]\n\n[cloud]\nsend_flow_run_logs = true\n",
        ),
        (
            "[logging]\nlog_to_cloud = true",
            "[logging]\n\n[cloud]\nsend_flow_run_logs = true\n",
        ),
        (
            "[cloud]\n# one\n[logging]\n# two\n\n# three\n# four\nlog_to_cloud = true\n",
            "[cloud]\n# three\n# four\nsend_flow_run_logs = true\n# one\n[logging]\n# two\n\n",
        ),
        (
            "[logging]\nlog_to_cloud = true\n[cloud]",
            "[logging]\n[cloud]\nsend_flow_run_logs = true\n",
        ),
    ],
)
def test_a_key_moves_to_its_table(before: str, after: str) -> None:
    check("toml", before, after, role="settings")


@pytest.mark.parametrize("last", ["", ', "x"'])
def test_text_in_a_list_that_looks_like_a_setting_is_never_taken_out(last: str) -> None:
    listed = f"""texts = ['''
log_to_cloud = true
'''{last}]
"""
    check(
        "toml",
        f"[logging]\nmarker = \"'''\"\n{listed}",
        f"[logging]\nmarker = \"'''\"\n{listed}",
        role="settings",
    )
    text = f"[logging]\n{listed}".replace("['''", "[\"'''\", '''")
    check("toml", text, text, role="settings")


@pytest.mark.parametrize("last", ["", ', c = "x"'])
def test_text_in_a_table_that_looks_like_a_setting_is_never_taken_out(last: str) -> None:
    text = f"""[logging]
texts = {{ a = "'''", b = '''
log_to_cloud = true
'''{last} }}
"""
    with pytest.raises(Refusal, match="would change other values"):
        rewrite_shell(text, "toml", Options(), "settings")


def test_a_project_file() -> None:
    text = (
        "[tool.poetry.dependencies]\n"
        'prefect = {version = "^0.14", extras = ["aws"]}\n'
        "[tool.poetry.group.dev.dependencies]\n"
        'prefect = "0.13.*"\n'
        "[tool.poe.tasks]\n"
        'start = "prefect agent start"\n'
        "[project]\n"
        "dependencies = [\n"
        '  "prefect[aws]==0.13.19",  # prefect==0.12\n'
        '  "prefect-aws",\n'
        "]\n"
        'description = """\n'
        'graphql = "prefect agent start"\n'
        '"""\n'
    )
    check("toml", text, text, "2 PM358", "4 PM358", "6 PM355", "9 PM358", "13 PM355")


def test_requirements() -> None:
    text = (
        "prefect==0.13.19  # x\n"
        "prefect[aws]>=0.14\n"
        "prefect>=1.0,<2\n"
        "prefect~=0.15.0 ; python_version < '3.8'\n"
        "prefect>=2\n"
        "prefect=1.4.1\n"
        "# prefect==0.13\n"
        "-r prefect==0.13.txt\n"
    )
    check("requirements", text, text, "1 PM358", "2 PM358", "4 PM358")


# --- sessions ---------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["console", "shell"])
def test_a_session(language: str) -> None:
    check(
        language,
        "(venv) $ prefect agent start docker \\\n"
        "    --label x\n"
        "prefect agent start is deprecated, isn't it\n"
        "user@host:~/x$ prefect execute cloud-flow\n",
        "(venv) $ prefect agent docker start \\\n"
        "    --label x\n"
        "prefect agent start is deprecated, isn't it\n"
        "user@host:~/x$ prefect execute flow-run\n",
    )


def test_a_session_without_prompts_is_a_script() -> None:
    check("console", "prefect execute cloud-flow\n", "prefect execute flow-run\n")


# --- TOML -------------------------------------------------------------------------------------


def test_old_commands_in_text_that_is_not_toml() -> None:
    text = "prefect agent start docker\n[a]\nb = 'prefect agent start kubernetes'\n"
    check("toml", text, text, "1 PM355", "3 PM355")


def test_a_file_with_every_table_of_the_configuration() -> None:
    """It is Prefect's own with the word Prefect in it; without, another program's like it."""
    tables = sorted(shell_rules(Options()).text.config_tables - {"logging", "cloud"})
    rest = "".join(f"[{table}]\na = 1\n" for table in tables)
    old = f"[logging]\nlog_to_cloud = true\n{rest}[cloud]\n"
    check("toml", old, old, "2 PM361")
    for line in ("[cloud]\n", "[other]\na = 1\n[cloud]\n"):
        text = f"# prefect\n{old}".replace("[cloud]\n", line)
        found = rewrite_shell(text, "toml", Options())
        assert (found.text == text) is ("other" in line)
