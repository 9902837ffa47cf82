#!/bin/sh
sudo tee -a /etc/systemd/system/etl.service >/dev/null <<UNIT
[Service]
ExecStart=/opt/etl/bin/prefect agent start docker
UNIT
tee agent.sh <<SCRIPT
prefect register flow -f etl.py -p etl
SCRIPT
tee <<HELP
write prefect agent start docker to begin
HELP
