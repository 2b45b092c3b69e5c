//! One text from a scanner: what it is, what it proves, and how far it can be trusted.

use chrono::NaiveDate;
use serde::Serialize;
use ts_rs::TS;

use super::document::Document;
use super::{invitation, mrz, qr};
use crate::finding::{Finding, FindingCode};
use crate::id::PersonId;
use crate::person::{Birth, OldNumber, PersonalNumber, Sex};
use crate::visit::Ticket;

/// Bytes of a text that are looked at; the longest card holds about 500.
pub const SCAN_LIMIT: usize = 4096;

/// What was scanned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScanKind {
    /// The QR code of a chip card (CCCD) of 2021: 7 fields.
    CccdQr,
    /// The QR code of a card from 1/7/2024 (*thẻ căn cước*): 11 fields.
    CanCuocQr,
    /// The machine-readable zone of either card.
    CccdMrz,
    /// A ticket of this program.
    Ticket,
    /// An invitation of this program.
    Invitation,
    /// Anything else.
    NotACard,
}

/// How far a scan can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScanVerdict {
    /// Complete, and every check agrees; what was repaired is proven.
    Sure,
    /// The person is identified, but something disagrees, is missing or is unproven: somebody looks.
    Review,
    /// Nothing can be accepted.
    Refused,
}

/// Until when a card says it is valid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Expiry {
    /// The QR code does not say.
    NotSaid,
    /// *Không thời hạn*: the zone carries it as 991231, which is no date.
    Never,
    /// The last day.
    On(NaiveDate),
}

/// A name in the ASCII of the machine-readable zone. It can confirm a name, never restore one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlainName {
    /// `NGUYEN THI ANH MINH`.
    pub text: String,
    /// It fills its line, so more letters may have followed.
    pub cut: bool,
}

/// What a scanned text says and what that is worth.
#[derive(Debug, Clone, PartialEq)]
pub struct Scan {
    /// What was scanned.
    pub kind: ScanKind,
    /// The personal number.
    pub number: Option<PersonalNumber>,
    /// The number of the earlier paper; most cards have none.
    pub old_number: Option<OldNumber>,
    /// The full name; `None` where a letter of it is lost or it came as ASCII.
    pub name: Option<String>,
    /// The ASCII name of the machine-readable zone.
    pub plain_name: Option<PlainName>,
    /// Birth date. The first of January may stand for a year only; a finding says so.
    pub birth: Option<Birth>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Residence as the card has it, with the names of places of its time.
    pub address: Option<String>,
    /// Day of issue.
    pub issued: Option<NaiveDate>,
    /// Validity.
    pub expiry: Expiry,
    /// The ticket, when it is one.
    pub ticket: Option<Ticket>,
    /// Whom the invitation is for, when it is one.
    pub invited: Option<PersonId>,
    /// What it seems to be, when it is no card.
    pub document: Option<Document>,
    /// Fields after the seventh, raw; their meaning is not published. Empty when all of them are.
    pub extra: Vec<String>,
    /// How far it can be trusted.
    pub verdict: ScanVerdict,
    /// What was noticed, every repair among it.
    pub findings: Vec<Finding>,
}

/// A scan as programs and screens read it: dates ISO, birth and sex canonical. Findings go beside it, with their
/// sentences.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct ScanShown {
    /// What was scanned.
    pub kind: ScanKind,
    /// 12 digits.
    pub number: Option<String>,
    /// 9 or 12 digits.
    pub old_number: Option<String>,
    /// Full name; null where a letter of it is lost or it came as ASCII.
    pub name: Option<String>,
    /// `1990-08-15`, `1990-08` or `1990`.
    pub birth: Option<String>,
    /// `female` or `male`.
    pub sex: Option<String>,
    /// Residence.
    pub address: Option<String>,
    /// ISO date.
    pub issued: Option<String>,
    /// ISO date; null when the card does not say, and when it never expires.
    pub expires: Option<String>,
    /// The card says that it never expires.
    pub no_expiry: bool,
    /// How far it can be trusted.
    pub verdict: ScanVerdict,
    /// ASCII name of the machine-readable zone: confirms, never restores.
    pub plain_name: Option<PlainName>,
    /// The ticket, when it is one.
    pub ticket: Option<String>,
    /// What it seems to be, when it is no card.
    pub document: Option<Document>,
    /// Fields after the seventh, raw.
    pub raw_extra: Vec<String>,
}

/// Says what a scanned or typed text is and what it proves. Total: any text has an answer. `today` bounds dates.
pub fn scan(text: &str, today: NaiveDate) -> Scan {
    let text = bare(text);
    if text.len() > SCAN_LIMIT {
        return Scan::not_a_card(Document::Other);
    }
    if let Ok(ticket) = text.parse::<Ticket>() {
        let mut scan = Scan::empty(ScanKind::Ticket);
        scan.ticket = Some(ticket);
        scan.verdict = ScanVerdict::Sure;
        return scan;
    }
    match invitation::read(text) {
        Some(Some(person)) => {
            let invited = Some(person);
            return Scan { invited, verdict: ScanVerdict::Sure, ..Scan::empty(ScanKind::Invitation) };
        }
        Some(None) => return Scan::refused(ScanKind::Invitation, Finding::of_row(FindingCode::InvitationCut)),
        None => {}
    }
    qr::read(text, today).or_else(|| mrz::read(text, today)).unwrap_or_else(|| Scan::not_a_card(Document::of(text)))
}

/// Without what scanners put around a text: control characters, spaces, and the symbology prefix `]Q1` of AIM.
fn bare(text: &str) -> &str {
    let outer = |c: char| c.is_ascii_whitespace() || c.is_ascii_control() || c == '\u{feff}';
    let text = text.trim_matches(outer);
    match text.strip_prefix("]Q").and_then(|rest| rest.strip_prefix(|c: char| c.is_ascii_digit())) {
        Some(rest) => rest.trim_start_matches(outer),
        None => text,
    }
}

/// Findings that leave a scan sure: repairs that what is left proves, and what a sound card may have. Everything
/// else asks for a look.
const HARMLESS: [FindingCode; 9] = [
    FindingCode::ScanSeparatorsRestored,
    FindingCode::ScanBytesRestored,
    FindingCode::ScanCodePointsRestored,
    FindingCode::ScanEncodingRestored,
    FindingCode::ScanFillerRestored,
    FindingCode::BirthYearOnly,
    FindingCode::BirthFirstOfJanuary,
    FindingCode::NumberProvinceUnknown,
    FindingCode::CardExpired,
];

impl Scan {
    pub(super) fn empty(kind: ScanKind) -> Scan {
        Scan {
            kind,
            number: None,
            old_number: None,
            name: None,
            plain_name: None,
            birth: None,
            sex: None,
            address: None,
            issued: None,
            expiry: Expiry::NotSaid,
            ticket: None,
            invited: None,
            document: None,
            extra: Vec::new(),
            verdict: ScanVerdict::Refused,
            findings: Vec::new(),
        }
    }

    /// Refused: a card, but nothing of it can be accepted.
    pub(super) fn refused(kind: ScanKind, finding: Finding) -> Scan {
        Scan { findings: vec![finding], ..Scan::empty(kind) }
    }

    fn not_a_card(document: Document) -> Scan {
        let finding = Finding::of_row(FindingCode::ScanNotACard);
        Scan { document: Some(document), ..Scan::refused(ScanKind::NotACard, finding) }
    }

    /// Adds what the number says against the rest, and judges from all findings.
    pub(super) fn judged(mut self) -> Scan {
        if let Some(number) = &self.number {
            self.findings.extend(number.findings(self.birth, self.sex));
        }
        let harmless = self.findings.iter().all(|finding| HARMLESS.contains(&finding.code));
        self.verdict = if harmless { ScanVerdict::Sure } else { ScanVerdict::Review };
        self
    }

    /// The scan as programs and screens read it.
    pub fn shown(&self) -> ScanShown {
        let iso = |date: NaiveDate| date.format("%Y-%m-%d").to_string();
        ScanShown {
            kind: self.kind,
            number: self.number.as_ref().map(|number| number.as_str().to_owned()),
            old_number: self.old_number.as_ref().map(|old| old.as_str().to_owned()),
            name: self.name.clone(),
            birth: self.birth.map(|birth| birth.to_string()),
            sex: self.sex.map(|sex| sex.as_str().to_owned()),
            address: self.address.clone(),
            issued: self.issued.map(iso),
            expires: match self.expiry {
                Expiry::On(date) => Some(iso(date)),
                Expiry::Never | Expiry::NotSaid => None,
            },
            no_expiry: self.expiry == Expiry::Never,
            verdict: self.verdict,
            plain_name: self.plain_name.clone(),
            ticket: self.ticket.as_ref().map(Ticket::to_string),
            document: self.document,
            raw_extra: self.extra.clone(),
        }
    }
}
