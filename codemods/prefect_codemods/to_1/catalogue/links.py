"""Pages of the Prefect documentation that 0.14 moved, and where each moved to.

Only pages that moved as they are: one whose subject was replaced by another is not here. Paths
stand below the site, without a suffix.
"""

from __future__ import annotations

import re

MOVED_PAGES = {
    "/api/latest/engine/executors": "/api/latest/executors",
    "/api/latest/environments/storage": "/api/latest/storage",
    "/orchestration/execution/storage_options": "/orchestration/flow_config/storage",
}
_KNOWN = frozenset(MOVED_PAGES) | frozenset(MOVED_PAGES.values())
_PAGE = re.compile(
    r"(?:https?://docs\.prefect\.io)?(?P<path>/[\w/-]+)(?:\.html|\.md)?(?P<anchor>#.*)?"
)


def canonical_link(target: str) -> str:
    """One spelling for all links to a page that moved; any other target as it is."""
    match = _PAGE.fullmatch(target)
    if match is None or match["path"] not in _KNOWN:
        return target
    return MOVED_PAGES.get(match["path"], match["path"]) + (match["anchor"] or "")
