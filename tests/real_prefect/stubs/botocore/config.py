class Config:
    def __init__(self, **kwargs):
        self.retries = kwargs.get("retries")
