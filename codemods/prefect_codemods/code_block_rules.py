"""What is said about code that stands inside a document and is left to its author."""

from __future__ import annotations

from prefect_codemods.rule import Kind, rule

LINE_NUMBERS = rule(
    "PM920",
    "numbered-lines",
    Kind.MANUAL,
    since="",
    what="Reports a code block whose number of lines changed while its page names lines of it.",
    why="Highlighted line numbers such as {4,12} now point at other lines.",
    before=(
        "```python{3}\n"
        "from prefect.environments import LocalEnvironment\n"
        "from prefect import Flow\n"
        'flow = Flow("f", environment=LocalEnvironment())\n'
        "```\n"
    ),
    language="markdown",
    advice="Check the line numbers in the info string of the block.",
)
UNREADABLE = rule(
    "PM921",
    "unreadable-code",
    Kind.MANUAL,
    since="",
    what="Reports code with signs of Prefect 0.x that can't be parsed and so was not migrated.",
    why="Code that doesn't parse can't be edited for certain.",
    before="```python\nfrom prefect.environments import (\n```\n",
    language="markdown",
    advice="Fix the code and run again, or migrate it by hand.",
)
LESSON = rule(
    "PM922",
    "lesson",
    Kind.MANUAL,
    since="",
    what=(
        "Notes old code that was left because its page shows the new form beside it, or tells of"
        " past releases."
    ),
    why="A page that teaches the difference needs both forms, and history stays as it was.",
    before=(
        "Before:\n\n```python\nfrom prefect.environments.storage import Docker\n```\n\n"
        "After:\n\n```python\nfrom prefect.storage import Docker\n```\n"
    ),
    language="markdown",
    advice="Migrate the block by hand if the page is meant to show the new form only.",
)
EMPTIED = rule(
    "PM923",
    "emptied-block",
    Kind.MANUAL,
    since="",
    what="Reports a code block that would be left without code, and was not changed.",
    why="A page with an empty block reads as if something were missing.",
    before=(
        "```python\nfrom prefect.environments import LocalEnvironment\n```\n\n"
        "```python\nfrom prefect import Flow\n"
        'flow = Flow("f", environment=LocalEnvironment())\n```\n'
    ),
    language="markdown",
    advice="Remove the block, and the sentence that introduces it.",
)
TEMPLATE = rule(
    "PM924",
    "template",
    Kind.MANUAL,
    since="",
    what="Reports files that are templates (Jinja, cookiecutter, Helm) and hold something old.",
    why="A template is not the language that its name says before it is filled in.",
    before='{{- if .Values.agent }}\ncommand: ["prefect", "agent", "start", "docker"]\n{{- end }}\n',
    language="yaml",
    advice="Migrate it by hand, or fill it in first and see what a run makes of the result.",
)
DOCSTRING = rule(
    "PM925",
    "old-code-in-docstring",
    Kind.MANUAL,
    since="",
    what="Reports doctests and code blocks in docstrings that are written for Prefect 0.x.",
    why="Readers copy the code of a docstring, and its doctests fail.",
    before=(
        'def storage():\n    """Make a storage.\n\n'
        "    >>> from prefect.environments.storage import Docker\n"
        '    """\n'
    ),
    advice="Migrate the code in the docstring by hand.",
)
