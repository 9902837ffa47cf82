"""Inputs that grow: ``python tests/long/slow_inputs.py [KIND…]``; a KIND is a part of a name below.

Each kind of text is made from one part, again and again. It is doubled until the work takes some
tenths of a second of the processor; then one doubling more may cost 2.3 times as much. Ratios of a
busy machine vary: what is too slow is measured again, and again with twice the text, before it
counts as a failure. Nothing here asserts seconds: a machine may be as slow as it likes.
"""

from __future__ import annotations

import gc
import multiprocessing
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]

ENOUGH = 0.15
TIME_LIMIT = 30.0
LARGEST = 900_000
WANTED = 2.3
DOCKER = "from prefect.environments.storage import Docker\n"

Part = Callable[[int], str]


def flow(number: int) -> str:
    return (
        f'with Flow("f{number}", environment=LocalEnvironment(executor=DaskExecutor())) as f{number}:\n'
        f"    a{number}()\n\n"
    )


FLOW_HEAD = (
    "import prefect\nfrom prefect import Flow, task\n"
    "from prefect.environments import LocalEnvironment\n"
    "from prefect.engine.executors import DaskExecutor\n\n"
)


def notebook(kind: str, source: Part) -> Callable[[int], str]:
    import json

    def make(count: int) -> str:
        cells = []
        for number in range(count):
            cell: dict[str, object] = {"cell_type": kind, "metadata": {}, "source": source(number)}
            if kind == "code":
                cell |= {"outputs": [], "execution_count": None}
            cells.append(cell)
        return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})

    return make


def repeat(part: str | Part, head: str = "", tail: str = "") -> Callable[[int], str]:
    """``part`` so many times; ``{n}`` in it is the number of each."""

    def make(count: int) -> str:
        if callable(part):
            return head + "".join(map(part, range(count))) + tail
        return head + "".join(part.replace("{n}", str(n)) for n in range(count)) + tail

    return make


def conflicts(part: str, head: str = "", between: str = "x{n}\n") -> Callable[[int], str]:
    """One conflict for each number; ``part`` is ``ours|theirs`` or ``ours|base|theirs``."""
    pieces = part.split("|")
    ours, theirs = pieces[0], pieces[-1]
    base = f"||||||| base\n{pieces[1]}" if len(pieces) == 3 else ""
    each = f"<<<<<<< HEAD\n{ours}{base}=======\n{theirs}>>>>>>> old\n{between}"
    return repeat(each, head)


def one_conflict(part: str, head: str = "") -> Callable[[int], str]:
    """One conflict whose sides repeat ``ours|theirs`` or ``ours|base|theirs``."""

    def make(count: int) -> str:
        pieces = [repeat(piece)(count) for piece in part.split("|")]
        base = f"||||||| base\n{pieces[1]}" if len(pieces) == 3 else ""
        return f"{head}<<<<<<< HEAD\n{pieces[0]}{base}=======\n{pieces[-1]}>>>>>>> old\n"

    return make


TOKEN = "PREFECT__CLOUD__AGENT__AUTH_TOKEN"
IMAGE = "prefecthq/prefect:0.13.1"
START = "prefect agent start docker --token $TOKEN"
IMPORTS = "from prefect import Flow\n"

KINDS: dict[str, tuple[str, Callable[[int], str]]] = {
    # Python
    "python: flows": ("flow.py", repeat(flow, FLOW_HEAD)),
    "python: settings of a flow": (
        "flow.py",
        repeat(
            "flow.environment = LocalEnvironment(executor=DaskExecutor())\n",
            FLOW_HEAD + 'flow = Flow("a")\n',
        ),
    ),
    "python: settings of flows": (
        "flow.py",
        repeat('f{n} = Flow("a")\nf{n}.environment = LocalEnvironment()\n', FLOW_HEAD),
    ),
    "python: functions": (
        "flow.py",
        repeat("def f{n}(a, b=1):\n    return Docker(a)\n\n\n", DOCKER),
    ),
    "python: functions that import": (
        "flow.py",
        repeat(f"def f{{n}}():\n    {DOCKER}    return Docker()\n\n\n"),
    ),
    "python: branches": (
        "flow.py",
        repeat("elif x == {n}:\n    a = Docker({n})\n", DOCKER + "if x:\n    pass\n"),
    ),
    "python: ifs with imports": (
        "flow.py",
        repeat(
            f"if x == {{n}}:\n    {DOCKER}else:\n    from prefect.environments.storage import S3 as Docker\n"
        ),
    ),
    "python: try": (
        "flow.py",
        repeat(f"try:\n    {DOCKER}except ImportError:\n    from prefect.storage import Docker\n"),
    ),
    "python: nested calls": (
        "flow.py",
        repeat("x{n} = f(g(h(Docker(a(b(c(d(1))))))))\n", DOCKER),
    ),
    "python: calls of one expression": (
        "flow.py",
        repeat(".storage(Docker({n}))", DOCKER + "x = a", "\n"),
    ),
    "python: a long list": ("flow.py", repeat("    Docker({n}),\n", DOCKER + "x = [\n", "]\n")),
    "python: a sum": (
        "flow.py",
        lambda n: DOCKER + "x = [" + " + ".join(["Docker()"] * min(n, 90)) + ", 1" * n + "]\n",
    ),
    "python: a long string": (
        "flow.py",
        repeat("prefect agent start docker\n", DOCKER + 'x = """\n', '"""\n'),
    ),
    "python: strings": (
        "flow.py",
        repeat('x{n} = "prefect.environments.storage.Docker"\n', DOCKER),
    ),
    "python: commands in strings": (
        "flow.py",
        repeat('run("prefect agent start docker")\n', DOCKER),
    ),
    "python: commands in lists": (
        "flow.py",
        repeat('run(["prefect", "agent", "start", "docker"])\n', DOCKER),
    ),
    "python: f-strings": (
        "flow.py",
        repeat('x{n} = f"prefect agent start {y} {Docker}"\n', DOCKER),
    ),
    "python: decorators": (
        "flow.py",
        repeat(
            "@task(result_handler=LocalResultHandler())\n@other\ndef f{n}():\n    pass\n\n\n",
            FLOW_HEAD + "from prefect.engine.result_handlers import LocalResultHandler\n",
        ),
    ),
    "python: decorators of one function": (
        "flow.py",
        repeat("@deco(Docker({n}))\n", DOCKER, "def f():\n    pass\n"),
    ),
    "python: aliases": (
        "flow.py",
        repeat("from prefect.environments.storage import Docker as D{n}\nx{n} = D{n}()\n"),
    ),
    "python: aliases of modules": (
        "flow.py",
        repeat("import prefect.environments.storage as s{n}\nx{n} = s{n}.Docker()\n"),
    ),
    "python: names bound from names": (
        "flow.py",
        repeat("d{n} = Docker\nx{n} = d{n}()\n", DOCKER),
    ),
    "python: a chain of names": (
        "flow.py",
        lambda n: DOCKER + "d0 = Docker\n" + "".join(f"d{i + 1} = d{i}\n" for i in range(n)),
    ),
    "python: names of one import": (
        "flow.py",
        repeat("    Docker as d{n},\n", "from prefect.environments.storage import (\n", ")\n"),
    ),
    "python: attributes": (
        "flow.py",
        repeat("x{n} = prefect.environments.storage.Docker()\n", "import prefect\n"),
    ),
    "python: classes": (
        "flow.py",
        repeat(
            "class A{n}(Docker):\n    def run(self):\n        return self.storage\n\n\n", DOCKER
        ),
    ),
    "python: classes that inherit": (
        "flow.py",
        lambda n: (
            DOCKER
            + "class A0(Docker):\n    pass\n"
            + "".join(f"class A{i + 1}(A{i}):\n    x = Docker()\n" for i in range(n))
        ),
    ),
    "python: one class": (
        "flow.py",
        repeat("    def f{n}(self):\n        self.a{n} = Docker()\n", DOCKER + "class A:\n"),
    ),
    "python: comments": ("flow.py", repeat("# prefect agent start docker\nx = {n}\n", DOCKER)),
    "python: ignores": (
        "flow.py",
        repeat("x{n} = Docker()  # prefect-migrate: ignore\n", DOCKER),
    ),
    "python: imports ignored": (
        "flow.py",
        repeat(DOCKER.rstrip() + "  # prefect-migrate: ignore[PM101]\n"),
    ),
    "python: docstrings": (
        "flow.py",
        repeat(
            'def f{n}():\n    """Words.\n\n    >>> from prefect.environments.storage import Docker\n    >>> Docker()\n    """\n\n\n',
            DOCKER,
        ),
    ),
    "python: one docstring": (
        "flow.py",
        repeat(
            ">>> from prefect.environments.storage import Docker\n>>> Docker()\n\n",
            'def f():\n    """Words.\n\n',
            '    """\n',
        ),
    ),
    "python: nested functions": (
        "flow.py",
        lambda n: (
            DOCKER
            + "".join(
                "".join("    " * i + f"def f{i}():\n" for i in range(12))
                + "    " * 12
                + "Docker()\n"
                for _ in range(n)
            )
        ),
    ),
    "python: lambdas": ("flow.py", repeat("x{n} = lambda a, b=Docker(): Docker(a)\n", DOCKER)),
    "python: comprehensions": ("flow.py", repeat("x{n} = [Docker(a) for a in b if a]\n", DOCKER)),
    "python: loops": (
        "flow.py",
        repeat(
            'for a in b:\n    f = Flow("a")\n    f.environment = LocalEnvironment()\n', FLOW_HEAD
        ),
    ),
    "python: __all__": ("flow.py", repeat('    "Docker",\n', DOCKER + "__all__ = [\n", "]\n")),
    "python: annotations": (
        "flow.py",
        repeat('def f{n}(a: "Docker", b: Docker) -> "Docker": ...\n', DOCKER),
    ),
    "python: semicolons": ("flow.py", repeat("x = Docker(); ", DOCKER, "\n")),
    "python: continued lines": (
        "flow.py",
        repeat("    + f({n}) \\\n", DOCKER + "x = 1 \\\n", "\n\n"),
    ),
    "python: a call with many arguments": (
        "flow.py",
        repeat("    a{n}=Docker({n}),\n", DOCKER + "f(\n", ")\n"),
    ),
    "python: functions that call each other": (
        "flow.py",
        lambda n: (
            FLOW_HEAD
            + "".join(f"def f{i}(flow):\n    return f{i + 1}(flow)\n\n\n" for i in range(n))
            + f'def f{n}(flow):\n    flow.environment = LocalEnvironment()\n\n\nf0(Flow("a"))\n'
        ),
    ),
    "python: tasks of one flow": (
        "flow.py",
        repeat(
            "    t{n} = f{n}(x)\n    t{n}.set_upstream(x)\n",
            FLOW_HEAD + 'with Flow("a", environment=LocalEnvironment()) as flow:\n',
        ),
    ),
    # Pages
    "page: fences": ("page.md", repeat(f"# P{{n}}\n\n```python\n{DOCKER}\nx = Docker()\n```\n\n")),
    "page: fences of flows": (
        "page.md",
        repeat(
            '```python\nflow = Flow("a")\nflow.environment = LocalEnvironment()\n```\n\n',
            f"```python\n{FLOW_HEAD}```\n\n",
        ),
    ),
    "page: flows of one name": (
        "page.md",
        repeat(
            '```python\nfrom prefect import Flow\nfrom prefect.environments import LocalEnvironment\n\nflow = Flow("a", environment=LocalEnvironment())\n```\n\n'
        ),
    ),
    "page: one fence": ("page.md", repeat("x{n} = Docker()\n", f"```python\n{DOCKER}", "```\n")),
    "page: names from earlier fences": (
        "page.md",
        repeat("```python\nx{n} = Docker()\ny = x{n}\n```\n\n", f"```python\n{DOCKER}```\n"),
    ),
    "page: fences that do not parse": ("page.md", repeat(f"```python\n{DOCKER}$ ???\n```\n\n")),
    "page: shell": ("page.md", repeat(f"```sh\n{START}\n```\n\n")),
    "page: console": ("page.md", repeat(f"```console\n$ {START}\nstarted\n```\n\n")),
    "page: yaml": ("page.md", repeat(f"```yaml\nimage: {IMAGE}\n```\n\n")),
    "page: words": (
        "page.md",
        repeat(
            "Start it by `prefect agent start docker`, and use `prefect.environments.storage.Docker`.\n\n"
        ),
    ),
    "page: one paragraph": (
        "page.md",
        repeat("Start it by `prefect agent start docker` and <b>more</b>\n"),
    ),
    "page: one line": ("page.md", repeat("`prefect agent start docker` [a](b) *c* ", "", "\n")),
    "page: lists": ("page.md", repeat(f"- item {{n}}\n\n  ```sh\n  {START}\n  ```\n\n")),
    "page: nested lists": (
        "page.md",
        lambda n: "".join(
            "".join("  " * i + f"- item {i}\n" for i in range(10)) + " " * 20 + f"`{START}`\n"
            for _ in range(n)
        ),
    ),
    "page: quotes": ("page.md", repeat(f"> ```sh\n> {START}\n> ```\n\n")),
    "page: tables": (
        "page.md",
        repeat("| `prefect agent start docker` | {n} |\n", "| a | b |\n|---|---|\n"),
    ),
    "page: html": ("page.md", repeat(f"<pre>{START}</pre>\n\n<div>\n`{START}`\n</div>\n\n")),
    "page: comments": (
        "page.md",
        repeat(f"<!-- prefect-migrate: ignore -->\n```sh\n{START}\n```\n\n"),
    ),
    "page: brackets": ("page.md", repeat("[[[[ `a` ")),
    "page: backticks": (
        "page.md",
        lambda n: (
            "prefect agent start docker "
            + "".join("`" * (i % 40 + 1) + " a " for i in range(n))
            + "\n"
        ),
    ),
    "page: unclosed fences": ("page.md", repeat(f"~~~~{'{n}'}\n{START}\n")),
    "page: links": (
        "page.md",
        repeat(f"[a{{n}}]: https://example.org/{{n}}\n\n[a{{n}}] `{START}`\n\n"),
    ),
    "rst: code": ("page.rst", repeat(f".. code-block:: python\n\n    {DOCKER}    Docker()\n\n")),
    "rst: literal blocks": ("page.rst", repeat(f"Do::\n\n    {START}\n\n")),
    "rst: doctests": ("page.rst", repeat(f">>> {DOCKER}>>> Docker()\n\n")),
    "rst: words": (
        "page.rst",
        repeat(f"Use ``{START}`` and :class:`prefect.environments.storage.Docker`.\n\n"),
    ),
    "rst: sections": ("page.rst", repeat(f"Part {{n}}\n========\n\n``{START}``\n\n")),
    "rst: one block": (
        "page.rst",
        repeat("    x = Docker({n})\n", f".. code-block:: python\n\n    {DOCKER}"),
    ),
    "notebook: code": ("a.ipynb", notebook("code", lambda n: DOCKER + f"x{n} = Docker()\n")),
    "notebook: shell": ("a.ipynb", notebook("code", lambda n: f"!{START}\n")),
    "notebook: cells of bash": ("a.ipynb", notebook("code", lambda n: f"%%bash\n{START}\n")),
    "notebook: words": ("a.ipynb", notebook("markdown", lambda n: f"# {n}\n\n`{START}`\n")),
    "notebook: flows": (
        "a.ipynb",
        notebook("code", lambda n: f'{FLOW_HEAD}f = Flow("a", environment=LocalEnvironment())\n'),
    ),
    # Shell
    "shell: commands": ("run.sh", repeat(START + "\n")),
    "shell: assignments": ("run.sh", repeat(f"export {TOKEN}=abc\n")),
    "shell: readings": ("run.sh", repeat(f"echo ${TOKEN} ${{{TOKEN}:-x}}\n", f"{TOKEN}=1\n")),
    "shell: heredocs": ("run.sh", repeat(f"cat <<EOF > a\n{START}\n{TOKEN}=1\nEOF\n")),
    "shell: one heredoc": ("run.sh", repeat(START + "\n", "bash <<EOF\n", "EOF\n")),
    "shell: unclosed heredocs": ("run.sh", repeat(f"cat <<E{{n}}\n{START}\n")),
    "shell: python in heredocs": ("run.sh", repeat(f"python <<EOF\n{DOCKER}EOF\n")),
    "shell: python -c": ("run.sh", repeat(f"python -c '{DOCKER.strip()}'\n")),
    "shell: substitutions": ("run.sh", repeat(f'x{{n}}="$(echo "$({START})")"\n')),
    "shell: pipes": ("run.sh", repeat(f"{START} | tee a && \\\n", "", "true\n")),
    "shell: continued": (
        "run.sh",
        repeat("  --label {n} \\\n", "prefect agent start docker \\\n", "\n"),
    ),
    "shell: quotes": ("run.sh", repeat(f"bash -c '{START}'\n")),
    "shell: unclosed quotes": ("run.sh", repeat(f"echo \"a\n{START}\n'\n")),
    "shell: unclosed substitutions": ("run.sh", repeat(f"echo $( {START}\n")),
    "shell: backticks": ("run.sh", repeat(f"x=`{START}`\n")),
    "shell: functions": ("run.sh", repeat(f"f{{n}}() {{\n  {START}\n}}\nf{{n}}\n")),
    "shell: case": ("run.sh", repeat(f"  a{{n}}) {START} ;;\n", "case $x in\n", "esac\n")),
    "shell: ifs": ("run.sh", repeat(f"if [ a ]; then\n  {START}\nfi\n")),
    "shell: variables in commands": (
        "run.sh",
        repeat("A{n}=docker\nprefect agent start $A{n}\n"),
    ),
    "shell: ignores": ("run.sh", repeat(f"{START}  # prefect-migrate: ignore\n")),
    "shell: pins": ("run.sh", repeat("pip install prefect==0.13.1 a{n}\n")),
    "shell: one pip": ("run.sh", repeat(" a{n}==1", "pip install prefect==0.13.1", "\n")),
    "shell: a long line": ("run.sh", repeat(f"{START}; ", "", "\n")),
    "docker: run": ("Dockerfile", repeat(f"RUN {START}\n", f"FROM {IMAGE}\n")),
    "docker: one run": (
        "Dockerfile",
        repeat(f" && {START} \\\n", f"FROM {IMAGE}\nRUN true \\\n", "\n"),
    ),
    "docker: stages": ("Dockerfile", repeat(f"FROM {IMAGE} AS s{{n}}\nCOPY --from=s{{n}} a b\n")),
    "docker: env": ("Dockerfile", repeat(f"ENV {TOKEN}=1\nRUN echo ${TOKEN}\n", f"FROM {IMAGE}\n")),
    "docker: arg": (
        "Dockerfile",
        repeat("ARG V{n}=0.13.1\nRUN pip install prefect==$V{n}\n", f"FROM {IMAGE}\n"),
    ),
    "docker: heredocs": ("Dockerfile", repeat(f"RUN <<EOF\n{START}\nEOF\n", f"FROM {IMAGE}\n")),
    "docker: cmd": (
        "Dockerfile",
        repeat('CMD ["prefect", "agent", "start", "docker"]\n', f"FROM {IMAGE}\n"),
    ),
    "make: rules": ("Makefile", repeat(f"a{{n}}: b\n\t{START}\n\t@echo $$" + TOKEN + "\n")),
    "make: variables": ("Makefile", repeat(f"export {TOKEN} := a{{n}}\nA{{n}} = $({TOKEN})\n")),
    "make: continued": ("Makefile", repeat(f"\t{START} && \\\n", "a:\n", "\ttrue\n")),
    "ini: settings": ("setup.cfg", repeat(f"[a{{n}}]\n{TOKEN} = 1\ncommand = {START}\n")),
    "ini: requirements": (
        "setup.cfg",
        repeat("    prefect[aws]>=0.13,<0.14\n", "[options]\ninstall_requires =\n"),
    ),
    "env: settings": (".env", repeat(f"{TOKEN}=1\nA{{n}}=2\n")),
    "systemd: services": (
        "a.service",
        repeat(f"ExecStart=/usr/bin/{START}\nEnvironment={TOKEN}=1\n", "[Service]\n"),
    ),
    "requirements: pins": (
        "requirements.txt",
        repeat(
            "prefect[aws]==0.13.1 ; python_version > '3.6'\na{n}==1 \\\n    --hash=sha256:abc\n"
        ),
    ),
    "jenkins: steps": ("Jenkinsfile", repeat(f"    sh '{START}'\n", "pipeline {\n", "}\n")),
    "json: settings": (
        "package.json",
        repeat(f'"a{{n}}": "{START}",\n', '{"scripts": {', '"z": ""}}\n'),
    ),
    "terraform": (
        "main.tf",
        repeat(f'resource "a" "b{{n}}" {{\n  image = "{IMAGE}"\n  command = "{START}"\n}}\n'),
    ),
    "toml: tables": ("pyproject.toml", repeat(f'[a{{n}}]\nb = "{START}"\n')),
    "toml: settings": (
        "backend.toml",
        repeat("[a{n}]\nb = 1\n", '[cloud]\nagent = { auth_token = "a" }\n'),
    ),
    "toml: keys": ("backend.toml", repeat("a{n} = 1\n", '[cloud.agent]\nauth_token = "a"\n')),
    "toml: requirements": (
        "pyproject.toml",
        repeat('  "prefect>=0.13,<0.14",\n', "[project]\nname = 'a'\ndependencies = [\n", "]\n"),
    ),
    "toml: groups": (
        "pyproject.toml",
        repeat('[tool.poetry.group.g{n}.dependencies]\nprefect = "^0.13"\n'),
    ),
    "toml: long text": ("pyproject.toml", repeat(START + "\n", "[a]\nb = '''\n", "'''\n")),
    "lock: packages": (
        "poetry.lock",
        repeat('[[package]]\nname = "prefect"\nversion = "0.13.1"\n\n'),
    ),
    # YAML
    "yaml: documents": (
        "a.yaml",
        repeat(f"---\nkind: Job\nargs: [prefect, agent, start, docker]\nimage: {IMAGE}\n"),
    ),
    "yaml: containers": (
        "a.yaml",
        repeat(
            f"- name: c{{n}}\n  image: {IMAGE}\n  command: [prefect, agent, start, docker]\n",
            "containers:\n",
        ),
    ),
    "yaml: env": ("a.yaml", repeat(f"- name: {TOKEN}\n  value: a{{n}}\n", "env:\n")),
    "yaml: anchors": (
        "a.yaml",
        repeat(f"a{{n}}: &x{{n}}\n  image: {IMAGE}\nb{{n}}:\n  <<: *x{{n}}\n"),
    ),
    "yaml: aliases of one": (
        "a.yaml",
        repeat(
            "b{n}:\n  <<: *x\n",
            f"a: &x\n  image: {IMAGE}\n  command: [prefect, agent, start, docker]\n",
        ),
    ),
    "yaml: block texts": ("a.yaml", repeat(f"- run: |\n    {START}\n", "steps:\n")),
    "yaml: one block text": ("a.yaml", repeat(f"    {START}\n", "run: |\n")),
    "yaml: a flow list": ("a.yaml", repeat(f'"{START}", ', "a: [", "b]\n")),
    "yaml: deep": (
        "a.yaml",
        lambda n: "".join(
            f"a{m}:\n"
            + "".join("  " * (i + 1) + f"k{i}:\n" for i in range(15))
            + "  " * 17
            + f"image: {IMAGE}\n"
            for m in range(n)
        ),
    ),
    "yaml: comments": ("a.yaml", repeat(f"# {START}\na{{n}}: 1\n")),
    "yaml: ignores": ("a.yaml", repeat(f"- image: {IMAGE}  # prefect-migrate: ignore\n")),
    "yaml: services": (
        "docker-compose.yml",
        repeat(
            f"  s{{n}}:\n    image: {IMAGE}\n    command: {START}\n    environment:\n      {TOKEN}: a\n",
            "services:\n",
        ),
    ),
    "yaml: workflow": (
        ".github/workflows/ci.yml",
        repeat(
            f"      - run: {START}\n      - run: pip install prefect==0.13.1\n",
            "on: push\njobs:\n  a:\n    steps:\n",
        ),
    ),
    "yaml: template": (
        "templates/a.yaml",
        repeat(f"{{{{- if .a }}}}\n- image: {IMAGE}\n{{{{- end }}}}\n"),
    ),
    # Merges
    "merge python: imports": (
        "flow.py",
        conflicts(f"from prefect.storage import Docker\n|{DOCKER}", "", "x{n} = 1\n"),
    ),
    "merge python: with base": (
        "flow.py",
        conflicts("x{n} = f(1, b=2)\n|x{n} = f(1)\n|x{n} = f(2)\n", DOCKER, "y{n} = Docker()\n"),
    ),
    "merge python: equal lines": ("flow.py", conflicts("x = 1\n|x = 2\n", DOCKER, "y = 1\n")),
    "merge python: equal lines with base": (
        "flow.py",
        conflicts("x = f(1, b=2)\n|x = f(1)\n|x = f(2)\n", DOCKER, "y = 1\n"),
    ),
    "merge python: functions": (
        "flow.py",
        conflicts(
            "def f{n}(a, b=1):\n    return a\n|def f{n}(a):\n    return a\n|def f{n}(a):\n    return a + 1\n",
            DOCKER,
            "\n\n",
        ),
    ),
    "merge python: one": (
        "flow.py",
        one_conflict("a{n} = 1\nb{n} = 3\n|a{n} = 1\nb{n} = 2\n|a{n} = 2\nb{n} = 2\n", DOCKER),
    ),
    "merge python: one, both added": (
        "flow.py",
        one_conflict("a{n} = 1\n|z = 1\n|b{n} = 1\n", DOCKER),
    ),
    "merge python: one without base": (
        "flow.py",
        one_conflict("a{n} = f(S3())\n|a{n} = f(Docker())\n", DOCKER),
    ),
    "merge python: one of equal lines": ("flow.py", one_conflict("x = 1\n|x = 2\n", DOCKER)),
    "merge python: flows": (
        "flow.py",
        conflicts(
            'f{n} = Flow("a", run_config=LocalRun())\n|f{n} = Flow("a", environment=LocalEnvironment())\n',
            FLOW_HEAD + "from prefect.run_configs import LocalRun\n",
            "\n",
        ),
    ),
    "merge page: words": (
        "page.md",
        conflicts(
            "New words {n}, and more.\n|Old words {n}.\n|Old words {n}. `prefect agent start docker`\n",
            "",
            "\nbetween {n}\n\n",
        ),
    ),
    "merge page: without base": (
        "page.md",
        conflicts(
            "Run `prefect agent docker start` {n}.\n|Run `prefect agent start docker` {n}.\n",
            "",
            "\nbetween {n}\n\n",
        ),
    ),
    "merge page: equal": (
        "page.md",
        conflicts(
            "Run `prefect agent docker start`.\n|Run `prefect agent start docker`.\n",
            "",
            "\nbetween\n\n",
        ),
    ),
    "merge page: fences": (
        "page.md",
        conflicts(
            f"```python\nfrom prefect.storage import Docker\nx = {{n}}\n```\n|```python\n{DOCKER}x = {{n}}\n```\n",
            "",
            "\nbetween {n}\n\n",
        ),
    ),
    "merge page: fences of flows": (
        "page.md",
        conflicts(
            f'```python\nfrom prefect import Flow\n\nflow = Flow("a", run_config=LocalRun())\n```\n|```python\n{FLOW_HEAD}flow = Flow("a", environment=LocalEnvironment())\n```\n',
            "",
            "\nbetween {n}\n\n",
        ),
    ),
    "merge page: one": (
        "page.md",
        one_conflict("New words {n}.\n\n|Old words {n}.\n\n|Old words {n}, more.\n\n"),
    ),
    "merge page: one without base": (
        "page.md",
        one_conflict(
            "Run `prefect agent docker start` {n}.\n\n|Run `prefect agent start docker` {n}.\n\n"
        ),
    ),
    "merge page: one list": ("page.md", one_conflict("- item {n} a\n|- item {n}\n|- item {n} b\n")),
    "merge page: one table": (
        "page.md",
        one_conflict(
            "| {n} | new |\n|| {n} | old |\n|| {n} | older |\n".replace("||", "|\0").replace(
                "\0", ""
            ),
            "| a | b |\n|---|---|\n",
        ),
    ),
    "merge rst: code": (
        "page.rst",
        conflicts(
            f".. code-block:: python\n\n    from prefect.storage import Docker\n|.. code-block:: python\n\n    {DOCKER}",
            "",
            "\nbetween {n}\n\n",
        ),
    ),
    "merge yaml: images": (
        "a.yaml",
        conflicts(f"a{{n}}: prefecthq/prefect:1.0.0\n|a{{n}}: {IMAGE}\n", "", "b{n}: 1\n"),
    ),
    "merge yaml: with base": (
        "a.yaml",
        conflicts("a{n}: 2\nc{n}: 1\n|a{n}: 1\nc{n}: 1\n|a{n}: 1\nc{n}: 2\n", "", "b{n}: 1\n"),
    ),
    "merge yaml: documents": (
        "a.yaml",
        conflicts(
            "  name: x{n}\n  labels: {a: b}\n|  name: x{n}\n|  name: x{n}\n  annotations: {a: b}\n",
            "kind: A\n",
            "spec:\n  a: 1\n---\nkind: Job\nmetadata:\n",
        ),
    ),
    "merge yaml: renamed documents": (
        "a.yaml",
        conflicts(
            "  name: new-{n}\n|  name: old-{n}\n|  name: old-{n}\n  labels: {a: b}\n",
            "",
            "spec:\n  containers:\n  - name: a\n    image: prefecthq/prefect:0.13.1\n---\nkind: Deployment\nmetadata:\n",
        ),
    ),
    "merge yaml: one of documents": (
        "a.yaml",
        one_conflict(
            "kind: Deployment\nmetadata:\n  name: new-{n}\nspec:\n  containers:\n  - name: a\n    image: prefecthq/prefect:1.0.0\n---\n"
            "|kind: Deployment\nmetadata:\n  name: old-{n}\nspec:\n  containers:\n  - name: a\n    image: prefecthq/prefect:0.13.1\n---\n"
        ),
    ),
    "merge yaml: env": (
        "a.yaml",
        one_conflict(
            "- name: A{n}\n  value: new\n|- name: A{n}\n  value: old\n|- name: A{n}\n  value: old\n- name: B{n}\n  value: b\n",
            "env:\n",
        ),
    ),
    "merge yaml: env without base": (
        "a.yaml",
        one_conflict("- name: A{n}\n  value: new\n|- name: A{n}\n  value: old\n", "env:\n"),
    ),
    "merge yaml: containers": (
        "a.yaml",
        one_conflict(
            f"- name: c{{n}}\n  image: prefecthq/prefect:1.0.0\n|- name: c{{n}}\n  image: {IMAGE}\n",
            "containers:\n",
        ),
    ),
    "merge yaml: items": (
        "a.yaml",
        one_conflict("- a{n}\n- x\n|- a{n}\n|- a{n}\n- y\n", "args:\n"),
    ),
    "merge yaml: services": (
        "docker-compose.yml",
        one_conflict(
            f"  s{{n}}:\n    image: prefecthq/prefect:1.0.0\n|  s{{n}}:\n    image: {IMAGE}\n",
            "services:\n",
        ),
    ),
    "merge shell": (
        "run.sh",
        conflicts("prefect agent docker start\n|prefect agent start docker\n", "", "echo {n}\n"),
    ),
    "merge shell: with base": (
        "run.sh",
        conflicts(f"{START} -v{{n}}\n|{START}\n|{START} --label {{n}}\n", "", "echo {n}\n"),
    ),
    "merge shell: one": ("run.sh", one_conflict("echo a{n}\n|echo {n}\n|echo {n} b\n")),
    "merge docker": (
        "Dockerfile",
        conflicts(f"FROM prefecthq/prefect:1.0.0\n|FROM {IMAGE}\n", "", "RUN echo {n}\n"),
    ),
    "merge toml": (
        "pyproject.toml",
        conflicts("a{n} = 2\n|a{n} = 1\n|a{n} = 1\nb{n} = 2\n", "[tool.a]\n", "c{n} = 1\n"),
    ),
    "merge toml: one": (
        "pyproject.toml",
        one_conflict("a{n} = 2\n|a{n} = 1\n|a{n} = 1\nb{n} = 2\n", "[tool.a]\n"),
    ),
    "merge toml: requirements": (
        "pyproject.toml",
        one_conflict(
            "'a{n}>=2',\n|'a{n}>=1',\n|'a{n}>=1',\n'b{n}',\n",
            "[project]\nname = 'a'\ndependencies = [\n",
        ),
    ),
    "merge requirements": (
        "requirements.txt",
        one_conflict("a{n}==2\n|a{n}==1\n|a{n}==1\nb{n}==1\n", "prefect==0.13\n"),
    ),
    "merge requirements: many": (
        "requirements.txt",
        conflicts("prefect==1.0\na{n}\n|prefect==0.13\nb{n}\n", "", "c{n}\n"),
    ),
    "merge changelog": (
        "CHANGELOG.md",
        one_conflict("- new {n}\n|- old\n|- other {n}\n", "# 1.0\n\n"),
    ),
    "merge words": (
        "notes.txt",
        one_conflict("new {n}\n|old {n}\n|old {n} more\n", "prefect agent start docker\n"),
    ),
    "merge words: many": (
        "notes.txt",
        conflicts("new {n}\n|old {n}\n|old {n} more\n", "", "between\n"),
    ),
    "merge json": (
        "package.json",
        conflicts('"a{n}": 2,\n|"a{n}": 1,\n|"a{n}": 1,\n"b{n}": 2,\n', "{\n", '"c{n}": 1,\n'),
    ),
    "merge ini": (
        "setup.cfg",
        conflicts("a{n} = 2\n|a{n} = 1\n|a{n} = 1\nb{n} = 2\n", "[a]\n", "c{n} = 1\n"),
    ),
    "merge make": (
        "Makefile",
        conflicts("\techo {n} a\n|\techo {n}\n|\techo {n} b\n", "a:\n", "\ttrue\n"),
    ),
    "merge: nothing but markers": ("flow.py", repeat("<<<<<<< HEAD\n=======\n>>>>>>> old\n")),
    "merge: unclosed": ("flow.py", repeat("<<<<<<< HEAD\nx = 1\n=======\n")),
}


def seconds(path: str, text: str) -> float:
    """The processor's seconds that ``text`` costs."""
    from prefect_migrate import migrate_text

    gc.collect()
    began = time.process_time()
    outcome = migrate_text(text, path)
    took = time.process_time() - began
    if outcome.refusal and "fault of" in outcome.refusal.message:
        raise AssertionError(outcome.refusal.message)
    return took


def growth(path: str, make: Callable[[int], str]) -> Iterator[tuple[int, float, float]]:
    """The parts, the seconds and the ratio of each doubling that is large enough to be measured."""
    seconds(path, make(3))
    count, before, spent = 16, 0.0, 0.0
    while spent < TIME_LIMIT:
        text = make(count)
        if len(text) > LARGEST:
            return
        took = seconds(path, text)
        spent += took
        if before >= ENOUGH:
            yield count, took, took / before
        before = took
        count *= 2


def measure(name: str) -> tuple[bool, str]:
    """Whether a kind grows as it may, and its last figures."""
    path, make = KINDS[name]
    try:
        return _measure(path, make)
    except AssertionError as error:
        return False, str(error)


def _measure(path: str, make: Callable[[int], str]) -> tuple[bool, str]:
    told, slow = "too quick to be measured", 0
    for count, took, ratio in growth(path, make):
        if ratio > WANTED and seconds(path, make(count)) / took * ratio > WANTED:
            slow += 1
        else:
            slow = 0
        told = f"{count} parts: {took:.2f} s, {ratio:.2f} times"
        if slow == 2 or (not slow and took > 1):
            break
    return not slow, told


def main(*wanted: str) -> int:
    names = [name for name in KINDS if not wanted or any(one in name for one in wanted)]
    slow = []
    # One process for each: what one kind leaves in caches is not the next one's.
    context = multiprocessing.get_context("spawn")
    for name in names:
        with context.Pool(1) as pool:
            good, told = pool.apply(measure, (name,))
        print(f"{'' if good else 'SLOW '}{name}: {told}", flush=True)
        if not good:
            slow.append(name)
    print(f"slow inputs: {len(slow)} of {len(names)}", *slow, sep="\n  ")
    return int(bool(slow))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
