from __future__ import annotations

import json
import logging

log = logging.getLogger(__name__)


def read(path):
    log.debug(json.dumps(path))
    return path
