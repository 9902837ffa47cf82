#!/bin/sh
export PREFECT__CLOUD__AUTH_TOKEN PREFECT__CLOUD__SEND_FLOW_RUN_LOGS=true
docker run -e PREFECT__CLOUD__AUTH_TOKEN -e PREFECT__CLOUD__API_KEY image
prefect agent docker start; helm upgrade x --set cmd='prefect run cloud -n x'
unset PREFECT__CLOUD__AGENT__AUTH_TOKEN
