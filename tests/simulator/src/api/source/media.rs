//! Media types, guessed as Bitbucket does: by the name alone.

/// What is known of nothing.
const BYTES: &str = "application/octet-stream";

/// The media type of a file of this name. It is often wrong about code: `.ts` is a film.
pub(crate) fn media_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    match name.rsplit_once('.').map(|(_, extension)| extension) {
        Some("md") => "text/markdown",
        Some("txt" | "c") => "text/plain",
        Some("html") => "text/html",
        Some("py") => "text/x-python",
        Some("js") => "text/javascript",
        Some("json") => "application/json",
        Some("ts") => "video/mp2t",
        Some("mp4") => "video/mp4",
        Some("png") => "image/png",
        Some("svg") => "image/svg+xml",
        Some("zip") => "application/zip",
        _ => BYTES,
    }
}
