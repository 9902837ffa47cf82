# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# Run `prefect agent start` first.
#
# ```bash
# prefect agent start docker
# ```

# %%
# !prefect agent start docker
# !pip install prefect==0.13.19

# %%
# %%bash
# prefect register flow --file flow.py --project demo
# prefect agent start

# %% language="bash"
# prefect agent install kubernetes

# %%
# %%time
from prefect import Flow
flow = Flow("x")
# %timeit flow.environment
# flow.environment?
