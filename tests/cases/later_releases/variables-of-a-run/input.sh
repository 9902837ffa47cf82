#!/bin/sh
echo "run $PREFECT__FLOW_RUN_ID"
prefect deployment run etl/nightly
prefect agent start docker
