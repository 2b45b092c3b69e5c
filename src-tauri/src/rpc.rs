//! The one command between the windows and the program.

use std::sync::Arc;

use luudong_app::{App, AppError};
use serde_json::Value;
use tauri::{State, Window};

use crate::board;

/// Runs one command of the [`App`]. It may read a whole list or wait for central, so it never runs on the
/// window's thread nor on one of the few that serve the window's other calls.
#[tauri::command]
pub async fn rpc(window: Window, app: State<'_, Arc<App>>, command: String, args: Value) -> Result<Value, AppError> {
    if !board::may_ask(window.label(), &command) {
        return Err(refusal("not_allowed"));
    }
    let app = Arc::clone(&app);
    match tauri::async_runtime::spawn_blocking(move || app.call(&command, args)).await {
        Ok(reply) => reply,
        // A panic. What a command writes is one transaction, so nothing is half done; what it said could hold
        // personal data, so it stays out of the reply.
        Err(_) => Err(refusal("program_gone")),
    }
}

fn refusal(code: &str) -> AppError {
    AppError { code: code.into(), params: Default::default() }
}
