"""Client of Innkeeper: call a provider's API by tool name, without ever seeing a token.

Reading order:

- ``client``: :class:`InnkeeperClient` and :class:`AsyncInnkeeperClient`, which hold credentials and a connection pool;
- ``actions``: what can be done, the same for both;
- ``models``: what comes back;
- ``errors``: one exception for each kind of problem;
- ``langchain``: the tools as LangChain tools (needs ``innkeeper[langchain]``).

Names that begin with an underscore are not part of the promise.
"""

from innkeeper import client, errors, models
from innkeeper.client import AsyncInnkeeperClient, InnkeeperClient
from innkeeper.errors import InnkeeperError
from innkeeper.models import ToolResult

__all__ = [
    "AsyncInnkeeperClient",
    "InnkeeperClient",
    "InnkeeperError",
    "ToolResult",
    "client",
    "errors",
    "models",
]

__version__ = "0.1.0"
