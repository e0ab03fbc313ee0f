//! Cron patterns of seven fields: second, minute, hour, day of month, month, day of week, year; in UTC. Lists, ranges and
//! steps are known, `L`, `W` and `#` are not.

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::{Timestamp, civil::Date, tz::TimeZone};

/// When something happens.
#[derive(Clone, Debug)]
pub(crate) struct CronPattern {
    text: String,
    seconds: BTreeSet<i16>,
    minutes: BTreeSet<i16>,
    hours: BTreeSet<i16>,
    days: BTreeSet<i16>,
    months: BTreeSet<i16>,
    /// Sunday is 1.
    weekdays: BTreeSet<i16>,
    years: BTreeSet<i16>,
}

/// Why a text is no pattern.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum CronError {
    #[error("a cron pattern has seven fields, this one has {0}")]
    Fields(usize),
    #[error("{text:?} is not a {field}")]
    Field { field: &'static str, text: String },
    #[error("exactly one of day of month and day of week is ?")]
    Days,
}

/// What may stand in a field.
struct Field {
    name: &'static str,
    first: i16,
    last: i16,
    /// Names of the values from `first` on.
    words: &'static [&'static str],
}

const MONTHS: &[&str] = &["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
const WEEKDAYS: &[&str] = &["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

const fn field(name: &'static str, first: i16, last: i16) -> Field {
    Field { name, first, last, words: &[] }
}

impl CronPattern {
    /// Reads a pattern.
    pub(crate) fn parse(text: &str) -> Result<Self, CronError> {
        let parts: Vec<&str> = text.split_whitespace().collect();
        let [second, minute, hour, day, month, weekday, year] = parts[..] else {
            return Err(CronError::Fields(parts.len()));
        };
        if (day == "?") == (weekday == "?") {
            return Err(CronError::Days);
        }
        let open = |text| if text == "?" { "*" } else { text };
        Ok(Self {
            text: text.to_owned(),
            seconds: field("second", 0, 59).read(second)?,
            minutes: field("minute", 0, 59).read(minute)?,
            hours: field("hour", 0, 23).read(hour)?,
            days: field("day of month", 1, 31).read(open(day))?,
            months: Field { words: MONTHS, ..field("month", 1, 12) }.read(month)?,
            weekdays: Field { words: WEEKDAYS, ..field("day of week", 1, 7) }.read(open(weekday))?,
            years: field("year", 1970, 2099).read(year)?,
        })
    }

    /// As it was written.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The newest moments after `after` and up to `until`, `most` of them, in their order.
    pub(crate) fn between(&self, after: Timestamp, until: Timestamp, most: usize) -> Vec<Timestamp> {
        let mut moments = Vec::new();
        let (mut day, earliest) = (date(until), date(after));
        while day >= earliest && moments.len() < most {
            let of_day = self.moments_of(day).filter(|moment| after < *moment && *moment <= until);
            moments.extend(of_day.take(most - moments.len()));
            let Ok(before) = day.yesterday() else { break };
            day = before;
        }
        moments.reverse();
        moments
    }

    /// The moments of a day, the last first.
    fn moments_of(&self, day: Date) -> impl Iterator<Item = Timestamp> {
        let hours = self.matches(day).then_some(&self.hours).into_iter().flatten().rev();
        let minutes = hours.flat_map(|hour| self.minutes.iter().rev().map(move |minute| (hour, minute)));
        let seconds = minutes
            .flat_map(|(hour, minute)| self.seconds.iter().rev().map(move |second| (hour, minute, second)));
        seconds.filter_map(move |(&hour, &minute, &second)| {
            let part = |number: i16| i8::try_from(number).ok();
            let moment = day.at(part(hour)?, part(minute)?, part(second)?, 0);
            moment.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
        })
    }

    fn matches(&self, day: Date) -> bool {
        let weekday = day.weekday().to_sunday_one_offset();
        self.years.contains(&day.year())
            && self.months.contains(&i16::from(day.month()))
            && self.days.contains(&i16::from(day.day()))
            && self.weekdays.contains(&i16::from(weekday))
    }
}

fn date(moment: Timestamp) -> Date {
    moment.to_zoned(TimeZone::UTC).date()
}

impl Field {
    fn read(&self, text: &str) -> Result<BTreeSet<i16>, CronError> {
        let parts = text.split(',').map(|part| self.part(part));
        let values: Option<Vec<Vec<i16>>> = parts.collect();
        match values {
            Some(values) => Ok(values.into_iter().flatten().collect()),
            None => Err(CronError::Field { field: self.name, text: text.to_owned() }),
        }
    }

    /// `*`, `3`, `3-5`, and each of them with `/2`.
    fn part(&self, text: &str) -> Option<Vec<i16>> {
        let (range, step) = match text.split_once('/') {
            Some((range, step)) => (range, Some(step.parse::<usize>().ok().filter(|step| *step > 0)?)),
            None => (text, None),
        };
        let (first, last) = match range.split_once('-') {
            _ if range == "*" => (self.first, self.last),
            Some((first, last)) => (self.value(first)?, self.value(last)?),
            None if step.is_some() => (self.value(range)?, self.last),
            None => (self.value(range)?, self.value(range)?),
        };
        (first <= last).then(|| (first..=last).step_by(step.unwrap_or(1)).collect())
    }

    fn value(&self, text: &str) -> Option<i16> {
        let word = self.words.iter().position(|word| word.eq_ignore_ascii_case(text));
        let value = match word {
            Some(place) => self.first + i16::try_from(place).ok()?,
            None => text.parse().ok()?,
        };
        (self.first..=self.last).contains(&value).then_some(value)
    }
}
