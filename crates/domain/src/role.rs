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
    ("queue", HALL_SEEN),
    ("visits", HALL_SEEN),
    ("lookup", HALL),
    ("check_in", HALL),
    ("call", HALL),
    ("serve", HALL),
    ("capture", HALL),
    ("defer", HALL),
    ("absent", HALL),
    ("undo", HALL),
    ("unresolved", HALL_SEEN),
    ("session_close", LEADING),
    ("hub_status", EVERYBODY),
    ("hub_start", HALL),
    ("hub_stop", HALL),
    ("hub_join", HALL),
    ("hub_leave", HALL),
    ("anomalies", HALL_SEEN),
    ("anomaly_counts", HALL_SEEN),
    ("anomaly_settle", LEADING),
    ("sync_status", EVERYBODY),
    ("sync", CARRYING),
    ("sync_progress", EVERYBODY),
    ("parcel_peers", EVERYBODY),
    ("parcel_write", CARRYING),
    ("parcel_read", CARRYING),
    ("parcels", EVERYBODY),
    ("verify", EVERYBODY),
    ("backup", EVERYBODY),
    ("backup_place", EVERYBODY),
    ("demo", LISTS),
    ("first_steps_done", EVERYBODY),
];

/// Whether `role` may use `command`.
pub fn may(role: Role, command: &str) -> bool {
    TABLE.iter().any(|(name, roles)| *name == command && roles.contains(&role))
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
            (Leader, "anomaly_settle"),
        ] {
            assert!(may(role, command), "{role:?} may {command}");
        }
        assert!(!may(Supervisor, "no_such_command"));
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
