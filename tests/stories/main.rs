//! Stories: what people do with tools, from the first call to the last, against the simulated Bitbucket.
//!
//! A story is a file that says which tools it tells of (`TELLS`) and tells it in one test. Together they tell of every
//! tool: what one tool makes, another finds, and what it removes is gone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod story;

/// The stories, by file, and the tools that they tell of.
macro_rules! stories {
    ($($file:ident),* $(,)?) => {
        $(mod $file;)*
        const STORIES: &[(&str, &[&str])] = &[$((stringify!($file), $file::TELLS)),*];
    };
}

stories! {
    a_branch_comes_and_goes,
    a_branch_is_made,
    a_branch_is_protected,
    a_build_says_how_it_went,
    a_change_is_read_before_it_is_judged,
    a_commit_is_discussed,
    a_discussion_is_settled,
    a_fork_proposes_a_change,
    a_machine_gets_a_deploy_key,
    a_project_changes_its_key,
    a_proposal_is_turned_down,
    a_release_is_tagged,
    a_repository_comes_and_goes,
    a_repository_is_forked,
    a_reviewer_changes_her_mind,
    a_run_is_followed_to_its_end,
    a_run_is_stopped,
    a_scanner_reports_its_findings,
    a_schedule_runs_by_the_clock,
    a_slow_merge_is_followed,
    a_snippet_is_shared,
    a_team_agrees_on_branches,
    a_variable_keeps_its_secret,
    a_workspace_is_watched_by_a_webhook,
    an_environment_is_deployed_to,
    an_idea_becomes_a_release,
    an_issue_finds_followers,
    an_issue_gets_screenshots,
    an_issue_is_worked_through,
    builds_are_told_by_a_webhook,
    default_reviewers_are_chosen,
    downloads_are_kept_beside_the_code,
    files_are_committed_and_read,
    files_of_every_kind_come_unaltered,
    issues_are_sorted_by_labels,
    permissions_are_given_where_tokens_may,
    somebody_finds_out_where_they_are,
    tasks_are_ticked_off,
    two_branches_are_compared,
    what_contradicts_itself_is_not_merged,
}

mod every_tool_has_a_story;
