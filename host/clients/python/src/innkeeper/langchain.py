"""The host's tools as LangChain tools. Needs ``innkeeper[langchain]``.

A model sees each tool's own JSON Schema; the host checks the input against it. What the host refuses is told to the
model as the tool's answer, with what helps to go on: a link for the user, the fields that are wrong, when to try again.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Collection, Iterable
from typing import Any, Literal

from langchain_core.tools import BaseTool, ToolException
from pydantic import Field, PrivateAttr

from innkeeper import errors
from innkeeper.client import AsyncInnkeeperClient, InnkeeperClient
from innkeeper.models import Tool, ToolResult

__all__ = ["InnkeeperTool", "aget_tools", "default_client", "get_tools"]

ToolFilter = Callable[[Tool], bool]


class InnkeeperTool(BaseTool):
    """One tool of the host, for one user. The artifact of a call is its :class:`~innkeeper.models.ToolResult`."""

    response_format: Literal["content", "content_and_artifact"] = "content_and_artifact"
    handle_tool_error: Any = True
    #: ``read``, ``write`` or ``destructive``.
    effect: str = Field(default="read")
    toolset: str = Field(default="")
    _client: InnkeeperClient | AsyncInnkeeperClient = PrivateAttr()
    _call: dict[str, Any] = PrivateAttr()

    def __init__(
        self, tool: Tool, client: InnkeeperClient | AsyncInnkeeperClient, call: dict[str, Any]
    ) -> None:
        super().__init__(
            name=tool.name,
            description=tool.description,
            args_schema=dict(tool.input_schema),
            effect=tool.effect,
            toolset=tool.toolset,
            metadata={"effect": tool.effect, "toolset": tool.toolset},
        )
        self._client = client
        self._call = call

    def _run(self, **tool_input: Any) -> tuple[str, ToolResult]:
        if isinstance(self._client, AsyncInnkeeperClient):
            raise RuntimeError("this tool has an AsyncInnkeeperClient: use ainvoke, or get_tools for ordinary code")
        try:
            result = self._client.actions.execute_tool(tool_name=self.name, tool_input=tool_input, **self._call)
        except errors.InnkeeperError as error:
            refused = error
        else:
            return _content(result), result
        raise _for_the_model(refused)

    async def _arun(self, **tool_input: Any) -> tuple[str, ToolResult]:
        if isinstance(self._client, InnkeeperClient):
            # In a thread, as LangChain does with tools that have no coroutine.
            import asyncio

            return await asyncio.to_thread(functools.partial(self._run, **tool_input))
        try:
            result = await self._client.actions.execute_tool(
                tool_name=self.name, tool_input=tool_input, **self._call
            )
        except errors.InnkeeperError as error:
            refused = error
        else:
            return _content(result), result
        raise _for_the_model(refused)


def get_tools(
    connection_name: str | None = None,
    identifier: str | None = None,
    *,
    client: InnkeeperClient | None = None,
    toolset: str | None = None,
    tool_names: Collection[str] | None = None,
    effects: Collection[str] | None = None,
    tool_filter: ToolFilter | None = None,
    limit: int | None = None,
) -> list[BaseTool]:
    """The host's tools for one user.

    Without ``client``, one is made of ``INNKEEPER_URL``, ``INNKEEPER_CLIENT_ID`` and ``INNKEEPER_CLIENT_SECRET`` (or
    ``INNKEEPER_KEY``), and shared. ``tool_names``, ``toolset``, ``effects`` and ``tool_filter`` narrow the list; all of
    them have to agree. More tools than ``limit`` are an error: models choose badly among hundreds.

    Raises ``ValueError`` for a name that is no tool, and for more tools than ``limit``.
    """
    client = client or default_client()
    listed = client.actions.list_tools(toolset=toolset, detail="full")
    chosen = _choose(listed, tool_names, effects, tool_filter, limit)
    return [InnkeeperTool(tool, client, _of_the_call(connection_name, identifier)) for tool in chosen]


async def aget_tools(
    connection_name: str | None = None,
    identifier: str | None = None,
    *,
    client: AsyncInnkeeperClient,
    toolset: str | None = None,
    tool_names: Collection[str] | None = None,
    effects: Collection[str] | None = None,
    tool_filter: ToolFilter | None = None,
    limit: int | None = None,
) -> list[BaseTool]:
    """The same through an async client, for agents that are awaited."""
    listed = await client.actions.list_tools(toolset=toolset, detail="full")
    chosen = _choose(listed, tool_names, effects, tool_filter, limit)
    return [InnkeeperTool(tool, client, _of_the_call(connection_name, identifier)) for tool in chosen]


@functools.cache
def default_client() -> InnkeeperClient:
    """The client that the environment describes; one for the process."""
    return InnkeeperClient()


def _of_the_call(connection_name: str | None, identifier: str | None) -> dict[str, Any]:
    return {"connection_name": connection_name, "identifier": identifier}


def _choose(
    listed: Iterable[Tool],
    names: Collection[str] | None,
    effects: Collection[str] | None,
    tool_filter: ToolFilter | None,
    limit: int | None,
) -> list[Tool]:
    tools = list(listed)
    unknown = sorted(set(names or ()) - {tool.name for tool in tools})
    if unknown:
        raise ValueError(f"there is no such tool here: {', '.join(unknown)}")
    chosen = [
        tool
        for tool in tools
        if (names is None or tool.name in names)
        and (effects is None or tool.effect in effects)
        and (tool_filter is None or tool_filter(tool))
    ]
    if limit is not None and len(chosen) > limit:
        raise ValueError(f"{len(chosen)} tools match, more than the limit of {limit}: name a toolset or tool_names")
    return chosen


def _content(result: ToolResult) -> str:
    """What the model reads: the data alone, and how to read on where it was cut."""
    text = json.dumps(result.data, ensure_ascii=False, separators=(",", ":"))
    if result.truncated and result.next is not None:
        text += f"\nThis was cut. To read on, call {result.tool} with {json.dumps(result.next)}"
    return text


def _for_the_model(error: errors.InnkeeperError) -> Exception:
    """What a model can act on is told to it; a key that is none is for the programmer."""
    if isinstance(error, errors.UnauthenticatedError):
        return error
    said = [f"{error.kind or type(error).__name__}: {error.detail}"]
    connect_url = getattr(error, "connect_url", None)
    if connect_url:
        said.append(f"Ask the user to open this link: {connect_url}")
    if error.retry_after is not None:
        said.append(f"Try again after {error.retry_after:.0f} seconds.")
    return ToolException("\n".join(said))
