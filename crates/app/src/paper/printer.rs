//! Printing by IPP: what CUPS speaks on this machine, and every driverless printer on the network. A PDF is sent as it is;
//! no driver and no other program is between.

use std::io::Cursor;
use std::time::Duration;

use http::Uri;
use ipp::operation::IppOperation;
use ipp::parser::IppParser;
use ipp::prelude::{
    DelimiterTag, IppAttribute, IppOperationBuilder, IppPayload, IppRequestResponse, IppValue, StatusCode,
};
use ipp::reader::IppReader;
use reqwest::blocking::Client;
use serde::Serialize;
use ts_rs::TS;

use crate::AppError;
use crate::sync::bell::Bell;
use crate::sync::tls::{self, Pin};

/// Where CUPS listens on every machine that has it.
const SPOOLER: &str = "ipp://localhost:631/";
const PORT: u16 = 631;
/// Where a driverless printer answers (IPP Everywhere, AirPrint).
const USUAL_PATH: &str = "/ipp/print";
const PAPER: &str = "iso_a4_210x297mm";
const FORMAT: &str = "application/pdf";
/// A printer that is there answers at once; one that is not must not hold up a hall.
const CONNECT: Duration = Duration::from_secs(4);
/// A slow printer takes a list of a thousand people while it prints.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long to wait for the end of a job before it is said to be under way.
const JOB_QUESTIONS: u32 = 20;
const BETWEEN: Duration = Duration::from_millis(500);

/// A printer that can be chosen.
#[derive(Debug, Clone, Serialize, TS)]
#[ts(rename = "PrinterFound")]
pub struct Found {
    /// Where it answers.
    pub address: String,
    /// What it is called.
    pub name: String,
}

/// What became of what was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Job {
    /// Printed, as the printer says.
    Done,
    /// Taken; it is still printing, or waits for its turn.
    UnderWay,
}

/// What a printer is asked for before anything is sent to it.
const WANTED: [&str; 6] = [
    "printer-name",
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "document-format-supported",
    "media-supported",
];

/// A printer at an address as somebody types it: a name or number alone, or with port and path.
pub(super) struct Printer {
    /// As it is remembered and told to the printer: `ipp://host:631/ipp/print`.
    address: Uri,
    client: Client,
}

fn bad_address() -> AppError {
    AppError::of("printer_address_bad")
}

fn address(typed: &str) -> Result<Uri, AppError> {
    let typed = typed.trim();
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("ipp://{typed}") };
    let uri: Uri = whole.parse().map_err(|_| bad_address())?;
    if !matches!(uri.scheme_str(), Some("ipp" | "http")) {
        return Err(bad_address());
    }
    let host = uri.host().filter(|host| !host.is_empty()).ok_or_else(bad_address)?;
    let path = match uri.path() {
        "" | "/" if whole != SPOOLER => USUAL_PATH,
        path => path,
    };
    let port = uri.port_u16().unwrap_or(PORT);
    format!("ipp://{host}:{port}{path}").parse().map_err(|_| bad_address())
}

impl Printer {
    pub(super) fn at(typed: &str) -> Result<Printer, AppError> {
        // Printers have certificates that nobody vouches for: what is sent goes plainly, as `docs/security.md` says, so
        // TLS is to reach nobody.
        let tls = tls::config(Pin::AnyOf(Vec::new()), false)?;
        let client = Client::builder().connect_timeout(CONNECT).timeout(PATIENCE).no_proxy();
        let client = client.redirect(reqwest::redirect::Policy::none()).tls_backend_preconfigured(tls).build();
        Ok(Printer { address: address(typed)?, client: client.map_err(|_| AppError::of("printer_unreachable"))? })
    }

    pub(super) fn address(&self) -> String {
        self.address.to_string()
    }

    fn ask(&self, request: IppRequestResponse) -> Result<IppRequestResponse, AppError> {
        let url = format!("http{}", self.address.to_string().trim_start_matches("ipp"));
        let mut body = request.to_bytes().to_vec();
        let mut payload = request.into_payload();
        std::io::Read::read_to_end(&mut payload, &mut body).map_err(AppError::internal)?;
        let sent = self.client.post(url).header("content-type", "application/ipp").body(body).send();
        let told = sent.and_then(reqwest::blocking::Response::error_for_status).map_err(|error| {
            tracing::info!(status = ?error.status(), timeout = error.is_timeout(), "printer");
            match error.status() {
                Some(_) => AppError::of("printer_refused"),
                None if error.is_timeout() && !error.is_connect() => AppError::of("printer_slow"),
                None => AppError::of("printer_unreachable"),
            }
        })?;
        let bytes = told.bytes().map_err(|_| AppError::of("printer_unreachable"))?;
        let read = IppParser::new(IppReader::new(Cursor::new(bytes))).parse();
        read.map_err(|_| AppError::of("printer_not_one"))
    }

    fn attributes(&self) -> Result<IppRequestResponse, AppError> {
        let question = IppOperationBuilder::get_printer_attributes(self.address.clone()).attributes(WANTED).build();
        let told = self.ask(question.map_err(|_| bad_address())?.into_ipp_request())?;
        match told.header().status_code() {
            status if status.is_success() => Ok(told),
            StatusCode::ClientErrorNotFound => Err(AppError::of("printer_not_one")),
            status => Err(refused(status)),
        }
    }

    /// Prints a PDF on A4 and waits a little for its end.
    pub(super) fn print(&self, title: &str, pdf: &[u8]) -> Result<Job, AppError> {
        let told = self.attributes()?;
        ready(&told)?;
        let payload = IppPayload::new(Cursor::new(pdf.to_vec()));
        let mut job = IppOperationBuilder::print_job(self.address.clone(), payload)
            .user_name("luudong")
            .job_title(title)
            .document_format(FORMAT);
        if words(&told, "media-supported").iter().any(|media| media == PAPER) {
            let media = IppValue::new_keyword(PAPER).and_then(|media| IppAttribute::with_name("media", media));
            job = job.attributes(media.ok());
        }
        let told = self.ask(job.build().map_err(|_| bad_address())?.into_ipp_request())?;
        if !told.header().status_code().is_success() {
            return Err(refused(told.header().status_code()));
        }
        match number(&told, DelimiterTag::JobAttributes, "job-id") {
            Some(id) => self.end_of(id),
            None => Ok(Job::UnderWay),
        }
    }

    /// Whether a job came to its end while somebody still looks at the screen.
    fn end_of(&self, id: i32) -> Result<Job, AppError> {
        let pause = Bell::default();
        for _ in 0..JOB_QUESTIONS {
            let question = IppOperationBuilder::get_job_attributes(self.address.clone(), id).build();
            // The printer has the job: that it cannot be asked does not make it another one to print.
            let Ok(told) = self.ask(question.map_err(|_| bad_address())?.into_ipp_request()) else {
                return Ok(Job::UnderWay);
            };
            match told.header().status_code() {
                code if code.is_success() => {}
                // A printer that forgets a job at its end has printed it.
                StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone => return Ok(Job::Done),
                _ => return Ok(Job::UnderWay),
            }
            match number(&told, DelimiterTag::JobAttributes, "job-state") {
                Some(COMPLETED) => return Ok(Job::Done),
                Some(CANCELED | ABORTED) => return Err(AppError::of("printer_job_failed")),
                Some(STOPPED) => {
                    ready(&self.attributes()?)?;
                    return Err(AppError::of("printer_stopped"));
                }
                _ => pause.wait(BETWEEN),
            }
        }
        Ok(Job::UnderWay)
    }
}

/// States of jobs, RFC 8011 5.3.7, and of printers, 5.4.11.
const STOPPED: i32 = 6;
const CANCELED: i32 = 7;
const ABORTED: i32 = 8;
const COMPLETED: i32 = 9;
const PRINTER_STOPPED: i32 = 5;

fn refused(status: StatusCode) -> AppError {
    tracing::info!(?status, "printer");
    AppError::of(match status {
        StatusCode::ClientErrorDocumentFormatNotSupported => "printer_no_pdf",
        StatusCode::ServerErrorNotAcceptingJobs | StatusCode::ServerErrorBusy => "printer_busy",
        _ => "printer_refused",
    })
}

/// Whether a printer would print: what stands against it is told before anything is sent.
fn ready(told: &IppRequestResponse) -> Result<(), AppError> {
    let reasons = words(told, "printer-state-reasons");
    let has = |any: &[&str]| reasons.iter().any(|reason| any.iter().any(|begin| reason.starts_with(begin)));
    if has(&["media-empty", "media-needed"]) {
        return Err(AppError::of("printer_no_paper"));
    }
    if has(&["media-jam", "cover-open", "door-open", "toner-empty", "marker-supply-empty"]) {
        return Err(AppError::of("printer_needs_hand"));
    }
    if number(told, DelimiterTag::PrinterAttributes, "printer-state") == Some(PRINTER_STOPPED) {
        return Err(AppError::of("printer_stopped"));
    }
    let accepts = value(told, DelimiterTag::PrinterAttributes, "printer-is-accepting-jobs");
    if matches!(accepts, Some(IppValue::Boolean(false))) {
        return Err(AppError::of("printer_busy"));
    }
    let formats = words(told, "document-format-supported");
    if !formats.is_empty() && !formats.iter().any(|format| format == FORMAT) {
        return Err(AppError::of("printer_no_pdf"));
    }
    Ok(())
}

fn value<'a>(told: &'a IppRequestResponse, group: DelimiterTag, name: &str) -> Option<&'a IppValue> {
    told.attributes().groups_of(group).find_map(|group| group.get(name)).map(IppAttribute::value)
}

fn number(told: &IppRequestResponse, group: DelimiterTag, name: &str) -> Option<i32> {
    match value(told, group, name)? {
        IppValue::Integer(number) | IppValue::Enum(number) => Some(*number),
        _ => None,
    }
}

fn as_text(value: &IppValue) -> Vec<String> {
    match value {
        IppValue::Array(values) => values.iter().flat_map(as_text).collect(),
        other => vec![other.to_string()],
    }
}

/// The words of an attribute of the printer.
fn words(told: &IppRequestResponse, name: &str) -> Vec<String> {
    value(told, DelimiterTag::PrinterAttributes, name).map(as_text).unwrap_or_default()
}

/// The printers that this machine knows; none where no spooler answers.
pub(super) fn known() -> Vec<Found> {
    let Ok(spooler) = Printer::at(SPOOLER) else { return Vec::new() };
    let Ok(told) = spooler.ask(IppOperationBuilder::cups().get_printers().into_ipp_request()) else {
        return Vec::new();
    };
    let printers = told.attributes().groups_of(DelimiterTag::PrinterAttributes).filter_map(|group| {
        let text = |name: &str| group.get(name).map(|attribute| as_text(attribute.value()).join(" "));
        let name = text("printer-info").filter(|info| !info.is_empty()).or_else(|| text("printer-name"))?;
        let address = format!("ipp://localhost:{PORT}/printers/{}", text("printer-name")?);
        Some(Found { address, name })
    });
    printers.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_as_people_type_it() {
        for (typed, wanted) in [
            ("192.168.1.20", "ipp://192.168.1.20:631/ipp/print"),
            (" may-in.local ", "ipp://may-in.local:631/ipp/print"),
            ("localhost:8631", "ipp://localhost:8631/ipp/print"),
            ("http://localhost:631/printers/Canon", "ipp://localhost:631/printers/Canon"),
            ("ipp://10.0.0.7/", "ipp://10.0.0.7:631/ipp/print"),
        ] {
            assert_eq!(address(typed).expect(typed).to_string(), wanted);
        }
        for wrong in ["", "máy in", "ftp://x/", "ipps://10.0.0.7/", "http://", "a b"] {
            assert_eq!(address(wrong).expect_err(wrong).code, "printer_address_bad", "{wrong}");
        }
    }
}
