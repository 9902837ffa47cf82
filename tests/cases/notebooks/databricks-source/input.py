# Databricks notebook source
# MAGIC %md
# MAGIC # Nightly load
# MAGIC Start an agent with `prefect agent start docker` first.

# COMMAND ----------

# MAGIC %pip install "prefect==0.14.22"

# COMMAND ----------

# MAGIC %sh
# MAGIC export PREFECT__LOGGING__LOG_TO_CLOUD=true
# MAGIC prefect register flow --file /dbfs/flows/etl.py --project prod

# COMMAND ----------

import pandas as pd

df = pd.DataFrame()  # not a flow at all
