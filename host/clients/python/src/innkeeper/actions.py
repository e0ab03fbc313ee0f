"""What can be done with a host, for ordinary and for ``async`` code. The two classes have the same methods.

``connection_name`` is the host's name of an OAuth consumer, such as ``bitbucket``; ``identifier`` is your own name of
your user. A client whose key is bound to one identifier may leave it out.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Mapping
from typing import Any, Protocol, TypeVar

from innkeeper import _calls
from innkeeper._exchange import Request
from innkeeper.models import (
    AuthorizationLink,
    ConnectedAccountResponse,
    ConnectedAccountsPage,
    SessionToken,
    Tool,
    ToolResult,
)

T = TypeVar("T")


class _Send(Protocol):
    def __call__(self, request: Request[T], /) -> T: ...


class _SendAsync(Protocol):
    def __call__(self, request: Request[T], /) -> Awaitable[T]: ...


class Actions:
    """What can be done, one method for each."""

    def __init__(self, send: _Send) -> None:
        self._send = send

    # === Accounts

    def get_or_create_connected_account(self, connection_name: str, identifier: str) -> ConnectedAccountResponse:
        """The account of your user, made where there is none: ``response.connected_account.status``."""
        return self._send(_calls.ensure_account(connection_name, identifier))

    def get_authorization_link(
        self,
        connection_name: str,
        identifier: str,
        *,
        return_url: str | None = None,
        verify_url: str | None = None,
    ) -> AuthorizationLink:
        """A link where your user gives consent, once and within minutes: ``response.link``.

        Where the connection asks the application to confirm people, the browser comes back to ``verify_url`` with a
        ticket for :meth:`verify`.
        """
        return self._send(_calls.link(connection_name, identifier, return_url, verify_url))

    def verify(self, account_id: str, ticket: str, identifier: str) -> ConnectedAccountResponse:
        """Confirms that the person who came back with a ticket is the one whom the link was made for."""
        return self._send(_calls.verify(account_id, ticket, identifier))

    def list_connected_accounts(
        self,
        *,
        connection_name: str | None = None,
        identifier: str | None = None,
        status: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> ConnectedAccountsPage:
        """A page of accounts; ``next_cursor`` leads to the next."""
        filters = {"connection": connection_name, "identifier": identifier, "status": status}
        return self._send(_calls.list_accounts(**filters, limit=limit, cursor=cursor))

    def get_connected_account(self, account_id: str) -> ConnectedAccountResponse:
        """One account."""
        return self._send(_calls.show_account(account_id))

    def delete_connected_account(self, account_id: str) -> None:
        """Forgets an account altogether. Needs an operator's key."""
        return self._send(_calls.delete_account(account_id))

    def revoke(self, account_id: str) -> ConnectedAccountResponse:
        """Forgets an account's grant: its user has to give consent again. Needs an operator's key."""
        return self._send(_calls.revoke(account_id))

    # === Tools

    def execute_tool(
        self,
        identifier: str | None = None,
        tool_name: str | None = None,
        tool_input: Mapping[str, Any] | None = None,
        *,
        connection_name: str | None = None,
        account_id: str | None = None,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        max_bytes: int | None = None,
        reason: str | None = None,
    ) -> ToolResult:
        """Calls a tool on behalf of a user. The result reads as the provider's JSON.

        ``dry_run`` sends nothing and says what would be sent. With an ``idempotency_key`` a write is done once, however
        often it is tried. ``max_bytes`` cuts the answer. ``reason`` is for the host's audit.

        Raises a subclass of :class:`~innkeeper.errors.InnkeeperError`, such as
        :class:`~innkeeper.errors.AuthRequiredError`, whose ``connect_url`` is for your user.
        """
        if tool_name is None:
            raise TypeError("execute_tool needs a tool_name")
        return self._send(
            _calls.execute_tool(
                tool_name,
                tool_input,
                idempotency_key,
                identifier=identifier,
                connection=connection_name,
                account_id=account_id,
                dry_run=dry_run,
                max_bytes=max_bytes,
                reason=reason,
            )
        )

    def list_tools(
        self, *, toolset: str | None = None, effect: str | None = None, detail: str = "summary"
    ) -> list[Tool]:
        """All tools, those of a toolset, or those of one effect; with their schemas where ``detail`` is ``"full"``."""
        return self._send(_calls.list_tools(toolset=toolset, effect=effect, detail=detail))

    def search_tools(self, query: str, *, detail: str = "summary") -> list[Tool]:
        """Tools by words, such as ``"pipeline log"``."""
        return self._send(_calls.list_tools(q=query, detail=detail))

    def get_tool(self, tool_name: str) -> Tool:
        """One tool, with its schema."""
        return self._send(_calls.get_tool(tool_name))

    # === Tokens

    def create_session_token(
        self,
        identifier: str,
        *,
        ttl_s: int = 3600,
        toolsets: Iterable[str] | None = None,
        effects: Iterable[str] | None = None,
    ) -> SessionToken:
        """A bearer for one identifier, such as for a browser or a sandboxed agent. Needs an operator's key."""
        return self._send(_calls.session_token(identifier, ttl_s, toolsets, effects))


class AsyncActions:
    """The same, to be awaited."""

    def __init__(self, send: _SendAsync) -> None:
        self._send = send

    # === Accounts

    async def get_or_create_connected_account(self, connection_name: str, identifier: str) -> ConnectedAccountResponse:
        """The account of your user, made where there is none: ``response.connected_account.status``."""
        return await self._send(_calls.ensure_account(connection_name, identifier))

    async def get_authorization_link(
        self,
        connection_name: str,
        identifier: str,
        *,
        return_url: str | None = None,
        verify_url: str | None = None,
    ) -> AuthorizationLink:
        """A link where your user gives consent, once and within minutes: ``response.link``.

        Where the connection asks the application to confirm people, the browser comes back to ``verify_url`` with a
        ticket for :meth:`verify`.
        """
        return await self._send(_calls.link(connection_name, identifier, return_url, verify_url))

    async def verify(self, account_id: str, ticket: str, identifier: str) -> ConnectedAccountResponse:
        """Confirms that the person who came back with a ticket is the one whom the link was made for."""
        return await self._send(_calls.verify(account_id, ticket, identifier))

    async def list_connected_accounts(
        self,
        *,
        connection_name: str | None = None,
        identifier: str | None = None,
        status: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> ConnectedAccountsPage:
        """A page of accounts; ``next_cursor`` leads to the next."""
        filters = {"connection": connection_name, "identifier": identifier, "status": status}
        return await self._send(_calls.list_accounts(**filters, limit=limit, cursor=cursor))

    async def get_connected_account(self, account_id: str) -> ConnectedAccountResponse:
        """One account."""
        return await self._send(_calls.show_account(account_id))

    async def delete_connected_account(self, account_id: str) -> None:
        """Forgets an account altogether. Needs an operator's key."""
        return await self._send(_calls.delete_account(account_id))

    async def revoke(self, account_id: str) -> ConnectedAccountResponse:
        """Forgets an account's grant: its user has to give consent again. Needs an operator's key."""
        return await self._send(_calls.revoke(account_id))

    # === Tools

    async def execute_tool(
        self,
        identifier: str | None = None,
        tool_name: str | None = None,
        tool_input: Mapping[str, Any] | None = None,
        *,
        connection_name: str | None = None,
        account_id: str | None = None,
        dry_run: bool | None = None,
        idempotency_key: str | None = None,
        max_bytes: int | None = None,
        reason: str | None = None,
    ) -> ToolResult:
        """Calls a tool on behalf of a user. The result reads as the provider's JSON.

        ``dry_run`` sends nothing and says what would be sent. With an ``idempotency_key`` a write is done once, however
        often it is tried. ``max_bytes`` cuts the answer. ``reason`` is for the host's audit.

        Raises a subclass of :class:`~innkeeper.errors.InnkeeperError`, such as
        :class:`~innkeeper.errors.AuthRequiredError`, whose ``connect_url`` is for your user.
        """
        if tool_name is None:
            raise TypeError("execute_tool needs a tool_name")
        return await self._send(
            _calls.execute_tool(
                tool_name,
                tool_input,
                idempotency_key,
                identifier=identifier,
                connection=connection_name,
                account_id=account_id,
                dry_run=dry_run,
                max_bytes=max_bytes,
                reason=reason,
            )
        )

    async def list_tools(
        self, *, toolset: str | None = None, effect: str | None = None, detail: str = "summary"
    ) -> list[Tool]:
        """All tools, those of a toolset, or those of one effect; with their schemas where ``detail`` is ``"full"``."""
        return await self._send(_calls.list_tools(toolset=toolset, effect=effect, detail=detail))

    async def search_tools(self, query: str, *, detail: str = "summary") -> list[Tool]:
        """Tools by words, such as ``"pipeline log"``."""
        return await self._send(_calls.list_tools(q=query, detail=detail))

    async def get_tool(self, tool_name: str) -> Tool:
        """One tool, with its schema."""
        return await self._send(_calls.get_tool(tool_name))

    # === Tokens

    async def create_session_token(
        self,
        identifier: str,
        *,
        ttl_s: int = 3600,
        toolsets: Iterable[str] | None = None,
        effects: Iterable[str] | None = None,
    ) -> SessionToken:
        """A bearer for one identifier, such as for a browser or a sandboxed agent. Needs an operator's key."""
        return await self._send(_calls.session_token(identifier, ttl_s, toolsets, effects))
