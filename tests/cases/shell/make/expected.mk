PROJECT ?= etl
export PREFECT__CLOUD__API = http://apollo:4200

.PHONY: register agent
register: $(FLOWS)
	@echo "prefect register flow"
	for f in $^; do prefect register --path $$f --project "$(PROJECT)" -n $$(basename $$f .py) --force; done

agent:
	-prefect agent local start \
	  --label $(shell hostname) --name '$(PROJECT)'
