#!/bin/sh
python -c "
from prefect import Flow
flow = Flow('nightly')
flow.deploy('etl')
"
python3 -c 'from prefect.agent.kubernetes import ResourceManager; ResourceManager().start()'
python - <<-'PY'
	import prefect
	prefect.Flow("hourly").deploy("etl")
	PY
cat > flows/weekly.py <<EOF
from prefect.engine.result_handlers import S3ResultHandler
handler = S3ResultHandler("results")
EOF
python -c "import prefect; print(prefect.__version__)"
cat > flows/monthly.py <<EOF
from prefect.storage import Docker
storage = Docker()
EOF
python -c "import prefect; $CODE"
