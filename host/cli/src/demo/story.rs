//! What the demo tells, and what it checked.
//!
//! A person reads it while it happens; a program gets one document at the end.

use anyhow::bail;
use serde_json::{Value, json};

use super::agent::Called;
use super::handover::Handover;
use super::stage::Stage;
use crate::output::{Output, harmless, print_line};
use crate::table::text;

/// The demo's account of itself.
pub(super) struct Story {
    output: Output,
    account: Value,
    scenes: Vec<Scene>,
}

/// One walk-through.
struct Scene {
    title: String,
    calls: Vec<Value>,
    checks: Vec<Check>,
}

/// Something that has to hold.
pub(super) struct Check {
    what: String,
    expected: String,
    found: String,
    held: bool,
}

/// Whether all of it held.
pub(super) struct Verdict {
    failed: usize,
    of: usize,
}

impl Story {
    pub(super) fn new(output: Output) -> Self {
        Self { output, account: Value::Null, scenes: Vec::new() }
    }

    /// Says what is running.
    pub(super) fn opening(&self, stage: &Stage) -> anyhow::Result<()> {
        self.tell(&format!(
            "A host at {} with a throw-away vault, and a simulated Bitbucket at {}.",
            stage.public_url(),
            stage.provider_origin()
        ))
    }

    /// Says who is connected.
    pub(super) fn connected(&mut self, account: &Value) -> anyhow::Result<()> {
        self.account = account.clone();
        self.tell(&format!(
            "{} followed a link, gave consent as the Bitbucket user {}, and was confirmed by the application.\n\
             The account {} is {}; an operator narrowed it to the workspace {}.",
            text(account, "/identifier"),
            text(account, "/provider_account/username"),
            text(account, "/id"),
            text(account, "/status"),
            text(account, "/workspaces/allowed"),
        ))
    }

    /// Begins a walk-through.
    pub(super) fn scene(&mut self, title: &str) -> anyhow::Result<()> {
        self.scenes.push(Scene { title: title.to_owned(), calls: Vec::new(), checks: Vec::new() });
        self.tell(&format!("\n{}. {title}", self.scenes.len()))
    }

    /// Shows a call and, as `rendering`, what came back: a table, a card, or text that is [`harmless`].
    pub(super) fn call(&mut self, called: &Called, rendering: &str) -> anyhow::Result<()> {
        let Called { tool, input, reply } = called;
        self.note(json!({ "tool": tool, "input": input, "reply": reply }));
        self.tell(&format!("\n  {tool} {}", harmless(&input.to_string())))?;
        self.tell(&format!(
            "  for {} → Bitbucket user {}; {} µs in the connector, {:.1} ms at the provider",
            text(reply, "/account/identifier"),
            text(reply, "/account/provider_account/username"),
            text(reply, "/meta/guest_us"),
            reply.pointer("/meta/upstream_ms").and_then(Value::as_f64).unwrap_or_default(),
        ))?;
        self.tell(&indented(rendering))
    }

    /// Shows a call that was refused.
    pub(super) fn refusal(&mut self, tool: &str, input: &Value, problem: &Value) -> anyhow::Result<()> {
        self.note(json!({ "tool": tool, "input": input, "problem": problem }));
        let detail = harmless(&text(problem, "/detail"));
        let (rule, fix) = detail.split_once("; ").unwrap_or((&detail, "-"));
        self.tell(&format!("\n  {tool} {input}"))?;
        self.tell(&indented(&format!(
            "refused: {}\nlayer:   {}\nrule:    {rule}\nfix:     {fix}",
            text(problem, "/kind"),
            text(problem, "/layer"),
        )))
    }

    /// Shows whether something holds.
    pub(super) fn check(&mut self, check: Check) -> anyhow::Result<()> {
        let Check { what, expected, found, held } = &check;
        let said = if *held {
            format!("  ok: {what}")
        } else {
            format!("  FAILED: {what}\n    expected: {expected}\n    found:    {found}")
        };
        if let Some(scene) = self.scenes.last_mut() {
            scene.checks.push(check);
        }
        self.tell(&said)
    }

    /// Says how it went, and hands over where the stage stays up.
    pub(super) fn end(self, stage: &Stage, handover: Option<&Handover>) -> anyhow::Result<Verdict> {
        let checks = || self.scenes.iter().flat_map(|scene| &scene.checks);
        let verdict = Verdict { failed: checks().filter(|check| !check.held).count(), of: checks().count() };
        if verdict.failed == 0 {
            self.tell(&format!("\nAll {} checks held.", verdict.of))?;
        }
        if let Some(handover) = handover {
            self.tell(&handover.to_string())?;
        }
        if self.output == Output::Json {
            print_line(&self.document(stage, &verdict, handover).to_string())?;
        }
        Ok(verdict)
    }

    fn document(&self, stage: &Stage, verdict: &Verdict, handover: Option<&Handover>) -> Value {
        let mut document = json!({
            "passed": verdict.failed == 0,
            "host": stage.public_url().as_str(),
            "account": self.account,
            "walkthroughs": self.scenes.iter().map(Scene::document).collect::<Vec<_>>(),
        });
        if let Some(handover) = handover {
            document["keep"] = handover.document();
        }
        document
    }

    fn note(&mut self, call: Value) {
        if let Some(scene) = self.scenes.last_mut() {
            scene.calls.push(call);
        }
    }

    fn tell(&self, text: &str) -> anyhow::Result<()> {
        match self.output {
            Output::Human => Ok(print_line(text)?),
            Output::Json => Ok(()),
        }
    }
}

impl Scene {
    fn document(&self) -> Value {
        let checks = self.checks.iter().map(|check| {
            json!({ "what": check.what, "held": check.held, "expected": check.expected, "found": check.found })
        });
        json!({ "title": self.title, "calls": self.calls, "checks": checks.collect::<Vec<_>>() })
    }
}

impl Check {
    /// `found` has to be `expected`.
    pub(super) fn equal(what: &str, expected: impl Into<Value>, found: impl Into<Value>) -> Self {
        let (expected, found) = (expected.into(), found.into());
        let held = expected == found;
        Self { what: what.to_owned(), expected: expected.to_string(), found: found.to_string(), held }
    }

    /// `found` has to hold `part`.
    pub(super) fn contains(what: &str, part: &str, found: &str) -> Self {
        let held = found.contains(part);
        Self { what: what.to_owned(), expected: format!("… {part} …"), found: found.to_owned(), held }
    }
}

impl Verdict {
    /// An error where anything failed.
    pub(super) fn into_result(self) -> anyhow::Result<()> {
        let Self { failed, of } = self;
        if failed > 0 {
            bail!("{failed} of {of} checks failed");
        }
        Ok(())
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::{Check, Verdict};

    #[test]
    fn one_failed_check_fails_the_demo() {
        assert!(Verdict { failed: 0, of: 3 }.into_result().is_ok());
        assert_eq!(
            Verdict { failed: 1, of: 3 }.into_result().unwrap_err().to_string(),
            "1 of 3 checks failed"
        );
    }

    #[test]
    fn a_check_compares() {
        assert!(Check::equal("x", true, true).held);
        assert!(!Check::equal("x", true, serde_json::Value::Null).held);
        assert!(Check::contains("x", "b", "abc").held);
        assert!(!Check::contains("x", "d", "abc").held);
    }
}
