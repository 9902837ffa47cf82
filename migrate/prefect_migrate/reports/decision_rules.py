"""The reasons for which a merge decides, by the names that reports give them."""

from __future__ import annotations

RULE_REASONS: dict[str, str] = {
    "equal": "Both sides say the same, in the same or in other words; the newer text stays.",
    "equal-text": "The same words, wrapped, marked up or linked in another way.",
    "equal-code": "The code of both sides is the same: as text, as tokens, as a syntax tree, or as "
    "a flow graph with the same tasks, edges, storage, executor and run config.",
    "equal-after-codemods": "The code of both sides is the same once the older side is migrated; "
    "the report names the rules that it took.",
    "empty-is-absent": "One side has an empty value where the other has none, in a place where "
    "Kubernetes takes both for the same.",
    "three-way": "The common ancestor is known: a change that only one side made is taken.",
    "contained-change": "The common ancestor is known, both sides changed it, and what one side "
    "did is part of what the other did: that other side is taken whole, and migrated.",
    "newer-wins": "Both sides differ and no ancestor shows which side changed what: the side of the newer "
    "Prefect release is taken. --prefer names a side instead.",
    "one-sided": "Only the older side has it. Facts of manifests are kept, unless --one-sided "
    "drop-older says otherwise.",
    "by-statement": "Code was merged statement by statement; each comes from one side whole.",
    "user": "You said so, with --prefer.",
    "decisions": "You said so, with --decisions.",
}
"""Name -> what it means, in whole sentences."""

GRADES: dict[str, str] = {
    "chosen": "you decided it, in a decisions file",
    "proven": "follows from the common ancestor, or from both sides being one text",
    "equivalent": "both sides mean the same",
    "policy": "a rule decided that you can change, by an option or by its id in a decisions file",
    "needs-review": "check it before you rely on it",
}
"""How sure a decision is, surest first."""
