"""No module imports itself by way of others, not even in a function."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import grimp
import pytest


def test_no_module_imports_itself_by_way_of_others() -> None:
    graph = grimp.build_graph(
        "prefect_migrate", "prefect_codemods", exclude_type_checking_imports=True, cache_dir=None
    )
    imported = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert len(imported) > 400
    TopologicalSorter(imported).prepare()
    imported["prefect_codemods.rule"] = {"prefect_codemods.api"}
    with pytest.raises(CycleError):
        TopologicalSorter(imported).prepare()
