#!/bin/sh
if [ "$SERIES" = 0 ]; then
    prefect auth login --token "$TOKEN"
    prefect agent start docker
else
    prefect agent start -q etl
    ssh "$HOST" 'prefect agent start --pool etl'
fi
echo 'prefect agent start -q etl' > start.sh
