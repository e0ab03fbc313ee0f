"""The clients: credentials, a connection pool, and what is tried again.

A client is made once and shared: both are safe to use from many threads or tasks at a time.
"""

from __future__ import annotations

import asyncio
import logging
import os
import threading
import time
from types import TracebackType
from typing import Any, TypeVar

import httpx

from innkeeper import _credentials, errors
from innkeeper._credentials import Bearer, Halves, Key, Secret
from innkeeper._exchange import Answer, Patience, Request, answer_of, of_httpx, read
from innkeeper.actions import Actions, AsyncActions

__all__ = ["AsyncInnkeeperClient", "InnkeeperClient"]

T = TypeVar("T")
_Outcome = Answer | errors.InnkeeperError

#: Seconds for a whole call: a little more than the host itself gives it.
DEFAULT_TIMEOUT = 65.0
_CONNECT_TIMEOUT = 10.0
_log = logging.getLogger("innkeeper")


class _Settings:
    """What both clients are told."""

    def __init__(
        self,
        env_url: str | None,
        client_id: str | None,
        client_secret: str | None,
        key: str | None,
        timeout: float,
        patience: Patience,
    ) -> None:
        url = env_url or os.environ.get("INNKEEPER_URL")
        if not url:
            raise ValueError("give env_url, such as http://127.0.0.1:8700, or set INNKEEPER_URL")
        self.url = url.rstrip("/")
        self.credentials = _credentials.chosen(client_id, client_secret, key, os.environ)
        self.timeout = httpx.Timeout(timeout, connect=min(timeout, _CONNECT_TIMEOUT))
        self.patience = patience

    def message(self, request: Request[Any], bearer: Secret | None) -> dict[str, Any]:
        """The arguments of httpx's ``request``."""
        headers = {"accept": "application/json, application/problem+json"}
        if bearer is not None:
            headers["authorization"] = f"Bearer {bearer.expose()}"
        return {
            "method": request.method,
            "url": self.url + request.path,
            "params": request.query or None,
            "json": request.json,
            "data": request.form,
            "headers": headers,
        }

    def pause(self, error: errors.InnkeeperError, request: Request[Any], tried: int) -> float | None:
        """As :meth:`Patience.pause`, and says so in the log."""
        pause = self.patience.pause(error, request, tried)
        if pause is not None:
            what = error.kind or type(error).__name__
            _log.info("%s %s: %s, trying again in %.2f s", request.method, request.path, what, pause)
        return pause


class InnkeeperClient:
    """A client for ordinary code.

    ``env_url`` is where the host is; ``client_id`` and ``client_secret`` are what ``innkeeper keys create`` printed, or
    ``key`` the key in one piece. What is left out comes from ``INNKEEPER_URL``, ``INNKEEPER_CLIENT_ID`` and
    ``INNKEEPER_CLIENT_SECRET``, or ``INNKEEPER_KEY``.

    ``timeout`` is for one try of one call, in seconds. A call is tried again at most ``max_retries`` times, and only
    where that cannot do anything twice: the host says so, or nothing was sent, or an idempotency key was given. A host
    that asks for more than ``max_retry_pause`` seconds of waiting is told to the caller at once.

    Raises ``ValueError`` for settings that are missing or contradict each other.
    """

    def __init__(
        self,
        env_url: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        key: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        max_retries: int = 2,
        max_retry_pause: float = 30.0,
    ) -> None:
        patience = Patience(max_retries, max_retry_pause)
        self._settings = _Settings(env_url, client_id, client_secret, key, timeout, patience)
        self._http = httpx.Client(timeout=self._settings.timeout)
        self._bearer: Bearer | None = None
        self._exchanging = threading.Lock()
        self.actions = Actions(self._send)

    def close(self) -> None:
        """Closes the connections."""
        self._http.close()

    def __enter__(self) -> InnkeeperClient:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"InnkeeperClient({self._settings.url!r})"

    def _send(self, request: Request[T]) -> T:
        renewed = tried = 0
        while True:
            bearer = self._present()
            outcome = self._once(request, bearer)
            if isinstance(outcome, Answer):
                return read(request, outcome)
            if isinstance(outcome, errors.UnauthenticatedError) and not renewed and self._forget(bearer):
                renewed = 1
                continue
            pause = self._settings.pause(outcome, request, tried)
            if pause is None:
                raise outcome
            tried += 1
            time.sleep(pause)

    def _once(self, request: Request[Any], bearer: Secret | None) -> _Outcome:
        try:
            return answer_of(self._http.request(**self._settings.message(request, bearer)))
        except httpx.HTTPError as error:
            return of_httpx(error, self._settings.url)

    def _present(self) -> Secret:
        credentials = self._settings.credentials
        if isinstance(credentials, Key):
            return credentials.value
        # One exchange at a time: who comes meanwhile waits for its bearer.
        with self._exchanging:
            if self._bearer is None or not self._bearer.is_fresh():
                self._bearer = self._exchange(credentials)
            return self._bearer.value

    def _exchange(self, halves: Halves) -> Bearer:
        request, tried = halves.request(), 0
        while True:
            outcome = self._once(request, None)
            refused = _credentials.refusal(outcome) if isinstance(outcome, Answer) else outcome
            if isinstance(outcome, Answer) and refused is None:
                return read(request, outcome)
            assert refused is not None
            pause = self._settings.pause(refused, request, tried)
            if pause is None:
                raise refused
            tried += 1
            time.sleep(pause)

    def _forget(self, bearer: Secret) -> bool:
        """Whether there is another bearer to be had than the one that was refused."""
        with self._exchanging:
            if self._bearer is not None and self._bearer.value is bearer:
                self._bearer = None
        return isinstance(self._settings.credentials, Halves)


class AsyncInnkeeperClient:
    """The same for ``async`` code (asyncio). See :class:`InnkeeperClient`."""

    def __init__(
        self,
        env_url: str | None = None,
        client_id: str | None = None,
        client_secret: str | None = None,
        *,
        key: str | None = None,
        timeout: float = DEFAULT_TIMEOUT,
        max_retries: int = 2,
        max_retry_pause: float = 30.0,
    ) -> None:
        patience = Patience(max_retries, max_retry_pause)
        self._settings = _Settings(env_url, client_id, client_secret, key, timeout, patience)
        self._http = httpx.AsyncClient(timeout=self._settings.timeout)
        self._bearer: Bearer | None = None
        self._exchanging = asyncio.Lock()
        self.actions = AsyncActions(self._send)

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> AsyncInnkeeperClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __repr__(self) -> str:
        return f"AsyncInnkeeperClient({self._settings.url!r})"

    async def _send(self, request: Request[T]) -> T:
        renewed = tried = 0
        while True:
            bearer = await self._present()
            outcome = await self._once(request, bearer)
            if isinstance(outcome, Answer):
                return read(request, outcome)
            if isinstance(outcome, errors.UnauthenticatedError) and not renewed and self._forget(bearer):
                renewed = 1
                continue
            pause = self._settings.pause(outcome, request, tried)
            if pause is None:
                raise outcome
            tried += 1
            await asyncio.sleep(pause)

    async def _once(self, request: Request[Any], bearer: Secret | None) -> _Outcome:
        try:
            return answer_of(await self._http.request(**self._settings.message(request, bearer)))
        except httpx.HTTPError as error:
            return of_httpx(error, self._settings.url)

    async def _present(self) -> Secret:
        credentials = self._settings.credentials
        if isinstance(credentials, Key):
            return credentials.value
        async with self._exchanging:
            if self._bearer is None or not self._bearer.is_fresh():
                self._bearer = await self._exchange(credentials)
            return self._bearer.value

    async def _exchange(self, halves: Halves) -> Bearer:
        request, tried = halves.request(), 0
        while True:
            outcome = await self._once(request, None)
            refused = _credentials.refusal(outcome) if isinstance(outcome, Answer) else outcome
            if isinstance(outcome, Answer) and refused is None:
                return read(request, outcome)
            assert refused is not None
            pause = self._settings.pause(refused, request, tried)
            if pause is None:
                raise refused
            tried += 1
            await asyncio.sleep(pause)

    def _forget(self, bearer: Secret) -> bool:
        if self._bearer is not None and self._bearer.value is bearer:
            self._bearer = None
        return isinstance(self._settings.credentials, Halves)
