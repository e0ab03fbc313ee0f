"""Code that was written for other services with connected accounts works with another import."""

import os

import innkeeper.client
from conftest import Provider, consent
from innkeeper.models import ToolResult


def test_the_way_from_no_account_to_an_answer() -> None:
    inn = innkeeper.client.InnkeeperClient(
        client_id=os.environ["INNKEEPER_CLIENT_ID"],
        client_secret=os.environ["INNKEEPER_CLIENT_SECRET"],
        env_url=os.environ["INNKEEPER_URL"],
    )
    actions = inn.actions
    response = actions.get_or_create_connected_account(connection_name="bitbucket", identifier="user_123")
    assert response.connected_account.status == "PENDING"
    link = actions.get_authorization_link(connection_name="bitbucket", identifier="user_123").link
    consent(link)
    response = actions.get_or_create_connected_account(connection_name="bitbucket", identifier="user_123")
    assert response.connected_account.status == "ACTIVE"
    result = actions.execute_tool(
        identifier="user_123", tool_name="bitbucket_repositories_list", tool_input={"workspace": "acme"}
    )
    assert result["values"][0]["uuid"].startswith("{")
    assert result.data["values"] == result["values"]
    assert result.execution_id and result.account["identifier"] == "user_123"
    account = response.connected_account
    assert actions.get_connected_account(account.id).connected_account.identifier == "user_123"
    listed = actions.list_connected_accounts(identifier="user_123").connected_accounts
    assert [one.id for one in listed] == [account.id]
    assert actions.revoke(account.id).connected_account.status == "REVOKED"
    actions.delete_connected_account(account.id)
    assert not actions.list_connected_accounts(identifier="user_123").connected_accounts
    inn.close()


def test_an_identifier_may_hold_anything(inn: innkeeper.client.InnkeeperClient) -> None:
    name = "a/b@c.example?x=1#%20 é"
    made = inn.actions.get_or_create_connected_account("bitbucket", name).connected_account
    assert made.identifier == name
    assert inn.actions.list_connected_accounts(identifier=name).connected_accounts[0].id == made.id


def test_accounts_come_page_by_page(inn: innkeeper.client.InnkeeperClient) -> None:
    for number in range(3):
        inn.actions.get_or_create_connected_account("second", f"paged_{number}")
    seen, cursor = [], None
    while True:
        page = inn.actions.list_connected_accounts(connection_name="second", limit=1, cursor=cursor)
        seen += [one.identifier for one in page.connected_accounts]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert {"paged_0", "paged_1", "paged_2"} <= set(seen) and len(seen) == len(set(seen))


def test_tools_are_listed_found_and_shown(inn: innkeeper.client.InnkeeperClient) -> None:
    tools = inn.actions.list_tools(toolset="repositories", effect="read")
    assert tools and all(tool.effect == "read" and tool.toolset == "repositories" for tool in tools)
    assert "bitbucket_pipeline_step_log_get" in [tool.name for tool in inn.actions.search_tools("pipeline log")]
    tool = inn.actions.get_tool("bitbucket_repositories_list")
    assert "workspace" in tool.input_schema["properties"]


def test_a_session_token_acts_for_its_identifier(inn: innkeeper.client.InnkeeperClient) -> None:
    token = inn.actions.create_session_token("alice", ttl_s=60, effects=["read"])
    assert token.token not in repr(token)
    with innkeeper.client.InnkeeperClient(key=token.token) as alice:
        user = alice.actions.execute_tool(tool_name="bitbucket_user_get")
    assert user["nickname"] == "alice"


def test_a_dry_run_sends_nothing(inn: innkeeper.client.InnkeeperClient, provider: Provider) -> None:
    before = len(provider.requests("/refs/branches"))
    branch = {"workspace": "acme", "repo_slug": "website", "name": "dry", "target_hash": "main"}
    plan = inn.actions.execute_tool("alice", "bitbucket_branch_create", branch, dry_run=True)
    assert plan.meta["dry_run"] is True
    assert len(provider.requests("/refs/branches")) == before


def test_a_result_reads_as_a_mapping() -> None:
    raw = {"execution_id": "e", "tool": "t", "data": {"data": 1, "execution_id": 2, "values": [3]}}
    result = ToolResult(raw)
    assert dict(result) == raw["data"] and len(result) == 3 and "values" in result and result.get("none") is None
    assert (result["data"], result["execution_id"], result.execution_id) == (1, 2, "e")
    result = ToolResult({**raw, "data": [1]})
    assert result.data == [1]
    try:
        result["x"]
    except TypeError as error:
        assert "list" in str(error) and ".data" in str(error)
    else:
        raise AssertionError("a list read as a mapping")
