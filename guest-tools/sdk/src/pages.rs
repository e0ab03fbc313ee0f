//! The pages of a list, one by one or gathered.
//!
//! Without `max_items` a page is passed on as it came. With it, pages are read until there are that many entries, and
//! become one answer: the entries byte for byte, and the provider's own `next` where there are more. A page is never
//! cut where that can be helped, so that going on from `next` skips nothing.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::{Failure, Field, Output, Request, RequestError, Response, follow, report};

/// All gathered pages together are at most this long: an instance has little memory.
const MOST_BYTES: usize = 4 << 20;

/// How a list is asked for. `#[tool(paged(…))]` makes one from the inputs that it adds.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Entries that a page has at most.
    pub largest: u64,
    /// The page to start with.
    pub page: Option<u64>,
    /// Entries to gather.
    pub max_items: Option<u64>,
    /// Where to go on.
    pub next: Option<&'a str>,
}

/// A page as the provider sends it.
#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow, default)]
    values: Vec<&'a RawValue>,
    size: Option<u64>,
    next: Option<String>,
}

/// Several pages as one.
#[derive(Serialize)]
struct Gathered {
    values: Vec<Box<RawValue>>,
    /// Entries of all pages, where the provider counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<u64>,
    /// Entries of the last page that was read which are not among `values`.
    #[serde(skip_serializing_if = "Option::is_none")]
    left_out: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

impl Asked<'_> {
    /// The answer: a page, or as many as were asked for.
    ///
    /// # Errors
    /// [`Failure::InvalidInput`] for `next` beside `page`, or what stands in the way of a page.
    pub fn answer(self, request: Request) -> Result<Output, Failure> {
        if self.next.is_some() && self.page.is_some() {
            return Err(Failure::invalid("page", "`next` says already where to go on"));
        }
        match (self.max_items, self.next) {
            (None, None) => Ok(request.send()?.pass_on()),
            (None, Some(next)) => Ok(follow(next)?.pass_on()),
            (Some(most), None) => gather(most, self.sized(request, most).send()?),
            (Some(most), Some(next)) => gather(most, follow(next)?),
        }
    }

    /// The request with a page length that divides `most` as well as can be, so that no page has to be cut, and with
    /// `next` among the fields: without it there would be one page only (Bitbucket facts, trap 19).
    fn sized(self, mut request: Request, most: u64) -> Request {
        let asked = take(&mut request.query, "pagelen").and_then(|text| text.parse().ok());
        let longest = asked.unwrap_or(self.largest).clamp(1, self.largest);
        let length = most / most.div_ceil(longest);
        if let Some(fields) = request.query.iter_mut().find(|field| field.name == "fields") {
            keep_next(&mut fields.value);
        }
        request.query("pagelen", length.to_string())
    }
}

fn gather(most: u64, first: Response) -> Result<Output, Failure> {
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let mut gathered = Gathered { values: Vec::new(), size: None, left_out: None, next: None };
    let mut bytes = 0;
    let mut response = first;
    loop {
        let body = response.bytes(u32::MAX)?;
        bytes += body.len();
        let next = gathered.take(&body, most)?;
        gathered.tell(most);
        let Some(next) = next else { break };
        let link = gathered.next.insert(next);
        if gathered.values.len() >= most || bytes >= MOST_BYTES {
            break;
        }
        match follow(link) {
            Ok(page) => response = page,
            Err(failure) if is_limit(&failure) => break,
            Err(failure) => return Err(failure),
        }
    }
    Output::json(&gathered)
}

impl Gathered {
    /// Tells how many entries there are, of how many there will be.
    fn tell(&self, most: usize) {
        let total = self.size.map(|size| size.min(most as u64));
        report(self.values.len() as u64, total, Some("entries read"));
    }

    /// Takes a page's entries, and gives the link to the page after it. A page that has more entries than are wanted
    /// is left for the next call; where it is the first, it is cut.
    fn take(&mut self, body: &[u8], most: usize) -> Result<Option<String>, Failure> {
        let page: Page<'_> = serde_json::from_slice(body)
            .map_err(|error| Failure::Internal(format!("the provider's page is not one: {error}")))?;
        let room = most - self.values.len();
        self.size = self.size.or(page.size);
        if page.values.len() <= room {
            self.values.extend(page.values.into_iter().map(RawValue::to_owned));
            self.next = None;
            return Ok(page.next);
        }
        if self.values.is_empty() {
            self.left_out = Some(page.values.len() - room);
            self.values.extend(page.values.into_iter().take(room).map(RawValue::to_owned));
        }
        Ok(None)
    }
}

/// Whether the call has used up its requests: what was gathered until then is the answer.
fn is_limit(failure: &Failure) -> bool {
    matches!(failure, Failure::Request(RequestError::Denied { layer, .. }) if layer == "limit")
}

fn take(query: &mut Vec<Field>, name: &str) -> Option<String> {
    let at = query.iter().position(|field| field.name == name)?;
    Some(query.remove(at).value)
}

/// Adds `next` to a list of fields that leaves out everything it does not name.
fn keep_next(fields: &mut String) {
    let mut named = fields.split(',').map(str::trim).filter(|name| !name.is_empty());
    let only = named.clone().any(|name| !name.starts_with(['+', '-']));
    if only && named.all(|name| name != "next") {
        fields.push_str(",next");
    }
}
