pip install "prefect>=1.4,<2"
prefect agent docker start --label etl
