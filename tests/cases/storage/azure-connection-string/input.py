from prefect.storage import Azure

storage = Azure("flows", "AccountName=a;AccountKey=b")
other = Azure("flows", connection_string=CONNECTION)
