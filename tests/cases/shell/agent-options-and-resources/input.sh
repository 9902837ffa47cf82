#!/bin/sh
prefect agent docker start --no-docker-interface --network flows
prefect agent kubernetes install --mem-request 1G --rbac | kubectl apply -f -
prefect agent start local "$@"
prefect agent kubernetes start --namespace flows
