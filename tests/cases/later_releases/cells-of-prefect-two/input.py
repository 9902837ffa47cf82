# %%
# !prefect deploy --all
# !prefect agent start -q default
# %%
from prefect import flow

@flow
def x():
    pass
