#!/bin/sh
PREFECT_API_KEY=$(vault read -field=key secret/prefect)
prefect agent start kubernetes -t "$PREFECT_API_KEY" --name etl
echo "[Service]
ExecStart=/opt/etl/bin/prefect agent start docker --token $PREFECT_API_KEY" > /etc/systemd/system/etl.service
