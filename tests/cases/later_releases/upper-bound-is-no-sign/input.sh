pip install "prefect>=1.4,<2"
prefect agent start docker --label etl
