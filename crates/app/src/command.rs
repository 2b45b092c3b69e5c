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

/// What a command does to what screens show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Nothing: it only looks.
    Reads,
    /// They read again.
    Writes,
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
    serde_json::to_value(value).map_err(AppError::internal)
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

/// The commands that whoever is at work may use on this laptop.
pub(crate) fn usable(app: &App) -> Vec<&'static str> {
    let usable = COMMANDS.iter().filter(|(name, access)| allowed(app, name, *access).is_ok());
    usable.map(|(name, _)| *name).collect()
}

macro_rules! commands {
    ($($name:literal: $access:ident $effect:ident, $function:path, $args:ty => $reply:ty;)*) => {
        /// Every command and what it needs.
        pub const COMMANDS: &[(&str, Access)] = &[$(($name, Access::$access)),*];

        /// Every command, and whether what screens show may be another after it.
        pub(crate) const EFFECTS: &[(&str, Effect)] = &[$(($name, Effect::$effect)),*];

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
    "status": Anytime Reads, folder::status, Nothing => folder::Status;
    "init": Anytime Writes, folder::init, folder::Passphrase => folder::Made;
    "unlock": Anytime Writes, folder::unlock, folder::Passphrase => Done;
    "recover": Anytime Writes, folder::recover, folder::Recover => Done;
    "restore": Anytime Writes, folder::restore, folder::Restore => Done;
    "actors": Open Reads, actor::actors, Nothing => Vec<actor::Actor>;
    "actor_pick": Open Writes, actor::pick, actor::Pick => actor::Actor;
    "admit": Open Writes, sync::admit, sync::Admit => sync::Admitted;
    "scan": Anytime Reads, scan::scan, scan::Text => scan::ScanTold;
    "scanner": Role Reads, scanner::scanner, Nothing => scanner::Scanner;
    "scanner_use": Role Writes, scanner::use_port, scanner::Use => scanner::Scanner;
    "scanner_next": Role Reads, scanner::next, scanner::Next => scanner::Heard;
    "units": Role Reads, unit::units, Nothing => Vec<luudong_store::query::UnitRow>;
    "unit_add": Role Writes, unit::add, unit::Add => luudong_store::query::UnitRow;
    "people_index": Role Reads, person::index, luudong_store::query::PeopleFilter => luudong_store::query::PeopleIndex;
    "people_page": Role Reads, person::page, person::Page => Vec<luudong_store::query::PersonRow>;
    "search": Role Reads, person::search, person::Search => Vec<person::Found>;
    "person": Role Reads, person::story, person::One => person::Person;
    "person_add": Role Writes, person::add, person::Add => luudong_store::query::PersonRow;
    "person_edit": Role Writes, person::edit, person::Edit => luudong_store::query::PersonRow;
    "person_correct": Role Writes, person::correct, person::Correct => luudong_store::query::PersonRow;
    "person_left": Role Writes, person::left, person::Reasoned => luudong_store::query::PersonRow;
    "person_back": Role Writes, person::back, person::Reasoned => luudong_store::query::PersonRow;
    "import_template": Role Writes, import::template, import::SaveTemplate => import::TemplateSaved;
    "import_open": Role Reads, import::open, import::OpenFile => import::ImportDraft;
    "import_columns": Role Reads, import::columns, import::Columns => import::ImportDraft;
    "import_rows": Role Reads, import::rows, import::Rows => import::RowsShown;
    "import_missing": Role Reads, import::missing, import::OfDraft => Vec<luudong_store::query::PersonRow>;
    "import_run": Role Writes, import::run, import::Run => import::ImportReport;
    "import_progress": Role Reads, import::progress, import::OfDraft => import::ImportProgress;
    "import_cancel": Role Reads, import::cancel, import::OfDraft => Done;
    "import_refused": Role Reads, import::refused, import::SaveRefused => import::Saved;
    "imports": Role Reads, import::imports, import::OfUnit => Vec<import::Import>;
    "import_undo": Role Writes, import::undo, import::Undo => import::Undone;
    "due_counts": Role Reads, due::counts, due::OfUnit => due::Overview;
    "due_index": Role Reads, due::index, due::DueFilter => luudong_store::query::PeopleIndex;
    "due_people": Role Reads, due::people, due::Page => Vec<due::Row>;
    "routing": Role Reads, routing::routing, routing::On => routing::Shown;
    "routing_set": Role Writes, routing::set, routing::Set => routing::Shown;
    "sessions": Role Reads, session::sessions, Nothing => Vec<session::Session>;
    "session": Role Reads, session::session, session::One => session::Session;
    "session_add": Role Writes, session::add, session::Add => session::Session;
    "session_plan": Role Writes, session::plan, session::Plan => session::Planned;
    "session_close": Role Writes, session::close, session::Close => session::Session;
    "announced": Role Reads, session::slots::announced, Nothing => Vec<session::slots::AnnouncedTold>;
    "slots": Role Reads, session::slots::now, session::One => session::slots::Slots;
    "slots_people": Role Reads, session::slots::people, session::slots::PeopleOf => Vec<session::slots::SlotPerson>;
    "slots_preview": Role Reads, session::slots::preview, session::slots::Preview => session::slots::Slots;
    "slots_give": Role Writes, session::slots::give, session::slots::Give => session::slots::Slots;
    "slots_move": Role Writes, session::slots::move_to, session::slots::MoveTo => session::slots::Moved;
    "session_arrange": Role Writes, session::work::arrange, session::work::Arrange => session::Session;
    "session_reopen": Role Writes, session::work::reopen, session::work::Reopen => session::Session;
    "incident": Role Writes, session::work::begin, session::work::Begin => session::Session;
    "incident_over": Role Writes, session::work::over, session::work::Over => session::Session;
    "times": Role Reads, visit::times, session::One => luudong_domain::queue::times::Times;
    "queue": Role Reads, visit::queue, visit::QueueOf => visit::Queue;
    "board": Role Reads, board::board, session::One => board::Board;
    "visits": Role Reads, visit::visits, visit::Visits => Vec<visit::VisitRow>;
    "lookup": Role Reads, visit::lookup, visit::Lookup => visit::Found;
    "check_in": Role Writes, visit::deed::check_in, visit::deed::OfPerson => visit::VisitRow;
    "walk_in": Role Writes, visit::walk_in::walk_in, visit::walk_in::WalkIn => visit::VisitRow;
    "alike": Role Reads, visit::walk_in::alike, visit::walk_in::Alike => Vec<visit::VisitRow>;
    "from_paper_look": Role Reads, visit::from_paper::look, visit::from_paper::FromPaper => visit::from_paper::FromPaperTold;
    "from_paper": Role Writes, visit::from_paper::from_paper, visit::from_paper::FromPaper => visit::from_paper::FromPaperTold;
    "call": Role Writes, visit::deed::call, visit::deed::Call => visit::VisitRow;
    "serve": Role Writes, visit::deed::serve, visit::deed::AtStation => visit::VisitRow;
    "pass": Role Writes, visit::deed::pass, visit::deed::Pass => visit::VisitRow;
    "capture": Role Writes, visit::deed::capture, visit::deed::Capture => visit::VisitRow;
    "defer": Role Writes, visit::deed::defer, visit::deed::Defer => visit::VisitRow;
    "refuse": Role Writes, visit::deed::refuse, visit::deed::Refuse => visit::VisitRow;
    "leave": Role Writes, visit::deed::leave, visit::deed::OfVisit => visit::VisitRow;
    "park": Role Writes, visit::deed::park, visit::deed::OfVisit => visit::VisitRow;
    "requeue": Role Writes, visit::deed::requeue, visit::deed::Requeue => visit::VisitRow;
    "move": Role Writes, visit::deed::move_to, visit::deed::AtStation => visit::VisitRow;
    "prioritise": Role Writes, visit::deed::prioritise, visit::deed::Prioritise => visit::VisitRow;
    "absent": Role Writes, visit::deed::absent, visit::deed::OfPerson => visit::VisitRow;
    "undo": Role Writes, visit::deed::undo, visit::deed::Undo => visit::VisitRow;
    "unresolved": Role Reads, visit::unresolved, visit::Unresolved => Vec<visit::VisitRow>;
    "laptops": Role Reads, sync::laptops::laptops, session::One => sync::laptops::Laptops;
    "hub_status": Role Reads, sync::hub::status, Nothing => sync::hub::HallStatus;
    "hub_start": Role Writes, sync::hub::start, sync::hub::Start => sync::hub::HallStatus;
    "site_code": Role Writes, sync::on_site::site_code, sync::on_site::ForSession => sync::on_site::SiteCodeMade;
    "hub_stop": Role Writes, sync::hub::stop, Nothing => Done;
    "hub_search": Role Reads, sync::finding::search, Nothing => Vec<sync::finding::HubFound>;
    "hub_join": Role Writes, sync::hub::join, sync::hub::Join => sync::hub::HallStatus;
    "hub_leave": Role Writes, sync::hub::leave, Nothing => Done;
    "anomalies": Role Reads, anomaly::anomalies, anomaly::Which => anomaly::Page;
    "anomaly_counts": Role Reads, anomaly::counts, anomaly::Where => anomaly::Counts;
    "anomaly_settle": Role Writes, anomaly::settle, anomaly::Settle => anomaly::AnomalyTold;
    "sync_status": Role Reads, sync::status, Nothing => sync::SyncStatus;
    "sync": Role Writes, sync::sync, sync::Sync => sync::SyncReport;
    "sync_cancel": Role Writes, sync::cancel, Nothing => Done;
    "sync_background": Role Writes, sync::background::switch, sync::background::Switch => Done;
    "sync_progress": Role Reads, sync::progress, Nothing => sync::SyncProgress;
    "parcel_peers": Role Reads, sync::parcel::peers, Nothing => Vec<sync::parcel::ParcelPeer>;
    "parcel_write": Role Writes, sync::parcel::write, sync::parcel::ParcelFor => sync::parcel::ParcelMade;
    "parcel_read": Role Writes, sync::parcel::read, sync::parcel::ParcelFile => sync::parcel::ParcelReport;
    "parcels": Role Reads, sync::parcel::parcels, Nothing => sync::parcel::Parcels;
    "paper": Role Reads, paper::status, Nothing => paper::Status;
    "paper_printers": Role Reads, paper::printers, Nothing => Vec<paper::Found>;
    "paper_print": Role Writes, paper::print, paper::Print => paper::Printed;
    "paper_save": Role Writes, paper::save, paper::Save => paper::Saved;
    "paper_regular": Role Writes, paper::regularly, paper::Regular => paper::Status;
    "paper_regular_stop": Role Writes, paper::regularly_stop, Nothing => paper::Status;
    "paper_open": Anytime Writes, paper::unseal, paper::OpenSealed => Done;
    "invitations": Role Reads, paper::invitations, paper::Whom => paper::Invited;
    "invitations_print": Role Writes, paper::invitations_print, paper::InvitationsPrint => paper::Printed;
    "invitations_save": Role Writes, paper::invitations_save, paper::InvitationsSave => paper::Saved;
    "verify": Role Reads, proof::verify, Nothing => luudong_store::Verification;
    "backup": Role Reads, proof::backup, proof::Backup => proof::BackupMade;
    "support": Role Reads, support::support, Nothing => support::SupportFile;
    "backup_place": Role Reads, proof::backup_place, Nothing => proof::BackupPlace;
    "demo": Role Writes, demo::demo, demo::Demo => demo::DemoMade;
    "first_steps_done": Role Writes, demo::first_steps_done, Nothing => Done;
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
