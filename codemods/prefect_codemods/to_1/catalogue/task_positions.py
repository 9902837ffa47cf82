"""Library tasks, and methods of the client, whose positional arguments moved: found by comparing the releases from 0.10.7 on."""

from __future__ import annotations

from dataclasses import dataclass

from prefect_codemods.release import Release


@dataclass(frozen=True, slots=True)
class Shift:
    """From ``index`` on (0-based) the arguments meant ``old`` up to the release ``last``.

    ``common``: what 1.x takes there is given by position as often, so that a call alone tells
    nothing.
    """

    index: int
    last: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    common: bool = False

    @property
    def until(self) -> Release:
        """``last``, to compare with."""
        return Release.parse(self.last)


_TABLE = """
PostgresExecute PostgresFetch | made | 2 | 0.12.3 | password host port | host port query
PostgresExecute PostgresExecuteMany | called | 0 | 0.15.11 | query data commit | db_name user host
PostgresFetch | called | 0 | 0.15.11 | fetch fetch_count query | db_name user host
MySQLExecute | called | 0 | 0.14.20 | query commit charset | db_name user password
MySQLFetch | called | 0 | 0.14.20 | query fetch fetch_count | db_name user password
SnowflakeQuery | made | 3 | 0.13.9 | database schema role | private_key database schema
SnowflakeQuery | called | 0 | 0.15.4 | query data autocommit | account user password
SQLiteQuery | called | 0 | 0.11.5 | query | db query data
SQLiteScript | called | 0 | 0.11.5 | script | db script
S3Download S3Upload | made | 0 | 0.10.7 | aws_credentials_secret bucket | bucket boto_kwargs
GCSDownload | made | 3 | 0.14.22 | credentials_secret encryption_key_secret | chunk_size request_timeout
GCSUpload | made | 3 | 0.14.22 | credentials_secret create_bucket | chunk_size create_bucket
GCSCopy | made | 5 | 0.14.22 | credentials_secret | create_bucket
BigQueryTask | made | 5 | 0.12.1 | credentials_secret dataset_dest | dataset_dest table_dest
CreateBigQueryTable | made | 1 | 0.10.7 | credentials_secret dataset table | dataset table schema
CreateContainer | made | 1 | 0.13.2 | command detach | container_name command
CreateContainer | called | 1 | 0.13.2 | command detach | container_name command
DatabricksRunNow | made | 6 | 0.14.10 | polling_period_seconds | jar_params
DbtShellTask | called | 2 | 0.13.17 | dbt_kwargs | helper_script
ExecuteNotebook | made | 2 | 0.14.12 | output_format exporter_kwargs | log_output output_format
RunGreatExpectationsValidation | made | 1 | 0.15.13 | context assets_to_validate | ge_checkpoint checkpoint_kwargs
Client.set_flow_run_state Client.set_task_run_state | called | 1 | 0.12.6 | version state | state version
Client.create_flow_run | called | 3 | 0.14.1 | scheduled_start_time | run_config labels
CubeJSQueryTask | made | 5 | 1.0.0 | security_context | include_generated_sql
"""


_COMMON = {
    *(("PostgresExecute", "made"), ("PostgresFetch", "made")),
    *(("S3Download", "made"), ("S3Upload", "made")),
    *(("Client.set_flow_run_state", "called"), ("Client.set_task_run_state", "called")),
}


def _read() -> dict[tuple[str, str], Shift]:
    found = {}
    for line in _TABLE.strip().splitlines():
        tasks, when, index, last, old, new = (part.strip() for part in line.split("|"))
        for task in tasks.split():
            names = tuple(old.split()), tuple(new.split())
            found[task, when] = Shift(int(index), last, *names, (task, when) in _COMMON)
    return found


SHIFTS = _read()
"""``(task, "made" or "called") -> Shift``: of the constructor, and of the task that it makes."""
