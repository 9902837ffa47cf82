from prefect.environments.storage._healthcheck import system_check, cloudpickle_deserialization_check
from unittest import mock

with mock.patch("prefect.environments.storage._healthcheck.system_check"):
    system_check("(3, 7)")
cloudpickle_deserialization_check([])
