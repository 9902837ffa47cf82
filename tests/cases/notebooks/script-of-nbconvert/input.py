#!/usr/bin/env python
# coding: utf-8

# In[1]:


get_ipython().system('prefect agent start docker')
get_ipython().run_line_magic('env', 'PREFECT__LOGGING__LOG_TO_CLOUD=true')
get_ipython().run_cell_magic('bash', '', 'prefect register flow --file flow.py\nprefect agent start\n')


# In[2]:


from prefect import Flow, task
from prefect.environments import LocalEnvironment

flow = Flow("x")
flow.environment = LocalEnvironment(labels=["a"])
get_ipython().run_line_magic('timeit', 'flow.environment')
get_ipython().run_line_magic('pinfo', 'flow.environment')
