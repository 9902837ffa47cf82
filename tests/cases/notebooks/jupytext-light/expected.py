# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: light
# ---

# # Title
#
# Run `prefect agent start` first.

# !prefect agent start docker

# + language="bash"
# prefect register flow --file flow.py --project demo
# export PREFECT__LOGGING__LOG_TO_CLOUD=true

# +
from prefect import Flow
from prefect.run_configs import UniversalRun
# -

# %env PREFECT__LOGGING__LOG_TO_CLOUD=true
flow = Flow("x", run_config=UniversalRun(labels=["a"]))
