"""One door for every language the codemods know."""

from __future__ import annotations

from functools import partial

from prefect_codemods import chain
from prefect_codemods.findings import Rewritten
from prefect_codemods.options import Options

SHELL_LIKE = frozenset(
    {"shell", "console", "dockerfile", "makefile", "env", "ini", "crontab", "toml", "requirements"}
)

_PARTS = ("page", "notebook")


def rewrite(
    text: str, language: str, options: Options, *, role: str = "", filtered: bool = True
) -> Rewritten:
    """Migrate ``text``, written in ``language``; an unknown language comes back as it is.

    What is none that can be read goes by the name ``text``: it is searched and never edited.

    ``role`` says what a text is for: a ``job-template`` in YAML, ``settings`` in TOML, a ``package``
    in Python, whose ``__init__.py`` hands on what it imports, a part of a ``page`` or ``notebook``. A text without the words of the
    library is passed over, unless it has a role or isn't ``filtered``. Raises ``Refusal`` where
    the text can't be read as its language.
    """

    def step(text: str, options: Options) -> Rewritten:
        own = role not in ("", *_PARTS) and language != "python"
        if filtered and not own and not options.migration.prefilter().mentions(text):
            return Rewritten(text)
        return _rewrite_step(text, language, options, role)

    return chain.run_chain(text, options, step)


def _rewrite_step(text: str, language: str, options: Options, role: str) -> Rewritten:
    if language == "python":
        from prefect_codemods.python import engine

        return engine.rewrite_module(text, options, package=role == "package")
    if language in SHELL_LIKE:
        if options.migration.release_signs().for_later_releases(text):
            return Rewritten(text)
        from prefect_codemods import shell

        return shell.rewrite_shell(text, language, options, role)
    if language == "text":
        from prefect_codemods.shell.plain_search import search_step

        return search_step(text, options)
    if language == "yaml":
        from prefect_codemods import yaml

        return yaml.rewrite_yaml(text, options, role, partial(rewrite, filtered=False))
    return Rewritten(text)
