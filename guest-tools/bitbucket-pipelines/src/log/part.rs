//! A part of a log, as the provider is asked for it, and as it is cut where the provider sends all of it.

use innkeeper_sdk::{RequestError, prelude::*};

/// The most that is read here of a log that came whole: the host sends no more than this as an answer either.
const MOST_BYTES: u32 = 8 << 20;

/// Which bytes of the log are wanted.
#[derive(Clone, Copy)]
pub(super) enum Part {
    /// From this byte to the end.
    From(u64),
    /// As many from the end.
    Last(u64),
}

impl Part {
    /// The part that the inputs name; nothing where they name none.
    pub(super) fn asked(offset: Option<u64>, tail: Option<u64>) -> Result<Option<Self>, Failure> {
        match (offset, tail) {
            (Some(_), Some(_)) => {
                Err(Failure::invalid("tail", "give `offset` or `tail`: they are two ends of the log"))
            }
            (Some(offset), None) => Ok(Some(Self::From(offset))),
            (None, Some(tail)) => Ok(Some(Self::Last(tail))),
            (None, None) => Ok(None),
        }
    }

    /// RFC 9110 §14.1.2.
    pub(super) fn range(self) -> String {
        match self {
            Self::From(first) => format!("bytes={first}-"),
            Self::Last(length) => format!("bytes=-{length}"),
        }
    }

    /// This part of a log that came whole: a provider may ignore a range (RFC 9110 §14.2), and what it sends instead
    /// starts at byte 0, whatever was asked for.
    pub(super) fn of(self, response: &Response) -> Result<Output, Failure> {
        let log = response.bytes(MOST_BYTES).map_err(|error| match error {
            RequestError::TooLarge { .. } => Failure::Refused(String::from(
                "the provider sent all of the log instead of the part, and it is too long to be cut here: read it \
                 without `offset` and `tail`",
            )),
            other => other.into(),
        })?;
        let length = |wanted: u64| usize::try_from(wanted).unwrap_or(usize::MAX).min(log.len());
        let start = match self {
            Self::From(first) => length(first),
            Self::Last(wanted) => log.len() - length(wanted),
        };
        Ok(Output::text(text(&log[start..])))
    }
}

/// As text of exactly as many bytes: reading on counts them. What is not UTF-8, such as half a character at the cut,
/// becomes question marks.
fn text(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text
}
