set -e
prefect auth login --token "$TOKEN"
prefect agent start $KIND --label dev
prefect register flow --file etl.py
ssh worker "prefect agent start docker"
cat > start.sh <<EOF
prefect agent start
EOF
