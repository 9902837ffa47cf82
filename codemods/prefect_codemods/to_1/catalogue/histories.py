"""Parameters of Prefect's classes by release, in positional order.

Read from the releases 0.5.0 to 1.4.1; ``**kwargs`` isn't listed.
"""

from __future__ import annotations

HISTORIES: dict[str, tuple[tuple[str, str], ...]] = {
    "Azure": (
        ("0.8.0-0.10.7", "container connection_string blob_name"),
        ("0.11.0-0.11.5", "container connection_string blob_name secrets"),
        ("0.12.0-0.12.4", "container connection_string blob_name"),
        ("0.12.5-0.15.5", "container connection_string blob_name stored_as_script"),
        ("0.15.6-0.15.7", "container connection_string_secret blob_name stored_as_script"),
        ("0.15.8-1.4.1", "container connection_string_secret blob_name overwrite stored_as_script"),
    ),
    "Bitbucket": (
        ("0.13.19-0.14.6", "project repo host path ref"),
        ("0.14.7-0.14.15", "project repo host path ref access_token_secret"),
        (
            "0.14.16-1.4.1",
            "project repo workspace host path ref access_token_secret "
            "cloud_username_secret cloud_app_password_secret",
        ),
    ),
    "CloudEnvironment": (
        ("0.5.3", ""),
        ("0.5.4-0.5.5", "private_registry"),
        ("0.6.0-0.6.1", "private_registry docker_secret"),
    ),
    "CodeCommit": (("0.13.19-1.4.1", "repo path commit client_options"),),
    "DaskCloudProviderEnvironment": (
        (
            "0.10.6-0.11.5",
            "provider_class adaptive_min_workers adaptive_max_workers security "
            "executor_kwargs labels on_execute on_start on_exit",
        ),
        (
            "0.12.0-0.15.13",
            "provider_class adaptive_min_workers adaptive_max_workers security "
            "executor_kwargs labels on_execute on_start on_exit metadata",
        ),
    ),
    "DaskExecutor": (
        ("0.4.0-0.11.4", "address local_processes debug"),
        ("0.11.5-0.13.19", "address cluster_class cluster_kwargs adapt_kwargs client_kwargs debug"),
        ("0.14.0-0.15.6", "address cluster_class cluster_kwargs adapt_kwargs client_kwargs debug"),
        (
            "0.15.7-0.15.13",
            "address cluster_class cluster_kwargs adapt_kwargs client_kwargs debug "
            "performance_report_path",
        ),
        (
            "1.0.0-1.1.0",
            "address cluster_class cluster_kwargs adapt_kwargs client_kwargs debug "
            "performance_report_path disable_cancellation_event",
        ),
        (
            "1.2.0-1.4.1",
            "address cluster_class cluster_kwargs adapt_kwargs client_kwargs debug "
            "performance_report_path disable_cancellation_event watch_worker_status",
        ),
    ),
    "DaskKubernetesEnvironment": (
        ("0.6.2-0.6.3", "min_workers max_workers private_registry docker_secret"),
        ("0.6.4", "min_workers max_workers private_registry docker_secret labels"),
        (
            "0.6.5-0.6.6",
            "min_workers max_workers private_registry docker_secret labels "
            "scheduler_spec_file worker_spec_file",
        ),
        (
            "0.6.7-0.7.2",
            "min_workers max_workers private_registry docker_secret labels on_start "
            "on_exit scheduler_spec_file worker_spec_file",
        ),
        (
            "0.7.3-0.9.5",
            "min_workers max_workers work_stealing private_registry docker_secret "
            "labels on_start on_exit scheduler_spec_file worker_spec_file",
        ),
        (
            "0.9.6-0.11.5",
            "min_workers max_workers work_stealing scheduler_logs private_registry "
            "docker_secret labels on_start on_exit scheduler_spec_file "
            "worker_spec_file",
        ),
        (
            "0.12.0-0.12.4",
            "min_workers max_workers work_stealing scheduler_logs private_registry "
            "docker_secret labels on_start on_exit metadata scheduler_spec_file "
            "worker_spec_file image_pull_secret",
        ),
        (
            "0.12.5-0.13.2",
            "min_workers max_workers work_stealing scheduler_logs private_registry "
            "docker_secret labels on_start on_exit metadata scheduler_spec_file "
            "worker_spec_file image_pull_secret",
        ),
        (
            "0.13.3-0.15.13",
            "min_workers max_workers work_stealing scheduler_logs private_registry "
            "docker_secret labels on_start on_exit metadata scheduler_spec_file "
            "worker_spec_file image_pull_secret log_k8s_errors",
        ),
    ),
    "DaskOnKubernetesEnvironment": (
        (
            "0.5.0-0.5.2",
            "base_image registry_url python_dependencies image_name image_tag "
            "env_vars files max_workers",
        ),
    ),
    "Docker": (
        (
            "0.5.3",
            "registry_url base_image python_dependencies image_name image_tag "
            "env_vars files base_url",
        ),
        (
            "0.5.4-0.6.3",
            "registry_url base_image python_dependencies image_name image_tag "
            "env_vars files base_url prefect_version local_image",
        ),
        (
            "0.6.4-0.7.1",
            "registry_url base_image python_dependencies image_name image_tag "
            "env_vars files base_url prefect_version local_image",
        ),
        (
            "0.7.2-0.9.7",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files base_url prefect_version local_image",
        ),
        (
            "0.9.8-0.10.7",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files base_url prefect_version local_image "
            "ignore_healthchecks",
        ),
        (
            "0.11.0-0.11.2",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files base_url prefect_version local_image "
            "ignore_healthchecks secrets",
        ),
        (
            "0.11.3-0.11.4",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files prefect_version local_image "
            "ignore_healthchecks secrets base_url tls_config",
        ),
        (
            "0.11.5",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files prefect_version local_image "
            "ignore_healthchecks secrets base_url tls_config build_kwargs",
        ),
        (
            "0.12.0-0.12.1",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files prefect_version local_image "
            "ignore_healthchecks base_url tls_config build_kwargs",
        ),
        (
            "0.12.2-0.12.4",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files prefect_version local_image "
            "ignore_healthchecks base_url tls_config build_kwargs prefect_directory",
        ),
        (
            "0.12.5-0.13.7",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files prefect_version local_image "
            "ignore_healthchecks base_url tls_config build_kwargs prefect_directory "
            "path stored_as_script",
        ),
        (
            "0.13.8-0.15.7",
            "registry_url base_image dockerfile python_dependencies image_name "
            "image_tag env_vars files prefect_version local_image "
            "ignore_healthchecks base_url tls_config build_kwargs prefect_directory "
            "path stored_as_script extra_dockerfile_commands",
        ),
        (
            "0.15.8-1.4.1",
            "registry_url base_image dockerfile dockerignore python_dependencies "
            "image_name image_tag env_vars files prefect_version local_image "
            "ignore_healthchecks base_url tls_config build_kwargs prefect_directory "
            "path stored_as_script extra_dockerfile_commands",
        ),
    ),
    "DockerEnvironment": (
        (
            "0.5.0-0.5.2",
            "base_image registry_url python_dependencies image_name image_tag env_vars files",
        ),
    ),
    "DockerOnKubernetesEnvironment": (
        (
            "0.5.0-0.5.2",
            "base_image registry_url python_dependencies image_name image_tag env_vars files",
        ),
    ),
    "Environment": (
        ("0.5.0-0.6.3", ""),
        ("0.6.4-0.6.6", "labels"),
        ("0.6.7-0.11.5", "labels on_start on_exit"),
        ("0.12.0-0.15.13", "labels on_start on_exit metadata"),
    ),
    "FargateTaskEnvironment": (
        ("0.6.6", "aws_access_key_id aws_secret_access_key region_name labels"),
        (
            "0.6.7-0.7.0",
            "aws_access_key_id aws_secret_access_key region_name labels on_start on_exit",
        ),
        (
            "0.7.1-0.10.4",
            "aws_access_key_id aws_secret_access_key aws_session_token region_name "
            "labels on_start on_exit",
        ),
        (
            "0.10.5",
            "aws_access_key_id aws_secret_access_key aws_session_token region_name "
            "executor_kwargs labels on_start on_exit",
        ),
        (
            "0.10.6-0.11.5",
            "launch_type aws_access_key_id aws_secret_access_key aws_session_token "
            "region_name executor_kwargs labels on_start on_exit",
        ),
        (
            "0.12.0",
            "launch_type aws_access_key_id aws_secret_access_key aws_session_token "
            "region_name executor_kwargs labels on_start on_exit metadata",
        ),
        (
            "0.12.1-0.13.19",
            "launch_type aws_access_key_id aws_secret_access_key aws_session_token "
            "region_name executor executor_kwargs labels on_start on_exit metadata",
        ),
        (
            "0.14.0-0.15.13",
            "launch_type aws_access_key_id aws_secret_access_key aws_session_token "
            "region_name executor labels on_start on_exit metadata",
        ),
    ),
    "Flow": (
        (
            "0.5.0-0.5.2",
            "name schedule environment tasks edges reference_tasks state_handlers "
            "on_failure validate result_handler",
        ),
        (
            "0.5.3-0.9.7",
            "name schedule environment storage tasks edges reference_tasks "
            "state_handlers on_failure validate result_handler",
        ),
        (
            "0.9.8-0.13.7",
            "name schedule environment storage tasks edges reference_tasks "
            "state_handlers on_failure validate result_handler result",
        ),
        (
            "0.13.8-0.13.9",
            "name schedule executor environment storage tasks edges reference_tasks "
            "state_handlers on_failure validate result_handler result",
        ),
        (
            "0.13.10-0.13.19",
            "name schedule executor environment run_config storage tasks edges "
            "reference_tasks state_handlers on_failure validate result_handler "
            "result",
        ),
        (
            "0.14.0-0.14.14",
            "name schedule executor environment run_config storage tasks edges "
            "reference_tasks state_handlers on_failure validate result",
        ),
        (
            "0.14.15-0.15.13",
            "name schedule executor environment run_config storage tasks edges "
            "reference_tasks state_handlers on_failure validate result "
            "terminal_state_handler",
        ),
        (
            "1.0.0-1.4.1",
            "name schedule executor run_config storage tasks edges reference_tasks "
            "state_handlers on_failure validate result terminal_state_handler",
        ),
    ),
    "Flow.deploy": (
        ("0.5.0", "project_name set_schedule_active"),
        ("0.5.1", "project_name build set_schedule_active"),
        ("0.5.2", "project_name build set_schedule_inactive"),
        ("0.5.3-0.6.1", "project_name build set_schedule_active"),
        ("0.6.2-0.7.1", "project_name build set_schedule_active"),
        ("0.7.2-0.9.8", "project_name build labels set_schedule_active version_group_id"),
    ),
    "Flow.register": (
        ("0.8.0-0.9.5", "project_name build labels set_schedule_active version_group_id"),
        ("0.9.6-0.9.8", "project_name build labels set_schedule_active version_group_id no_url"),
        ("0.10.0-0.13.13", "project_name build labels set_schedule_active version_group_id no_url"),
        (
            "0.13.14-1.4.1",
            "project_name build labels set_schedule_active version_group_id no_url idempotency_key",
        ),
    ),
    "Flow.run": (
        ("0.5.0-0.5.2", "parameters runner_cls"),
        ("0.5.3-1.4.1", "parameters run_on_schedule runner_cls"),
    ),
    "Flow.run_agent": (
        ("0.8.0", "token show_flow_logs"),
        ("0.8.1-0.14.19", "token show_flow_logs log_to_cloud"),
        ("0.14.20-0.14.22", "token show_flow_logs log_to_cloud"),
        ("0.15.0-1.4.1", "token show_flow_logs log_to_cloud api_key"),
    ),
    "FlowRunTask": (
        ("0.9.0-0.12.3", "flow_name project_name parameters"),
        ("0.12.4", "flow_name project_name parameters wait"),
        ("0.12.5-0.13.8", "flow_name project_name parameters wait new_flow_context"),
        ("0.13.9-0.13.12", "flow_name project_name parameters wait new_flow_context run_name"),
        (
            "0.13.13-0.14.1",
            "flow_name project_name parameters wait new_flow_context run_name scheduled_start_time",
        ),
        (
            "0.14.2-0.14.21",
            "flow_name project_name parameters run_config wait new_flow_context "
            "run_name scheduled_start_time",
        ),
        (
            "0.14.22",
            "flow_name project_name parameters run_config wait new_flow_context "
            "run_name scheduled_start_time poll_interval",
        ),
    ),
    "GCS": (
        ("0.8.0-0.10.7", "bucket key project"),
        ("0.11.0-0.11.5", "bucket key project secrets"),
        ("0.12.0-0.12.4", "bucket key project"),
        ("0.12.5-0.13.10", "bucket key project stored_as_script"),
        ("0.13.11-1.4.1", "bucket key project stored_as_script local_script_path"),
    ),
    "Git": (
        (
            "0.14.17-0.15.3",
            "flow_path repo repo_host flow_name git_token_secret_name "
            "git_token_username branch_name tag commit clone_depth use_ssh "
            "format_access_token",
        ),
        (
            "0.15.4-0.15.6",
            "flow_path repo repo_host flow_name git_token_secret_name "
            "git_token_username git_clone_url_secret_name branch_name tag commit "
            "clone_depth use_ssh format_access_token",
        ),
        (
            "0.15.7-1.4.1",
            "flow_path repo repo_host flow_name git_token_secret_name "
            "git_token_username git_clone_url_secret_name branch_name tag commit "
            "clone_depth use_ssh format_access_token",
        ),
    ),
    "GitHub": (
        ("0.12.1-0.13.14", "repo path"),
        ("0.13.15-0.13.18", "repo path ref"),
        ("0.13.19-0.14.4", "repo path ref"),
        ("0.14.5-0.14.6", "repo path ref"),
        ("0.14.7-0.14.10", "repo path ref access_token_secret"),
        ("0.14.11-1.4.1", "repo path ref access_token_secret base_url"),
    ),
    "GitLab": (
        ("0.13.11-0.14.6", "repo host path ref"),
        ("0.14.7-1.4.1", "repo host path ref access_token_secret"),
    ),
    "KubernetesJobEnvironment": (
        ("0.6.6", "job_spec_file labels"),
        ("0.6.7-0.10.4", "job_spec_file labels on_start on_exit"),
        ("0.10.5-0.10.7", "job_spec_file executor_kwargs labels on_start on_exit"),
        ("0.11.0-0.11.5", "job_spec_file unique_job_name executor_kwargs labels on_start on_exit"),
        (
            "0.12.0",
            "job_spec_file unique_job_name executor_kwargs labels on_start on_exit metadata",
        ),
        (
            "0.12.1-0.13.19",
            "job_spec_file unique_job_name executor executor_kwargs labels on_start "
            "on_exit metadata",
        ),
        (
            "0.14.0-0.15.13",
            "job_spec_file unique_job_name executor labels on_start on_exit metadata",
        ),
    ),
    "Local": (
        ("0.6.0-0.6.1", "directory"),
        ("0.6.2-0.7.3", "directory"),
        ("0.8.0-0.10.7", "directory validate"),
        ("0.11.0-0.11.5", "directory validate secrets"),
        ("0.12.0-0.12.4", "directory validate"),
        ("0.12.5-1.4.1", "directory validate path stored_as_script"),
    ),
    "LocalDaskExecutor": (
        ("0.6.2-0.10.6", "scheduler"),
        ("0.10.7-1.4.1", "scheduler"),
    ),
    "LocalEnvironment": (
        ("0.5.0-0.5.2", "encryption_key serialized_flow"),
        ("0.5.3-0.6.3", ""),
        ("0.6.4-0.6.6", "labels"),
        ("0.6.7-0.11.5", "labels on_start on_exit"),
        ("0.12.0", "labels on_start on_exit metadata"),
        ("0.12.1-0.15.13", "executor labels on_start on_exit metadata"),
    ),
    "LocalExecutor": (),
    "Module": (("0.14.7-1.4.1", "module"),),
    "Parameter": (
        ("0.5.0-0.12.4", "name default required tags"),
        ("0.12.5-1.4.1", "name default required tags"),
    ),
    "RemoteDaskEnvironment": (
        ("0.10.3-0.11.5", "address security executor_kwargs labels on_start on_exit"),
        ("0.12.0-0.13.19", "address security executor_kwargs labels on_start on_exit metadata"),
    ),
    "RemoteEnvironment": (
        ("0.6.0-0.6.3", "executor executor_kwargs"),
        ("0.6.4-0.6.6", "executor executor_kwargs labels"),
        ("0.6.7-0.11.5", "executor executor_kwargs labels on_start on_exit"),
        ("0.12.0-0.13.19", "executor executor_kwargs labels on_start on_exit metadata"),
    ),
    "Result": (
        ("0.5.0-0.9.7", "value result_handler"),
        (
            "0.9.8",
            "value result_handler validators run_validators cache_for "
            "cache_validator filename_template",
        ),
        (
            "0.10.0-0.10.1",
            "value result_handler validators run_validators cache_for "
            "cache_validator filepath_template",
        ),
        (
            "0.10.2-0.10.7",
            "value result_handler validators run_validators cache_for cache_validator location",
        ),
        ("0.11.0-0.12.0", "value result_handler validators run_validators location"),
        ("0.12.1-0.13.19", "value result_handler validators run_validators location serializer"),
        ("0.14.0-0.15.3", "value validators run_validators location serializer"),
        ("0.15.4-1.4.1", "value location serializer"),
    ),
    "S3": (
        ("0.8.0-0.9.3", "bucket aws_access_key_id aws_secret_access_key aws_session_token key"),
        (
            "0.9.4-0.10.7",
            "bucket aws_access_key_id aws_secret_access_key aws_session_token client_options key",
        ),
        ("0.11.0-0.11.5", "bucket client_options key secrets"),
        ("0.12.0-0.12.4", "bucket client_options key"),
        ("0.12.5-0.13.10", "bucket key stored_as_script client_options"),
        ("0.13.11-0.14.20", "bucket key stored_as_script local_script_path client_options"),
        (
            "0.14.21-1.4.1",
            "bucket key stored_as_script local_script_path client_options upload_options",
        ),
    ),
    "StartFlowRun": (
        ("0.13.12", "flow_name project_name parameters wait new_flow_context run_name"),
        (
            "0.13.13-0.14.1",
            "flow_name project_name parameters wait new_flow_context run_name scheduled_start_time",
        ),
        (
            "0.14.2-0.14.21",
            "flow_name project_name parameters run_config wait new_flow_context "
            "run_name scheduled_start_time",
        ),
        (
            "0.14.22-1.2.1",
            "flow_name project_name parameters run_config wait new_flow_context "
            "run_name scheduled_start_time poll_interval",
        ),
        (
            "1.2.2-1.4.1",
            "flow_name project_name parameters run_config wait new_flow_context "
            "run_name scheduled_start_time poll_interval create_link_artifact",
        ),
    ),
    "Storage": (
        ("0.5.3-0.8.1", ""),
        ("0.9.0-0.10.7", "result_handler"),
        ("0.11.0-0.11.5", "result secrets"),
        ("0.12.0-0.12.4", "result secrets labels add_default_labels"),
        ("0.12.5-1.4.1", "result secrets labels add_default_labels stored_as_script"),
    ),
    "SynchronousExecutor": (("0.6.2-0.12.0", ""),),
    "Task": (
        (
            "0.5.0-0.5.5",
            "name slug tags max_retries retry_delay timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator checkpoint "
            "result_handler state_handlers on_failure",
        ),
        (
            "0.6.0-0.9.5",
            "name slug tags max_retries retry_delay timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator cache_key checkpoint "
            "result_handler state_handlers on_failure",
        ),
        (
            "0.9.6-0.9.7",
            "name slug tags max_retries retry_delay timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator cache_key checkpoint "
            "result_handler state_handlers on_failure log_stdout",
        ),
        (
            "0.9.8-0.10.7",
            "name slug tags max_retries retry_delay timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator cache_key checkpoint "
            "result_handler state_handlers on_failure log_stdout result",
        ),
        (
            "0.11.0-0.13.9",
            "name slug tags max_retries retry_delay timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator cache_key checkpoint "
            "result_handler state_handlers on_failure log_stdout result target",
        ),
        (
            "0.13.10-0.13.16",
            "name slug tags max_retries retry_delay timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator cache_key checkpoint "
            "result_handler state_handlers on_failure log_stdout result target "
            "task_run_name",
        ),
        (
            "0.13.17-0.13.19",
            "name slug tags max_retries retry_delay timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator cache_key checkpoint "
            "result_handler state_handlers on_failure log_stdout result target "
            "task_run_name nout",
        ),
        (
            "0.14.0-1.1.0",
            "name slug tags max_retries retry_delay timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator cache_key checkpoint "
            "state_handlers on_failure log_stdout result target task_run_name nout",
        ),
        (
            "1.2.0-1.4.1",
            "name slug tags max_retries retry_delay retry_on timeout trigger "
            "skip_on_upstream_skip cache_for cache_validator cache_key checkpoint "
            "state_handlers on_failure log_stdout result target task_run_name nout",
        ),
    ),
    "Webhook": (
        (
            "0.13.0-1.4.1",
            "build_request_kwargs build_request_http_method get_flow_request_kwargs "
            "get_flow_request_http_method stored_as_script flow_script_path",
        ),
    ),
    "create_flow_run": (
        (
            "0.15.0-0.15.7",
            "flow_id flow_name project_name parameters context labels run_name "
            "run_config scheduled_start_time",
        ),
        (
            "0.15.8-1.4.1",
            "flow_id flow_name project_name parameters context labels run_name "
            "run_config scheduled_start_time idempotency_key",
        ),
    ),
    "get_task_run_result": (("0.15.0-1.4.1", "flow_run_id task_slug map_index poll_time"),),
    "wait_for_flow_run": (
        ("0.15.0-0.15.7", "flow_run_id stream_states stream_logs"),
        ("0.15.8-1.2.0", "flow_run_id stream_states stream_logs raise_final_state"),
        ("1.2.1-1.4.1", "flow_run_id stream_states stream_logs raise_final_state max_duration"),
    ),
}
"""Class -> rows of ``(first-last release, parameters)``."""
