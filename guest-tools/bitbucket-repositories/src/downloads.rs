//! `bitbucket_downloads_list`, `bitbucket_download_get`, `…_upload`, `…_delete`: files beside the code.

use bitbucket::{Encoding, FirstByte, Upload};
use innkeeper_sdk::{Body, Part, prelude::*};

use crate::content;

#[cfg(test)]
mod tests;

/// Lists the files that a repository offers as downloads, a page at a time: name, size, who put it there and how often it
/// was read. These are uploads beside the code, such as release archives; files of the code are under
/// `bitbucket_directory_list`.
#[tool(
    name = "bitbucket_downloads_list",
    title = "List downloads",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/downloads",
    paged(max = 100),
    compact = "values.name,values.size,values.downloads,values.created_on,size,next",
)]
pub struct DownloadsList {
    workspace: Option<String>,
    repo_slug: String,
}

/// Reads a download: text as text, anything else as base64, unaltered. A long one is cut: the answer says at which `offset`
/// to go on. `bitbucket_downloads_list` knows names and sizes.
#[tool(
    name = "bitbucket_download_get",
    title = "Read a download",
    effect = read,
    scopes("repository"),
    get = "/repositories/{workspace}/{repo_slug}/downloads/{filename}",
    redirects(away),
    header("accept" = "*/*"),
    offset_input = "offset",
    run = read,
    returns = file,
)]
pub struct DownloadGet {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the download.
    filename: String,
    /// Byte of the file to start at; 0 is the first.
    #[at(header = "range")]
    offset: Option<FirstByte>,
}

/// The file lies on a storage host, to which the provider redirects.
fn read(input: DownloadGet) -> Result<Output, Failure> {
    content::answer(input.request()?.send()?, input.offset)
}

/// Puts a file among the downloads of a repository. A download of the same name is replaced. It answers with nothing: the
/// file is then in `bitbucket_downloads_list`. It does not touch the code: for that there is `bitbucket_files_commit`.
#[tool(
    name = "bitbucket_download_upload",
    title = "Upload a download",
    effect = write,
    idempotent,
    scopes("repository:write"),
    post = "/repositories/{workspace}/{repo_slug}/downloads",
    run = upload,
    returns = nothing,
)]
pub struct DownloadUpload {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the download, without folders, such as `app-1.2.0.tar.gz`.
    #[at(none)]
    #[schemars(regex(pattern = r#"^[^/\\"\u0000-\u001f\u007f]+$"#))]
    filename: String,
    /// What is in the file, written as `encoding` says.
    #[at(none)]
    content: String,
    /// How `content` is written: `text`, as without it, or `base64`.
    #[at(none)]
    encoding: Option<Encoding>,
}

fn upload(input: DownloadUpload) -> Result<Output, Failure> {
    let encoding = input.encoding.unwrap_or_default();
    let content = Upload { input: "content", content: &input.content, encoding }.bytes()?;
    let file = Part {
        name: "files".into(),
        filename: Some(input.filename.clone()),
        content_type: Some("application/octet-stream".into()),
        content,
    };
    Ok(input.request()?.body(Body::Multipart(vec![file])).send()?.pass_on())
}

/// Deletes a download. It cannot be undone.
#[tool(
    name = "bitbucket_download_delete",
    title = "Delete a download",
    effect = destructive,
    idempotent,
    scopes("repository:write"),
    delete = "/repositories/{workspace}/{repo_slug}/downloads/{filename}",
)]
pub struct DownloadDelete {
    workspace: Option<String>,
    repo_slug: String,
    /// Name of the download.
    filename: String,
}
