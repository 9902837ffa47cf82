FROM prefecthq/prefect:3-python3.11
CMD ["prefect", "agent", "start", "docker"]
