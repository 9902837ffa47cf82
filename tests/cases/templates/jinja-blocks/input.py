from prefect import Flow
{% if docker %}
from prefect.storage import Docker
{% endif %}
flow = Flow("{{ name }}")
