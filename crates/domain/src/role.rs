//! Who may do what: one table.

use serde::{Deserialize, Serialize};

/// What somebody is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ts_rs::TS)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// HR staff of a unit.
    Hr,
    /// Member of a mobile police team.
    Member,
    /// Leader of a mobile police team.
    Leader,
    /// Supervisor.
    Supervisor,
    /// IT staff: devices, backup, no people's data of their own making.
    Admin,
}

impl Role {
    /// Every role, in the order in which screens offer them.
    pub const ALL: [Role; 5] = [Role::Hr, Role::Member, Role::Leader, Role::Supervisor, Role::Admin];
}

use Role::{Admin, Hr, Leader, Member, Supervisor};

const EVERYBODY: &[Role] = &Role::ALL;
const LISTS: &[Role] = &[Hr, Leader, Supervisor, Admin];
const PEOPLE: &[Role] = &[Hr, Member, Leader, Supervisor];
const HALL: &[Role] = &[Member, Leader, Supervisor];
const HALL_SEEN: &[Role] = &[Member, Leader, Supervisor, Admin];
const LEADING: &[Role] = &[Leader, Supervisor];
const AGREEING: &[Role] = &[Hr, Leader, Supervisor];
const RULING: &[Role] = &[Leader, Supervisor, Admin];
const CARRYING: &[Role] = &[Hr, Member, Leader, Supervisor, Admin];

/// Which roles may use which command. A command that is not here may be used by nobody.
pub const TABLE: &[(&str, &[Role])] = &[
    ("scanner", EVERYBODY),
    ("scanner_use", EVERYBODY),
    ("scanner_next", EVERYBODY),
    ("units", EVERYBODY),
    ("unit_add", LISTS),
    ("people_index", EVERYBODY),
    ("people_page", EVERYBODY),
    ("search", EVERYBODY),
    ("person", EVERYBODY),
    ("person_add", PEOPLE),
    ("person_edit", PEOPLE),
    ("person_correct", HALL),
    ("person_left", LISTS),
    ("person_back", LISTS),
    ("import_template", LISTS),
    ("import_open", LISTS),
    ("import_columns", LISTS),
    ("import_rows", LISTS),
    ("import_missing", LISTS),
    ("import_run", LISTS),
    ("import_progress", LISTS),
    ("import_cancel", LISTS),
    ("import_refused", LISTS),
    ("imports", EVERYBODY),
    ("import_undo", LISTS),
    ("due_counts", EVERYBODY),
    ("due_index", EVERYBODY),
    ("due_people", EVERYBODY),
    ("routing", EVERYBODY),
    ("routing_set", RULING),
    ("sessions", EVERYBODY),
    ("session", EVERYBODY),
    ("session_add", LEADING),
    ("session_plan", LEADING),
    ("announced", EVERYBODY),
    ("slots", EVERYBODY),
    ("slots_people", EVERYBODY),
    ("slots_preview", LEADING),
    ("slots_give", LEADING),
    ("slots_move", AGREEING),
    ("session_arrange", LEADING),
    ("session_reopen", LEADING),
    ("incident", HALL),
    ("incident_over", HALL),
    ("times", HALL_SEEN),
    ("queue", HALL_SEEN),
    ("board", HALL_SEEN),
    ("visits", HALL_SEEN),
    ("lookup", HALL),
    ("check_in", HALL),
    ("walk_in", HALL),
    ("alike", HALL),
    ("from_paper_look", HALL),
    ("from_paper", HALL),
    ("call", HALL),
    ("serve", HALL),
    ("pass", HALL),
    ("capture", HALL),
    ("defer", HALL),
    ("refuse", HALL),
    ("leave", HALL),
    ("park", HALL),
    ("requeue", HALL),
    ("move", HALL),
    ("prioritise", HALL),
    ("absent", HALL),
    ("undo", HALL),
    ("unresolved", HALL_SEEN),
    ("session_close", LEADING),
    ("laptops", HALL_SEEN),
    ("hub_status", EVERYBODY),
    ("hub_start", HALL),
    ("site_code", LEADING),
    ("hub_stop", HALL),
    ("hub_search", HALL),
    ("hub_join", HALL),
    ("hub_leave", HALL),
    ("anomalies", HALL_SEEN),
    ("anomaly_counts", HALL_SEEN),
    ("anomaly_settle", LEADING),
    ("sync_status", EVERYBODY),
    ("sync", CARRYING),
    ("sync_cancel", CARRYING),
    ("sync_background", CARRYING),
    ("sync_progress", EVERYBODY),
    ("parcel_peers", EVERYBODY),
    ("parcel_write", CARRYING),
    ("parcel_read", CARRYING),
    ("parcels", EVERYBODY),
    ("paper", EVERYBODY),
    ("paper_printers", EVERYBODY),
    ("paper_print", HALL),
    ("paper_save", HALL),
    ("paper_regular", HALL),
    ("paper_regular_stop", HALL),
    ("invitations", PEOPLE),
    ("invitations_print", PEOPLE),
    ("invitations_save", PEOPLE),
    ("verify", EVERYBODY),
    ("backup", EVERYBODY),
    ("support", EVERYBODY),
    ("backup_place", EVERYBODY),
    ("demo", LISTS),
    ("first_steps_done", EVERYBODY),
];

/// Whether `role` may use `command`.
pub fn may(role: Role, command: &str) -> bool {
    TABLE.iter().any(|(name, roles)| *name == command && roles.contains(&role))
}

/// Whose laptops may write which kinds of event: an exact kind, or all others of a noun where it ends in a dot. What a laptop
/// writes beyond it is kept everywhere and counts nowhere. What only central writes is not here.
pub const WRITES: &[(&str, &[Role])] = &[
    ("actor.", EVERYBODY),
    ("routing.", RULING),
    ("unit.announced", LEADING),
    ("unit.", LISTS),
    ("import.", LISTS),
    ("person.listed", LISTS),
    ("person.added", PEOPLE),
    ("person.edited", PEOPLE),
    ("person.left", LISTS),
    ("person.returned", LISTS),
    // Units agree slots: see docs/adr/0008.
    ("person.planned", AGREEING),
    ("person.result", HALL),
    ("session.incident", HALL),
    ("session.incident_over", HALL),
    ("session.", LEADING),
    ("visit.", HALL),
    ("anomaly.", LEADING),
    ("device.vouched", LEADING),
];

/// Whether what a laptop of `role` writes of `kind` counts. A kind of a newer version is for that version to judge.
pub fn may_write(role: Role, kind: &str) -> bool {
    let row = WRITES.iter().find(|(name, _)| *name == kind || name.ends_with('.') && kind.starts_with(name));
    row.is_none_or(|(_, roles)| roles.contains(&role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hr_touches_no_visit_and_members_close_no_day() {
        let refused = [
            (Hr, "check_in"),
            (Hr, "capture"),
            (Hr, "queue"),
            (Member, "session_close"),
            (Member, "import_run"),
            (Admin, "capture"),
            (Hr, "routing_set"),
            (Member, "routing_set"),
            (Member, "anomaly_settle"),
            (Admin, "anomaly_settle"),
            (Hr, "anomalies"),
            (Member, "session_arrange"),
            (Member, "session_reopen"),
            (Hr, "prioritise"),
            (Admin, "pass"),
            (Hr, "paper_print"),
            (Admin, "paper_save"),
            (Admin, "invitations_save"),
        ];
        for (role, command) in refused {
            assert!(!may(role, command), "{role:?} must not {command}");
        }
        for (role, command) in [
            (Hr, "import_run"),
            (Member, "check_in"),
            (Leader, "session_close"),
            (Supervisor, "undo"),
            (Admin, "sync"),
            (Hr, "due_people"),
            (Leader, "routing_set"),
            (Member, "anomalies"),
            (Member, "incident"),
            (Leader, "session_reopen"),
            (Leader, "anomaly_settle"),
            (Hr, "invitations_print"),
            (Member, "paper_regular"),
        ] {
            assert!(may(role, command), "{role:?} may {command}");
        }
        assert!(!may(Supervisor, "no_such_command"));
    }

    #[test]
    fn an_hr_laptop_writes_lists_and_no_visits() {
        for (role, kind) in [
            (Hr, "visit.checked_in"),
            (Hr, "unit.announced"),
            (Hr, "session.slotted"),
            (Member, "person.planned"),
            (Member, "session.closed"),
            (Admin, "visit.called"),
            (Member, "import.closed"),
            (Member, "session.arranged"),
            (Member, "session.reopened"),
            (Hr, "session.incident"),
        ] {
            assert!(!may_write(role, kind), "{role:?} must not write {kind}");
        }
        for (role, kind) in [
            (Hr, "import.closed"),
            (Hr, "person.edited"),
            (Hr, "person.planned"),
            (Member, "visit.undone"),
            (Member, "session.incident"),
            (Admin, "routing.set"),
            (Hr, "visitor.welcomed"),
        ] {
            assert!(may_write(role, kind), "{role:?} may write {kind}");
        }
    }

    #[test]
    fn every_kind_that_is_not_centrals_own_says_who_writes_it() {
        let centrals = |kind: &str| kind != "device.vouched" && ["org.", "device."].iter().any(|n| kind.starts_with(n));
        for kind in crate::event::Event::KINDS.iter().filter(|kind| !centrals(kind)) {
            let fits = |name: &str| name == *kind || name.ends_with('.') && kind.starts_with(name);
            let rows: Vec<&str> = WRITES.iter().map(|(name, _)| *name).filter(|name| fits(name)).collect();
            // A kind of its own comes before its noun, or it would never be read.
            let right = matches!(rows.as_slice(), [_]) || matches!(rows.as_slice(), [own, _] if own == kind);
            assert!(right, "{kind}: {rows:?}");
        }
    }

    #[test]
    fn no_command_stands_in_the_table_twice() {
        let mut names: Vec<_> = TABLE.iter().map(|(name, _)| name).collect();
        names.sort_unstable();
        let rows = names.len();
        names.dedup();
        assert_eq!(names.len(), rows);
    }
}
