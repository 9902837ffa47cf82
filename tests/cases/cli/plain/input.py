import os

print(os.getcwd())  # no flow here
