//! TLS without an authority: a host shows a certificate that it made itself over the key of its own device, and whoever
//! comes knows by the device's id, which is a hash of the key, that it is the right one.

use std::sync::Arc;

use ed25519_dalek::SigningKey;
use ed25519_dalek::pkcs8::EncodePrivateKey;
use rcgen::{CertificateParams, KeyPair, PKCS_ED25519};
use rustls::ServerConfig;
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivatePkcs8KeyDer;

use crate::CentralError;

/// Nobody looks at the name: a hall has none. It only has to be one.
const NAME: &str = "luudong.invalid";

/// What a host with this key serves TLS with: version 1.3 only, HTTP/1.1 only.
///
/// # Errors
/// [`CentralError::Tls`], where the machine's TLS library refuses the key.
pub(crate) fn config(key: &SigningKey) -> Result<Arc<ServerConfig>, CentralError> {
    let secret = key.to_pkcs8_der().map_err(|error| CentralError::Tls(error.to_string()))?;
    let secret = PrivatePkcs8KeyDer::from(secret.as_bytes().to_vec());
    let pair = KeyPair::from_pkcs8_der_and_sign_algo(&secret, &PKCS_ED25519).map_err(told)?;
    let certificate =
        CertificateParams::new([NAME.to_owned()]).and_then(|named| named.self_signed(&pair)).map_err(told)?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(vec![certificate.into()], secret.into()))
        .map_err(|error| CentralError::Tls(error.to_string()))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn told(error: rcgen::Error) -> CentralError {
    CentralError::Tls(error.to_string())
}
