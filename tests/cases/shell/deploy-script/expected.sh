#!/usr/bin/env bash
# Registers the flows and starts an agent; `prefect agent start` alone is not enough.
set -euo pipefail

PROJECT=${PROJECT:-warehouse}
export PREFECT__CLOUD__SEND_FLOW_RUN_LOGS=false
export PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS="prefect.executors.LocalDaskExecutor"

prefect create project "$PROJECT" || echo "run 'prefect register flow' later"
for flow in flows/*.py; do
  prefect register --path "$flow" \
    --project "$PROJECT"   \
    --name "$(basename "$flow" .py)" --force  # one flow a file
done

if [ "${1:-}" = "run" ]; then
  prefect run -n nightly --project "$PROJECT" \
      --param 'day="2020-01-01"' --param limit=10 --watch
fi

exec prefect agent kubernetes start \
  --namespace etl \
  --log-level DEBUG \
  --label prod
