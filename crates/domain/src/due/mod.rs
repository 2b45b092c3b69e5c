//! Who is due: from facts about somebody's paper and a day, a verdict with its reasons, its legal basis, what would be
//! filed, and where. The rules are dated data: `rules.json` for the laws, `routing.json` for who serves whom.

mod assess;
mod bring;
mod code;
mod counts;
mod event;
mod expiry;
mod facts;
mod judge;
mod routing;
mod rules;
mod words;

pub use assess::{Due, Span, Why, due};
pub use bring::bring;
pub use code::{
    Basis, Desk, Law, Missing, Paper, Place, Procedure, Reason, Request, Residence, RoutingFault, Verdict, sentences,
};
pub use counts::{Counts, count};
pub use event::{RoutingInForce, RoutingSet, fold_routing};
pub use expiry::{Expiry, expiry, turns};
pub use facts::{Expires, Facts, NoEnd, facts_of};
pub use routing::{Condition, Form, MAX_RULES, Routing, RoutingError, RoutingRule};
pub use rules::{Limit, Rules, after_working_days};
pub use words::{read_expires, read_issued, read_paper, read_request, read_residence, write_word};
