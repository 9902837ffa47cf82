"""Scratch cells for VS Code."""
# %% Setup
import os
import subprocess

# %%
# !prefect agent start
# !prefect get flows

# %% [markdown]
# Register it:
#
# ```bash
# prefect register flow --file flow.py --project demo
# ```
# The image is `prefecthq/prefect:0.13.19`.

# %%
# %%writefile docker-compose.yml
# services:
#   agent:
#     image: prefecthq/prefect:0.13.19-python3.7

# %%
# %env PREFECT__CLOUD__AUTH_TOKEN=abc
print(os.environ)
# prefect agent start was how we did it before; a comment of code stays
