//! `bitbucket_branch_restrictions_list`, `bitbucket_branch_restriction_get`, `…_create`, `…_update`,
//! `…_delete`.

use bitbucket::{GroupRef, UserRef};
use innkeeper_sdk::prelude::*;

mod kind;
#[cfg(test)]
mod tests;

use kind::Kind;

/// Lists the branch rules of a repository, a page at a time: kind, pattern, value, and who is excepted. Use
/// it to learn what protects a branch before working on it, or to find the id of a rule. It needs admin
/// access to the repository.
#[tool(
    name = "bitbucket_branch_restrictions_list",
    title = "List branch rules",
    effect = read,
    scopes("repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/branch-restrictions",
    paged(max = 100),
    compact = "values.id,values.kind,values.pattern,values.branch_type,values.value,\
        values.users.display_name,values.groups.slug,page,size,next",
)]
pub struct BranchRestrictionsList {
    workspace: Option<String>,
    repo_slug: String,
    /// Only rules of this kind.
    kind: Option<Kind>,
    /// Only rules with exactly this pattern.
    pattern: Option<String>,
}

/// Reads one branch rule: kind, pattern, value, and the users and groups that are excepted from it. Use it
/// when the id is known; `bitbucket_branch_restrictions_list` finds ids.
#[tool(
    name = "bitbucket_branch_restriction_get",
    title = "Read a branch rule",
    effect = read,
    scopes("repository:admin"),
    get = "/repositories/{workspace}/{repo_slug}/branch-restrictions/{id}",
    compact = "id,kind,branch_match_kind,branch_type,pattern,value,users.uuid,users.display_name,groups.slug",
)]
pub struct BranchRestrictionGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the rule.
    #[schemars(length(min = 1))]
    id: String,
}

/// Adds a rule for all branches whose names match a pattern, and answers with it. Use one call for each rule:
/// a branch is protected by several. `push` and `restrict_merges` need `users` and `groups`, the only ones
/// they let through; no other kind takes them. A second rule of the same kind and pattern is an error. It
/// makes no rules for types of the branching model.
#[tool(
    name = "bitbucket_branch_restriction_create",
    title = "Add a branch rule",
    effect = write,
    scopes("repository:admin"),
    post = "/repositories/{workspace}/{repo_slug}/branch-restrictions",
    body("type" = "branchrestriction", "branch_match_kind" = "glob"),
    run = create,
)]
pub struct BranchRestrictionCreate {
    workspace: Option<String>,
    repo_slug: String,
    /// What the rule does. `push`, `restrict_merges`: only the named people may push, or merge. `delete`,
    /// `force`: nobody may delete the branch, or rewrite it. `require_…`: what a pull request needs to be
    /// merged. `reset_…`, `smart_reset_…`: what a change takes back. `enforce_merge_checks`: the checks above
    /// stop a merge instead of warning. `allow_auto_merge_when_builds_pass`: merges may wait for their
    /// builds.
    kind: Kind,
    /// Name of a branch, in which `*` stands for any characters: `main`, `release/*`.
    #[schemars(length(min = 1))]
    pattern: String,
    /// How many: approvals, approvals of default reviewers or of a review group, passing builds; or, for
    /// `require_commits_behind`, the most commits behind. Other kinds take none.
    value: Option<u64>,
    /// People whom `push` or `restrict_merges` lets through: UUIDs in braces, or account ids. May be empty.
    users: Option<Vec<UserRef>>,
    /// Groups that `push` or `restrict_merges` lets through: slugs, or UUIDs in braces. May be empty.
    groups: Option<Vec<GroupRef>>,
}

/// Changes the kind, the pattern or the value of a branch rule and answers with it. Use it instead of
/// deleting a rule and adding another, which leaves the branch open meanwhile. It does not change who is
/// excepted: for that, delete the rule and add one.
#[tool(
    name = "bitbucket_branch_restriction_update",
    title = "Change a branch rule",
    effect = write,
    idempotent,
    scopes("repository:admin"),
    put = "/repositories/{workspace}/{repo_slug}/branch-restrictions/{id}",
    body("type" = "branchrestriction", "branch_match_kind" = "glob"),
    run = update,
)]
pub struct BranchRestrictionUpdate {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the rule.
    #[schemars(length(min = 1))]
    id: String,
    /// What the rule is to do; the same as before where that stays.
    kind: Kind,
    /// Name of a branch, in which `*` stands for any characters; the same as before where that stays.
    #[schemars(length(min = 1))]
    pattern: String,
    /// How many, for the kinds that count; without it, as before.
    value: Option<u64>,
}

/// Removes a branch rule: at once, everybody may do what it forbade. Use it only when that is asked for;
/// `bitbucket_branch_restriction_update` relaxes a rule without removing it.
#[tool(
    name = "bitbucket_branch_restriction_delete",
    title = "Remove a branch rule",
    effect = destructive,
    idempotent,
    scopes("repository:admin"),
    delete = "/repositories/{workspace}/{repo_slug}/branch-restrictions/{id}",
)]
pub struct BranchRestrictionDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Number of the rule.
    #[schemars(length(min = 1))]
    id: String,
}

fn create(input: BranchRestrictionCreate) -> Result<Output, Failure> {
    input.kind.check_value(input.value)?;
    input.kind.check_exceptions("users", input.users.as_deref())?;
    input.kind.check_exceptions("groups", input.groups.as_deref())?;
    Ok(input.request()?.send()?.pass_on())
}

fn update(input: BranchRestrictionUpdate) -> Result<Output, Failure> {
    input.kind.check_value(input.value)?;
    Ok(input.request()?.send()?.pass_on())
}
