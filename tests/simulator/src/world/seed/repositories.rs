//! The seeded repositories with their branches, pull requests and one finished run.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    super::{
        Access, BranchingModel, Cause, CommitHash, Ends, Environment, File, ForkPolicy, History, Pipeline,
        PipelinesConfig, PullRequest, PullRequestLinks, Register, Repository, Signature, Start, Target,
        Tracker, UserId, Uuid, Variables,
    },
    ALICE, BOB, files, morning, plans, tracker,
};

/// One line of the list below.
struct Sketch {
    workspace: &'static str,
    slug: &'static str,
    language: &'static str,
    size: u64,
    /// Year, month, day.
    created: (i16, i8, i8),
    description: &'static str,
}

const fn sketch(
    workspace: &'static str,
    slug: &'static str,
    language: &'static str,
    size: u64,
    created: (i16, i8, i8),
    description: &'static str,
) -> Sketch {
    Sketch { workspace, slug, language, size, created, description }
}

const SKETCHES: &[Sketch] = &[
    sketch("acme", "website", "typescript", 48_213_004, (2019, 4, 2), "The public web site and shop."),
    sketch("acme", "payments-api", "rust", 12_904_551, (2021, 6, 14), "Charges cards and gives refunds."),
    sketch("acme", "infra", "hcl", 3_120_440, (2020, 1, 20), "Networks, clusters and DNS."),
    sketch("acme", "mobile-app", "kotlin", 91_554_210, (2020, 9, 8), "The shop on a telephone."),
    sketch("acme", "design-system", "typescript", 22_048_731, (2022, 2, 28), "Buttons, colours and type."),
    sketch("acme", "data-pipeline", "python", 17_330_992, (2021, 11, 3), "Moves orders to the warehouse."),
    sketch("acme", "auth-gateway", "go", 6_411_008, (2022, 8, 17), "Checks who is asking."),
    sketch("acme", "handbook", "markdown", 1_048_576, (2019, 5, 6), "How we work."),
    sketch("acme", "search-service", "java", 33_870_123, (2023, 3, 15), "Finds products."),
    sketch("acme", "billing-reports", "python", 2_765_444, (2024, 7, 1), "Monthly totals for finance."),
    sketch("acme", "internal-tools", "ruby", 9_000_120, (2019, 8, 30), "Scripts of the support desk."),
    sketch("acme", "legacy-monolith", "php", 240_118_900, (2019, 1, 9), "The shop before the shop."),
    sketch("globex", "reactor", "c", 5_512_300, (2023, 10, 10), "Control software."),
    sketch("globex", "hydra", "elixir", 4_090_221, (2025, 2, 11), "Many heads."),
];

/// Every repository of every workspace.
pub(super) fn all() -> Vec<Repository> {
    let mut repositories: Vec<Repository> = SKETCHES.iter().map(repository).collect();
    for repository in &mut repositories {
        match repository.slug.as_str() {
            "website" => furnish_website(repository),
            "payments-api" => furnish_payments_api(repository),
            _ => {}
        }
    }
    repositories
}

fn repository(sketch: &Sketch) -> Repository {
    let (year, month, day) = sketch.created;
    let created_on = morning(year, month, day);
    let mut repository = empty(sketch.workspace, sketch.slug, created_on);
    sketch.description.clone_into(&mut repository.description);
    sketch.language.clone_into(&mut repository.language);
    repository.size = sketch.size;
    repository.updated_on = morning(2026, 10, day);
    repository.watchers = vec![ALICE];
    repository.tracker = tracker::of(sketch.workspace, sketch.slug);
    let files = files::of(sketch.slug, sketch.description);
    let first = repository.history.commit(Vec::new(), "First commit", by(ALICE, created_on), files);
    repository.history.point("main", first);
    repository
}

/// A repository in which nothing has happened yet.
pub(crate) fn empty(workspace: &str, slug: &str, created_on: Timestamp) -> Repository {
    Repository {
        uuid: Uuid::named(&format!("repository {workspace} {slug}")),
        workspace: workspace.to_owned(),
        slug: slug.to_owned(),
        name: slug.to_owned(),
        description: String::new(),
        language: String::new(),
        size: 0,
        created_on,
        updated_on: created_on,
        is_private: true,
        has_wiki: false,
        fork_policy: ForkPolicy::PrivateOnly,
        parent: None,
        watchers: Vec::new(),
        downloads: Vec::new(),
        main_branch: "main".to_owned(),
        project_key: "CORE".to_owned(),
        access: Access::default(),
        history: History::default(),
        pull_requests: Vec::new(),
        merge_tasks: Vec::new(),
        default_pipeline: plans::build_and_test(),
        custom_pipelines: Vec::new(),
        pipelines: Vec::new(),
        branching_model: BranchingModel::default(),
        commit_records: BTreeMap::new(),
        pull_request_links: PullRequestLinks::Unknown,
        tracker: Tracker::default(),
        pipelines_config: PipelinesConfig::default(),
        environments: Register::default(),
    }
}

fn furnish_website(website: &mut Repository) {
    website.watchers.push(BOB);
    branch_off(website, "develop", "Keep a changelog", ("CHANGELOG.md", "# Changes\n"), BOB);
    branch_off(website, "feature/new-header", "Show a menu", ("src/header.ts", files::HEADER_NEW), ALICE);
    open_pull_request(website, "Menu in the header", "feature/new-header", ALICE, vec![BOB]);
}

fn furnish_payments_api(payments: &mut Repository) {
    payments.custom_pipelines = vec![plans::deploy_to_staging(), plans::nightly()];
    branch_off(payments, "release/2.4", "Version 2.4", ("VERSION", "2.4.0\n"), ALICE);
    branch_off(payments, "fix/rounding", "Round fees up", ("src/charge.rs", files::CHARGE_FIXED), BOB);
    open_pull_request(payments, "Round fees up", "fix/rounding", BOB, vec![ALICE]);
    for (name, stage) in [("Test", "Test"), ("Staging", "Staging"), ("Production", "Production")] {
        let created_on = payments.created_on;
        let (name, variables) = (name.to_owned(), Variables::default());
        payments.add_environment(Environment { name, stage: stage.to_owned(), created_on, variables });
    }
    run_nightly(payments);
}

/// A branch with one commit of its own, which sets one file.
fn branch_off(repository: &mut Repository, name: &str, message: &str, file: (&str, &str), author: UserId) {
    let history = &mut repository.history;
    let Some(main) = history.tip("main").cloned() else { return };
    let mut files = main.files;
    files.insert(file.0.to_owned(), File::text(file.1));
    let commit = history.commit(vec![main.hash], message, by(author, morning(2026, 10, 12)), files);
    history.point(name, commit);
}

fn open_pull_request(
    repository: &mut Repository,
    title: &str,
    branch: &str,
    author: UserId,
    reviewers: Vec<UserId>,
) {
    let tip = |branch: &str| repository.history.tip(branch).map(|commit| commit.hash.clone());
    let (Some(source_commit), Some(destination_commit)) = (tip(branch), tip("main")) else { return };
    let ends = Ends {
        source_repository: None,
        source_branch: branch.to_owned(),
        source_commit,
        destination_branch: "main".to_owned(),
        destination_commit,
    };
    let opened_on = morning(2026, 10, 13);
    let mut pull_request = PullRequest::open(1, title, author, ends, opened_on);
    pull_request.reviewers = reviewers;
    pull_request.note(author, opened_on);
    repository.pull_requests.push(pull_request);
}

/// Build number 1: a nightly run that has failed.
fn run_nightly(repository: &mut Repository) {
    let Some(commit) = repository.history.tip("main").map(|commit| commit.hash.clone()) else { return };
    let target = nightly_target(commit);
    let (variables, created_on) = (Vec::new(), morning(2026, 10, 15));
    let start = Start { creator: ALICE, target, variables, created_on, cause: Cause::Manual };
    let mut run = Pipeline::start(&repository.uuid, 1, &plans::nightly(), start);
    run.finish();
    repository.pipelines.push(run);
}

fn nightly_target(commit: CommitHash) -> Target {
    Target {
        reference: Some(("branch".to_owned(), "main".to_owned())),
        commit,
        selector: Some(("custom".to_owned(), Some("nightly".to_owned()))),
    }
}

const fn by(author: UserId, date: Timestamp) -> Signature {
    Signature { author, date }
}
