#!/bin/sh
prefect agent docker start --network flows
prefect agent kubernetes install --mem-request 1G --rbac | kubectl apply -f -
prefect agent local start "$@"
prefect agent kubernetes start --namespace flows
