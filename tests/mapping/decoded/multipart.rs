//! Bodies of several parts (RFC 7578), as far as this host writes them.

/// What a part says about itself besides its name.
const ATTRIBUTES: [&str; 2] = ["filename", "x-attributes"];

/// The fields: `form.name` and the content; of a file also `form.name.filename`, and `form.name.x-attributes` where it has
/// them.
///
/// # Errors
/// What cannot be read of it.
pub(super) fn fields(media: &str, body: &[u8]) -> Result<Vec<(String, String)>, String> {
    let boundary = media.split(';').find_map(|one| one.trim().strip_prefix("boundary="));
    let boundary = boundary.ok_or("sends parts without a boundary")?.trim_matches('"');
    let text = String::from_utf8(body.to_vec()).map_err(|_| "sends parts that are not UTF-8".to_owned())?;
    // The boundary belongs to the line break before it, which the first one does not have.
    let text = format!("\r\n{text}");
    let mut fields = Vec::new();
    for part in text.split(&format!("\r\n--{boundary}")).skip(1) {
        let Some(part) = part.strip_prefix("\r\n") else { break };
        let (head, content) = part.split_once("\r\n\r\n").ok_or("sends a part without a head")?;
        let name = attribute(head, "name").ok_or("sends a part without a name")?;
        for (about, value) in ATTRIBUTES.iter().filter_map(|about| Some((about, attribute(head, about)?))) {
            fields.push((format!("form.{name}.{about}"), value));
        }
        fields.push((format!("form.{name}"), content.to_owned()));
    }
    Ok(fields)
}

/// An attribute of the disposition. Quotes and line breaks in it are escaped as browsers do it.
fn attribute(head: &str, name: &str) -> Option<String> {
    let disposition =
        head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let (_, rest) = disposition.split_once(&format!("; {name}=\""))?;
    let (value, _) = rest.split_once('"')?;
    Some(value.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n"))
}
