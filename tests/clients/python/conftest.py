"""What the suite runs against: a house with alice connected, its provider's control, and servers that play a host."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

import innkeeper.client


class Provider:
    """The simulated Bitbucket, from outside."""

    def __init__(self) -> None:
        self.http = httpx.Client(base_url=os.environ["CONTROL_URL"])

    def requests(self, part: str) -> list[dict[str, Any]]:
        return [one for one in self.http.get("/requests").json() if part in one["path"]]

    def fails_next(self, path: str, **how: Any) -> None:
        assert self.http.post("/faults", json={"path": path, **how}).status_code == 204


class StandIn(ThreadingHTTPServer):
    """A server that plays a host: it gives out bearers, and answers calls with what it was told, in order."""

    #: Fifty threads come at once.
    request_queue_size = 128

    def __init__(self) -> None:
        self.answers: list[tuple[int, dict[str, Any]] | None] = []
        self.always: tuple[int, dict[str, Any]] = (200, RESULT)
        self.expires_in = 3600
        self.exchanges = 0
        self.calls: list[str] = []
        self.turns = threading.Lock()
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: StandIn
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        pass

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        with self.server.turns:
            if self.path == "/oauth/token":
                assert parse_qs(body)["grant_type"] == ["client_credentials"]
                self.server.exchanges += 1
                token = f"ia_bearer_{self.server.exchanges}"
                answer = (200, {"access_token": token, "token_type": "Bearer", "expires_in": self.server.expires_in})
            else:
                self.server.calls.append(self.headers["authorization"])
                answer = self.server.answers.pop(0) if self.server.answers else self.server.always
        if answer is None:
            self.close_connection = True
            return
        self.answer(*answer)

    do_GET = do_PUT = do_DELETE = do_POST

    def answer(self, status: int, document: dict[str, Any]) -> None:
        text = json.dumps(document).encode()
        self.send_response(status)
        kind = "application/json" if status < 400 else "application/problem+json"
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


RESULT: dict[str, Any] = {"execution_id": "exe_1", "tool": "t", "account": {}, "data": {"done": True}, "meta": {}}


def problem(kind: str, status: int, **more: Any) -> tuple[int, dict[str, Any]]:
    return status, {"kind": kind, "status": status, "title": "A title", "detail": "a sentence", **more}


@pytest.fixture(scope="session")
def provider() -> Provider:
    return Provider()


@pytest.fixture(scope="session")
def inn() -> Iterator[innkeeper.client.InnkeeperClient]:
    with innkeeper.client.InnkeeperClient() as client:
        yield client


@pytest.fixture
def stand_in() -> Iterator[StandIn]:
    server = StandIn()
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    serving.start()
    yield server
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def played(stand_in: StandIn) -> Iterator[innkeeper.client.InnkeeperClient]:
    """A client of the stand-in."""
    url = stand_in.url
    with innkeeper.client.InnkeeperClient(url, "ik_id", "the-secret-half", timeout=5) as client:
        yield client


def consent(link: str) -> None:
    """Opens a link as a browser does; the simulated Bitbucket says yes as alice at once."""
    with httpx.Client(follow_redirects=True) as browser:
        page = browser.get(link, params={"go": "1"})
    assert page.status_code == 200, page.text
