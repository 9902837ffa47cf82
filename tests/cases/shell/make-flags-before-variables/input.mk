PREFECT ?= prefect
AGENT = $(PREFECT) agent

start:
	-$(PREFECT) agent start docker
	@-$(PREFECT) agent start $(KIND)
	- @ $(PREFECT) agent docker start
	-prefect agent start local
