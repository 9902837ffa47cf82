PROJECT ?= etl
export PREFECT__CLOUD__GRAPHQL = http://apollo:4200/graphql

.PHONY: register agent
register: $(FLOWS)
	@echo "prefect register flow"
	for f in $^; do prefect register flow -f $$f -p "$(PROJECT)" -n $$(basename $$f .py); done

agent:
	-prefect agent start local \
	  --label $(shell hostname) --name '$(PROJECT)'
