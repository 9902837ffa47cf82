"""Code of two variants: equal after the codemods, merged by statement, or left."""

from __future__ import annotations

from dataclasses import dataclass, replace

from prefect_codemods.findings import Level, Refusal
from prefect_codemods.options import Agent, Options
from prefect_migrate.model import Grade
from prefect_migrate.reconcile.migrated_variant import migrated_code
from prefect_migrate.reconcile.page.strings import mask_manifests
from prefect_migrate.reconcile.page.templates import from_file
from prefect_migrate.settings import Settings

HELP = "compare the two sides and keep one, or pass --prefer ours|theirs"
EQUALITY_REASONS = {
    "bytes": "the code is the same",
    "tokens": "the code is the same but for blanks and comments",
    "ast": "the code has the same syntax tree",
    "normalised": "the code is the same but for the order of imports and keywords",
    "graph": "both build the same flow graph",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """Two pieces of code compared after the codemods.

    ``rules`` are those that the codemods applied to the older piece; ``reasons`` are sentences:
    why they are equal, or what keeps them apart. ``newer`` and ``older`` are the migrated texts.
    ``review`` says that the older piece held something that the codemods leave to a person; the
    notes tell what. ``lost`` are comments that only the older piece has.
    """

    equal: bool
    equality: str
    reasons: tuple[str, ...]
    notes: tuple[str, ...]
    rules: tuple[str, ...]
    newer: str
    older: str
    review: bool = False
    lost: tuple[str, ...] = ()

    @property
    def grade(self) -> Grade:
        """How sure it is that equal pieces are equal."""
        return Grade.NEEDS_REVIEW if self.review else Grade.EQUIVALENT


def compare_after_codemods(
    newer: str,
    older: str,
    language: str,
    settings: Settings,
    shown: frozenset[str] = frozenset(),
) -> Judged:
    """Compare two pieces of code after running the codemods on both.

    Where the user names no agent, the kind that the newer side runs on is tried first: an old
    environment doesn't say which agent runs it. ``shown`` are the identities of the manifests
    that stand beside the older code, in files of their own.
    """
    judged = _with_agent(newer, older, language, settings)
    if judged.equal or not shown:
        return judged
    keywords = settings.codemods.migration.equivalence().template_keywords
    same = from_file(judged.newer, judged.older, shown, keywords)
    again = None if same is None else _with_agent(same, judged.older, language, settings)
    if again is None or not again.equal:
        return judged
    note = "the job template is the manifest that the older side keeps in a file"
    return replace(again, notes=(*judged.notes, note), rules=judged.rules)


def _with_agent(newer: str, older: str, language: str, settings: Settings) -> Judged:
    options = settings.codemods
    if language != "python":
        return _judge_equivalence(newer, older, language, options)
    known = options.migration.equivalence()
    agent = known.agent_of(newer) if options.agent is None else None
    if agent is not None:
        note = f"the agent is taken to be the one of the newer side ({agent})"
        judged = _judge_equivalence(newer, older, language, replace(options, agent=agent), agent)
        if judged.equal:
            return replace(judged, notes=(*judged.notes, note) if judged.rules else judged.notes)
    judged_plain = _judge_equivalence(newer, older, language, options)
    return judged_plain if judged_plain.equal or agent is None else judged


def _judge_equivalence(
    newer: str, older: str, language: str, options: Options, agent: Agent | None = None
) -> Judged:
    known = options.migration.equivalence()
    texts: list[str] = []
    reported: list[dict[tuple[str, str], Level]] = []
    rules: tuple[str, ...] = ()
    for name, text in (("newer", newer), ("older", older)):
        found = migrated_code(text, language, options)
        if isinstance(found, Refusal):
            reason = f"the {name} side can't be read: {found.message} (its line {found.line})"
            return Judged(newer == older, "bytes", (reason,), (), (), newer, older)
        texts.append(known.for_agent(found.text, text, agent))
        reported.append({(d.rule, d.message): d.level for d in found.diagnostics})
        rules = tuple(sorted({change.rule for change in found.changes}))
    if language != "python":
        equal = texts[0].split() == texts[1].split() and _same_shape(*texts)
        reason = "the text is the same" if equal else f"the {language} code differs"
        return Judged(equal, "text", (reason,), (), rules, texts[0], texts[1])
    result = known.compare(mask_manifests(texts[0]), mask_manifests(texts[1]))
    reasons = (EQUALITY_REASONS[result.equality],) if result.equal else result.differences
    removed = {said: level for said, level in reported[1].items() if said not in reported[0]}
    notes = *result.notes, *(f"of the older side: {message} ({rule})" for rule, message in removed)
    review = any(level is not Level.NOTE for level in removed.values())
    judged = Judged(
        result.equal, result.equality, reasons, notes, rules, texts[0], texts[1], review
    )
    return replace(judged, lost=result.lost)


def _same_shape(a: str, b: str) -> bool:
    """The same lines, trailing blanks and blank lines aside."""
    shapes = [[line.rstrip() for line in text.splitlines() if line.strip()] for text in (a, b)]
    return shapes[0] == shapes[1]
