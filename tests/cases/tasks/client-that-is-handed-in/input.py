import prefect


def sign_off(client, log):
    log.info("leaving, as %s", prefect.context.get("flow_name"))
    client.logout_from_tenant()
    client.update_task_run_heartbeat(prefect.context["task_run_id"])
