//! What Innkeeper does, one behaviour a file, shown with real connectors, a real server and a simulated Bitbucket.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::unreachable)]

mod a_call_walks_through_every_layer;
mod a_client_secret_is_rotated;
mod a_connector_cannot_walk_around_the_pin;
mod a_consent_link_serves_one_browser_once;
mod a_dry_run_sends_nothing;
mod a_guest_never_sees_a_token;
mod a_guest_that_breaks_a_limit_fails_alone;
mod a_key_does_what_it_was_made_for;
mod a_key_service_keeps_the_master_key;
mod a_link_leads_back_only_where_it_may;
mod a_link_of_the_provider_is_followed_by_rule;
mod a_list_is_gathered_page_by_page;
mod a_master_key_is_changed_while_hosts_serve;
mod a_person_is_confirmed_before_a_grant_counts;
mod a_problem_names_the_fix;
mod a_provider_error_is_explained;
mod a_read_is_tried_again;
mod a_redirect_away_loses_the_token;
mod a_stopping_host_finishes_its_calls;
mod a_token_is_refreshed_once;
mod a_webhook_leads_only_where_it_may;
mod a_workspace_outside_the_pin_is_refused;
mod a_write_is_done_once_under_a_key;
mod an_answer_fits_a_model;
mod compiled_code_is_authenticated;
mod every_execution_is_audited;
mod hosts_share_a_database;
mod imports_are_checked_by_name;
mod pull_requests_from_branch_to_merge;
mod secrets_cannot_be_printed;
mod who_may_depend_on_what;
