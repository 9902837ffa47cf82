#!/bin/sh
cat > flows/daily.py <<'PY'
from prefect import Flow
from prefect.environments import KubernetesJobEnvironment
PY
cat <<MANIFEST | kubectl apply -f -
command: ["prefect", "agent", "start", "kubernetes"]
MANIFEST
python3 - <<PY
import prefect.engine.executors as executors
PY
cat <<HELP
prefect register flow is for people
HELP
for word in prefect agent start; do echo "$word"; done
kubectl run agent --image=prefecthq/prefect:0.13.19
conda install -c conda-forge 'prefect=0.13.19' dask
poetry add prefect@0.13.19
docker build --build-arg PREFECT_VERSION=0.13.19 .
docker build --build-arg PREFECT_VERSION=1.4.1 .
