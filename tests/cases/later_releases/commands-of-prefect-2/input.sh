#!/bin/sh
prefect config set PREFECT_API_URL="http://127.0.0.1:4200/api"
prefect work-pool create etl --type docker
prefect agent start docker
prefect deploy --all
