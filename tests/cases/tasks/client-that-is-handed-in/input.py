import prefect


def sign_off(client, log):
    log.info("leaving, as %s", prefect.context.get("flow_name"))
    client.logout_from_tenant()
    return client.get_auth_token()
