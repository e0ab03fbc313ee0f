"""Every request that an action is, built from its arguments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from innkeeper._exchange import Request, path
from innkeeper.models import (
    AuthorizationLink,
    ConnectedAccount,
    ConnectedAccountResponse,
    ConnectedAccountsPage,
    Json,
    SessionToken,
    Tool,
    ToolResult,
)


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _account(raw: Json) -> ConnectedAccountResponse:
    return ConnectedAccountResponse(ConnectedAccount.of(raw))


def _page(raw: Json) -> ConnectedAccountsPage:
    accounts = tuple(ConnectedAccount.of(one) for one in raw["accounts"])
    return ConnectedAccountsPage(accounts, raw.get("next_cursor"))


def _tools(raw: Json) -> list[Tool]:
    return [Tool.of(one) for one in raw["tools"]]


def _nothing(_: Any) -> None:
    return None


def ensure_account(connection_name: str, identifier: str) -> Request[ConnectedAccountResponse]:
    at = path("v1", "connections", connection_name, "accounts", identifier)
    return Request("PUT", at, _account, may_repeat=True)


def link(
    connection_name: str, identifier: str, return_url: str | None, verify_url: str | None
) -> Request[AuthorizationLink]:
    at = path("v1", "connections", connection_name, "accounts", identifier, "links")
    wishes = _given(return_url=return_url, verify_url=verify_url)
    return Request("POST", at, lambda raw: AuthorizationLink(raw["link"], raw["expires_at"]), json=wishes)


def list_accounts(**filters: Any) -> Request[ConnectedAccountsPage]:
    return Request("GET", "/v1/accounts", _page, query=_given(**filters), may_repeat=True)


def show_account(account_id: str) -> Request[ConnectedAccountResponse]:
    return Request("GET", path("v1", "accounts", account_id), _account, may_repeat=True)


def delete_account(account_id: str) -> Request[None]:
    return Request("DELETE", path("v1", "accounts", account_id), _nothing)


def revoke(account_id: str) -> Request[ConnectedAccountResponse]:
    return Request("POST", path("v1", "accounts", account_id, "revoke"), _account)


def verify(account_id: str, ticket: str, identifier: str) -> Request[ConnectedAccountResponse]:
    given = {"ticket": ticket, "identifier": identifier}
    return Request("POST", path("v1", "accounts", account_id, "verify"), _account, json=given)


def execute_tool(
    tool_name: str, tool_input: Mapping[str, Any] | None, idempotency_key: str | None, **more: Any
) -> Request[ToolResult]:
    body = {"tool": tool_name, "input": dict(tool_input or {}), **_given(idempotency_key=idempotency_key, **more)}
    may_repeat = idempotency_key is not None or bool(more.get("dry_run"))
    return Request("POST", "/v1/invoke", ToolResult, json=body, may_repeat=may_repeat)


def list_tools(**filters: Any) -> Request[list[Tool]]:
    return Request("GET", "/v1/tools", _tools, query=_given(**filters), may_repeat=True)


def get_tool(tool_name: str) -> Request[Tool]:
    return Request("GET", path("v1", "tools", tool_name), Tool.of, may_repeat=True)


def session_token(
    identifier: str, ttl_s: int, toolsets: Iterable[str] | None, effects: Iterable[str] | None
) -> Request[SessionToken]:
    body = {"identifier": identifier, "ttl_s": ttl_s}
    body |= _given(
        toolsets=None if toolsets is None else list(toolsets), effects=None if effects is None else list(effects)
    )
    return Request(
        "POST", "/v1/session-tokens", lambda raw: SessionToken(raw["token"], raw["expires_at"]), json=body
    )
