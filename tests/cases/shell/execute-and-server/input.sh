prefect execute cloud-flow
exec prefect execute flow-run
prefect server start
prefect server start --expose
