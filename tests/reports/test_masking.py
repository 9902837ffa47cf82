"""What looks like a secret is masked in every report, and nowhere else."""

from __future__ import annotations

import json
from typing import get_args

import pytest

from prefect_migrate import migrate_text
from prefect_migrate.reports import Format, report
from prefect_migrate.reports.diff import unified_diff
from prefect_migrate.reports.interface import Tally
from prefect_migrate.reports.masking import MASK, masked_outcome, masked_text
from prefect_migrate.reports.style import Style

KEY = "gh" + "p_" + "a1B2c3D4" * 5


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        (f'token = "{KEY}"', KEY),
        (f"export X={KEY}", KEY),
        ('password="hunter2!x"', "hunter2!x"),
        ("DB_PASSWORD: 'correct horse'", "correct horse"),
        ("PREFECT__CLOUD__AUTH_TOKEN=abcDEF123456", "abcDEF123456"),
        ("prefect auth login -t abcDEF123456", "abcDEF123456"),
        ("prefect agent start --token abcDEF123456", "abcDEF123456"),
        ("postgres://ann:s3cr3t-pw@db/x", "s3cr3t-pw"),
        ("Authorization: Bearer abcdefghijklmnop", "abcdefghijklmnop"),
        ("AWS_SECRET_ACCESS_KEY = 'wJalrXUtnFEMI/K7MDENG'", "wJalrXUtnFEMI/K7MDENG"),
        ("key AKIA" + "IOSFODNN7EXAMPLE", "IOSFODNN7EXAMPLE"),
        ("- name: API_KEY\n  value: 'zzTop1234'", "zzTop1234"),
        ('{"api_key": "zzTop1234"}', "zzTop1234"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\nAAAA\n-----END RSA PRIVATE KEY-----", "MIIE"),
    ],
)
def test_a_secret_is_masked(text: str, secret: str) -> None:
    assert secret not in masked_text(text)
    assert MASK in masked_text(text)
    assert masked_text(text).count("\n") == text.count("\n")
    assert masked_text(masked_text(text)) == masked_text(text)


@pytest.mark.parametrize(
    "text",
    [
        'secret = Secret("AWS_CREDENTIALS")',
        'token = os.environ["TOKEN"]',
        "def login(token: str) -> None:",
        "password = None",
        "tokens = tokenize(text)",
        'api_key = "your key"',
        "token: ${TOKEN}",
        "`prefect.tasks.secrets.EnvVarSecret` moved to `prefect.tasks.secrets.base`",
        "prefect auth login --key KEY replaces prefect auth login -t TOKEN",
        "image: prefecthq/prefect:1.4.1",
        'env_vars={"A": "1"}',
        "key=value, key: name",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert masked_text(text) == text


@pytest.mark.parametrize("name", get_args(Format))
def test_no_report_holds_a_secret(name: str) -> None:
    text = (
        "from prefect import Flow\n"
        "from prefect.environments import LocalEnvironment, Environment\n"
        f"f = Flow('x')\nf.environment = LocalEnvironment(labels=[{KEY!r}])\n"
        f"e = Environment(labels=[{KEY!r}])\n"
    )
    outcome = migrate_text(text, "flow.py")
    assert outcome.changed
    made = report(name, Style(1))
    said = made.outcome(masked_outcome(outcome)) + made.end(Tally().plus(outcome))
    assert KEY not in said
    assert KEY in outcome.text
    assert KEY in unified_diff(outcome)


def test_an_edit_that_would_write_the_mask_is_not_offered() -> None:
    text = f"from prefect.environments.storage import Docker\nx = Docker({KEY!r})\n"
    outcome = migrate_text(text.replace("import Docker\n", f"import Docker; T = {KEY!r}\n"), "a.py")
    assert outcome.changed
    made = report("sarif")
    made.outcome(outcome)
    (run,) = json.loads(made.end(Tally()))["runs"]
    assert all("fixes" not in result for result in run["results"])
    made = report("json")
    made.outcome(outcome)
    (file,) = json.loads(made.end(Tally()))["files"]
    assert file["edits"][0]["masked"]
