"""What a type checker has to accept in an application, and what it has to know."""

from __future__ import annotations

from typing_extensions import assert_type

import innkeeper.client
from innkeeper import errors
from innkeeper.models import ConnectedAccount, Tool, ToolResult


def use(inn: innkeeper.client.InnkeeperClient) -> None:
    actions = inn.actions
    response = actions.get_or_create_connected_account(connection_name="bitbucket", identifier="user_123")
    assert_type(response.connected_account, ConnectedAccount)
    assert_type(actions.get_authorization_link(connection_name="bitbucket", identifier="user_123").link, str)
    assert_type(actions.list_tools(), list[Tool])
    try:
        result = actions.execute_tool(identifier="user_123", tool_name="bitbucket_user_get", tool_input={})
        assert_type(result, ToolResult)
        assert_type(result.execution_id, str)
    except errors.ScopeMissingError as error:
        assert_type(error.missing_scopes, tuple[str, ...])
    except errors.AuthRequiredError as error:
        assert_type(error.connect_url, str | None)
    except errors.RateLimitedError as error:
        assert_type(error.retry_after, float | None)


async def use_async(inn: innkeeper.client.AsyncInnkeeperClient) -> None:
    assert_type(await inn.actions.execute_tool("user_123", "bitbucket_user_get"), ToolResult)
