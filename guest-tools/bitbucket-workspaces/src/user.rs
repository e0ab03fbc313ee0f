//! `bitbucket_user_get`, `bitbucket_user_emails_list`.

use innkeeper_sdk::prelude::*;

/// Reads the profile of the person whose account is in use: uuid, username, display name, avatar. Use it to
/// learn who acts here, or to find one's own uuid for a filter. It returns no e-mail address
/// (`bitbucket_user_emails_list` does) and nobody else's profile.
#[tool(
    name = "bitbucket_user_get",
    title = "Read the account's profile",
    effect = read,
    scopes("account"),
    get = "/user",
    compact = "uuid,account_id,username,nickname,display_name,links.html.href,links.avatar.href",
)]
pub struct UserGet;

/// Lists the e-mail addresses of the person whose account is in use, each with whether it is the primary one
/// and whether it is confirmed. Use it to know how to reach that person; trust only confirmed addresses. It
/// knows nobody else's.
#[tool(
    name = "bitbucket_user_emails_list",
    title = "List the account's e-mail addresses",
    effect = read,
    scopes("email"),
    get = "/user/emails",
    paged(max = 100),
    compact = "values.email,values.is_primary,values.is_confirmed,page,size,next",
)]
pub struct UserEmailsList;
