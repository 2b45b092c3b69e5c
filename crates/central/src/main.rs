//! `luudong-central`: serves devices, and is administered from the command line while it does.
#![expect(clippy::print_stdout, reason = "the answers of a command-line program go to standard output")]

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use chrono::NaiveDate;
use clap::{Parser, Subcommand};
use luudong_central::{Central, CentralError, Listen, Serving, openapi, serve};
use luudong_domain::id::UnitId;
use luudong_domain::role::Role;
use luudong_domain::scope::{Grant, Scope};
use luudong_domain::time::Clock;
use luudong_domain::visit::is_lane;
use luudong_store::{Folder, ParcelWritten};
use luudong_sync::admission::Invitation;
use qrcode::QrCode;
use qrcode::render::unicode::Dense1x2;
use serde_json::{Value, json};

/// Central of Lưu Động: what devices sync through.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// How it writes its log, to standard error.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Json)]
    log: LogFormat,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, clap::ValueEnum)]
enum LogFormat {
    /// One JSON object a line.
    Json,
    /// For people to read.
    Text,
}

#[derive(Subcommand)]
enum Command {
    /// Serves devices until it is asked to stop.
    Serve {
        #[command(flatten)]
        data: Data,
        /// Address and port.
        #[arg(long, default_value = "127.0.0.1:8471")]
        listen: SocketAddr,
        /// Speaks plain HTTP on a network too: only behind a proxy that speaks TLS.
        #[arg(long, conflicts_with = "tls")]
        plain: bool,
        /// Speaks TLS on the loopback too.
        #[arg(long)]
        tls: bool,
        /// Takes who asks from the last address in `X-Forwarded-For`: only behind a proxy that writes it. Without it, all
        /// who come through a proxy share the limits of one address.
        #[arg(long)]
        forwarded: bool,
        /// Seconds that running requests may still take when it is asked to stop.
        #[arg(long, value_name = "SECONDS", default_value_t = 10)]
        farewell: u64,
    },
    /// How central is: sizes, room on the disk, the last backup. Fails where nothing could be written.
    Status {
        #[command(flatten)]
        data: Data,
    },
    /// Writes a backup into a new folder, also while central serves. It holds central's own key, encrypted: whoever has it and
    /// the passphrase is central.
    Backup {
        #[command(flatten)]
        data: Data,
        /// The folder to make it in: another disk.
        #[arg(long, value_name = "FOLDER")]
        to: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseFile,
    },
    /// Makes an empty data folder into the central that a backup is of. The old one must never serve again. It takes what laptops
    /// bring, and writes nothing of its own until `resume`.
    Restore {
        #[command(flatten)]
        data: Data,
        /// The backup's folder.
        #[arg(long, value_name = "FOLDER")]
        from: PathBuf,
        #[command(flatten)]
        passphrase: PassphraseFile,
    },
    /// Lets a restored central write again, once laptops that were up to date have synced with it.
    Resume {
        #[command(flatten)]
        data: Data,
    },
    /// Units: list, add.
    Units {
        #[command(flatten)]
        data: Data,
        #[command(subcommand)]
        action: Option<UnitAction>,
    },
    /// Sessions: list, add.
    Sessions {
        #[command(flatten)]
        data: Data,
        #[command(subcommand)]
        action: Option<SessionAction>,
    },
    /// One-time codes that admit devices: list, add.
    Codes {
        #[command(flatten)]
        data: Data,
        #[command(subcommand)]
        action: Option<CodeAction>,
    },
    /// Devices that were admitted.
    Devices {
        #[command(flatten)]
        data: Data,
    },
    /// Grants a device a scope: *, unit:*, session:*, unit:ID or session:ID.
    Grant(GrantArguments),
    /// Takes a grant back.
    Ungrant(GrantArguments),
    /// Revokes a lost device: what central has of it counts, later events do not.
    Revoke {
        #[command(flatten)]
        data: Data,
        /// Id, beginning of the id, or lane.
        device: String,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Certifies a device anew as it is, for so many days or without end: one whose certificate ends, or that a leader's laptop let
    /// in on site.
    Renew {
        #[command(flatten)]
        data: Data,
        /// Id, beginning of the id, or lane.
        device: String,
        /// How many days from now.
        #[arg(long = "for", value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=LONGEST_DAYS))]
        days: Option<u32>,
    },
    /// Parcels on a stick for devices without a network: read, write.
    Parcel {
        #[command(flatten)]
        data: Data,
        #[command(subcommand)]
        action: ParcelAction,
    },
    /// Checks every chain, head, count and projection.
    Verify {
        #[command(flatten)]
        data: Data,
    },
    /// Prints the OpenAPI document.
    Openapi,
}

#[derive(clap::Args)]
struct Data {
    /// Central's data folder; made when it is not there.
    #[arg(long)]
    data: PathBuf,
}

#[derive(clap::Args)]
struct PassphraseFile {
    /// A file whose first line is the passphrase of backups.
    #[arg(long, value_name = "FILE")]
    passphrase_file: PathBuf,
}

impl PassphraseFile {
    fn read(&self) -> Result<String, CentralError> {
        let text = std::fs::read_to_string(&self.passphrase_file)?;
        match text.lines().next() {
            Some(line) if line.chars().count() >= SHORTEST_PASSPHRASE => Ok(line.to_owned()),
            _ => Err(CentralError::NotFound(format!("no passphrase of {SHORTEST_PASSPHRASE} characters in the file"))),
        }
    }
}

#[derive(clap::Args)]
struct GrantArguments {
    #[command(flatten)]
    data: Data,
    /// Id, beginning of the id, or lane.
    device: String,
    /// What to grant.
    scope: Grant,
}

#[derive(Subcommand)]
enum UnitAction {
    /// Makes a unit.
    Add {
        /// Full name.
        name: String,
        /// Code that the centre uses.
        #[arg(long)]
        code: Option<String>,
    },
}

#[derive(Subcommand)]
enum SessionAction {
    /// Plans a session.
    Add {
        /// Business date, 2026-03-30.
        date: NaiveDate,
        /// Where.
        place: String,
        /// Whose people; may be given several times.
        #[arg(long = "unit", required = true)]
        units: Vec<UnitId>,
    },
}

#[derive(Subcommand)]
enum CodeAction {
    /// Makes a one-time code.
    Add {
        /// hr, member, leader, supervisor or admin.
        #[arg(long, value_parser = role)]
        role: Role,
        /// What the device may hold: *, unit:*, session:*, unit:ID, session:ID; may be given several times.
        #[arg(long = "scope")]
        scopes: Vec<Grant>,
        /// Its lane, one to three letters; the one it has, or the next free one by default.
        #[arg(long, value_parser = lane)]
        lane: Option<String>,
        /// How many days its certificate holds; without end by default.
        #[arg(long = "for", value_name = "DAYS", value_parser = clap::value_parser!(u32).range(1..=LONGEST_DAYS))]
        days: Option<u32>,
        /// Also shows a QR code that holds the code and this address, by which devices reach central.
        #[arg(long, value_name = "ADDRESS")]
        qr: Option<String>,
    },
}

#[derive(Subcommand)]
enum ParcelAction {
    /// Reads a parcel that a device wrote for central.
    Read {
        /// The parcel.
        file: PathBuf,
        /// Writes the answer, what the sender lacks, into this folder.
        #[arg(long, value_name = "FOLDER")]
        answer: Option<PathBuf>,
    },
    /// Writes what a device lacks into a folder.
    Write {
        /// Id, beginning of the id, or lane.
        #[arg(long)]
        device: String,
        /// A folder, as a rule on a stick.
        folder: PathBuf,
    },
}

fn role(text: &str) -> Result<Role, String> {
    serde_json::from_value(Value::String(text.to_owned()))
        .map_err(|_| "hr, member, leader, supervisor or admin".to_owned())
}

fn lane(text: &str) -> Result<String, String> {
    let lane = text.to_ascii_uppercase();
    let by_central = is_lane(&lane) && lane.bytes().all(|byte| byte.is_ascii_alphabetic());
    if by_central { Ok(lane) } else { Err("one to three letters".to_owned()) }
}

/// Ten years; who means for ever says nothing.
const LONGEST_DAYS: i64 = 3_653;

/// Of a backup: it lies where others can copy it and try.
const SHORTEST_PASSPHRASE: usize = 12;

fn start_log(format: LogFormat) {
    let filter = tracing_subscriber::EnvFilter::from_default_env().add_directive(tracing::Level::INFO.into());
    let log = tracing_subscriber::fmt().with_writer(std::io::stderr).with_env_filter(filter);
    match format {
        LogFormat::Json => log.json().flatten_event(true).with_span_list(false).init(),
        LogFormat::Text => log.init(),
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_log(arguments.log);
    match run(arguments.command) {
        Ok(answer) => {
            match answer {
                Value::Null => {}
                // A bare code, so that a script can take the whole output.
                Value::String(text) => println!("{text}"),
                other => println!("{other:#}"),
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn open(data: &Data) -> Result<Central, CentralError> {
    Central::open(&Folder::at(&data.data))
}

fn units(central: &Central) -> Result<Value, CentralError> {
    let events = central.events()?;
    let rows = central.units()?.into_iter().map(|row| {
        json!({ "id": row.id, "code": row.code, "name": row.name, "events": events.get(&Scope::Unit(row.id)).unwrap_or(&0) })
    });
    Ok(rows.collect())
}

fn sessions(central: &Central) -> Result<Value, CentralError> {
    let events = central.events()?;
    let rows = central.sessions()?.into_iter().map(|row| {
        let events = events.get(&Scope::Session(row.id)).unwrap_or(&0);
        json!({ "id": row.id, "date": row.date, "place": row.place, "closed": row.closed, "events": events })
    });
    Ok(rows.collect())
}

fn run(command: Command) -> Result<Value, CentralError> {
    Ok(match command {
        Command::Serve { data, listen, plain, tls, forwarded, farewell } => {
            let plainly = plain || listen.ip().is_loopback() && !tls;
            let how = if plainly { Listen::Plain } else { Listen::Tls };
            let serving = Serving { forwarded, farewell: Duration::from_secs(farewell), ..how.into() };
            listen_until_stopped(open(&data)?, listen, serving)?;
            Value::Null
        }
        Command::Status { data } => json!(open(&data)?.status()?),
        Command::Backup { data, to, passphrase } => {
            let written = open(&data)?.backup(&to, &passphrase.read()?)?;
            json!({ "folder": written.path, "bytes": written.bytes })
        }
        Command::Restore { data, from, passphrase } => {
            json!(Central::restore(&Folder::at(data.data), &from, &passphrase.read()?)?.status()?)
        }
        Command::Resume { data } => {
            open(&data)?.resume()?;
            Value::Null
        }
        Command::Units { data, action: None } => units(&open(&data)?)?,
        Command::Units { data, action: Some(UnitAction::Add { name, code }) } => {
            json!({ "unit": open(&data)?.add_unit(&name, code)? })
        }
        Command::Sessions { data, action: None } => sessions(&open(&data)?)?,
        Command::Sessions { data, action: Some(SessionAction::Add { date, place, units }) } => {
            json!({ "session": open(&data)?.add_session(date, &place, units)? })
        }
        Command::Codes { data, action: None } => {
            let codes = open(&data)?.codes()?;
            json!(
                codes
                    .iter()
                    .map(
                        |code| json!({ "code": code.code, "role": code.role, "scopes": code.grants, "days": code.days, "used": code.used })
                    )
                    .collect::<Vec<_>>()
            )
        }
        Command::Codes { data, action: Some(CodeAction::Add { role, scopes, lane, days, qr }) } => {
            let code = open(&data)?.add_code(role, scopes, lane, days)?;
            Value::String(match qr {
                Some(address) => format!("{code}\n\n{}", drawn(&Invitation { address, code })?),
                None => code.to_string(),
            })
        }
        Command::Devices { data } => {
            let devices = open(&data)?.devices()?;
            json!(devices.iter().map(|row| json!({ "id": row.id, "lane": row.device.lane, "label": row.device.label, "role": row.device.role, "scopes": row.device.grants, "central": row.device.central, "revoked": row.device.revoked.is_some(), "until": row.device.until.map(Clock::millis), "voucher": row.device.voucher, "events": row.events })).collect::<Vec<_>>())
        }
        Command::Grant(arguments) => {
            let central = open(&arguments.data)?;
            central.grant(central.find_device(&arguments.device)?, arguments.scope, true)?;
            Value::Null
        }
        Command::Ungrant(arguments) => {
            let central = open(&arguments.data)?;
            central.grant(central.find_device(&arguments.device)?, arguments.scope, false)?;
            Value::Null
        }
        Command::Revoke { data, device, reason } => {
            let central = open(&data)?;
            central.revoke(central.find_device(&device)?, &reason)?;
            Value::Null
        }
        Command::Renew { data, device, days } => {
            let central = open(&data)?;
            central.renew(central.find_device(&device)?, days)?;
            Value::Null
        }
        Command::Parcel { data, action: ParcelAction::Read { file, answer } } => {
            let central = open(&data)?;
            let report = central.read_parcel(&file)?;
            let answer = answer.map(|folder| central.write_parcel(report.from, &folder)).transpose()?;
            json!({ "read": report, "answer": answer.map(written) })
        }
        Command::Parcel { data, action: ParcelAction::Write { device, folder } } => {
            let central = open(&data)?;
            written(central.write_parcel(central.find_device(&device)?, &folder)?)
        }
        Command::Verify { data } => json!(open(&data)?.verify()?),
        Command::Openapi => {
            serde_json::from_str(&openapi().map_err(std::io::Error::from)?).map_err(std::io::Error::from)?
        }
    })
}

/// A QR code in characters, two rows a line, for terminals that write light on dark: what is written is what is light, with the
/// quiet zone that scanners ask for.
fn drawn(invitation: &Invitation) -> Result<String, CentralError> {
    let code = QrCode::new(invitation.to_string()).map_err(|error| CentralError::NotFound(error.to_string()))?;
    Ok(code.render::<Dense1x2>().dark_color(Dense1x2::Light).light_color(Dense1x2::Dark).build())
}

fn written(parcel: ParcelWritten) -> Value {
    json!({ "file": parcel.path, "events": parcel.events, "bytes": parcel.bytes })
}

fn listen_until_stopped(central: Central, address: SocketAddr, serving: Serving) -> Result<(), CentralError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build()?.block_on(async {
        let listener = TcpListener::bind(address)?;
        // A script that starts us waits for this line.
        println!("listening on {}://{}", serving.listen.scheme(), listener.local_addr()?);
        serve(central.host().clone(), listener, serving, stopped()).await
    })
}

/// Ends when somebody asks the program to stop.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminate {
            Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
}
