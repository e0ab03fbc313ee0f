//! `bitbucket_user_get`.

use innkeeper_sdk::prelude::*;

/// Reads the profile of the person whose account is in use: uuid, username, display name, avatar. Use it to
/// learn who acts here, or to find one's own uuid for a filter. It returns no e-mail address and nobody
/// else's profile.
#[tool(
    name = "bitbucket_user_get",
    title = "Read the account's profile",
    effect = read,
    scopes("account"),
    get = "/user",
    compact = "uuid,account_id,username,nickname,display_name,links.html.href,links.avatar.href",
)]
pub struct UserGet;
