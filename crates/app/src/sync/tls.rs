//! Whom a TLS connection must reach: the device whose id is a hash of the key in its certificate, or, where a proxy
//! speaks TLS for central, whoever this machine's authorities vouch for.

use std::sync::Arc;

use luudong_domain::id::DeviceId;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, aws_lc_rs, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, SignatureScheme};
use rustls_platform_verifier::Verifier;

use crate::AppError;

/// How an Ed25519 key stands in a certificate, up to its 32 bytes (RFC 8410).
const ED25519: [u8; 12] = [0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];

/// Whose key must be in the certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pin {
    /// This device's: its id is known.
    Device(DeviceId),
    /// One of these devices': whoever of the team answers at an address in the hall.
    AnyOf(Vec<DeviceId>),
    /// That of the device whose id begins so: an admission code says no more.
    Code([u8; 5]),
}

impl Pin {
    fn is(&self, device: DeviceId) -> bool {
        match self {
            Pin::Device(known) => device == *known,
            Pin::AnyOf(known) => known.contains(&device),
            Pin::Code(beginning) => device.0.starts_with(beginning),
        }
    }
}

#[derive(Debug)]
struct Pinned {
    pin: Pin,
    /// Where a proxy may stand before the one who is meant.
    authorities: Option<Verifier>,
    provider: Arc<CryptoProvider>,
}

/// The device in a certificate, where it is over an Ed25519 key.
fn device_of(certificate: &CertificateDer<'_>) -> Result<Option<DeviceId>, Error> {
    let parsed = ParsedCertificate::try_from(certificate)?;
    let info = parsed.subject_public_key_info();
    Ok(info.strip_prefix(&ED25519).filter(|key| key.len() == 32).map(|key| {
        let mut bytes = [0; 32];
        bytes.copy_from_slice(key);
        DeviceId::of_key(&bytes)
    }))
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        certificate: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        // Neither name nor dates: the key is the proof, and a laptop's clock may be years off.
        if device_of(certificate)?.is_some_and(|device| self.pin.is(device)) {
            return Ok(ServerCertVerified::assertion());
        }
        match &self.authorities {
            Some(authorities) => authorities.verify_server_cert(certificate, between, name, ocsp, now),
            None => Err(Error::InvalidCertificate(CertificateError::ApplicationVerificationFailure)),
        }
    }

    fn verify_tls12_signature(
        &self,
        _: &[u8],
        _: &CertificateDer<'_>,
        _: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::General("TLS 1.3 only".into()))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// A client that reaches nobody but whom `pin` names. `behind_proxy` allows a proxy with a certificate of this
/// machine's authorities.
pub(crate) fn config(pin: Pin, behind_proxy: bool) -> Result<ClientConfig, AppError> {
    let failed = |_: Error| AppError::of("tls_failed");
    let provider = Arc::new(aws_lc_rs::default_provider());
    let authorities = behind_proxy.then(|| Verifier::new(provider.clone())).transpose().map_err(failed)?;
    let verifier = Pinned { pin, authorities, provider: provider.clone() };
    let mut config = ClientConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(failed)?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}
