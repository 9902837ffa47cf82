"""The decisions file of a review: what it held before stays, answers are added, undone, saved."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from prefect_migrate.conflicts.choices import Choice, ChoicesError, find_choice, read_text
from prefect_migrate.printing import visible_text
from prefect_migrate.regular_files import MissingError, UnreadableError, read_regular
from prefect_migrate.reports.masking import masked_text
from prefect_migrate.review.items import ReviewItem

HEADER = """\
# Decisions for prefect-migrate. Apply them with: prefect-migrate --decisions {name} PATH…
"""


_MOST_BYTES = 16 << 20


@dataclass(slots=True)
class Answers:
    """The answers of one review, saved after each; ``known`` are those of an earlier one."""

    path: Path
    known: dict[str, Choice] = field(default_factory=dict)
    before: str = ""
    given: dict[str, tuple[ReviewItem, Choice]] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path) -> Answers:
        """Go on with a file, or begin one. Raises ``ChoicesError``.

        Unless it is named, the file is one of the repository, and may be anything.
        """
        try:
            text = read_regular(str(path), _MOST_BYTES).decode("utf-8")
        except MissingError:
            return cls(path)
        except (UnreadableError, UnicodeDecodeError) as error:
            raise ChoicesError(f"{path}: {error}") from None
        return cls(path, read_text(path, text), text) if text.strip() else cls(path)

    def answered(self, item: ReviewItem) -> bool:
        """Whether there is an answer already, for it or for all of its parts."""
        if item.id in self.given or find_choice(self.known, item.id) is not None:
            return True
        return bool(item.parts) and all(map(self.answered, item.parts))

    def give(self, item: ReviewItem, choice: Choice) -> None:
        """Add an answer, and save. Raises ``OSError``."""
        self.given[item.id] = (item, choice)
        self.save()

    def undo(self) -> ReviewItem | None:
        """Take the last answer of this review back, and save; ``None`` where there is none."""
        if not self.given:
            return None
        _, (item, _) = self.given.popitem()
        self.save()
        return item

    def save(self) -> None:
        """Write the file, whole or not at all."""
        text = self._json() if self.path.suffix == ".json" else self._toml()
        half = self.path.with_name(f".{secrets.token_hex(6)}.tmp")
        try:
            # Where something has this name already, it is not written to.
            with half.open("x", encoding="utf-8") as file:
                file.write(text)
            half.replace(self.path)
        except OSError:
            half.unlink(missing_ok=True)
            raise

    def _json(self) -> str:
        document = {id: as_value(choice) for id, choice in self.known.items()}
        document |= {id: as_value(choice) for id, (_, choice) in self.given.items()}
        return json.dumps(document, ensure_ascii=False, indent=2) + "\n"

    def _toml(self) -> str:
        text = self.before or HEADER.format(name=visible_text(self.path.name))
        if not text.endswith("\n"):
            text += "\n"
        for item, choice in self.given.values():
            places = ", ".join(f"{path}:{line}" for path, line in item.places[:3])
            more = f" and {len(item.places) - 3} more" if len(item.places) > 3 else ""
            title = visible_text(masked_text(item.title))[:100]
            text += f"\n# {visible_text(places)}{more}: {item.code} {title}\n"
            text += f"{decision_line(item.id, choice)}\n"
        return text


def decision_line(id: str, choice: Choice) -> str:
    """The line of a decisions file that says ``choice``."""
    if choice.take == "text":
        return f'"{id}" = {{ text = {_toml_string(choice.text)} }}'
    return f'"{id}" = "{choice.take}"'


def as_value(choice: Choice) -> object:
    """What JSON holds for a choice."""
    return {"text": choice.text} if choice.take == "text" else choice.take


def _toml_string(text: str) -> str:
    """A basic string of TOML: JSON's escapes, and those that only TOML asks for."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
