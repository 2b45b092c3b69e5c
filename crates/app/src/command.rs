//! The list of all commands: name, arguments, reply, who may use it. Everything that serves commands reads this list.

use luudong_domain::role::may;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{
    App, AppError, actor, anomaly, board, demo, due, folder, import, locked, paper, person, proof, routing, scan,
    scanner, session, support, sync, unit, visit,
};

/// What a command needs before it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Nothing: the folder may still be closed.
    Anytime,
    /// An open folder.
    Open,
    /// An open folder and somebody at work whose role may use it, by the table in `luudong_domain::role`.
    Role,
}

fn read<T: DeserializeOwned>(command: &str, args: Value) -> Result<T, AppError> {
    let args = if args.is_null() { Value::Object(Default::default()) } else { args };
    // Which field is wrong may be said; what it held may not.
    serde_json::from_value(args).map_err(|error| {
        let line = error.to_string();
        let told = line.split('`').nth(1).filter(|_| line.starts_with("missing field")).unwrap_or("").to_owned();
        AppError::of("bad_arguments").with("command", command).with("field", told)
    })
}

fn reply<T: Serialize>(value: T) -> Result<Value, AppError> {
    serde_json::to_value(value).map_err(|_| AppError::of("storage"))
}

/// No arguments.
#[derive(serde::Deserialize, ts_rs::TS)]
#[ts(type = "Record<string, never>")]
pub struct Nothing {}

/// No answer but that it was done.
#[derive(serde::Serialize, ts_rs::TS)]
#[ts(type = "Record<string, never>")]
pub struct Done {}

fn allowed(app: &App, command: &str, access: Access) -> Result<(), AppError> {
    match access {
        Access::Anytime => Ok(()),
        Access::Open => app.opened().map(|_| ()),
        Access::Role => {
            let open = app.opened()?;
            let role =
                locked(&open.actor).as_ref().map(|(_, named)| named.role).ok_or_else(|| AppError::of("no_actor"))?;
            if !may(role, command) {
                return Err(AppError::of("not_allowed").with("command", command));
            }
            // Whoever is picked: what the laptop was not admitted for would count nowhere.
            match *locked(&open.role) {
                Some(laptop) if !may(laptop, command) => Err(AppError::of("not_allowed_here").with("command", command)),
                _ => Ok(()),
            }
        }
    }
}

macro_rules! commands {
    ($($name:literal: $access:ident, $function:path, $args:ty => $reply:ty;)*) => {
        /// Every command and what it needs.
        pub const COMMANDS: &[(&str, Access)] = &[$(($name, Access::$access)),*];

        pub(crate) fn dispatch(app: &App, command: &str, args: Value) -> Result<Value, AppError> {
            let access = COMMANDS.iter().find(|(name, _)| *name == command).map(|(_, access)| *access);
            let Some(access) = access else { return Err(AppError::of("unknown_command").with("command", command)) };
            allowed(app, command, access)?;
            match command {
                $($name => reply::<$reply>($function(app, read::<$args>(command, args)?)?),)*
                _ => Err(AppError::of("unknown_command").with("command", command)),
            }
        }

        /// Shows each command's types to `visit`.
        pub(crate) fn each_command(visit: &mut impl $crate::typescript::CommandVisitor) {
            $(visit.command::<$args, $reply>($name);)*
        }
    };
}

commands! {
    "status": Anytime, folder::status, Nothing => folder::Status;
    "init": Anytime, folder::init, folder::Passphrase => folder::Made;
    "unlock": Anytime, folder::unlock, folder::Passphrase => Done;
    "recover": Anytime, folder::recover, folder::Recover => Done;
    "restore": Anytime, folder::restore, folder::Restore => Done;
    "actors": Open, actor::actors, Nothing => Vec<actor::Actor>;
    "actor_pick": Open, actor::pick, actor::Pick => actor::Actor;
    "admit": Open, sync::admit, sync::Admit => sync::Admitted;
    "scan": Anytime, scan::scan, scan::Text => scan::ScanTold;
    "scanner": Role, scanner::scanner, Nothing => scanner::Scanner;
    "scanner_use": Role, scanner::use_port, scanner::Use => scanner::Scanner;
    "scanner_next": Role, scanner::next, scanner::Next => scanner::Heard;
    "units": Role, unit::units, Nothing => Vec<luudong_store::query::UnitRow>;
    "unit_add": Role, unit::add, unit::Add => luudong_store::query::UnitRow;
    "people_index": Role, person::index, luudong_store::query::PeopleFilter => luudong_store::query::PeopleIndex;
    "people_page": Role, person::page, person::Page => Vec<luudong_store::query::PersonRow>;
    "search": Role, person::search, person::Search => Vec<person::Found>;
    "person": Role, person::story, person::One => person::Person;
    "person_add": Role, person::add, person::Add => luudong_store::query::PersonRow;
    "person_edit": Role, person::edit, person::Edit => luudong_store::query::PersonRow;
    "person_correct": Role, person::correct, person::Correct => luudong_store::query::PersonRow;
    "person_left": Role, person::left, person::Reasoned => luudong_store::query::PersonRow;
    "person_back": Role, person::back, person::Reasoned => luudong_store::query::PersonRow;
    "import_template": Role, import::template, import::SaveTemplate => import::TemplateSaved;
    "import_open": Role, import::open, import::OpenFile => import::ImportDraft;
    "import_columns": Role, import::columns, import::Columns => import::ImportDraft;
    "import_rows": Role, import::rows, import::Rows => import::RowsShown;
    "import_missing": Role, import::missing, import::OfDraft => Vec<luudong_store::query::PersonRow>;
    "import_run": Role, import::run, import::Run => import::ImportReport;
    "import_progress": Role, import::progress, import::OfDraft => import::ImportProgress;
    "import_cancel": Role, import::cancel, import::OfDraft => Done;
    "import_refused": Role, import::refused, import::SaveRefused => import::Saved;
    "imports": Role, import::imports, import::OfUnit => Vec<import::Import>;
    "import_undo": Role, import::undo, import::Undo => import::Undone;
    "due_counts": Role, due::counts, due::OfUnit => due::Overview;
    "due_index": Role, due::index, due::DueFilter => luudong_store::query::PeopleIndex;
    "due_people": Role, due::people, due::Page => Vec<due::Row>;
    "routing": Role, routing::routing, routing::On => routing::Shown;
    "routing_set": Role, routing::set, routing::Set => routing::Shown;
    "sessions": Role, session::sessions, Nothing => Vec<session::Session>;
    "session": Role, session::session, session::One => session::Session;
    "session_add": Role, session::add, session::Add => session::Session;
    "session_plan": Role, session::plan, session::Plan => session::Planned;
    "session_close": Role, session::close, session::Close => session::Session;
    "announced": Role, session::slots::announced, Nothing => Vec<session::slots::AnnouncedTold>;
    "slots": Role, session::slots::now, session::One => session::slots::Slots;
    "slots_people": Role, session::slots::people, session::slots::PeopleOf => Vec<session::slots::SlotPerson>;
    "slots_preview": Role, session::slots::preview, session::slots::Preview => session::slots::Slots;
    "slots_give": Role, session::slots::give, session::slots::Give => session::slots::Slots;
    "slots_move": Role, session::slots::move_to, session::slots::MoveTo => session::slots::Moved;
    "session_arrange": Role, session::work::arrange, session::work::Arrange => session::Session;
    "session_reopen": Role, session::work::reopen, session::work::Reopen => session::Session;
    "incident": Role, session::work::begin, session::work::Begin => session::Session;
    "incident_over": Role, session::work::over, session::work::Over => session::Session;
    "times": Role, visit::times, session::One => luudong_domain::queue::times::Times;
    "queue": Role, visit::queue, visit::QueueOf => visit::Queue;
    "board": Role, board::board, session::One => board::Board;
    "visits": Role, visit::visits, visit::Visits => Vec<visit::VisitRow>;
    "lookup": Role, visit::lookup, visit::Lookup => visit::Found;
    "check_in": Role, visit::deed::check_in, visit::deed::OfPerson => visit::VisitRow;
    "walk_in": Role, visit::walk_in::walk_in, visit::walk_in::WalkIn => visit::VisitRow;
    "alike": Role, visit::walk_in::alike, visit::walk_in::Alike => Vec<visit::VisitRow>;
    "from_paper_look": Role, visit::from_paper::look, visit::from_paper::FromPaper => visit::from_paper::FromPaperTold;
    "from_paper": Role, visit::from_paper::from_paper, visit::from_paper::FromPaper => visit::from_paper::FromPaperTold;
    "call": Role, visit::deed::call, visit::deed::Call => visit::VisitRow;
    "serve": Role, visit::deed::serve, visit::deed::AtStation => visit::VisitRow;
    "pass": Role, visit::deed::pass, visit::deed::Pass => visit::VisitRow;
    "capture": Role, visit::deed::capture, visit::deed::Capture => visit::VisitRow;
    "defer": Role, visit::deed::defer, visit::deed::Defer => visit::VisitRow;
    "refuse": Role, visit::deed::refuse, visit::deed::Refuse => visit::VisitRow;
    "leave": Role, visit::deed::leave, visit::deed::OfVisit => visit::VisitRow;
    "park": Role, visit::deed::park, visit::deed::OfVisit => visit::VisitRow;
    "requeue": Role, visit::deed::requeue, visit::deed::Requeue => visit::VisitRow;
    "move": Role, visit::deed::move_to, visit::deed::AtStation => visit::VisitRow;
    "prioritise": Role, visit::deed::prioritise, visit::deed::Prioritise => visit::VisitRow;
    "absent": Role, visit::deed::absent, visit::deed::OfPerson => visit::VisitRow;
    "undo": Role, visit::deed::undo, visit::deed::Undo => visit::VisitRow;
    "unresolved": Role, visit::unresolved, visit::Unresolved => Vec<visit::VisitRow>;
    "laptops": Role, sync::laptops::laptops, session::One => sync::laptops::Laptops;
    "hub_status": Role, sync::hub::status, Nothing => sync::hub::HallStatus;
    "hub_start": Role, sync::hub::start, sync::hub::Start => sync::hub::HallStatus;
    "site_code": Role, sync::on_site::site_code, sync::on_site::ForSession => sync::on_site::SiteCodeMade;
    "hub_stop": Role, sync::hub::stop, Nothing => Done;
    "hub_search": Role, sync::finding::search, Nothing => Vec<sync::finding::HubFound>;
    "hub_join": Role, sync::hub::join, sync::hub::Join => sync::hub::HallStatus;
    "hub_leave": Role, sync::hub::leave, Nothing => Done;
    "anomalies": Role, anomaly::anomalies, anomaly::Which => anomaly::Page;
    "anomaly_counts": Role, anomaly::counts, anomaly::Where => anomaly::Counts;
    "anomaly_settle": Role, anomaly::settle, anomaly::Settle => anomaly::AnomalyTold;
    "sync_status": Role, sync::status, Nothing => sync::SyncStatus;
    "sync": Role, sync::sync, sync::Sync => sync::SyncReport;
    "sync_cancel": Role, sync::cancel, Nothing => Done;
    "sync_background": Role, sync::background::switch, sync::background::Switch => Done;
    "sync_progress": Role, sync::progress, Nothing => sync::SyncProgress;
    "parcel_peers": Role, sync::parcel::peers, Nothing => Vec<sync::parcel::ParcelPeer>;
    "parcel_write": Role, sync::parcel::write, sync::parcel::ParcelFor => sync::parcel::ParcelMade;
    "parcel_read": Role, sync::parcel::read, sync::parcel::ParcelFile => sync::parcel::ParcelReport;
    "parcels": Role, sync::parcel::parcels, Nothing => sync::parcel::Parcels;
    "paper": Role, paper::status, Nothing => paper::Status;
    "paper_printers": Role, paper::printers, Nothing => Vec<paper::Found>;
    "paper_print": Role, paper::print, paper::Print => paper::Printed;
    "paper_save": Role, paper::save, paper::Save => paper::Saved;
    "paper_regular": Role, paper::regularly, paper::Regular => paper::Status;
    "paper_regular_stop": Role, paper::regularly_stop, Nothing => paper::Status;
    "paper_open": Anytime, paper::unseal, paper::OpenSealed => Done;
    "invitations": Role, paper::invitations, paper::Whom => paper::Invited;
    "invitations_print": Role, paper::invitations_print, paper::InvitationsPrint => paper::Printed;
    "invitations_save": Role, paper::invitations_save, paper::InvitationsSave => paper::Saved;
    "verify": Role, proof::verify, Nothing => luudong_store::Verification;
    "backup": Role, proof::backup, proof::Backup => proof::BackupMade;
    "support": Role, support::support, Nothing => support::SupportFile;
    "backup_place": Role, proof::backup_place, Nothing => proof::BackupPlace;
    "demo": Role, demo::demo, demo::Demo => demo::DemoMade;
    "first_steps_done": Role, demo::first_steps_done, Nothing => Done;
}

#[cfg(test)]
mod tests {
    use super::*;
    use luudong_domain::role::TABLE;

    #[test]
    fn every_command_that_needs_a_role_stands_in_the_table_and_none_besides() {
        let mut ours: Vec<&str> =
            COMMANDS.iter().filter(|(_, access)| *access == Access::Role).map(|(name, _)| *name).collect();
        let mut table: Vec<&str> = TABLE.iter().map(|(name, _)| *name).collect();
        ours.sort_unstable();
        table.sort_unstable();
        assert_eq!(ours, table);
    }
}
