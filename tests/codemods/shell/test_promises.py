"""What holds for any text: no crash, a second run changes nothing, line ends stay."""

from __future__ import annotations

from typing import Literal, get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from prefect_codemods.findings import Refusal
from prefect_codemods.migration import default_migration
from prefect_codemods.options import Options
from prefect_codemods.release import Release
from prefect_codemods.shell import rewrite_shell

Language = Literal[
    "shell", "console", "dockerfile", "makefile", "env", "ini", "toml", "requirements"
]
PHRASES = [
    "prefect agent start",
    "prefect agent start docker",
    "prefect agent start -l a kubernetes -t x",
    "agent start",
    "docker",
    "-v",
    '"$@"',
    "$(Y)",
    "--label $X",
    "prefect register flow -f a -p b",
    "prefect register flow",
    "--file x --project y",
    "-n z",
    "prefect run flow -n a -p b",
    "prefect run cloud",
    '-ps \'{"a": "b c"}\'',
    "prefect execute cloud-flow",
    "prefect auth create-token -n x --scope y",
    "sh -c 'prefect agent start'",
    'bash -c "prefect execute cloud-flow"',
    "$ prefect agent start",
    "RUN prefect agent start",
    "CMD prefect agent start",
    'ENTRYPOINT ["prefect", "agent", "start"]',
    'CMD ["docker"]',
    'CMD ["sh", "-c", "prefect agent start"]',
    "FROM prefecthq/prefect:0.13.19",
    "ENV",
    "export",
    "\tprefect agent start",
    "PREFECT__LOGGING__LOG_TO_CLOUD=true",
    "PREFECT__LOGGING__LOG_TO_CLOUD",
    "$PREFECT__LOGGING__LOG_TO_CLOUD",
    "${PREFECT__CLOUD__GRAPHQL}",
    "PREFECT__CLOUD__GRAPHQL='http://x/graphql'",
    "PREFECT__ENGINE__EXECUTOR__DASK__ADDRESS=local",
    "PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS=prefect.engine.executors.DaskExecutor",
    "[cloud]",
    "[logging]",
    "[engine.executor.dask]",
    "log_to_cloud = true",
    'graphql = "http://x/graphql"',
    'address = "local"',
    "command=prefect agent start",
    "environment=PREFECT__LOGGING__LOG_TO_CLOUD='x',A=\"b\"",
    "dask-worker --nprocs 2 --no-bokeh --bokeh-port=1",
    "pip install prefect==0.13.1",
    "# x",
    "<<EOF",
    "EOF",
    "case x in a)",
    "esac",
]
BETWEEN = [
    " ",
    "\n",
    "\n",
    "\r\n",
    "\r",
    " \\\n  ",
    "; ",
    " && ",
    "'",
    '"',
    "$(",
    ")",
    "`",
    "=",
    "  #",
    "(",
]


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(PHRASES), st.sampled_from(BETWEEN)), max_size=12),
    st.sampled_from(get_args(Language)),
    st.booleans(),
    st.sampled_from(default_migration().targets),
)
def test_any_text(
    pieces: list[tuple[str, str]], language: str, unsafe: bool, target: Release
) -> None:
    text = "".join(phrase + between for phrase, between in pieces)
    options = Options(unsafe_fixes=unsafe, target=target)
    try:
        done = rewrite_shell(text, language, options)
    except Refusal as refusal:
        # `NAME=local(` without its value opens an array: the text stays as it is.
        assert "would break it" in refusal.message and text.count("(")
        return
    assert (done.text == text) == (not done.changes)
    again = rewrite_shell(done.text, language, options)
    assert again.text == done.text
    assert not again.changes
    lines = text.count("\n") + 1
    assert all(1 <= f.line <= lines for f in (*done.changes, *done.diagnostics))
