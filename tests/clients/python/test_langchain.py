"""The tools in real LangChain agents. The model is LangChain's own scripted one; all else is what people use."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import pytest
from langchain.agents import create_agent
from langchain_core.language_models import GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage, ToolMessage
from langchain_core.runnables import Runnable
from langchain_core.tools import BaseTool
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import PrivateAttr

from conftest import Provider, consent
from innkeeper.client import AsyncInnkeeperClient, InnkeeperClient
from innkeeper.langchain import aget_tools, default_client, get_tools
from innkeeper.models import ToolResult

WEEK_S = 7 * 86_400
HERE = {"workspace": "acme", "repo_slug": "website"}
LIST, COMMENT = "bitbucket_pull_requests_list", "bitbucket_pull_request_comment_create"

Script = Callable[["Scripted"], Iterator[AIMessage]]


class Scripted(GenericFakeChatModel):
    """A model that follows a script, which sees what a model sees."""

    messages: Iterator[AIMessage | str] = iter(())
    _seen: list[BaseMessage] = PrivateAttr(default_factory=list)
    _bound: list[dict[str, Any]] = PrivateAttr(default_factory=list)

    @classmethod
    def of(cls, script: Script) -> Scripted:
        model = cls()
        model.messages = script(model)
        return model

    def bind_tools(self, tools: Sequence[Any], **_: Any) -> Runnable[Any, AIMessage]:
        self._bound = [convert_to_openai_tool(tool) for tool in tools]
        return self

    def _generate(self, messages: list[BaseMessage], *more: Any, **named: Any) -> Any:
        self._seen = messages
        return super()._generate(messages, *more, **named)

    def answers(self) -> list[ToolMessage]:
        return [message for message in self._seen if isinstance(message, ToolMessage)]


def calls(*wanted: tuple[str, dict[str, Any]]) -> AIMessage:
    made = [{"name": name, "args": args, "id": f"call_{number}"} for number, (name, args) in enumerate(wanted)]
    return AIMessage(content="", tool_calls=made)


def reviewer(model: Scripted) -> Iterator[AIMessage]:
    """Lists the open pull requests, comments on those that have been open for a week, and sums up."""
    yield calls((LIST, {**HERE, "state": "OPEN"}))
    found = json.loads(str(model.answers()[-1].content))["values"]
    age = {one["id"]: time.time() - datetime.fromisoformat(one["created_on"]).timestamp() for one in found}
    waiting = [one for one in found if age[one["id"]] > WEEK_S]
    text = "Open for more than a week: does this still need a review?"
    yield calls(*((COMMENT, {**HERE, "pull_request_id": one["id"], "content": text}) for one in waiting))
    assert all(answer.status == "success" for answer in model.answers())
    yield AIMessage("; ".join(f"#{one['id']} {one['title']}" for one in found))


def comments(provider: Provider) -> list[tuple[str, str]]:
    posted = [one for one in provider.requests("/pullrequests/") if one["path"].endswith("/comments")]
    return [(one["path"], json.loads(one["body"])["content"]["raw"]) for one in posted if one["method"] == "POST"]


@pytest.fixture(scope="module")
def fresh_pull_request(inn: InnkeeperClient) -> int:
    """A pull request that was opened just now, beside the older one that the provider has."""
    wish = {**HERE, "title": "Changes so far", "source_branch": "develop", "destination_branch": "main"}
    return int(inn.actions.execute_tool("alice", "bitbucket_pull_request_create", wish)["id"])


def test_an_agent_reviews_what_waits(inn: InnkeeperClient, provider: Provider, fresh_pull_request: int) -> None:
    tools = get_tools(connection_name="bitbucket", identifier="alice", toolset="pull-requests", client=inn)
    model = Scripted.of(reviewer)
    before = comments(provider)
    agent = create_agent(model, tools)
    final = agent.invoke({"messages": [("user", "Look after acme/website")]})["messages"][-1]
    assert "Menu in the header" in final.content and f"#{fresh_pull_request} Changes so far" in final.content
    posted = comments(provider)[len(before) :]
    assert [path for path, _ in posted] == ["/2.0/repositories/acme/website/pullrequests/1/comments"]
    assert "more than a week" in posted[0][1]
    told = inn.actions.execute_tool(
        "alice", "bitbucket_pull_request_comments_list", {**HERE, "pull_request_id": fresh_pull_request}
    )
    assert told["values"] == []
    bound = {one["function"]["name"]: one["function"]["parameters"] for one in model._bound}
    assert "pull_request_id" in bound[COMMENT]["properties"]


def test_an_agent_that_is_awaited_does_the_same(provider: Provider, fresh_pull_request: int) -> None:
    async def run() -> Any:
        async with AsyncInnkeeperClient() as client:
            names = [LIST, COMMENT]
            tools = await aget_tools("bitbucket", "alice", client=client, tool_names=names)
            agent = create_agent(Scripted.of(reviewer), tools)
            return await agent.ainvoke({"messages": [("user", "Look after acme/website")]})

    before = comments(provider)
    final = asyncio.run(run())["messages"][-1]
    assert "Menu in the header" in final.content
    assert len(comments(provider)) == len(before) + 1


def test_a_missing_consent_is_a_link_for_the_user(inn: InnkeeperClient) -> None:
    inn.actions.get_or_create_connected_account("bitbucket", "visitor")

    def asks(model: Scripted) -> Iterator[AIMessage]:
        yield calls(("bitbucket_user_get", {}))
        answer = model.answers()[-1]
        assert answer.status == "error" and "AUTH_REQUIRED" in answer.content
        yield AIMessage(str(answer.content).rsplit("link: ", 1)[1])

    tools = get_tools("bitbucket", "visitor", client=inn, tool_names=["bitbucket_user_get"])
    final = create_agent(Scripted.of(asks), tools).invoke({"messages": [("user", "Who am I?")]})["messages"][-1]
    consent(final.content)
    assert tools[0].invoke({}).startswith("{")


def test_a_tool_gives_text_and_the_result(inn: InnkeeperClient) -> None:
    tool = one_tool(inn, "bitbucket_repository_get")
    message = tool.invoke({"type": "tool_call", "id": "1", "name": tool.name, "args": HERE})
    assert isinstance(message.artifact, ToolResult) and message.artifact["slug"] == "website"
    assert json.loads(message.content) == message.artifact.data
    refused = tool.invoke({"type": "tool_call", "id": "2", "name": tool.name, "args": {"repo": "website"}})
    assert refused.status == "error" and "BAD_INPUT" in refused.content and "/repo" in refused.content


def one_tool(inn: InnkeeperClient, name: str) -> BaseTool:
    [tool] = get_tools("bitbucket", "alice", client=inn, tool_names=[name])
    return tool


def test_tools_are_chosen(inn: InnkeeperClient) -> None:
    reads = get_tools(client=inn, toolset="pull-requests", effects=["read"])
    assert reads and all(tool.metadata == {"effect": "read", "toolset": "pull-requests"} for tool in reads)
    diffs = get_tools(client=inn, toolset="pull-requests", tool_filter=lambda tool: "diff" in tool.name)
    assert 0 < len(diffs) < len(reads)
    with pytest.raises(ValueError, match="more than the limit of 5"):
        get_tools(client=inn, limit=5)
    with pytest.raises(ValueError, match="bitbucket_nothing"):
        get_tools(client=inn, tool_names=["bitbucket_nothing"])


def test_without_a_client_the_environment_says_which() -> None:
    assert get_tools(identifier="alice", tool_names=["bitbucket_user_get"])[0].invoke({})
    assert default_client() is default_client()
