//! `bridge --data DIR --ui ui/dist --listen 127.0.0.1:0`: serves the window's pages and its `rpc` command over HTTP,
//! so that a real browser can drive the real program. For tests only, and only on this machine's loopback, or at a
//! socket file (`--listen /some/where/socket`), which can be reached from other network namespaces.

use std::io::Write;
use std::net::SocketAddr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path as UrlPath, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use luudong_app::{App, Outside};
use luudong_tests::world::start_hub;
use serde_json::Value;

/// The window's own configuration: its policy is the policy here, so a page that breaks it fails in both.
const WINDOW: &str = include_str!("../../../src-tauri/tauri.conf.json");

/// The largest request, in bytes: a list travels as base64 inside the JSON.
const LARGEST_REQUEST: usize = 64 * 1024 * 1024;

/// What every request needs.
struct Bridge {
    app: Arc<App>,
    ui: PathBuf,
    policy: String,
    /// `127.0.0.1:PORT`: other names for this machine are refused, as is whatever comes from another page.
    host: String,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    // What the program says of itself, as loud as it is asked to be: tests look for leaks in it.
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_env_filter(tracing_subscriber::EnvFilter::from_default_env())
        .init();
    let arguments = Arguments::read(std::env::args().skip(1))?;
    // A laptop syncs by itself in the window; tests say themselves when it is time.
    let outside = Outside { hub: Some(Box::new(start_hub)), ..Outside::of_this_machine(&arguments.data) };
    let app = Arc::new(App::with(arguments.data, outside));
    let policy = window_policy()?;
    let router = |host: String| {
        Router::new()
            .route("/rpc/{command}", post(rpc))
            .fallback(page)
            .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
            .with_state(Arc::new(Bridge { app, ui: arguments.ui, policy, host }))
    };
    match arguments.listen {
        Listen::Port(address) => {
            let listener = tokio::net::TcpListener::bind(address).await?;
            let host = listener.local_addr()?.to_string();
            writeln!(std::io::stdout(), "http://{host}")?;
            axum::serve(listener, router(host)).await?;
        }
        #[cfg(unix)]
        Listen::Socket(path) => {
            let listener = tokio::net::UnixListener::bind(&path)?;
            writeln!(std::io::stdout(), "{}", path.display())?;
            axum::serve(listener, router("localhost".to_owned())).await?;
        }
    }
    Ok(())
}

/// One command: 200 with its reply, or 422 with its refusal `{code, params}`.
async fn rpc(
    State(bridge): State<Arc<Bridge>>,
    UrlPath(command): UrlPath<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    if !bridge.is_own_page(&headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let Ok(args) = serde_json::from_slice::<Value>(&body) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let app = Arc::clone(&bridge.app);
    match tokio::task::spawn_blocking(move || app.call(&command, args)).await {
        Ok(Ok(reply)) => axum::Json(reply).into_response(),
        Ok(Err(refusal)) => (StatusCode::UNPROCESSABLE_ENTITY, axum::Json(refusal)).into_response(),
        Err(panic) => (StatusCode::INTERNAL_SERVER_ERROR, panic.to_string()).into_response(),
    }
}

/// A file of the built pages; `/` is `index.html`.
async fn page(State(bridge): State<Arc<Bridge>>, uri: Uri) -> Response {
    let path = match uri.path() {
        "/" => Path::new("index.html"),
        path => Path::new(path.trim_start_matches('/')),
    };
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return StatusCode::NOT_FOUND.into_response();
    }
    match tokio::fs::read(bridge.ui.join(path)).await {
        Ok(bytes) => {
            let head = [(header::CONTENT_TYPE, media_type(path)), (header::CONTENT_SECURITY_POLICY, &bridge.policy)];
            (head, bytes).into_response()
        }
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

impl Bridge {
    /// Whether a request names this bridge as its host and, when it comes from a page, comes from this bridge's page.
    fn is_own_page(&self, headers: &HeaderMap) -> bool {
        let origin = format!("http://{}", self.host);
        headers.get(header::HOST).is_some_and(|host| host == self.host.as_str())
            && headers.get(header::ORIGIN).is_none_or(|from| from == origin.as_str())
    }
}

/// The window's content security policy as one header value.
fn window_policy() -> Result<String, String> {
    let window: Value = serde_json::from_str(WINDOW).map_err(|error| format!("tauri.conf.json: {error}"))?;
    let rules = window.pointer("/app/security/csp").and_then(Value::as_object).ok_or("tauri.conf.json has no csp")?;
    let rules = rules.iter().map(|(name, sources)| format!("{name} {}", sources.as_str().unwrap_or_default()));
    Ok(rules.collect::<Vec<_>>().join("; "))
}

/// The media type by the file's ending: modules and fonts are refused by browsers without the right one.
fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript",
        Some("css") => "text/css",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("woff") => "font/woff",
        _ => "application/octet-stream",
    }
}

/// Where to listen.
enum Listen {
    Port(SocketAddr),
    #[cfg(unix)]
    Socket(PathBuf),
}

impl Listen {
    fn read(text: &str) -> Result<Listen, String> {
        match text.parse::<SocketAddr>() {
            Ok(address) if address.ip().is_loopback() => Ok(Listen::Port(address)),
            #[cfg(unix)]
            Err(_) if Path::new(text).is_absolute() => Ok(Listen::Socket(text.into())),
            _ => Err(format!("--listen {text}: no loopback address")),
        }
    }
}

/// The command line.
struct Arguments {
    data: PathBuf,
    ui: PathBuf,
    listen: Listen,
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Arguments, String> {
        let (mut data, mut ui, mut listen) = (None, None, Listen::Port(SocketAddr::from(([127, 0, 0, 1], 0))));
        while let Some(name) = words.next() {
            let value = words.next().ok_or_else(|| format!("{name} needs a value"))?;
            match name.as_str() {
                "--data" => data = Some(PathBuf::from(value)),
                "--ui" => ui = Some(PathBuf::from(value)),
                "--listen" => listen = Listen::read(&value)?,
                _ => return Err(format!("unknown option {name}")),
            }
        }
        Ok(Arguments { data: data.ok_or("--data DIR is missing")?, ui: ui.ok_or("--ui DIR is missing")?, listen })
    }
}
