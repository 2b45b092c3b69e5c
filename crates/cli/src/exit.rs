//! Exit codes: what a script can act on without reading the sentence.

use std::process::ExitCode;

use luudong_app::AppError;

/// How the program ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// The input was refused; nothing was changed by what was refused.
    Refused = 1,
    /// The command line cannot be understood.
    Usage = 2,
    /// No access: passphrase, role, admission, revocation.
    NoAccess = 3,
    /// The data folder, a disk or a stick.
    Storage = 4,
    /// Central or the way to it.
    Network = 5,
}

impl Exit {
    /// The exit that belongs to a refusal.
    pub(crate) fn of(error: &AppError) -> Exit {
        match error.code.as_str() {
            "unknown_command" | "bad_arguments" | "data_missing" | "passphrase_missing" => Exit::Usage,
            "wrong_passphrase" | "words_wrong" | "not_allowed" | "not_admitted" | "not_open" | "no_actor"
            | "bad_signature" | "device_revoked" | "scope_not_granted" | "code_unknown" | "code_used" => Exit::NoAccess,
            "storage" | "paper_disk_full" | "paper_folder_bad" | "paper_not_saved" | "sealed_unreadable"
            | "parcel_unreadable" | "parcel_folder_bad" | "stick_full" | "stick_lost" => Exit::Storage,
            code if code.starts_with("folder_") || code.starts_with("backup_") => Exit::Storage,
            "too_many_requests" | "printer_unreachable" | "printer_slow" => Exit::Network,
            code if code.starts_with("central_") => Exit::Network,
            _ => Exit::Refused,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_ends_with_the_code_that_scripts_were_promised() {
        let cases = [
            ("not_a_spreadsheet", 1),
            ("no_heading", 1),
            ("already_captured", 1),
            ("bad_arguments", 2),
            ("wrong_passphrase", 3),
            ("device_revoked", 3),
            ("not_admitted", 3),
            ("no_actor", 3),
            ("folder_in_use", 4),
            ("folder_newer", 4),
            ("storage", 4),
            ("stick_full", 4),
            ("parcel_damaged", 1),
            ("parcel_not_for_me", 1),
            ("central_unreachable", 5),
            ("central_rubbish", 5),
            ("too_many_requests", 5),
            ("printer_unreachable", 5),
            ("printer_no_paper", 1),
            ("paper_disk_full", 4),
        ];
        for (code, exit) in cases {
            assert_eq!(Exit::of(&AppError::of(code)) as u8, exit, "{code}");
        }
    }
}
