//! Where somebody is served: an ordered list of rules of which the first that fits counts. A unit or a session may
//! carry its own; two lists come with the program.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::rules::Rules;
use super::{Desk, Due, Facts, Law, Paper, Procedure, Reason, Request, Residence, RoutingFault, Verdict};

/// Rules of a list; more than that nobody can read.
pub const MAX_RULES: usize = 50;

/// A form. Codes are used again with new meanings, so the code alone is none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "DueForm")]
pub struct Form {
    /// Its code: `DC01`.
    pub code: String,
    /// The regulation that the code belongs to.
    pub regulation: String,
}

/// What has to hold: of each list that isn't empty, one word. All empty: everybody.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields, default)]
#[ts(rename = "DueCondition")]
pub struct Condition {
    /// Kinds of paper.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub paper: Vec<Paper>,
    /// What is asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub request: Vec<Request>,
    /// How they live here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub residence: Vec<Residence>,
    /// The verdict.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub verdict: Vec<Verdict>,
    /// What would be filed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub procedure: Vec<Procedure>,
    /// Any of the verdict's reasons.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reason: Vec<Reason>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(rename = "DueRoutingRule")]
pub struct RoutingRule {
    /// Whom it is for.
    #[serde(default, skip_serializing_if = "Condition::is_everybody")]
    pub when: Condition,
    /// Where they are served.
    pub desk: Desk,
    /// The form, when one has to be handed in first. Who has handed it in goes on to the next rules.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub form: Option<Form>,
    /// Who said so.
    #[serde(default)]
    pub source: String,
}

/// A list of rules that leaves nobody out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<RoutingRule>", into = "Vec<RoutingRule>")]
pub struct Routing(Vec<RoutingRule>);

/// What is wrong with a list of rules, and with which, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("routing rules: {} (rule {rule:?})", fault.as_str())]
pub struct RoutingError {
    /// What.
    pub fault: RoutingFault,
    /// Which rule; `None` for the whole.
    pub rule: Option<usize>,
}

impl Condition {
    fn is_everybody(&self) -> bool {
        *self == Condition::default()
    }

    fn fits(&self, facts: &Facts, due: &Due) -> bool {
        let any = |wanted: &[Reason]| wanted.is_empty() || due.why.iter().any(|why| wanted.contains(&why.reason));
        one_of(&self.paper, Some(facts.paper))
            && one_of(&self.request, Some(facts.request))
            && one_of(&self.residence, Some(facts.residence))
            && one_of(&self.verdict, Some(due.verdict))
            && one_of(&self.procedure, due.procedure)
            && any(&self.reason)
    }
}

fn one_of<T: PartialEq>(wanted: &[T], is: Option<T>) -> bool {
    wanted.is_empty() || is.is_some_and(|is| wanted.contains(&is))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BuiltIn {
    hanoi_2021: Routing,
    from_2024: Routing,
}

static BUILT_IN: LazyLock<BuiltIn> = LazyLock::new(|| {
    serde_json::from_str(include_str!("routing.json"))
        .unwrap_or_else(|error| unreachable!("routing.json is read by the tests: {error}"))
});

impl Routing {
    /// Checks a list of rules.
    ///
    /// # Errors
    /// [`RoutingError`] when somebody could fit no rule, a rule could fit nobody, or a form is not named in full.
    pub fn new(rules: Vec<RoutingRule>) -> Result<Routing, RoutingError> {
        let wrong = |fault, at: usize| Err(RoutingError { fault, rule: Some(at + 1) });
        if rules.is_empty() || rules.len() > MAX_RULES {
            return Err(RoutingError { fault: RoutingFault::Length, rule: None });
        }
        let last = rules.len() - 1;
        for (at, rule) in rules.iter().enumerate() {
            let named = rule.form.as_ref().is_some_and(|form| !blank(&form.code) && !blank(&form.regulation));
            let form_is_sound = if rule.desk == Desk::FormFirst { named } else { rule.form.is_none() };
            if !form_is_sound {
                return wrong(RoutingFault::Form, at);
            }
            // A form lets those through who have handed it in: it never is the last word.
            let fits_all = rule.when.is_everybody() && rule.desk != Desk::FormFirst;
            match (fits_all, at == last) {
                (true, false) => return wrong(RoutingFault::Unreachable, at + 1),
                (false, true) => return wrong(RoutingFault::Open, at),
                (true, true) | (false, false) => {}
            }
        }
        Ok(Routing(rules))
    }

    /// Reads a list of rules from JSON.
    ///
    /// # Errors
    /// [`RoutingError`]; what is not understood at all is [`RoutingFault::Unreadable`].
    pub fn from_json(text: &str) -> Result<Routing, RoutingError> {
        let rules: Vec<RoutingRule> =
            serde_json::from_str(text).map_err(|_| RoutingError { fault: RoutingFault::Unreadable, rule: None })?;
        Routing::new(rules)
    }

    /// The rules for a session on a day, when nobody gave others.
    pub fn usual(date: NaiveDate) -> &'static Routing {
        match Rules::built_in().law_on(date) {
            Law::Law2014 => &BUILT_IN.hanoi_2021,
            Law::Law2023 => &BUILT_IN.from_2024,
        }
    }

    /// The rules, in order.
    pub fn rules(&self) -> &[RoutingRule] {
        &self.0
    }

    /// The rule that says where somebody is served; `None` for who is not due.
    pub fn route(&self, facts: &Facts, due: &Due) -> Option<&RoutingRule> {
        if due.verdict == Verdict::NotDue {
            return None;
        }
        let handed_in = |rule: &RoutingRule| rule.form.as_ref().is_some_and(|form| facts.forms.contains(form));
        self.0.iter().find(|rule| rule.when.fits(facts, due) && !handed_in(rule))
    }
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

impl TryFrom<Vec<RoutingRule>> for Routing {
    type Error = RoutingError;

    fn try_from(rules: Vec<RoutingRule>) -> Result<Routing, RoutingError> {
        Routing::new(rules)
    }
}

impl From<Routing> for Vec<RoutingRule> {
    fn from(routing: Routing) -> Vec<RoutingRule> {
        routing.0
    }
}

#[cfg(test)]
#[path = "routing_tests.rs"]
mod tests;
