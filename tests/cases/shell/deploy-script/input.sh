#!/usr/bin/env bash
# Registers the flows and starts an agent; `prefect agent start` alone is not enough.
set -euo pipefail

PROJECT=${PROJECT:-warehouse}
export PREFECT__LOGGING__LOG_TO_CLOUD=false
export PREFECT__ENGINE__EXECUTOR__DEFAULT_CLASS="prefect.engine.executors.LocalDaskExecutor"

prefect create project "$PROJECT" || echo "run 'prefect register flow' later"
for flow in flows/*.py; do
  prefect register flow --file "$flow" \
    --project "$PROJECT"   \
    --name "$(basename "$flow" .py)"  # one flow a file
done

if [ "${1:-}" = "run" ]; then
  prefect run flow -n nightly -p "$PROJECT" \
      -ps '{"day": "2020-01-01", "limit": 10}' --logs
fi

exec prefect agent start kubernetes \
  --namespace etl \
  --verbose \
  --label prod
