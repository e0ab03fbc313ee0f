//! What the simulated Bitbucket holds at the start. Ids, hashes and dates are the same in every run.

mod files;
mod plans;
mod repositories;
mod snippets;
mod tracker;

use jiff::{Timestamp, civil::date, tz::TimeZone};

use super::{
    CodeSearch, Email, Group, IssueTracker, Membership, Numbered, PermissionWrites, Project, Register, Role,
    Snippets, User, UserId, Uuid, Variables, Workspace, World,
};

pub(crate) use repositories::empty as empty_repository;

pub(super) const ALICE: UserId = UserId(0);
pub(super) const BOB: UserId = UserId(1);

/// The world that a simulator starts with.
///
/// The default has the workspaces `acme` (twelve repositories, code search on) and `globex` (two, code search off), and
/// the users `alice`, who belongs to both, and `bob`, who belongs to `acme` only.
#[derive(Clone)]
pub struct Seed {
    pub(crate) world: World,
}

impl Default for Seed {
    fn default() -> Self {
        let users = vec![alice(), bob()];
        let repositories = repositories::all();
        let (permission_writes, issue_tracker) = (PermissionWrites::default(), IssueTracker::default());
        let world = World {
            users,
            workspaces: workspaces(),
            repositories,
            deleted: Vec::new(),
            permission_writes,
            issue_tracker,
        };
        Self { world }
    }
}

/// Ten in the morning of a day, in UTC.
pub(super) fn morning(year: i16, month: i8, day: i8) -> Timestamp {
    let moment = date(year, month, day).at(10, 0, 0, 0).to_zoned(TimeZone::UTC);
    moment.map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}

fn alice() -> User {
    let emails = vec![
        Email { address: "alice@acme.example".to_owned(), primary: true, confirmed: true },
        Email { address: "alice@home.example".to_owned(), primary: false, confirmed: false },
    ];
    user("alice", "Alice van der Berg", "557058:0a1b2c3d", emails)
}

fn bob() -> User {
    let emails = vec![Email { address: "bob@acme.example".to_owned(), primary: true, confirmed: true }];
    user("bob", "Bob", "557058:9f8e7d6c", emails)
}

fn user(nickname: &str, display_name: &str, account: &str, emails: Vec<Email>) -> User {
    User {
        uuid: Uuid::named(&format!("user {nickname}")),
        account_id: format!("{account}-0000-4000-8000-{nickname:0>12}"),
        nickname: nickname.to_owned(),
        display_name: display_name.to_owned(),
        emails,
        created_on: morning(2019, 3, 4),
    }
}

fn workspaces() -> Vec<Workspace> {
    let administrator = Membership { user: ALICE, role: Role::Administrator };
    let member = Membership { user: BOB, role: Role::Member };
    let mut acme = workspace("acme", "Acme Corporation", vec![administrator, member], CodeSearch::Enabled);
    for project in &mut acme.projects.all {
        project.default_reviewers.push(BOB);
    }
    vec![
        acme,
        workspace(
            "globex",
            "Globex",
            vec![Membership { user: ALICE, role: Role::Member }],
            CodeSearch::Disabled,
        ),
    ]
}

pub(super) fn workspace(
    slug: &str,
    name: &str,
    members: Vec<Membership>,
    code_search: CodeSearch,
) -> Workspace {
    let mut workspace = Workspace {
        uuid: Uuid::named(&format!("workspace {slug}")),
        slug: slug.to_owned(),
        name: name.to_owned(),
        created_on: morning(2019, 1, 7),
        groups: groups(&members),
        projects: core(slug),
        hooks: Register::default(),
        members,
        code_search,
        snippets: Snippets::default(),
        pipeline_variables: Variables::default(),
    };
    snippets::furnish(&mut workspace);
    workspace
}

/// The groups that every repository lets in.
fn groups(members: &[Membership]) -> Vec<Group> {
    let with = |slug: &str, name: &str, belongs: fn(&&Membership) -> bool| Group {
        slug: slug.to_owned(),
        name: name.to_owned(),
        members: members.iter().filter(belongs).map(|member| member.user).collect(),
    };
    vec![
        with(Group::ADMINISTRATORS, "Administrators", |member| member.role == Role::Administrator),
        with(Group::DEVELOPERS, "Developers", |_| true),
    ]
}

/// The project that holds all seeded repositories of a workspace.
fn core(workspace: &str) -> Numbered<Project> {
    let mut projects = Numbered::default();
    projects.all.push(Project {
        uuid: Uuid::named(&format!("project {workspace} CORE")),
        key: "CORE".to_owned(),
        name: "Core".to_owned(),
        description: "Everything that the company runs on.".to_owned(),
        is_private: true,
        default_reviewers: Vec::new(),
        created_on: morning(2019, 1, 8),
        updated_on: morning(2024, 5, 6),
    });
    projects
}
