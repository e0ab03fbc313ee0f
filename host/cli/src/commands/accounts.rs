//! `innkeeper accounts`: connected accounts and the links that connect them.

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use crate::api::Request;
use crate::arguments::Globals;
use crate::table::{Card, Table, list, moment, text};

/// What can be done with accounts.
#[derive(Subcommand)]
pub(crate) enum AccountsCommand {
    /// List accounts
    List(ListArguments),
    /// Show one account
    Show {
        /// The account's id
        id: String,
        /// Ask the provider again first
        #[arg(long)]
        refresh: bool,
    },
    /// Make a link through which a user connects an account
    Link(LinkArguments),
    /// Forget an account's grant; the account stays
    Revoke {
        /// The account's id
        id: String,
    },
    /// Forget an account altogether
    Remove {
        /// The account's id
        id: String,
    },
    /// Narrow an account to fewer workspaces
    Narrow {
        /// The account's id
        id: String,
        /// The workspaces that stay, by slug
        #[arg(required = true, value_name = "WORKSPACE")]
        workspaces: Vec<String>,
    },
}

/// Which accounts to list.
#[derive(Args)]
pub(crate) struct ListArguments {
    /// Of this connection
    #[arg(long)]
    connection: Option<String>,
    /// Of this user, by your application's name for it
    #[arg(long)]
    identifier: Option<String>,
    /// Of this status, such as ACTIVE
    #[arg(long)]
    status: Option<String>,
    /// Where the last page ended
    #[arg(long)]
    cursor: Option<String>,
    /// How many at most
    #[arg(long)]
    limit: Option<usize>,
}

/// What a link is for.
#[derive(Args)]
pub(crate) struct LinkArguments {
    /// The connection to go through
    #[arg(long)]
    connection: String,
    /// The user, by your application's name for it
    #[arg(long)]
    identifier: String,
    /// Where the browser goes when all is done
    #[arg(long, value_name = "URL")]
    return_url: Option<String>,
    /// Where your application confirms who is signed in
    #[arg(long, value_name = "URL")]
    verify_url: Option<String>,
    /// Let another user of the provider take the account over
    #[arg(long)]
    allow_other_user: bool,
}

pub(crate) async fn run(command: AccountsCommand, globals: &Globals) -> anyhow::Result<()> {
    let api = globals.api().await?;
    let output = globals.output();
    match command {
        AccountsCommand::List(arguments) => output.reply(&api.call(arguments.request()).await?, table),
        AccountsCommand::Show { id, refresh } => {
            let asked = refresh.then_some("true");
            let request = Request::get(&["v1", "accounts", &id]).query("refresh", asked);
            let account = api.call(request).await?;
            let name = text(&account.value()?, "/connection");
            let connection = api.call(Request::get(&["v1", "connections", &name])).await?.value()?;
            output.reply(&account, |account| explained(account, &connection))
        }
        AccountsCommand::Link(arguments) => output.reply(&api.call(arguments.request()).await?, link),
        AccountsCommand::Revoke { id } => {
            let request = Request::post(&["v1", "accounts", &id, "revoke"]);
            output.reply(&api.call(request).await?, card)
        }
        AccountsCommand::Remove { id } => {
            api.call(Request::delete(&["v1", "accounts", &id])).await?;
            output.done(&format!("removed {id}"))
        }
        AccountsCommand::Narrow { id, workspaces } => {
            let request = Request::patch(&["v1", "accounts", &id]).body(json!({ "workspaces": workspaces }));
            output.reply(&api.call(request).await?, card)
        }
    }
}

impl ListArguments {
    fn request(&self) -> Request {
        let limit = self.limit.map(|limit| limit.to_string());
        Request::get(&["v1", "accounts"])
            .query("connection", self.connection.as_deref())
            .query("identifier", self.identifier.as_deref())
            .query("status", self.status.as_deref())
            .query("cursor", self.cursor.as_deref())
            .query("limit", limit.as_deref())
    }
}

impl LinkArguments {
    fn request(&self) -> Request {
        let urls = [("return_url", &self.return_url), ("verify_url", &self.verify_url)];
        let mut body: Map<String, Value> = urls
            .into_iter()
            .filter_map(|(name, url)| Some((name.to_owned(), json!(url.as_ref()?))))
            .collect();
        if self.allow_other_user {
            body.insert("allow_other_user".to_owned(), json!(true));
        }
        let path = ["v1", "connections", &self.connection, "accounts", &self.identifier, "links"];
        Request::post(&path).body(Value::Object(body))
    }
}

fn table(reply: &Value) -> String {
    let mut table = Table::new(["ID", "IDENTIFIER", "CONNECTION", "STATUS", "PROVIDER USER", "WORKSPACES"]);
    for account in list(reply, "/accounts") {
        table.row([
            text(account, "/id"),
            text(account, "/identifier"),
            text(account, "/connection"),
            text(account, "/status"),
            text(account, "/provider_account/username"),
            text(account, "/workspaces/allowed"),
        ]);
    }
    let shown = table.or("no account matches; `innkeeper accounts link` connects one");
    match reply.pointer("/next_cursor").and_then(Value::as_str) {
        Some(cursor) => format!("{shown}\n\nmore with --cursor {cursor}"),
        None => shown,
    }
}

/// One account, for a person.
pub(crate) fn card(account: &Value) -> String {
    Card::new()
        .part("id", account, "/id")
        .part("identifier", account, "/identifier")
        .part("connection", account, "/connection")
        .part("status", account, "/status")
        .part("reason", account, "/status_reason")
        .line("since", moment(account, "/since"))
        .part("provider user", account, "/provider_account/username")
        .part("name", account, "/provider_account/display_name")
        .part("uuid", account, "/provider_account/uuid")
        .line("e-mail", email(account))
        .part("picture", account, "/provider_account/avatar_url")
        .part("profile", account, "/provider_account/profile_url")
        .line("told", moment(account, "/checked_at"))
        .part("workspaces", account, "/workspaces/allowed")
        .part("default", account, "/workspaces/default")
        .part("scopes", account, "/scopes")
        .line("last used", moment(account, "/last_used_at"))
        .finish()
}

/// The card, and what the scopes mean in words.
fn explained(account: &Value, connection: &Value) -> String {
    let mut scopes = Table::new(["SCOPE", "LETS IT"]);
    for scope in list(account, "/scopes") {
        let name = text(scope, "");
        let meaning = connection.get("scope_meanings").and_then(|meanings| meanings.get(&name));
        let meaning = meaning.map_or_else(|| text(&Value::Null, ""), |words| text(words, ""));
        scopes.row([name, meaning]);
    }
    format!("{}\n\n{}", card(account), scopes.or("no scope is granted"))
}

/// The address and whether the provider confirmed it, or why there is none.
fn email(account: &Value) -> String {
    let person = &account["provider_account"];
    match (person["email"].as_str(), person["email_verified"].as_bool()) {
        (Some(address), Some(true)) => format!("{address} (confirmed)"),
        (Some(address), _) => format!("{address} (not confirmed)"),
        (None, _) => match person["email_missing_reason"].as_str() {
            Some(reason) => format!("none: {reason}"),
            None => text(person, "/email"),
        },
    }
}

fn link(reply: &Value) -> String {
    let expires = moment(reply, "/expires_at");
    format!("{}\n\ngood for one browser until {expires}; give it to this user only", text(reply, "/link"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{email, explained};

    #[test]
    fn an_address_is_told_with_what_the_provider_thinks_of_it() {
        let with = |person: serde_json::Value| email(&json!({ "provider_account": person }));
        assert_eq!(with(json!({ "email": "a@b.c", "email_verified": true })), "a@b.c (confirmed)");
        assert_eq!(with(json!({ "email": "a@b.c", "email_verified": false })), "a@b.c (not confirmed)");
        assert_eq!(with(json!({ "email_missing_reason": "no scope" })), "none: no scope");
        assert_eq!(with(json!(null)), "-");
    }

    #[test]
    fn scopes_are_explained() {
        let account = json!({ "id": "acc_1", "scopes": ["issue", "unheard:of"] });
        let shown = explained(&account, &json!({ "scope_meanings": { "issue": "read issues" } }));
        assert!(shown.contains("issue       read issues") && shown.contains("unheard:of  -"), "{shown}");
    }
}
