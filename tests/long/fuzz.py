"""Coverage-guided fuzzing with atheris: ``python tests/long/fuzz.py TARGET SECONDS [FOLDER]``.

A target is a function below that takes a text and asserts what must hold for any. Texts start as
the inputs of ``tests/cases`` and ``tests/merges`` and change by lines, words and bytes; what
reaches new code stays in the corpus. A failure is written to ``FOLDER/found``, one file for each
place that failed, and the run goes on; the exit code is 1 when there was one. An input that found
something belongs into ``tests/safety/fuzzed`` with the change that mends it: a test runs them all.
"""

from __future__ import annotations

import ast
import contextlib
import io
import multiprocessing
import os
import random
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "migrate"), str(ROOT / "codemods")]
SUFFIXES = (
    *("flow.py", "page.md", "job.yaml", "run.sh", "notebook.ipynb", "page.rst", "pyproject.toml"),
    *("Dockerfile", "Makefile", "setup.cfg", "requirements.txt", ".env", "Jenkinsfile"),
    *("backend.toml", "docker-compose.yml", "flow.service", "package.json"),
)
WORDS = (
    *("prefect", "prefect.environments.storage", "prefect.engine.executors", "Docker", "S3"),
    *("LocalEnvironment", "KubernetesJobEnvironment", "DaskExecutor", "flow.environment", "flow"),
    *("RemoteEnvironment", "result_handler", "prefect agent start", "prefect agent install"),
    *("prefect register flow", "prefecthq/prefect:0.13.1", "apiVersion: batch/v1", "kind: Job"),
    *("containers:", "env:", "- name: a", "value: b", "image:", "args:", "command:", "{", "}"),
    *("<<<<<<< HEAD", "=======", ">>>>>>> old", "||||||| base", "```python", "```yaml", "```"),
    *("~~~", "> ", "- ", "  ", "\t", "\r\n", "\f", "\\\n", "'''", '"""', "'", '"', "$(", "`", "${"),
    *("<<EOF", "EOF", "&a ", "*a", "<<: *a", "|\n", ">-\n", "---\n", "...\n", "# ", "!!str ", "? "),
    *(
        "[tool.prefect-migrate]",
        "[cloud]",
        "agent = 'x'",
        "= [",
        "'''\n",
        "lambda: ",
        "async def f",
    ),
    *("import prefect", "from prefect import Flow", "with Flow('a') as f:", "if TYPE_CHECKING:"),
    *("try:\n", "else:\n", "%%bash\n", "!prefect", "%pip install prefect==0.13", ".. code-block::"),
    *("<!-- prefect-migrate: off -->", "# prefect-migrate: ignore", "\ufeff", "\x00", "\x85"),
    *(
        "\u2028",
        "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
        "é",
        "\ufb01",
        "\u0661",
    ),
)


def markers(text: str) -> None:
    from prefect_migrate.conflicts import parse_conflicts
    from prefect_migrate.conflicts.segments import Conflict
    from prefect_migrate.model import Refusal, Source, split_lines

    lines = split_lines(text)
    for path in ("page.md", "flow.py"):
        for tolerant in (False, True):
            for unmerged in (False, True):
                try:
                    cut = parse_conflicts(Source(path, text), tolerant=tolerant, unmerged=unmerged)
                except Refusal as refusal:
                    assert 1 <= refusal.line <= len(lines), "a refusal without a place"
                    continue
                assert cut.regenerate() == text, "the segments are not the file"
                for side in ("ours", "theirs"):
                    variant = cut.variant(side)
                    pairs = zip(variant.lines, variant.origin, strict=True)
                    assert all(lines[at] == line for line, at in pairs), "a line from elsewhere"
                for one in cut.segments:
                    if isinstance(one, Conflict):
                        assert tuple(lines[one.start : one.end + 1]) == one.lines


def yaml(text: str) -> None:
    from prefect_migrate.documents import manifest
    from prefect_migrate.model import split_lines

    lines = split_lines(text)
    try:
        found = manifest.read_documents(text)
    except manifest.NotYaml as error:
        assert 0 <= error.line <= len(lines)
        found = []
    nodes = [document.root for document in found]
    while nodes:
        node = nodes.pop()
        assert 0 <= node.start < node.end <= len(lines) + 1, "a value outside of the file"
        for entry in node.entries:
            assert node.start <= entry.start <= entry.end <= node.end or node.flow
        nodes += [] if node.alias else [entry.node for entry in node.entries]
    _whole(text, "job.yaml")
    _whole(text, "docker-compose.yml")


def pages(text: str) -> None:
    from prefect_codemods.migration import default_migration
    from prefect_migrate.documents import reading
    from prefect_migrate.documents.markdown import cut_page
    from prefect_migrate.documents.region import splice_regions
    from prefect_migrate.model import Refusal, Source, split_lines

    lines = split_lines(text)
    page = cut_page(text)
    assert "".join(page.lines) == text, "the page's lines are not the page"
    at = 0
    for block in page.blocks:
        assert at <= block.start < block.end <= len(lines), "blocks overlap"
        at = block.end
    for fence in page.fences:
        assert fence.start < fence.first <= fence.last <= fence.end <= len(lines)
    for path in ("page.md", "page.rst", "notebook.ipynb"):
        try:
            regions = reading.document_regions(Source(path, text), default_migration())
        except Refusal:
            continue
        for region in regions:
            # Code that doesn't parse is never changed, and so never put back.
            if not region.stand_in and (region.language != "python" or _compiles(region.text)):
                old = text[region.start : region.end]
                assert region.restore(region.text) == old, "a region that doesn't come back"
        assert splice_regions(text, [(region, region.text) for region in regions]) == text
        _whole(text, path)


def toml(text: str) -> None:
    for path in ("pyproject.toml", "backend.toml", "Pipfile"):
        _whole(text, path)


def words(text: str) -> None:
    from prefect_codemods.shell.words import scan_all

    for dialect in ("shell", "console", "dockerfile", "makefile", "ini"):
        found, _ = scan_all(text, 0, None, dialect)  # type: ignore[arg-type]
        for command in found:
            at = 0
            for word in command.words:
                assert at <= word.start < word.end <= len(text), "words overlap"
                assert text[word.start : word.end] == word.raw
                at = word.end
    # One kind of file for each text: to read its words alone is many times quicker.
    paths = ("run.sh", "Dockerfile", "Makefile", "setup.cfg", ".env")
    _whole(text, paths[len(text) % len(paths)])


def pipeline(text: str) -> None:
    """The first character chooses the kind of document."""
    path = SUFFIXES[ord(text[0]) % len(SUFFIXES)] if text else SUFFIXES[0]
    _whole(text[1:], path)


def _whole(text: str, path: str) -> None:
    """What holds for each file: no fault, valid output from valid input, nothing left to a second run."""
    from prefect_migrate import migrate_text
    from prefect_migrate.conflicts import has_markers

    outcome = migrate_text(text, path)
    if outcome.refusal:
        assert "fault of" not in outcome.refusal.message, f"{path}: {outcome.refusal.message}"
        assert outcome.text == outcome.source.text
        return
    lines = text.count("\n") + 1
    for found in (*outcome.changes, *outcome.diagnostics):
        assert 1 <= found.line <= lines, f"{path}: {found.rule} at line {found.line} of {lines}"
    if not outcome.changed or has_markers(text):
        return
    if path.endswith(".py"):
        assert _compiles(outcome.text) or not _compiles(text), f"{path}: no Python any more"
    if path.endswith((".yaml", ".yml")):
        assert _loads(outcome.text) or not _loads(text), f"{path}: no YAML any more"
    if path.endswith(".ipynb"):
        assert _is_json(outcome.text) or not _is_json(text), f"{path}: no JSON any more"
    if path.endswith((".toml", "Pipfile")):
        assert _is_toml(outcome.text) or not _is_toml(text), f"{path}: no TOML any more"
    again = migrate_text(outcome.text, path)
    assert not again.refusal, f"{path}: refused the second time: {again.refusal}"
    rules = sorted({change.rule for change in again.changes})
    assert again.text == outcome.text, f"{path}: a second run changes it: {rules}"


def _compiles(text: str) -> bool:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def _loads(text: str) -> bool:
    from prefect_migrate.reconcile.verify import is_yaml

    return is_yaml(text)


def _is_json(text: str) -> bool:
    import json

    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def _is_toml(text: str) -> bool:
    import tomllib

    try:
        tomllib.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


TARGETS: dict[str, Callable[[str], None]] = {
    one.__name__: one for one in (markers, yaml, pages, toml, words, pipeline)
}
KINDS = {
    "markers": (".py", ".md", ".yaml"),
    "yaml": (".yaml", ".yml"),
    "pages": (".md", ".rst", ".ipynb"),
    "toml": (".toml",),
    "words": (".sh", ".cfg", ".ini", ".env", "file", ".mk"),
    "pipeline": (),
}


def seeds(target: str) -> list[str]:
    """The texts to begin with: all inputs of the cases that are of the target's kinds."""
    texts = []
    for path in sorted([*(ROOT / "tests/cases").rglob("*"), *(ROOT / "tests/merges").rglob("*")]):
        if not path.is_file() or path.name == "options.toml" or path.stat().st_size > 6_000:
            continue
        if KINDS[target] and not path.name.endswith(KINDS[target]):
            continue
        try:
            text = path.read_bytes().decode()
        except UnicodeDecodeError:
            continue
        if target == "markers" and "<<<<<<<" not in text:
            continue
        if target == "pipeline":
            kind = next((n for n, name in enumerate(SUFFIXES) if name[-4:] == path.name[-4:]), 0)
            text = chr(len(SUFFIXES) * 4 + kind) + text
        texts.append(text)
    return texts


def changed(text: str, texts: list[str], chance: random.Random) -> str:
    """``text`` with some of its lines and words moved, doubled, dropped, or taken from others."""
    lines = text.splitlines(keepends=True) or [""]
    for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
        at = chance.randrange(len(lines))
        other = chance.choice(texts).splitlines(keepends=True) or [""]
        match chance.randrange(9):
            case 0:
                lines.insert(at, chance.choice(lines))
            case 1 if len(lines) > 1:
                del lines[at]
            case 2:
                start = chance.randrange(len(other))
                lines[at:at] = other[start : start + chance.randint(1, 8)]
            case 3:
                lines[at] = chance.choice(other)
            case 4:
                lines[at] = chance.choice(("", " ", "  ", "    ", "\t")) + lines[at].lstrip(" ")
            case 5:
                side = chance.choice(other)
                lines[at : at + 1] = [
                    *("<<<<<<< HEAD\n", lines[at], "=======\n", side, ">>>>>>> old\n")
                ]
            case 6:
                lines[at] = lines[at].rstrip("\r\n") + chance.choice(("", "\r\n", "\r", " \n"))
            case _:
                place = chance.randint(0, len(lines[at]))
                rest = place + chance.choice((0, 0, 1, 4))
                lines[at] = lines[at][:place] + chance.choice(WORDS) + lines[at][rest:]
    return "".join(lines)


class Fuzzing:
    """One run of one target."""

    def __init__(self, target: str, folder: Path) -> None:
        self.target = target
        self.function = TARGETS[target]
        self.found = folder / "found"
        self.found.mkdir(parents=True, exist_ok=True)
        self.texts = seeds(target)
        self.known: set[str] = set()
        # libFuzzer leaves its process by exit() of C: what was counted is read from outside.
        self.tried = multiprocessing.RawValue("Q")
        self.failed = multiprocessing.RawValue("Q")

    def once(self, data: bytes) -> None:
        """Try one input; a failure is kept, once for each place."""
        self.tried.value += 1
        try:
            self.function(data.decode("utf-8", "replace"))
        except Exception as error:
            self.failed.value += 1
            last = traceback.extract_tb(error.__traceback__)[-1]
            told = f"{type(error).__name__} {last.filename}:{last.lineno} {str(error)[:120]}"
            if told not in self.known:
                self.known.add(told)
                kept = self.found / f"{self.target}-{len(self.known):03}"
                kept.write_bytes(data)
                kept.with_suffix(".txt").write_text(traceback.format_exc(), errors="replace")
                print(f"found: {told}", file=sys.stderr, flush=True)

    def mutate(self, data: bytes, most: int, seed: int) -> bytes:
        import atheris

        chance = random.Random(seed)
        if chance.random() < 0.25:
            return bytes(atheris.Mutate(data, most))
        text = changed(data.decode("utf-8", "replace"), self.texts, chance)
        return text.encode("utf-8", "replace")[:most]


def main(target: str, seconds: str, folder: str = "") -> int:
    import atheris

    place = Path(folder or tempfile.mkdtemp(prefix="fuzz-"))
    corpus = place / f"corpus-{target}"
    corpus.mkdir(parents=True, exist_ok=True)
    ours = ["prefect_migrate", "prefect_codemods"]
    with contextlib.redirect_stderr(io.StringIO()), atheris.instrument_imports(include=ours):
        run = Fuzzing(target, place)
        for number, text in enumerate(run.texts):
            (corpus / f"seed-{number:04}").write_bytes(text.encode("utf-8", "replace"))
            run.once(text.encode("utf-8", "replace"))
    child = os.fork()
    if not child:
        options = [f"-max_total_time={seconds}", "-max_len=8192", "-timeout=120", "-verbosity=0"]
        options += [
            "-rss_limit_mb=4096",
            "-report_slow_units=120",
            f"-artifact_prefix={run.found}/{target}-",
        ]
        atheris.Setup(
            [sys.argv[0], str(corpus), *options],
            run.once,
            custom_mutator=run.mutate,
        )
        atheris.Fuzz()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    kept = [path for path in run.found.glob(f"{target}-*") if path.suffix != ".txt"]
    told = f"{run.tried.value:,} inputs, {run.failed.value:,} failed at {len(kept)} places"
    print(f"{target}: {told} ({run.found}); ended with {os.waitstatus_to_exitcode(status)}")
    return int(bool(kept))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
