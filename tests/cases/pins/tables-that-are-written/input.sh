#!/bin/sh
cat > pyproject.toml <<TOML
[tool.poetry.dependencies]
python = "^3.8"
prefect = "^0.14.0"
prefect-etl = "^0.3"
TOML
cat > next/pyproject.toml <<TOML
[tool.poetry.dependencies]
prefect = { extras = ["aws"], version = "~0.13.4" }
boto3 = { version = "^0.1" }
TOML
cat > later/pyproject.toml <<TOML
[tool.poetry.dependencies]
prefect = "^1.4"
TOML
