"""Pages from Jinja2 templates: whatever a value holds, it appears as text."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from prefect_migrate.printing import printable_piece
from prefect_migrate.reports.masking import masked_text


def render_template(template: str, **values: Any) -> str:
    """One of the templates beside this file with ``values`` in it, escaped."""
    return _template_environment().get_template(template).render(**values)


@cache
def _template_environment() -> Environment:
    made = Environment(
        loader=PackageLoader("prefect_migrate.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["visible"] = printable_piece
    made.filters["prose"] = prose_html
    made.filters["mask"] = masked_text
    return made


def prose_html(text: str) -> Markup:
    """A sentence whose code stands in backticks."""
    parts = re.split(r"`([^`]+)`", printable_piece(text))
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if number % 2 else part
        for number, part in enumerate(parts)
    )
