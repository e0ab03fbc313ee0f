"""The example of the package's front page runs."""

import re
from pathlib import Path

import pytest

from conftest import consent
from innkeeper.client import InnkeeperClient

README = Path(__file__).parents[3] / "host/clients/python/README.md"


def test_the_example_asks_for_consent_and_then_calls(inn: InnkeeperClient, capsys: pytest.CaptureFixture[str]) -> None:
    [example] = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    exec(example, {})
    said = capsys.readouterr().out
    assert said.startswith("Please open http://127.0.0.1:")
    consent(said.split()[-1])
    exec(example, {})
    assert capsys.readouterr().out.startswith("acme/")
