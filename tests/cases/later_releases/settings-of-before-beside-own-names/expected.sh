#!/bin/sh
# PREFECT_API_URL is a name of our own.
export PREFECT__CLOUD__API="$PREFECT_API_URL"
prefect backend server
prefect agent docker start
