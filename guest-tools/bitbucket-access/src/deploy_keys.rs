//! `bitbucket_deploy_keys_list`, `bitbucket_deploy_key_get`, `…_create`, `…_delete`.

use innkeeper_sdk::prelude::*;

/// Lists the deploy keys of a repository, a page at a time: id, label, when added and last used. Use it to
/// find the id of a key, or keys that nobody uses. It needs admin access to the repository.
#[tool(
    name = "bitbucket_deploy_keys_list",
    title = "List deploy keys",
    effect = read,
    scopes("repository", "repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/deploy-keys",
    paged(max = 100),
    compact = "values.id,values.label,values.comment,values.added_on,values.last_used,page,size,next",
)]
pub struct DeployKeysList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads one deploy key: the public key, label, when added and last used. `bitbucket_deploy_keys_list` finds
/// ids.
#[tool(
    name = "bitbucket_deploy_key_get",
    title = "Read a deploy key",
    effect = read,
    scopes("repository", "repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/deploy-keys/{key_id}",
    compact = "id,label,key,comment,added_on,last_used,owner.display_name",
)]
pub struct DeployKeyGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Id of the key.
    key_id: u64,
}

/// Adds a public SSH key that may read the repository, and answers with it. Use it for machines that clone.
/// The key stops working when the OAuth consumer behind this account is changed in any way: a key that has to
/// last is added by hand, in the repository's settings. It makes no key pair and grants no writing.
#[tool(
    name = "bitbucket_deploy_key_create",
    title = "Add a deploy key",
    effect = write,
    scopes("repository", "repository:admin"),
    post = "/repositories/{workspace}/{repo_slug}/deploy-keys",
)]
pub struct DeployKeyCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// The public key in OpenSSH's form, in one line: `ssh-ed25519 AAAA… comment`. Never a private one.
    #[schemars(regex(pattern = r"^(ssh|ecdsa|sk)-\S+ \S+"))]
    key: String,
    /// What it is called in lists: which machine has it.
    #[schemars(length(min = 1))]
    label: String,
}

/// Removes a deploy key: whatever clones with it cannot any more. The same key can be added again.
#[tool(
    name = "bitbucket_deploy_key_delete",
    title = "Remove a deploy key",
    effect = destructive,
    idempotent,
    scopes("repository", "repository:admin"),
    delete = "/repositories/{workspace}/{repo_slug}/deploy-keys/{key_id}",
)]
pub struct DeployKeyDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Id of the key.
    key_id: u64,
}
