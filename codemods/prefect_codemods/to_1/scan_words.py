"""Words without which none of the rules of 0.x to 1.x has anything to do. Imports nothing heavy."""

from __future__ import annotations

from prefect_codemods.prefilter import Prefilter

PREFILTER = Prefilter(
    "prefect",
    commands=(
        *("agent", "auth", "backend", "build", "cloud", "create", "create-environment", "delete"),
        *("describe", "diagnostics", "execute", "execute-cloud-flow", "execute-flow", "get"),
        *("heartbeat", "kv", "make-user-config", "register", "run", "server", "summarize"),
        *("version", "--version"),
    ),
    other_programs=(
        ("dask", r"[\s\"']--(?:(?:no-)?bokeh|nprocs|(?:no-)?reconnect)\b"),
        # A configuration file needn't name the library.
        ("log_to_cloud", r"\blog_to_cloud[ \t]*="),
        (
            "auth_token",
            r"(?m)^[ \t]*\[cloud(?:\.agent)?\](?:(?!^[ \t]*\[)[^\0]){0,2000}?^[ \t]*auth_token[ \t]*=",
        ),
    ),
    own_names=(
        (
            "Environment(",
            r"\b(?:RemoteDask|DaskKubernetes|DaskCloudProvider|KubernetesJob|FargateTask)"
            r"Environment\("
            # Others have classes of these names: what they get, or who gets them, tells.
            r"|\b(?:Local|Remote)Environment\(\s*executor"
            r"|[fF]low\b[^\n]{0,80}\benvironment\s*=\s*(?:Local|Remote)Environment\(",
        ),
        ("ResultHandler(", r"\b(?:Local|JSON|S3|GCS|Azure|Secret|Constant)ResultHandler\("),
    ),
)
