"""``prefect-migrate completion SHELL``: a script that completes commands, options and values."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal

import typer

from prefect_codemods.option_table import OptionSpec
from prefect_migrate.commands import COMMANDS

Shell = Literal["bash", "zsh", "fish"]


def completion(
    shell: Annotated[Shell, typer.Argument(help="The shell that the script is for.")],
) -> None:
    """Print a completion script.

    For bash: prefect-migrate completion bash > ~/.local/share/bash-completion/completions/prefect-migrate
    """
    script = _fish_script() if shell == "fish" else _bash_script()
    if shell == "zsh":
        script = f"autoload -U +X bashcompinit && bashcompinit\n{script}"
    sys.stdout.write(script)


def _all_options() -> dict[str, dict[str, tuple[str, ...]]]:
    """For each command (``""``: the default one) its options, each with the values it may take."""
    from prefect_migrate.option_table import command_flags, run_flags

    found = {"": dict(_of_table(run_flags()))}
    found[""] |= {"-V": (), "--version": ()}
    for word in COMMANDS:
        flags = command_flags(word)
        found[word] = dict(_of_table(flags) if flags else _of_typer(word))
    return found


def _of_table(specs: Sequence[OptionSpec]) -> Iterator[tuple[str, tuple[str, ...]]]:
    for spec in specs:
        yield from ((flag, spec.choices) for flag in spec.flags)
    yield from (("-h", ()), ("--help", ()))


def _of_typer(word: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    from prefect_migrate import cli

    command: Any = typer.main.get_command(cli.command_app(cli.load_command(word)))
    for parameter in command.params:
        if parameter.param_type_name == "option":
            values = tuple(map(str, getattr(parameter.type, "choices", ())))
            for name in (*parameter.opts, *parameter.secondary_opts):
                yield name, values
    yield "--help", ()
    for name in getattr(command, "commands", {}):
        yield name, ()


def _bash_script() -> str:
    options = _all_options()
    cases = "".join(
        f"    {word}) words='{' '.join(found)}' ;;\n" for word, found in options.items() if word
    )
    # The commands first: the pattern of the default command fits all.
    choices = "".join(
        f"    {f'{word} {name}' if word else f'* {name}'!r}) words='{' '.join(its)}' ;;\n".replace(
            "'* ", "*' "
        )
        for word, found in sorted(options.items(), reverse=True)
        for name, its in found.items()
        if its
    )
    return f"""\
_prefect_migrate() {{
  local current="${{COMP_WORDS[COMP_CWORD]}}" previous="${{COMP_WORDS[COMP_CWORD-1]}}" words=''
  case "${{COMP_WORDS[1]}} $previous" in
{choices}  esac
  if [ -z "$words" ]; then
    case "${{COMP_WORDS[1]}}" in
{cases}    *) words='{" ".join(options[""])}'
       if [ "$COMP_CWORD" = 1 ]; then words="{" ".join(COMMANDS)} $words"; fi ;;
    esac
    case "$current" in
      -*) ;;
      *) COMPREPLY=( $(compgen -f -- "$current") ) ;;
    esac
  fi
  COMPREPLY+=( $(compgen -W "$words" -- "$current") )
}}
complete -o filenames -F _prefect_migrate prefect-migrate
"""


def _fish_script() -> str:
    lines = []
    for word, (_, does) in COMMANDS.items():
        lines.append(f"complete -c prefect-migrate -n __fish_use_subcommand -a {word} -d '{does}'")
    for word, found in _all_options().items():
        when = f"__fish_seen_subcommand_from {word}" if word else "__fish_use_subcommand"
        for name, choices in found.items():
            flag = f"-l {name[2:]}" if name.startswith("--") else f"-s {name[1:]}"
            if not name.startswith("-"):
                flag = f"-a {name}"
            takes = f" -x -a '{' '.join(choices)}'" if choices else ""
            lines.append(f"complete -c prefect-migrate -n '{when}' {flag}{takes}")
    return "\n".join(lines) + "\n"
