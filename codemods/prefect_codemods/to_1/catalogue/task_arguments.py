"""Keywords of library tasks that were renamed or removed, from 0.10.7 to 1.4.1."""

from __future__ import annotations

RENAMED: dict[tuple[str, str], str] = {
    ("RunNamespacedJob", "job_status_pool_interval"): "job_status_poll_interval",
}
"""``(task, old keyword) -> new keyword``, where the meaning is the same."""

_AT_RUN = "pass it when the task is called: `{new}=PrefectSecret(…)`"

_MOVED_TO_RUN = {
    "credentials": {
        "aws_credentials_secret": (
            "S3Download S3Upload LambdaCreate LambdaDelete LambdaInvoke LambdaList StepActivate"
        ),
        "credentials_secret": (
            "BigQueryTask BigQueryStreamingInsert BigQueryLoadGoogleCloudStorage "
            "CreateBigQueryTable GCSDownload GCSUpload GCSCopy LoadTweetReplies"
        ),
    },
    "encryption_key": {"encryption_key_secret": "GCSDownload GCSUpload GCSCopy"},
    "api_key": {"credentials_secret": "WriteAirtableRow"},
    "token": {"token_secret": "OpenGitHubIssue CreateGitHubPR CreateBranch GetRepoInfo"},
    "access_token": {"access_token_secret": "DropboxDownload"},
    "sendgrid_api_key": {"sendgrid_secret": "SendEmail"},
    "password": {"password": "PostgresExecute PostgresFetch"},
    "user and password": {
        "user": "ExasolFetch ExasolExecute ExasolImportFromIterable ExasolExportToFile",
        "password": "ExasolFetch ExasolExecute ExasolImportFromIterable ExasolExportToFile",
    },
}

REMOVED: dict[tuple[str, str], str] = {
    (task, keyword): _AT_RUN.format(new=new)
    for new, keywords in _MOVED_TO_RUN.items()
    for keyword, tasks in keywords.items()
    for task in tasks.split()
}
for _old, _new in (("user", "username"), ("host", "hostname"), ("port", "flightport")):
    REMOVED["DremioFetch", _old] = (
        f"set `{_new}`: the task speaks Arrow Flight now, on another port (32010 by default)"
    )
REMOVED["EnvVarSecret", "env_var"] = (
    "give the variable as `name`: since 0.10.2 the name of the task is the variable's"
)
"""``(task, keyword) -> what to do instead``."""
