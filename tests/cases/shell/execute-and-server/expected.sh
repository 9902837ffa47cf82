prefect execute flow-run
exec prefect execute flow-run
prefect server start
prefect server start --expose
