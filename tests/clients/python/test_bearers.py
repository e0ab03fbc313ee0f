"""A bearer is exchanged once, renewed before it ends, and shared."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from conftest import StandIn, problem
from innkeeper import _credentials, errors
from innkeeper.client import AsyncInnkeeperClient, InnkeeperClient


def test_one_exchange_serves_many_calls(stand_in: StandIn, played: InnkeeperClient) -> None:
    for _ in range(5):
        played.actions.execute_tool("ada", "t")
    assert stand_in.exchanges == 1 and set(stand_in.calls) == {"Bearer ia_bearer_1"}


def test_a_bearer_is_renewed_before_it_ends(
    stand_in: StandIn, played: InnkeeperClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 1000.0
    monkeypatch.setattr(_credentials.time, "monotonic", lambda: now)
    stand_in.expires_in = 3600
    played.actions.execute_tool("ada", "t")
    now += 3530
    played.actions.execute_tool("ada", "t")
    assert stand_in.exchanges == 1
    now += 15
    played.actions.execute_tool("ada", "t")
    assert stand_in.exchanges == 2 and stand_in.calls[-1] == "Bearer ia_bearer_2"


def test_a_bearer_that_the_host_no_longer_takes_is_renewed_once(stand_in: StandIn, played: InnkeeperClient) -> None:
    played.actions.execute_tool("ada", "t")
    stand_in.answers = [problem("UNAUTHENTICATED", 401)]
    played.actions.execute_tool("ada", "t")
    assert stand_in.exchanges == 2
    stand_in.always = problem("UNAUTHENTICATED", 401)
    with pytest.raises(errors.UnauthenticatedError):
        played.actions.execute_tool("ada", "t")
    assert stand_in.exchanges == 3, "it goes on asking"


def test_fifty_threads_share_one_exchange(stand_in: StandIn, played: InnkeeperClient) -> None:
    with ThreadPoolExecutor(50) as pool:
        results = list(pool.map(lambda _: played.actions.execute_tool("ada", "t")["done"], range(200)))
    assert all(results) and len(stand_in.calls) == 200 and stand_in.exchanges == 1


def test_fifty_tasks_share_one_exchange(stand_in: StandIn) -> None:
    async def run() -> None:
        async with AsyncInnkeeperClient(stand_in.url, "ik_id", "half") as client:
            calls = (client.actions.execute_tool("ada", "t") for _ in range(50))
            assert all(result["done"] for result in await asyncio.gather(*calls))

    asyncio.run(run())
    assert stand_in.exchanges == 1 and len(stand_in.calls) == 50


def test_fifty_threads_and_tasks_call_a_running_host(inn: InnkeeperClient) -> None:
    def call(_: int) -> str:
        return str(inn.actions.execute_tool("alice", "bitbucket_user_get")["nickname"])

    with ThreadPoolExecutor(50) as pool:
        assert set(pool.map(call, range(50))) == {"alice"}

    async def run() -> None:
        async with AsyncInnkeeperClient() as client:
            calls = (client.actions.execute_tool("alice", "bitbucket_user_get") for _ in range(50))
            assert {result["nickname"] for result in await asyncio.gather(*calls)} == {"alice"}

    asyncio.run(run())
