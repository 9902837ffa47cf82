#!/usr/bin/env bash
set -euo pipefail
agent() { prefect agent start "$@"; }
start_docker() (
  exec prefect agent start docker --token "$1" &
)
register() {
  local flow="$1"; shift
  prefect register flow --file "$flow" "${args[@]}"
}
args=(--project etl)
KIND=${1:-docker}
case "$KIND" in
  docker) agent docker ;;
  k8s) prefect agent install kubernetes -t "$TOKEN" --rbac | kubectl apply -f - ;;
esac
cat > /etc/agent.conf <<-'EOT'
	[program:agent]
	command=prefect agent start
EOT
ssh host "prefect agent start local" || true
nohup prefect agent start > log 2>&1 &
PID=$(prefect run flow --name x --project y | tail -1)
python - <<'PY'
from prefect.environments.storage import Docker
print(Docker())
PY
python -c 'import prefect; print(prefect.engine.executors.DaskExecutor)'
if ! prefect agent start --help >/dev/null; then :; fi
xargs -n1 prefect register flow --project p --file < flows.txt
find . -name '*.py' -exec prefect register flow --file {} --project p \;
time prefect agent start; sudo -u etl -E prefect agent start local
docker run --rm -it -v "$PWD":/w -e PREFECT__CLOUD__AUTH_TOKEN prefecthq/prefect:0.13.19 prefect agent start
