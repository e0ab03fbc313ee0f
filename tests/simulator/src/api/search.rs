//! `/workspaces/{workspace}/search/code`: words in the files of the main branches.
//!
//! `repo:`, `ext:`, `path:` and `lang:` narrow the search; every other word has to occur in the file.

use serde_json::{Map, Value, json};

use super::{
    access,
    listing::Listing,
    operation::{Call, Collection, Links, Operation, Reply},
    refs,
    refusal::Refusal,
    repositories,
    strict::{Shape, required},
};
use crate::{
    scope::Scope,
    world::{CodeSearch, Commit, Repository, World},
};

mod segments;

pub(super) const OPERATIONS: &[Operation] =
    &[Operation::get("/workspaces/{workspace}/search/code", &[Scope::Repository], search)
        .with_query(&[required("search_query", Shape::Text)])
        .listed(Listing::Pages { largest: 100, filters: &[], sorts: &[] })];

fn search(world: &mut World, call: &Call<'_>) -> Result<Reply, Refusal> {
    let workspace = access::workspace(world, call)?;
    if workspace.code_search == CodeSearch::Disabled {
        return Err(Refusal::not_found("Search is not enabled for the requested account"));
    }
    let wanted = Wanted::parse(call.query.first("search_query").unwrap_or_default());
    if wanted.words.is_empty() {
        return Err(Refusal::field("search_query", "no word to search for"));
    }
    let slug = workspace.slug.clone();
    let ids = world
        .repositories_where(|repository| repository.workspace == slug && wanted.takes_repository(repository));
    let hits = ids.into_iter().flat_map(|id| hits(world.repository(id), &wanted, call.links));
    Ok(Reply::Collection(Collection {
        items: hits.collect(),
        hidden: &["file.commit"],
        extra: Map::from_iter([("query_substituted".to_owned(), json!(false))]),
    }))
}

/// What a search asks for; everything in lower case.
#[derive(Default)]
struct Wanted {
    words: Vec<String>,
    repository: Option<String>,
    extension: Option<String>,
    path: Option<String>,
    language: Option<String>,
}

impl Wanted {
    fn parse(text: &str) -> Self {
        let mut wanted = Self::default();
        for word in text.to_lowercase().split_whitespace() {
            match word.split_once(':') {
                Some(("repo", value)) => wanted.repository = Some(value.to_owned()),
                Some(("ext", value)) => wanted.extension = Some(value.to_owned()),
                Some(("path", value)) => wanted.path = Some(value.to_owned()),
                Some(("lang", value)) => wanted.language = Some(value.to_owned()),
                _ => wanted.words.push(word.trim_matches('"').to_owned()),
            }
        }
        wanted.words.retain(|word| !word.is_empty());
        wanted
    }

    fn takes_repository(&self, repository: &Repository) -> bool {
        self.repository.as_ref().is_none_or(|slug| *slug == repository.slug)
            && self.language.as_ref().is_none_or(|language| *language == repository.language)
    }

    fn takes_file(&self, path: &str, text: &str) -> bool {
        let (path, text) = (path.to_lowercase(), text.to_lowercase());
        self.extension.as_ref().is_none_or(|extension| path.ends_with(&format!(".{extension}")))
            && self.path.as_ref().is_none_or(|part| path.contains(part))
            && self.words.iter().all(|word| text.contains(word.as_str()))
    }
}

fn hits(repository: &Repository, wanted: &Wanted, links: &Links) -> Vec<Value> {
    let Some(tip) = repository.history.tip(&repository.main_branch) else { return Vec::new() };
    let texts = tip.files.iter().filter_map(|(path, file)| Some((path, file.as_text()?)));
    let files = texts.filter(|(path, text)| wanted.takes_file(path, text));
    files.map(|(path, text)| hit(repository, tip, path, text, wanted, links)).collect()
}

fn hit(
    repository: &Repository,
    tip: &Commit,
    path: &str,
    text: &str,
    wanted: &Wanted,
    links: &Links,
) -> Value {
    let (count, matches) = segments::content_matches(text, &wanted.words);
    let name = repository.full_name();
    let mut commit = refs::commit_brief(repository, tip.hash.as_str(), links);
    commit["repository"] = repositories::brief(repository, links);
    json!({
        "type": "code_search_result",
        "content_match_count": count,
        "content_matches": matches,
        "path_matches": segments::segments(path, &wanted.words),
        "file": {
            "type": "commit_file",
            "path": path,
            "links": { "self": links.api(&format!("/repositories/{name}/src/{}/{path}", tip.hash)) },
            "commit": commit,
        },
    })
}
