set -e
prefect auth list-tokens | grep ci
prefect auth create-token --name ci --scope RUNNER
prefect auth revoke-token --id "$OLD"
prefect auth list-keys
