"""Each kind of problem is an exception of its own, with what helps to go on."""

import os
from collections.abc import Callable

import pytest

from conftest import Provider, StandIn, consent, problem
from innkeeper import errors
from innkeeper.client import InnkeeperClient

ALICE = "alice"


def test_there_is_one_exception_for_each_kind() -> None:
    assert set(errors.BY_KIND) == set(os.environ["KINDS"].split())


@pytest.mark.parametrize("kind", os.environ["KINDS"].split())
def test_a_problem_becomes_its_exception(kind: str, stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.always = problem(kind, 418, execution_id="exe_7", upstream_status=502, layer="role")
    with pytest.raises(errors.InnkeeperError) as caught:
        played.actions.execute_tool("ada", "t")
    assert type(caught.value) is errors.BY_KIND[kind] and caught.value.kind == kind
    error = caught.value
    assert (error.status, error.execution_id, error.upstream_status, error.layer) == (418, "exe_7", 502, "role")
    assert str(error) == f"{kind}: a sentence" and not error.can_retry


def test_a_kind_of_the_future_is_the_base(stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.always = problem("NOT_KNOWN_YET", 499)
    with pytest.raises(errors.InnkeeperError) as caught:
        played.actions.list_tools()
    assert type(caught.value) is errors.InnkeeperError and caught.value.kind == "NOT_KNOWN_YET"


def test_what_is_no_host_is_said_so(stand_in: StandIn, played: InnkeeperClient) -> None:
    stand_in.always = (200, {"hello": "world"})
    with pytest.raises(errors.UnexpectedAnswerError, match="form that this client knows"):
        played.actions.list_tools()


# === The same, provoked at a running host


Provoke = Callable[[InnkeeperClient, Provider], object]


def call(tool: str, identifier: str = ALICE, **tool_input: object) -> Provoke:
    return lambda inn, _: inn.actions.execute_tool(identifier, tool, tool_input)


def failing(status: int, **more: object) -> Provoke:
    def provoke(inn: InnkeeperClient, provider: Provider) -> object:
        # A read is tried again by the host, so it fails often enough.
        slug = f"fails-with-{status}"
        for _ in range(12 if status in (429, 500, 555) else 1):
            provider.fails_next(f"/repositories/acme/{slug}", status=status, **more)
        return inn.actions.execute_tool(ALICE, "bitbucket_repository_get", {"workspace": "acme", "repo_slug": slug})

    return provoke


@pytest.mark.parametrize(
    ("expected", "provoke"),
    [
        (errors.BadInputError, call("bitbucket_repositories_list", pagelen="many")),
        (errors.ToolNotFoundError, call("bitbucket_repositories_lists")),
        (errors.AccountNotFoundError, lambda inn, _: inn.actions.get_connected_account("acc_" + "a" * 26)),
        (errors.NotFoundError, lambda inn, _: inn.actions.get_or_create_connected_account("nowhere", "x")),
        (errors.ConflictError, lambda inn, _: inn.actions.verify(
            inn.actions.get_or_create_connected_account("bitbucket", "conflict").connected_account.id, "t", "conflict")),
        (errors.PolicyDeniedError, call("bitbucket_repositories_list", workspace="nobodys")),
        (errors.UpstreamNotFoundError, call("bitbucket_repository_get", workspace="acme", repo_slug="none")),
        (errors.UpstreamForbiddenError, failing(403)),
        (errors.UpstreamConflictError, failing(409)),
        (errors.UpstreamGoneError, failing(410)),
        (errors.UpstreamValidationError, failing(400)),
        (errors.UpstreamServerError, failing(500)),
        (errors.UpstreamTimeoutError, failing(555)),
        (errors.UpstreamRateLimitError, failing(429, retry_after="0")),
        (errors.ToolRemovedError, call("bitbucket_issues_list", workspace="acme", repo_slug="website")),
        (errors.GuestTrapError, call("trap")),
        (errors.GuestOutOfMemoryError, call("eat_memory")),
        (errors.GuestTimeoutError, call("loop_forever")),
        (errors.GuestProtocolError, call("wrong_json")),
        (errors.GuestEgressDeniedError, call("send_undeclared")),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_a_host_is_provoked(
    expected: type[errors.InnkeeperError], provoke: Provoke, inn: InnkeeperClient, provider: Provider
) -> None:
    with pytest.raises(errors.InnkeeperError) as caught:
        provoke(inn, provider)
    assert type(caught.value) is expected, repr(caught.value)
    assert caught.value.detail and caught.value.status


def test_violations_name_the_fields(inn: InnkeeperClient) -> None:
    with pytest.raises(errors.BadInputError) as caught:
        inn.actions.execute_tool(ALICE, "bitbucket_repositories_list", {"pagelen": "many"})
    assert [violation.path for violation in caught.value.violations] == ["/pagelen"]


def test_a_grant_that_the_provider_refuses_is_asked_for_again(inn: InnkeeperClient, provider: Provider) -> None:
    inn.actions.get_or_create_connected_account("bitbucket", "leaver")
    consent(inn.actions.get_authorization_link("bitbucket", "leaver").link)
    repository = {"workspace": "acme", "repo_slug": "refuses-tokens"}
    for _ in range(2):
        provider.fails_next("/repositories/acme/refuses-tokens", status=401)
    with pytest.raises(errors.ReauthRequiredError) as caught:
        inn.actions.execute_tool("leaver", "bitbucket_repository_get", repository)
    assert isinstance(caught.value, errors.AuthRequiredError) and caught.value.connect_url


def test_consent_is_asked_for_with_a_link(inn: InnkeeperClient, provider: Provider) -> None:
    inn.actions.get_or_create_connected_account("bitbucket", "newcomer")
    with pytest.raises(errors.AuthRequiredError) as caught:
        inn.actions.execute_tool("newcomer", "bitbucket_user_get")
    assert caught.value.connect_url is not None
    consent(caught.value.connect_url)
    assert inn.actions.execute_tool("newcomer", "bitbucket_user_get")["nickname"] == "alice"


def test_two_accounts_are_never_guessed_between(inn: InnkeeperClient) -> None:
    for connection in ("bitbucket", "second"):
        inn.actions.get_or_create_connected_account(connection, "twofold")
    with pytest.raises(errors.AccountAmbiguousError):
        inn.actions.execute_tool("twofold", "bitbucket_user_get")


def test_a_key_that_reads_does_not_write() -> None:
    with InnkeeperClient(key=os.environ["READER_KEY"]) as reader:
        assert reader.actions.execute_tool(ALICE, "bitbucket_user_get")["nickname"] == "alice"
        with pytest.raises(errors.PolicyDeniedError) as caught:
            reader.actions.execute_tool(
                ALICE,
                "bitbucket_branch_create",
                {"workspace": "acme", "repo_slug": "website", "name": "x", "target_hash": "main"},
            )
    assert caught.value.layer == "effect"


def test_a_wrong_secret_and_a_wrong_key_are_said_so() -> None:
    wrong = InnkeeperClient(client_id=os.environ["INNKEEPER_CLIENT_ID"], client_secret="wrong-half")
    with pytest.raises(errors.UnauthenticatedError, match="not the halves of a valid API key"):
        wrong.actions.list_tools()
    with pytest.raises(errors.UnauthenticatedError):
        InnkeeperClient(key="ik_0123456789ab_x").actions.list_tools()


def test_what_is_missing_is_said_before_anything_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("INNKEEPER_URL", "INNKEEPER_CLIENT_ID", "INNKEEPER_CLIENT_SECRET"):
        monkeypatch.delenv(name)
    with pytest.raises(ValueError, match="INNKEEPER_URL"):
        InnkeeperClient()
    for given in ({}, {"client_id": "x"}, {"client_id": "x", "client_secret": "y", "key": "z"}):
        with pytest.raises(ValueError, match="INNKEEPER_CLIENT_ID"):
            InnkeeperClient("http://127.0.0.1:9", **given)
