#!/usr/bin/env python
# coding: utf-8

# In[1]:


get_ipython().system('prefect agent start docker')
get_ipython().run_line_magic('env', 'PREFECT__CLOUD__SEND_FLOW_RUN_LOGS=true')
get_ipython().run_cell_magic('bash', '', 'prefect register flow --file flow.py\nprefect agent start\n')


# In[2]:


from prefect import Flow, task
from prefect.run_configs import UniversalRun

flow = Flow("x")
flow.run_config = UniversalRun(labels=["a"])
get_ipython().run_line_magic('timeit', 'flow.environment')
get_ipython().run_line_magic('pinfo', 'flow.environment')
