use super::*;

fn moments(pattern: &str, after: &str, until: &str) -> Vec<String> {
    let pattern = CronPattern::parse(pattern).unwrap();
    let between = pattern.between(after.parse().unwrap(), until.parse().unwrap(), 4);
    between.iter().map(ToString::to_string).collect()
}

#[test]
fn noon_comes_once_a_day_and_its_own_moment_counts_once() {
    let days = ["2026-11-02T12:00:00Z", "2026-11-03T12:00:00Z"];
    assert_eq!(moments("0 0 12 * * ? *", "2026-11-01T12:00:00Z", "2026-11-03T12:00:00Z"), days);
    assert!(moments("0 0 12 * * ? *", "2026-11-03T12:00:00Z", "2026-11-04T11:59:59Z").is_empty());
}

#[test]
fn weekdays_months_and_steps_are_understood() {
    let mondays = ["2026-11-02T06:30:00Z", "2026-11-09T06:30:00Z"];
    assert_eq!(moments("0 30 6 ? NOV MON 2026", "2026-10-01T00:00:00Z", "2026-11-10T00:00:00Z"), mondays);
    assert!(moments("0 30 6 ? NOV MON 2027", "2026-10-01T00:00:00Z", "2026-11-10T00:00:00Z").is_empty());
    let quarters = ["2026-11-02T00:15:00Z", "2026-11-02T00:30:00Z"];
    assert_eq!(moments("0 0/15 * 2,3 * ? *", "2026-11-02T00:00:00Z", "2026-11-02T00:44:00Z"), quarters);
}

#[test]
fn of_too_many_the_newest_are_kept() {
    let seconds =
        ["2026-11-02T00:00:57Z", "2026-11-02T00:00:58Z", "2026-11-02T00:00:59Z", "2026-11-02T00:01:00Z"];
    assert_eq!(moments("* * * * * ? *", "2026-01-01T00:00:00Z", "2026-11-02T00:01:00Z"), seconds);
}

#[test]
fn what_is_no_pattern_is_refused() {
    assert_eq!(CronPattern::parse("0 12 * * *").unwrap_err(), CronError::Fields(5));
    assert_eq!(CronPattern::parse("0 0 12 * * * *").unwrap_err(), CronError::Days);
    assert_eq!(CronPattern::parse("0 0 12 ? * ? *").unwrap_err(), CronError::Days);
    for pattern in
        ["61 0 12 * * ? *", "0 0 5-3 * * ? *", "0 0 12 0 * ? *", "0 0 12 ? * FOO *", "0 0/0 12 * * ? *"]
    {
        assert!(matches!(CronPattern::parse(pattern), Err(CronError::Field { .. })), "{pattern}");
    }
}
