"""``review --web``: the page with buttons, served to this machine only until it is done.

The address holds a random token, the server listens on the loopback interface, and a request must
name that very host: neither another machine nor a page of another site can decide anything.
"""

from __future__ import annotations

import hmac
import json
import secrets
import sys
import threading
from collections.abc import Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from prefect_migrate.conflicts import has_markers
from prefect_migrate.conflicts.choices import Choice, find_choice
from prefect_migrate.model import Outcome
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.masking import masked_text
from prefect_migrate.reports.page import HtmlPage
from prefect_migrate.review.answers import Answers, as_value
from prefect_migrate.review.items import ReviewItem, with_line_end
from prefect_migrate.settings import Settings

_MOST = 1_000_000


class ReviewServer(ThreadingHTTPServer):
    """Holds the questions and the answers; requests come one at a time through ``lock``."""

    daemon_threads = True

    def __init__(self, page: str, items: Sequence[ReviewItem], answers: Answers) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.token = secrets.token_urlsafe(24)
        self.page = page
        self.items = _by_id(items)
        self.answers = answers
        self.lock = threading.Lock()

    @property
    def host(self) -> str:
        """The only name that a request may call this server by."""
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{self.host}/{self.token}/"

    def decide(self, body: Any) -> str:
        """Write one answer down; returns what is wrong with it, or nothing."""
        item = self.items.get(str(body.get("id"))) if isinstance(body, dict) else None
        take = body.get("take") if isinstance(body, dict) else None
        if item is None:
            return "there is no such question"
        with self.lock:
            if take is None:
                self.answers.given.pop(item.id, None)
                self.answers.save()
                return ""
            choice = _posted_choice(item, take, body.get("text"))
            if isinstance(choice, str):
                return choice
            self.answers.give(item, choice)
        return ""


def _posted_choice(item: ReviewItem, take: Any, text: Any) -> Choice | str:
    if take == "text" and item.conflict is not None and isinstance(text, str):
        if has_markers(text):
            return "conflict markers are left in it"
        return Choice("text", with_line_end(text.replace("\r\n", "\n")))
    if take not in item.answers:
        return "that can't be answered here"
    return Choice(take)


class _Handler(BaseHTTPRequestHandler):
    server: ReviewServer
    server_version = "prefect-migrate"
    sys_version = ""

    def do_GET(self) -> None:
        """The page."""
        if self._path() != "":
            self._answer(HTTPStatus.NOT_FOUND)
            return
        self._answer(HTTPStatus.OK, self.server.page.encode("utf-8", "backslashreplace"))

    def do_POST(self) -> None:
        """An answer, or the end."""
        path = self._path()
        origin = self.headers.get("Origin")
        ours = origin in (None, f"http://{self.server.host}")
        if path not in ("decide", "done") or not ours:
            self._answer(HTTPStatus.NOT_FOUND)
            return
        if path == "done":
            self._answer(HTTPStatus.NO_CONTENT)
            threading.Thread(target=self.server.shutdown).start()
            return
        try:
            length = int(self.headers.get("Content-Length", ""))
            if not 0 <= length <= _MOST:
                raise ValueError("too long")
            wrong = self.server.decide(json.loads(self.rfile.read(length)))
        except ValueError:
            wrong = "not an answer"
        except OSError as error:
            wrong = f"could not be written: {error.strerror or error}"
        if wrong:
            self._answer(HTTPStatus.BAD_REQUEST, wrong.encode(), "text/plain; charset=utf-8")
        else:
            self._answer(HTTPStatus.NO_CONTENT)

    def _path(self) -> str | None:
        """What stands behind the token; ``None`` for a request that isn't ours."""
        _, token, *rest = [*self.path.split("/"), ""]
        known = hmac.compare_digest(token.encode(), self.server.token.encode())
        if not known or self.headers.get("Host") != self.server.host:
            return None
        return "/".join(rest).strip("/")

    def _answer(
        self, status: HTTPStatus, body: bytes = b"", kind: str = "text/html; charset=utf-8"
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("X-Frame-Options", "DENY")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the address holds the token."""


def serve_review(
    outcomes: Sequence[Outcome],
    items: Sequence[ReviewItem],
    answers: Answers,
    settings: Settings,
) -> None:
    """Serve the page until it is done; Ctrl-C ends it, too. What is answered is saved at once."""
    page, tally = HtmlPage("review", settings), Tally()
    for outcome in outcomes:
        page.outcome(outcome)
        tally = tally.plus(outcome)
    with ReviewServer(page.end(tally, choices_data(items, answers)), items, answers) as server:
        sys.stdout.write(f"Open {server.address} on this machine; Ctrl-C ends it.\n")
        sys.stdout.flush()
        try:
            server.serve_forever(poll_interval=0.2)
        except KeyboardInterrupt:
            sys.stdout.write("\n")


def _by_id(items: Sequence[ReviewItem]) -> dict[str, ReviewItem]:
    """The questions and their parts; an id that is both is the whole question."""
    parts = {part.id: part for item in items for part in item.parts}
    return parts | {item.id: item for item in items}


def choices_data(items: Sequence[ReviewItem], answers: Answers) -> dict[str, Any]:
    """What the page's script needs: each question with its answers, and what is answered."""
    return {
        "items": {
            item.id: {
                "kind": item.kind,
                "answers": list(item.answers),
                "title": masked_text(f"{item.code}: {item.title} {item.remains}".strip()),
                "place": f"{item.places[0][0]}:{item.places[0][1]}",
                # A text with a secret in it is not shown, so it can't be edited here.
                "text": item.text
                if item.conflict and masked_text(item.text) == item.text
                else None,
            }
            for item in _by_id(items).values()
        },
        "given": {
            item.id: as_value(choice)
            for item in _by_id(items).values()
            if (choice := find_choice(answers.known, item.id)) is not None
        },
    }
