"""A secret is in no repr, no exception, no traceback with locals, no log and no pickle."""

import logging
import pickle
import traceback

import pytest

from conftest import StandIn, problem
from innkeeper import errors
from innkeeper.client import AsyncInnkeeperClient, InnkeeperClient

SECRET = "the-secret-half"
KEY = "ik_0123456789ab_the-secret-key"


def shown(error: BaseException) -> str:
    """All that somebody may print of an exception, with the locals of every frame and every error behind it."""
    text, waiting, seen = "", [error], set()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        captured = traceback.TracebackException.from_exception(one, capture_locals=True)
        text += "".join(captured.format()) + repr(one) + str(vars(one))
        waiting += [behind for behind in (one.__cause__, one.__context__) if behind is not None]
    return text


@pytest.mark.parametrize("how", ["lost", "refused", "nobody", "no token"])
def test_exceptions_and_logs_do_not_show_it(
    how: str, stand_in: StandIn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    url = "http://127.0.0.1:1" if how == "nobody" else stand_in.url
    stand_in.answers = {"lost": [None], "refused": [problem("INTERNAL", 500)]}.get(how, [])
    client = InnkeeperClient(url, "ik_id", SECRET, max_retries=1)
    if how == "no token":
        stand_in.expires_in = "never"  # type: ignore[assignment]
    with pytest.raises(errors.InnkeeperError) as caught:
        client.actions.execute_tool("ada", "t")
    told = shown(caught.value) + caplog.text
    assert SECRET not in told and "ia_bearer" not in told


def test_a_client_does_not_show_it() -> None:
    for client in (
        InnkeeperClient("http://127.0.0.1:1", "ik_id", SECRET),
        AsyncInnkeeperClient("http://127.0.0.1:1", key=KEY),
    ):
        settings = client._settings
        for one in (client, client.actions, settings, settings.credentials, vars(client), vars(settings)):
            assert SECRET not in repr(one) and KEY not in repr(one)
        with pytest.raises(TypeError):
            pickle.dumps(settings.credentials)
