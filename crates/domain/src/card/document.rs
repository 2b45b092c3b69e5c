//! What a text seems to be that is no identity card, so that a refusal can be kind.

use serde::Serialize;
use ts_rs::TS;

use super::mrz;

/// What it seems to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Document {
    /// Nothing was scanned.
    Empty,
    /// A health-insurance card (*thẻ BHYT*).
    HealthInsurance,
    /// A code of the application VNeID.
    Vneid,
    /// A driving licence.
    DrivingLicence,
    /// A passport.
    Passport,
    /// A visa.
    Visa,
    /// An identity card or travel document of another country, or of another form.
    OtherIdentityCard,
    /// The address of a page on the web.
    WebAddress,
    /// The key of a wireless network.
    Wifi,
    /// A visiting card.
    Contact,
    /// A code for paying.
    Payment,
    /// Digits alone: a number of 9 or 12 is looked up as if it were typed.
    Number,
    /// Something else.
    Other,
}

/// Characters of the two-line documents: passports and visas have lines of 44, TD2 and the smaller visas of 36.
const TWO_LINES: [usize; 2] = [88, 72];

impl Document {
    /// Every kind, for the test that each has its words.
    pub const ALL: [Document; 13] = [
        Document::Empty,
        Document::HealthInsurance,
        Document::Vneid,
        Document::DrivingLicence,
        Document::Passport,
        Document::Visa,
        Document::OtherIdentityCard,
        Document::WebAddress,
        Document::Wifi,
        Document::Contact,
        Document::Payment,
        Document::Number,
        Document::Other,
    ];

    /// The stable text of the kind.
    pub fn as_str(self) -> &'static str {
        match self {
            Document::Empty => "empty",
            Document::HealthInsurance => "health_insurance",
            Document::Vneid => "vneid",
            Document::DrivingLicence => "driving_licence",
            Document::Passport => "passport",
            Document::Visa => "visa",
            Document::OtherIdentityCard => "other_identity_card",
            Document::WebAddress => "web_address",
            Document::Wifi => "wifi",
            Document::Contact => "contact",
            Document::Payment => "payment",
            Document::Number => "number",
            Document::Other => "other",
        }
    }

    /// What a text seems to be that is no card.
    pub(super) fn of(text: &str) -> Document {
        let lower = text.to_lowercase();
        let begins = |any: &[&str]| any.iter().any(|beginning| lower.starts_with(beginning));
        if text.is_empty() {
            Document::Empty
        } else if lower.contains("vneid") {
            Document::Vneid
        } else if lower.contains("gplx") {
            Document::DrivingLicence
        } else if begins(&["http://", "https://", "www."]) {
            Document::WebAddress
        } else if begins(&["wifi:"]) {
            Document::Wifi
        } else if begins(&["begin:vcard", "mecard:"]) {
            Document::Contact
        } else if is_payment(text) {
            Document::Payment
        } else if is_health_insurance(text) {
            Document::HealthInsurance
        } else if text.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | '.')) {
            Document::Number
        } else {
            of_zone(&mrz::compact(text)).unwrap_or(Document::Other)
        }
    }
}

/// EMVCo merchant code: field 00 of two characters says version 01, field 53 the currency (704 is the đồng).
fn is_payment(text: &str) -> bool {
    text.starts_with("000201") && text.len() > 30 && text.contains("5303")
}

/// `DN4010000000001|hex of the name|15/08/1990|…`; since 2021 the first field is the insurance number alone.
fn is_health_insurance(text: &str) -> bool {
    let fields: Vec<&str> = text.split('|').collect();
    let [code, name, _, _, _, _, ..] = fields[..] else { return false };
    let digits = code.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_code =
        code.len() - digits.len() <= 2 && matches!(digits.len(), 8..=13) && digits.bytes().all(|b| b.is_ascii_digit());
    is_code && name.len() >= 4 && name.len().is_multiple_of(2) && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// A machine-readable zone of ICAO 9303 that is not a Vietnamese card's.
fn of_zone(zone: &str) -> Option<Document> {
    let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'<';
    if !zone.bytes().all(allowed) || !zone.contains("<<") {
        return None;
    }
    let two_lines = TWO_LINES.contains(&zone.len());
    match zone.as_bytes().first()? {
        b'P' if two_lines => Some(Document::Passport),
        b'V' if two_lines => Some(Document::Visa),
        b'I' | b'A' | b'C' if two_lines || zone.len() == 3 * mrz::LINE => Some(Document::OtherIdentityCard),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_card_is_told_apart() {
        let passport = "P<VNMNGUYEN<<THI<ANH<MINH<<<<<<<<<<<<<<<<<<<\nB1234567<8VNM9008157F3008155001190000001<<<0";
        let other_card =
            "I<UTOD231458907<<<<<<<<<<<<<<<\n7408122F1204159UTO<<<<<<<<<<<6\nERIKSSON<<ANNA<MARIA<<<<<<<<<<";
        let td2 = "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
        let payment = "00020101021138540010A00000072701240006970436011000000000000208QRIBFTTA53037045802VN6304ABCD";
        let insurance = "0100000001|4e677579e1bb856e|15/08/1990|2|48c3a0|01 - 004|01/01/2021|-|31/12/2021|||4|||$";
        for (text, document) in [
            ("", Document::Empty),
            ("https://example.vn/x", Document::WebAddress),
            ("HTTPS://EXAMPLE.VN", Document::WebAddress),
            ("https://vneid.example.vn/abc", Document::Vneid),
            ("https://gplx.example.vn/abc", Document::DrivingLicence),
            ("WIFI:T:WPA;S:mang;P:matkhau;;", Document::Wifi),
            ("BEGIN:VCARD\nVERSION:3.0", Document::Contact),
            (payment, Document::Payment),
            (insurance, Document::HealthInsurance),
            ("001190000001", Document::Number),
            ("001 190 000 001", Document::Number),
            (passport, Document::Passport),
            (&passport.replacen('P', "V", 1), Document::Visa),
            (other_card, Document::OtherIdentityCard),
            (td2, Document::OtherIdentityCard),
            ("xin chào", Document::Other),
            ("a|b|c|d|e|f|g", Document::Other),
        ] {
            assert_eq!(Document::of(text), document, "{text}");
        }
    }
}
