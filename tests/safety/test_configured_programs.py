"""Nothing that a repository's git configuration names is run, in any mode.

The keys are git's own list (``git help --config``); each is set to a program that leaves a mark.
Whether the trap works at all is tried first, with git alone, for the keys that a plain command runs.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from .conftest import OLD, Hostile

# What a key's name says of a value that is run; the test below holds it against the whole list.
_HOLDS_A_COMMAND = re.compile(
    r"(^alias\.|^pager\.|^hook\.|\.(cmd|.*command|.*program|clean|smudge|process|textconv|external"
    r"|driver|fsmonitor|hookspath|.*hook|askpass|editor|pager|helper|gitproxy|difffilter|uploadpack"
    r"|receivepack|vcs|tocmd|cccmd|path)$)",
    re.IGNORECASE,
)
_HOLDS_NONE = re.compile(
    r"include|advice\.|color\.|fsck\.|receive\.fsck\.|column\.|core\.quotepath$", re.IGNORECASE
)
# Keys that the list doesn't name, or only later releases of git do.
_MORE = (
    "filter.x.process",
    "gpg.ssh.program",
    "gpg.x509.program",
    "gpg.openpgp.program",
    "gc.recentObjectsHook",
    "hook.x.command",
    "remote.origin.vcs",
    "trailer.x.cmd",
    "trailer.x.command",
    "credential.https://example.org.helper",
    "core.sshCommand",
)
MODES = (
    ("check", ("--check", ".")),
    ("since", ("--check", "--since", "first", ".")),
    ("diff", ("--diff", "flow.py")),
    ("statistics", ("--check", "--statistics", "--no-cache", ".")),
    ("write", (".",)),
    ("allow dirty", ("--allow-dirty", ".")),
    ("undo", ("undo",)),
)
UNMERGED_MODES = (
    ("unmerged check", ("--check",)),
    ("unmerged verbose", ("--verbose", "--diff")),
    ("explain", ("explain", "0")),
    ("git install", ("git", "install")),
    ("review", ("review",)),
    ("review of a file", ("review", "--all", "flow.py")),
    ("graph", ("graph", "flow.py")),
    ("conflicted", ("--check", "--conflicted", ".")),
    ("a page", ("--check", "--html", "page.html", "flow.py")),
    ("mergetool", ("git", "mergetool", "flow.py", "flow.py", "flow.py", "flow.py")),
    ("unmerged write", ("--add",)),
)


def command_keys() -> list[str]:
    """Git's keys that hold a command, with names put in for their placeholders."""
    asked = ["git", "help", "--config-for-completion"]
    listed = subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    asked = ["git", "help", "--config"]
    listed += subprocess.run(asked, check=True, capture_output=True, text=True).stdout
    names = {re.sub(r"<[^>]*>|\*", "x", line.strip()) for line in listed.splitlines()}
    keys = {name for name in names if re.fullmatch(r"[\w.-]+", name)}
    held = {key for key in keys if _HOLDS_A_COMMAND.search(key) and not _HOLDS_NONE.match(key)}
    return sorted({*held, *_MORE}, key=str.lower)


def arm(hostile: Hostile, folder: Path | None = None) -> None:
    """Name the program at every key at once."""
    top = folder or hostile.top
    for key in command_keys():
        subprocess.run(
            ["git", "config", "--local", key, str(hostile.program)],
            cwd=top,
            env=hostile.environment,
            check=False,
            capture_output=True,
        )
    hostile.git("-C", str(top), "config", "log.showSignature", "true")
    hostile.git("-C", str(top), "config", "core.alternateRefsCommand", str(hostile.program))


def test_the_list_of_keys_holds_what_is_known() -> None:
    keys = {key.lower() for key in command_keys()}
    wanted = {
        "core.fsmonitor",
        "core.sshcommand",
        "filter.x.clean",
        "diff.x.textconv",
        "gpg.program",
    }
    assert wanted <= keys
    assert len(keys) > 40


@pytest.mark.parametrize(
    ("key", "asked"),
    [
        ("core.fsmonitor", ("status",)),
        ("filter.x.clean", ("status",)),
        ("diff.x.textconv", ("diff", "first")),
        ("diff.x.command", ("diff", "first")),
        ("diff.external", ("diff", "first")),
        ("core.sshCommand", ("ls-remote", "ssh://example.org/x")),
        ("alias.xx", ("xx",)),
    ],
)
def test_the_trap_works(hostile: Hostile, key: str, asked: tuple[str, ...]) -> None:
    program = str(hostile.program)
    hostile.git("config", key, f"!{program}" if key.startswith("alias") else program)
    hostile.touch()
    hostile.git(*asked, check=False)
    assert hostile.executed()


def test_no_key_of_git_runs_anything(hostile: Hostile) -> None:
    arm(hostile)
    for mode, arguments in MODES:
        hostile.touch()
        done = hostile.run(*arguments)
        assert not hostile.executed(), mode
        assert "git did not search" not in done.stderr
    done = hostile.run("fleet", "repos", "--output", "report", cwd=hostile.folder)
    assert not hostile.executed()
    assert "1 migrated" in done.stdout


def test_no_key_of_git_runs_anything_in_a_merge(hostile: Hostile) -> None:
    hostile.conflict()
    arm(hostile)
    for mode, arguments in UNMERGED_MODES:
        hostile.run(*arguments)
        assert not hostile.executed(), mode


@pytest.mark.slow
@pytest.mark.parametrize("key", command_keys())
def test_the_driver_and_a_check_run_no(key: str, hostile: Hostile) -> None:
    hostile.git("config", key, str(hostile.program), check=False)
    for side, text in (("o", "x = 1\n"), ("a", "x = 2\n"), ("b", "x = 3\n")):
        (hostile.top / side).write_text(OLD + text)
    hostile.touch()
    hostile.run("git", "merge-driver", "o", "a", "b", "7", "flow.py")
    hostile.run("--check", "--since", "first", ".")
    assert not hostile.executed()


def test_no_key_of_a_clone_that_was_there_before(hostile: Hostile) -> None:
    """A fleet goes on with its clones; a repository may ship the folder that holds them."""
    url = f"file://{hostile.top}"
    assert hostile.run("fleet", url, "--output", "report", cwd=hostile.folder).returncode == 0
    (clone,) = (hostile.folder / "report" / "clones").iterdir()
    arm(hostile, clone)
    hooks = clone / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for hook in ("reference-transaction", "post-checkout", "post-index-change"):
        (hooks / hook).write_text(hostile.program.read_text())
        (hooks / hook).chmod(0o755)
    for options in (
        ("--ignore=PM1",),
        ("--patches", "patches"),
        ("--branch", "other"),
        ("--check",),
    ):
        hostile.run("fleet", url, "--output", "report", *options, cwd=hostile.folder)
        assert not hostile.executed(), options
    hostile.git("-C", str(clone), "config", "remote.origin.url", url)
    done = hostile.run("fleet", url, "--output", "report", "--branch=b", cwd=hostile.folder)
    assert not hostile.executed()
    assert "1 migrated" in done.stdout, done


RECORDS = ("{}", "[]", "5", '{"name": 5}', "\0", "{" * 50_000, '{"a": ' + "9" * 10_000 + "}")


@pytest.mark.parametrize("text", RECORDS)
def test_records_that_were_there_before(text: str, hostile: Hostile) -> None:
    arguments = ("fleet", "repos", "--output", "report")
    assert hostile.run(*arguments, cwd=hostile.folder).returncode == 0
    folder = hostile.folder / "report" / "records"
    for path in folder.iterdir():
        path.write_text(text)
    (folder / "pipe.json").symlink_to("/dev/zero")
    done = hostile.run(*arguments, cwd=hostile.folder)
    assert done.returncode in (0, 2), done
    assert "Traceback" not in done.stderr


def test_included_configuration_and_that_of_a_work_tree(hostile: Hostile) -> None:
    (hostile.folder / "more").write_text(f"[core]\nfsmonitor = {hostile.program}\n")
    hostile.git("config", "include.path", str(hostile.folder / "more"))
    hostile.git("config", "includeIf.onbranch:main.path", str(hostile.folder / "more"))
    hostile.git("config", "extensions.worktreeConfig", "true")
    hostile.git("config", "--worktree", "filter.x.clean", str(hostile.program))
    for mode, arguments in MODES:
        hostile.touch()
        hostile.run(*arguments)
        assert not hostile.executed(), mode


def test_names_of_filters_that_are_hard_to_write(hostile: Hostile) -> None:
    for name in ("a=b", "a.b", "A B", "x\ty"):
        hostile.write(".gitattributes", f'*.py filter="{name}" filter={name}\n')
        config = hostile.top / ".git" / "config"
        before = config.read_text()
        config.write_text(f'{before}[filter "{name}"]\nclean = {hostile.program}\n')
        for mode, arguments in MODES:
            hostile.touch()
            hostile.run(*arguments)
            assert not hostile.executed(), (name, mode)
        config.write_text(before)


def nested(hostile: Hostile, folder: str) -> None:
    """A bare repository that is stored as plain files, as any clone may hold one."""
    for name in ("objects/.keep", "refs/heads/.keep"):
        hostile.write(f"{folder}/{name}", "")
    hostile.write(f"{folder}/HEAD", "ref: refs/heads/main\n")
    config = f'[core]\nrepositoryformatversion = 0\nworktree = "."\nfsmonitor = {hostile.program}\n'
    hostile.write(f"{folder}/config", config)
    hostile.write(f"{folder}/flow.py", OLD)
    both = f"<<<<<<< HEAD\nfrom prefect.storage import Docker\n=======\n{OLD}>>>>>>> old\n"
    hostile.write(f"{folder}/conf.py", both)


@pytest.mark.parametrize("inside", [False, True])
def test_a_bare_repository_among_the_files(hostile: Hostile, inside: bool) -> None:
    nested(hostile, "evil")
    nested(hostile, "a/b/evil.git")
    hostile.git("add", "-A")
    hostile.git("commit", "-q", "-m", "evil")
    for paths in ((".",), ("evil",), ("evil/conf.py",), ("a",), ("a/b/evil.git/flow.py",)):
        for options in (("--check",), ("--check", "--since", "first"), ("--diff",), ()):
            if inside:
                hostile.run(*options, ".", cwd=hostile.top / "evil")
            else:
                hostile.run(*options, *paths)
            assert not hostile.executed(), (paths, options)
        hostile.git("checkout", "-q", ".")
    hostile.run("explain", "0", "evil/conf.py")
    hostile.run("fleet", "repos/etl", cwd=hostile.folder)
    hostile.run("fleet", "repos/etl/evil", cwd=hostile.folder)
    assert not hostile.executed()


def test_objects_that_would_have_to_be_fetched(hostile: Hostile) -> None:
    """A partial clone asks its remote for what it lacks, by the program that its settings name."""
    for key, value in {
        "extensions.partialClone": "origin",
        "core.repositoryFormatVersion": "1",
        "remote.origin.promisor": "true",
        "remote.origin.url": "ssh://example.org/x",
        "remote.origin.uploadpack": str(hostile.program),
        "core.sshCommand": str(hostile.program),
        "url.ext::sh -c touch% mark .insteadOf": "ssh://",
        "protocol.ext.allow": "always",
    }.items():
        hostile.git("config", key, value)
    blob = hostile.git("rev-parse", "first:flow.py").strip()
    (hostile.top / ".git" / "objects" / blob[:2] / blob[2:]).unlink()
    hostile.git("cat-file", "-p", blob, check=False)
    for mode, arguments in MODES:
        hostile.executed()
        hostile.touch()
        hostile.run(*arguments)
        assert not hostile.executed(), mode
    hostile.run("fleet", "repos", "--patches", "patches", cwd=hostile.folder)
    assert not hostile.executed()


def test_hooks_see_nothing(hostile: Hostile) -> None:
    folder = hostile.top / ".git" / "hooks"
    folder.mkdir(exist_ok=True)
    for hook in (
        *("reference-transaction", "post-checkout", "post-index-change", "pre-auto-gc", "update"),
        *("post-commit", "pre-commit", "commit-msg", "fsmonitor-watchman", "post-rewrite"),
    ):
        (folder / hook).write_text(hostile.program.read_text())
        (folder / hook).chmod(0o755)
    for mode, arguments in MODES:
        hostile.touch()
        hostile.run(*arguments)
        assert not hostile.executed(), mode
    hostile.run("fleet", "repos", cwd=hostile.folder)
    assert not hostile.executed()
    assert hostile.git("branch", "--list", "prefect-migrate")


def test_a_configuration_that_never_ends(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe that nobody writes to is one line, and not waited for."""
    import os

    from prefect_migrate import git_process

    pipe = hostile.folder / "pipe"
    os.mkfifo(pipe)
    hostile.git("config", "include.path", str(pipe))
    monkeypatch.setattr(git_process, "CONFIG_TIMEOUT", 0.5)
    with pytest.raises(git_process.GitError, match=r"git [\w-]+ did not end in time"):
        git_process.run_in_repository(str(hostile.top), "ls-files")


def modules_of(hostile: Hostile, names: tuple[str, ...]) -> None:
    for name in names:
        hostile.write(f"{name}.py", f"open({str(hostile.mark)!r}, 'w')\nraise SystemExit(0)\n")


MODULES = ("secrets", "typer", "prefect_migrate", "libcst", "json", "multiprocessing", "site")


def test_modules_of_a_repository_are_not_imported(hostile: Hostile) -> None:
    modules_of(hostile, (*MODULES, "sitecustomize", "usercustomize", "pathspec", "yaml"))
    hostile.git("add", "-A")
    hostile.git("commit", "-q", "-m", "modules")
    for mode, arguments in MODES:
        hostile.run(*arguments)
        assert not hostile.executed(), mode
    done = hostile.run("fleet", "repos", cwd=hostile.folder)
    assert not hostile.executed()
    assert "1 migrated" in done.stdout, done


def test_the_driver_runs_no_code_of_the_repository(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect_migrate.git import setup

    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    entries = {entry.key: entry.value for entry in setup.config_entries()}
    driver = entries["merge.prefect-migrate.driver"]
    assert "-I" in driver
    modules_of(hostile, MODULES)
    hostile.write(".gitattributes", "*.py merge=prefect-migrate\n")
    hostile.git("add", "-A")
    hostile.git("commit", "-q", "-m", "modules")
    hostile.git("config", "merge.prefect-migrate.driver", driver)
    hostile.git("checkout", "-q", "-b", "side")
    hostile.write("flow.py", OLD + "x = 2\n")
    hostile.git("commit", "-q", "-a", "-m", "side")
    hostile.git("checkout", "-q", "main")
    hostile.write("flow.py", OLD + "x = 3\n")
    hostile.git("commit", "-q", "-a", "-m", "main")
    hostile.git("merge", "side", check=False)
    assert not hostile.executed()
    text = (hostile.top / "flow.py").read_text()
    assert "x = 2" in text
    assert "x = 3" in text


def test_programs_in_the_current_folder_are_not_git(
    hostile: Hostile, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect_migrate import git_process

    (hostile.top / "git").write_text(hostile.program.read_text())
    (hostile.top / "git").chmod(0o755)
    monkeypatch.chdir(hostile.top)
    monkeypatch.setenv("PATH", ".:/usr/bin:/bin")
    assert git_process.run_in_repository(str(hostile.top), "ls-files").output
    assert not hostile.executed()


def test_every_module_that_starts_a_program_is_known() -> None:
    """Whoever starts a program anew must say here that no repository names it."""
    source = Path(__file__).resolve().parents[2] / "migrate" / "prefect_migrate"
    starts = re.compile(
        r"\b(subprocess\.(run|Popen|call|check_\w+)|os\.(system|popen|spawn|posix_spawn|exec)\w*)\("
    )
    found = {
        p.relative_to(source).as_posix()
        for p in source.rglob("*.py")
        if starts.search(p.read_text())
    }
    # The last one starts the editor that $VISUAL or $EDITOR names.
    assert found == {"git_process.py", "fleet/commands.py", "review/dialogue.py"}
