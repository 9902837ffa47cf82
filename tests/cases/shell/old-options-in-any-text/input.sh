#!/bin/sh
cat > start.sh <<SCRIPT
prefect agent local start --label etl --token \$TOKEN
SCRIPT
cat > install.sh <<SCRIPT
prefect agent kubernetes install --namespace etl --resource-manager
prefect agent kubernetes install --namespace etl --key \$KEY
SCRIPT
every-minute "prefect agent docker start --no-docker-interface"
every-minute "prefect agent docker start --no-pull"
