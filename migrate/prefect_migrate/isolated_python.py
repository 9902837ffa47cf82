"""Start this program anew so that no module of the folder it works in can be imported.

``python -m`` and ``python -c`` put the current folder before everything else: a ``typer.py`` there
would run. An isolated Python doesn't, but looks past the folders that the user named, too: those
are put in by their full paths.
"""

from __future__ import annotations

import importlib.util
import os
import site
import sys

_MAIN = "from prefect_migrate.__main__ import main; sys.exit(main())"


def isolated_command(*arguments: str) -> list[str]:
    """The command that runs ``prefect-migrate ARGUMENTS`` by this Python, from any folder."""
    folders = _import_folders()
    added = f"[site.addsitedir(f) for f in {folders!r} if f not in sys.path]; "
    code = f"import site, sys; {added if folders else ''}{_MAIN}"
    return [sys.executable, "-I", "-c", code, *arguments]


def _import_folders() -> list[str]:
    """Where an isolated Python would not look by itself: full paths only."""
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    user = site.getusersitepackages() if site.ENABLE_USER_SITE else ""
    specs = map(importlib.util.find_spec, ("prefect_migrate", "prefect_codemods"))
    places = [place for spec in specs if spec for place in spec.submodule_search_locations or ()]
    wanted = [*named, user, *map(os.path.dirname, places)]
    found = [folder for folder in wanted if os.path.isabs(folder) and os.path.isdir(folder)]
    known = {path for path in sys.path if path.endswith(("site-packages", "dist-packages"))}
    return [folder for folder in dict.fromkeys(found) if folder == user or folder not in known]
