//! The one-time code that admits a device: half a secret, half a fingerprint of the key of central, or of the laptop that
//! admits it on site, so that the device also knows whom it talks to.

use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use luudong_domain::id::DeviceId;
use luudong_domain::role::Role;
use luudong_domain::scope::Grant;

/// A one-time admission code, written `ABCD-EFGH-IJKL-MNOP`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AdmissionCode {
    /// 40 random bits; one use.
    pub secret: [u8; 5],
    /// The first 40 bits of the device id of whoever gave it out.
    pub fingerprint: [u8; 5],
}

/// One code of central's and what it admits to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admission {
    /// The code as it is written.
    pub code: String,
    /// The most that the device's users may do.
    pub role: Role,
    /// What the device may hold and write.
    pub grants: Vec<Grant>,
    /// How long its certificate holds, days; without end when absent.
    pub days: Option<u32>,
    /// Its lane; the next free one when absent.
    pub lane: Option<String>,
    /// The device that used it.
    pub used: Option<DeviceId>,
}

/// What is wrong with a text that should be a code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an admission code is four groups of four letters or digits")]
pub struct CodeError;

impl AdmissionCode {
    /// A code of the host with this id.
    pub fn new(secret: [u8; 5], host: DeviceId) -> AdmissionCode {
        AdmissionCode { secret, fingerprint: AdmissionCode::fingerprint(host) }
    }

    /// The part of a host's id that stands in its codes.
    pub fn fingerprint(host: DeviceId) -> [u8; 5] {
        let [a, b, c, d, e, ..] = host.0;
        [a, b, c, d, e]
    }
}

impl fmt::Display for AdmissionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = BASE32_NOPAD.encode(&[self.secret, self.fingerprint].concat());
        let groups: Vec<&str> = [0, 4, 8, 12].iter().map(|at| &text[*at..at + 4]).collect();
        f.write_str(&groups.join("-"))
    }
}

impl FromStr for AdmissionCode {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<AdmissionCode, CodeError> {
        // The alphabet has no 0, 1, 8: whoever reads them meant the letter.
        let tidy: String = text
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .map(|c| match c.to_ascii_uppercase() {
                '0' => 'O',
                '1' => 'I',
                '8' => 'B',
                other => other,
            })
            .collect();
        let bytes = BASE32_NOPAD.decode(tidy.as_bytes()).map_err(|_| CodeError)?;
        let (secret, fingerprint) = bytes.split_at_checked(5).ok_or(CodeError)?;
        Ok(AdmissionCode {
            secret: secret.try_into().map_err(|_| CodeError)?,
            fingerprint: fingerprint.try_into().map_err(|_| CodeError)?,
        })
    }
}

/// A code and where to use it, as a QR code holds both: `luudong:ADDRESS#CODE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The address of whoever gave the code out.
    pub address: String,
    /// The code.
    pub code: AdmissionCode,
}

/// What stands before an invitation.
const SCHEME: &str = "luudong:";

impl fmt::Display for Invitation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}#{}", self.address, self.code)
    }
}

impl FromStr for Invitation {
    type Err = CodeError;
    fn from_str(text: &str) -> Result<Invitation, CodeError> {
        let text = text.trim();
        let scheme = text.get(..SCHEME.len()).filter(|scheme| scheme.eq_ignore_ascii_case(SCHEME)).ok_or(CodeError)?;
        let (address, code) = text[scheme.len()..].rsplit_once('#').ok_or(CodeError)?;
        Ok(Invitation { address: address.trim().to_owned(), code: code.parse()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_reads_back_however_it_is_typed() {
        let code = AdmissionCode::new([1, 2, 3, 4, 5], DeviceId([9; 16]));
        let text = code.to_string();
        assert_eq!(text.len(), 19);
        assert_eq!(text.parse(), Ok(code));
        assert_eq!(
            text.to_lowercase().replace('-', " ").replace('o', "0").replace('i', "1").replace('b', "8").parse(),
            Ok(code)
        );
        assert_eq!("ABCD".parse::<AdmissionCode>(), Err(CodeError));
    }

    #[test]
    fn an_invitation_reads_back_and_nothing_else_does() {
        let code = AdmissionCode::new([1, 2, 3, 4, 5], DeviceId([9; 16]));
        let invitation = Invitation { address: "https://192.168.1.20:8472".to_owned(), code };
        let text = invitation.to_string();
        assert_eq!(text, format!("luudong:https://192.168.1.20:8472#{code}"));
        assert_eq!(format!(" {text}\n").replace("luudong", "LUUDONG").parse(), Ok(invitation));
        for other in [code.to_string(), "luudong:".to_owned(), "luudong:x#ABCD".to_owned(), "lưu".to_owned()] {
            assert_eq!(other.parse::<Invitation>(), Err(CodeError), "{other}");
        }
    }
}
