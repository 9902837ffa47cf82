"""A module, no notebook."""
# !prefect agent start
# Run `prefect agent start docker` before.
# +
import os

# prefect register flow --file flow.py
print(os.environ)
