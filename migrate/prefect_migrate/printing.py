"""What is printed of files, names and messages: shown, and never acted on.

A name or a line of a repository may hold what a terminal, GitHub's runner or a parser of reports
would obey or choke on: escape sequences, characters that turn the direction of letters, lines that
begin like workflow commands, bytes that are no text. Every report and message goes through here;
diffs and the files themselves keep their bytes.
"""

from __future__ import annotations

import os
import re
from typing import TextIO

# C1, what has no width or turns the direction, lone surrogates (which are also what bytes of a
# name that is no UTF-8 are read as), what is in no alphabet.
_BEYOND_ASCII = (
    r"\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff"
    r"\ud800-\udfff\U000e0000-\U000e0fff"
)
# All control characters of ASCII but the tab, too.
_ACTS = re.compile(rf"[\x00-\x08\x0a-\x1f{_BEYOND_ASCII}]")
_BYTE = re.compile(r"[\udc80-\udcff]")
# Workflow commands: of GitHub at the start of a line, and (its first form, Azure's, TeamCity's)
# anywhere in it. What is put behind a text may complete a colon at its start to a command.
_COMMAND = re.compile(r"^(\s*):|##(?=\w*\[)")
_RAW_IN_JSON = re.compile(rf"[{_BEYOND_ASCII}]|(?<=#)#(?=\w*\[)")
_MOST_QUOTED = 400
"""How many characters of a text of the user's a sentence quotes."""


def visible_text(text: str) -> str:
    """``text`` on one line; what would act on who reads it stands as an escape."""
    return _COMMAND.sub(_escaped_command, _ACTS.sub(_escape_character, text))


def printable_piece(text: str) -> str:
    """A piece of a line that stands behind something else: no runner takes it for a command."""
    return _ACTS.sub(_escape_character, text)


def visible_lines(text: str) -> str:
    r"""``text`` with its line ends (as ``\n``), each line as ``visible`` shows it."""
    return "\n".join(map(visible_text, text.replace("\r\n", "\n").split("\n")))


def json_document(document: object, indent: int | None = 2) -> str:
    """``document`` as JSON that is valid UTF-8 and holds no character that acts on a terminal.

    The text of each string stays as it is, but for surrogates: no text can hold them.
    """
    import json

    text = json.dumps(document, ensure_ascii=False, indent=indent)
    return _RAW_IN_JSON.sub(_escape_in_json, text) + "\n"


def report_bytes(text: str) -> bytes:
    """What a report says, for a stream: valid UTF-8, whatever went past ``visible``."""
    return text.encode("utf-8", "backslashreplace")


def terminal_width(stream: TextIO, most: int = 120) -> int:
    """The columns to fill, from 40 to ``most``: 80 where ``stream`` is no terminal.

    ``shutil``, which could be asked, takes as long to load as all that a short run loads.
    """
    given = os.environ.get("COLUMNS", "")
    width = int(given) if given.isdecimal() else 0
    if not width:
        try:
            width = os.get_terminal_size(stream.fileno()).columns
        except (OSError, ValueError):
            width = 80
    return min(max(width, 40), most)


def print_error(message: str, stream: TextIO) -> None:
    """Say on ``stream``, standard error, why the program ends or leaves something alone."""
    stream.write(f"prefect-migrate: error: {visible_text(message)}\n")


def _escape_character(match: re.Match[str]) -> str:
    char = match[0]
    return f"\\x{ord(char) - 0xDC00:02x}" if _BYTE.match(char) else ascii(char)[1:-1]


def _escaped_command(match: re.Match[str]) -> str:
    return r"#\x23" if match[0] == "##" else rf"{match[1]}\x3a"


def _escape_in_json(match: re.Match[str]) -> str:
    char = match[0]
    if "\ud800" <= char <= "\udfff":
        return "\\" + _escape_character(match)
    pair = char.encode("utf-16-be").hex()
    return "".join(f"\\u{pair[at : at + 4]}" for at in range(0, len(pair), 4))


def quoted_line(text: str) -> str:
    """A text on one line, in quotes, cut where it is long."""
    line = " ".join(text.split())
    return f"“{line}”" if len(line) <= _MOST_QUOTED else f"“{line[: _MOST_QUOTED - 1].rstrip()}…”"
