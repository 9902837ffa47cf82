"""One key from a terminal, or a line from a pipe."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Keys:
    """Gives keys one by one; a terminal sends them at once while a review goes on."""

    def __init__(self) -> None:
        terminal = sys.stdin.isatty()
        self._console = terminal and os.name == "nt"
        self._terminal = terminal and os.name != "nt"
        self.key: Callable[[], str] = _from_line
        if self._console:  # pragma: no cover
            self.key = _from_console
        elif self._terminal:
            self.key = _from_terminal

    @contextmanager
    def listening(self) -> Iterator[None]:
        """Let the terminal send each key as it is pressed, and not show it."""
        if not self._terminal:
            yield
            return
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        before = termios.tcgetattr(descriptor)
        # Not TCSAFLUSH: what was typed ahead stays.
        tty.setcbreak(descriptor, termios.TCSANOW)
        try:
            yield
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)

    @contextmanager
    def elsewhere(self) -> Iterator[None]:
        """Hand the terminal to another program for a while."""
        if not self._terminal:
            yield
            return
        import termios
        import tty

        descriptor = sys.stdin.fileno()
        ours = termios.tcgetattr(descriptor)
        ours[3] |= termios.ICANON | termios.ECHO
        termios.tcsetattr(descriptor, termios.TCSADRAIN, ours)
        try:
            yield
        finally:
            tty.setcbreak(descriptor, termios.TCSANOW)


def _from_line() -> str:
    line = sys.stdin.readline()
    return line.strip()[:1] or ("\n" if line else "")


def _from_terminal() -> str:
    descriptor = sys.stdin.fileno()
    data = os.read(descriptor, 1)
    if data == b"\x1b":  # an arrow or function key: its rest is no answer
        _drain_input(descriptor)
    return data.decode("ascii", "replace") if data != b"\x04" else ""


def _drain_input(descriptor: int) -> None:
    import select

    while select.select([descriptor], [], [], 0)[0]:
        os.read(descriptor, 16)


def _from_console() -> str:  # pragma: no cover
    import msvcrt

    key: str = msvcrt.getwch()  # type: ignore[attr-defined]
    if key == "\x03":
        raise KeyboardInterrupt
    return "" if key in ("\x04", "\x1a") else key
