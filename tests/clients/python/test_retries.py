"""What is tried again, and what is not: the requests are counted where they arrive."""

import asyncio
import socket

import pytest

from conftest import RESULT, Provider, StandIn, problem
from innkeeper import errors
from innkeeper.client import AsyncInnkeeperClient, InnkeeperClient

BUSY = problem("OVERLOADED", 503, can_retry=True, retry_after_ms=10)
LIMITED = problem("RATE_LIMITED", 429, can_retry=True, retry_after_ms=20)


def test_what_may_work_later_is_tried_again(stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.answers = [BUSY, LIMITED]
    assert played.actions.execute_tool("ada", "t")["done"] is True
    assert len(stand_in.calls) == 3


def test_it_ends_after_two_further_tries(stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.always = BUSY
    with pytest.raises(errors.OverloadedError):
        played.actions.execute_tool("ada", "t")
    assert len(stand_in.calls) == 3


def test_what_may_not_be_retried_is_not(stand_in: StandIn, played: InnkeeperClient) -> None:
    for status, kind in ((503, "CONNECTION_UNHEALTHY"), (502, "UPSTREAM_SERVER"), (429, "RATE_LIMITED"), (500, "INTERNAL")):
        stand_in.calls.clear()
        stand_in.always = problem(kind, status)
        with pytest.raises(errors.InnkeeperError):
            played.actions.execute_tool("ada", "t")
        assert len(stand_in.calls) == 1, kind


def test_a_wait_that_is_too_long_is_the_callers(stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.always = problem("RATE_LIMITED", 429, can_retry=True, retry_after_ms=3_600_000)
    with pytest.raises(errors.RateLimitedError) as caught:
        played.actions.execute_tool("ada", "t")
    assert caught.value.retry_after == 3600 and len(stand_in.calls) == 1


def test_a_write_whose_answer_was_lost_is_not_sent_twice(stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.answers = [None]
    with pytest.raises(errors.ConnectionLostError):
        played.actions.execute_tool("ada", "t")
    assert len(stand_in.calls) == 1


def test_under_an_idempotency_key_it_is(stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.answers = [None]
    assert played.actions.execute_tool("ada", "t", idempotency_key="k")["done"] is True
    assert len(stand_in.calls) == 2


def test_reading_is_tried_again(stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.answers = [None, (200, {"tools": []})]
    assert played.actions.list_tools() == []
    assert len(stand_in.calls) == 2


def test_a_call_that_takes_too_long_ends(provider: Provider) -> None:
    with InnkeeperClient(timeout=0.3) as hasty:
        hasty.actions.list_tools(toolset="none")
        provider.fails_next("/user", stall_ms=3_000)
        before = len(provider.requests("/user"))
        with pytest.raises(errors.HostTimeoutError):
            hasty.actions.execute_tool("alice", "bitbucket_user_get")
        assert len(provider.requests("/user")) == before + 1


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_nobody_there_is_said_so() -> None:
    with InnkeeperClient(f"http://127.0.0.1:{free_port()}", key="ik_x", max_retries=1) as lost:
        with pytest.raises(errors.HostUnreachableError):
            lost.actions.execute_tool("ada", "t")


def test_the_async_client_does_the_same(stand_in: StandIn) -> None:
    async def run() -> None:
        async with AsyncInnkeeperClient(stand_in.url, "ik_id", "half", timeout=5) as client:
            stand_in.answers = [BUSY, LIMITED]
            assert (await client.actions.execute_tool("ada", "t"))["done"] is True
            assert len(stand_in.calls) == 3
            stand_in.answers = [None]
            with pytest.raises(errors.ConnectionLostError):
                await client.actions.execute_tool("ada", "t")
            assert len(stand_in.calls) == 4
            stand_in.answers = [None]
            await client.actions.execute_tool("ada", "t", idempotency_key="k")
            stand_in.always = BUSY
            with pytest.raises(errors.OverloadedError):
                await client.actions.execute_tool("ada", "t")
        stand_in.always = (200, RESULT)

    asyncio.run(run())


def test_a_retry_that_the_host_allows_reaches_the_provider_again(inn: InnkeeperClient, provider: Provider) -> None:
    path = "/repositories/acme/website/refs/branches"
    provider.fails_next(path, status=429, retry_after="0")
    before = len(provider.requests(path))
    branches = inn.actions.execute_tool("alice", "bitbucket_branches_list", {"workspace": "acme", "repo_slug": "website"})
    assert branches["values"] and len(provider.requests(path)) == before + 2
