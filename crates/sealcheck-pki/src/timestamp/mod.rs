//! RFC 3161 timestamp tokens: who says that these bytes existed at this time?
//!
//! [`TimestampToken::parse`] reads a token and believes nothing of it. [`TimestampToken::verify`] compares the imprint,
//! checks the signature over the bytes that arrived, and leads the signer to a root that the caller trusts for this;
//! only it makes a [`VerifiedTimestamp`]. What the time is used for is the caller's business (TSA-45).

mod attributes;
mod ber;
mod cms;
mod constraints;
mod fault;
mod path;
#[cfg(test)]
mod tests;
mod token;

use alloc::string::ToString as _;
use alloc::vec::Vec;
use der::oid::ObjectIdentifier;

use crate::algorithm::{PublicKey, RSA_ENCRYPTION, RSASSA_PSS, SignatureAlgorithm, hash_by_oid};
use crate::certificate::Certificate;
use crate::chain;
use crate::crypto::{Hash, SignatureVerifier};
use crate::profile::Purpose;
use crate::time::Time;
use attributes::Attributes;
use cms::{SignedData, SignerInfo};

pub use fault::{Moment, PathFault, TimestampFault};
pub use path::{MAX_LENGTH, MAX_TRIED};
pub use token::TimestampInfo;

/// A well-formed token. It says nothing about trust.
#[derive(Clone, Debug)]
pub struct TimestampToken<'a> {
    data: SignedData<'a>,
    info: TimestampInfo<'a>,
}

/// A token that an authority with a trusted root made for a certain signature.
#[derive(Clone, Debug)]
pub struct VerifiedTimestamp<'c> {
    gen_time: Time,
    earliest: Time,
    latest: Time,
    chain: Vec<Certificate<'c>>,
}

impl<'a> TimestampToken<'a> {
    /// Reads a ContentInfo with SignedData with TSTInfo, and nothing after it (TSA-04…16, TSA-19…23).
    ///
    /// # Errors
    /// [`TimestampFault`] with the byte where reading stopped.
    pub fn parse(token: &'a [u8]) -> Result<Self, TimestampFault> {
        let data = SignedData::parse(token)?;
        let info = TimestampInfo::parse(&data.content)?;
        Ok(Self { data, info })
    }

    /// What the authority says.
    #[must_use]
    pub fn info(&self) -> &TimestampInfo<'a> {
        &self.info
    }

    /// The certificates in the token, in its order (INS-14).
    #[must_use]
    pub fn certificates(&self) -> &[Certificate<'a>] {
        &self.data.certificates
    }

    /// Whether the token was made for `signature`, the raw signature bytes (TSA-17).
    ///
    /// # Errors
    /// [`TimestampFault::ImprintMismatch`]
    pub fn covers(&self, signature: &[u8]) -> Result<(), TimestampFault> {
        let hash = self.info.imprint_hash;
        if self.info.imprint == hash.digest(signature) { Ok(()) } else { Err(TimestampFault::ImprintMismatch(hash)) }
    }

    /// Sections 10c and 10d, but for the signing certificates and revocation: imprint, the one signer and its
    /// signature, the path at genTime to one of `roots`, the rules of section 5e for the chain.
    ///
    /// # Errors
    /// The first rule that does not hold.
    pub fn verify<'c>(
        &self,
        signature: &[u8],
        roots: &[Certificate<'c>],
        verifier: &dyn SignatureVerifier,
    ) -> Result<VerifiedTimestamp<'c>, TimestampFault>
    where
        'a: 'c,
    {
        self.covers(signature)?;
        // TSA-25, D-78
        let [signer] = self.data.signers.as_slice() else {
            return Err(TimestampFault::Signers(self.data.signers.len()));
        };
        let leaf = signer.certificate(&self.data.certificates)?;
        let attributes = signer.verify(leaf, self.data.content.content, verifier)?;
        let gen_time = self.info.gen_time;
        let mut moments = Vec::from([(Moment::GenTime, gen_time)]);
        // TSA-34
        moments.extend(attributes.signing_time()?.map(|time| (Moment::SigningTime, time)));
        let search = path::Search { pool: &self.data.certificates, roots, moments: &moments, verifier };
        let chain = search.path(leaf)?;
        // TSA-35, TSA-36, TSA-40
        chain::verify(&chain, Purpose::Timestamping, verifier).map_err(TimestampFault::Chain)?;
        Ok(VerifiedTimestamp { gen_time, earliest: self.info.earliest(), latest: self.info.latest(), chain })
    }
}

impl SignerInfo<'_> {
    /// TSA-28: the certificate that the signer identifier names is in the token, and the attributes are bound to it.
    fn certificate<'s, 'a>(&self, certificates: &'s [Certificate<'a>]) -> Result<&'s Certificate<'a>, TimestampFault> {
        let mut named = certificates
            .iter()
            .filter(|certificate| certificate.issuer().as_der() == self.issuer && certificate.serial() == self.serial);
        let leaf = named.next().ok_or(TimestampFault::SignerCertificateMissing { certificates: certificates.len() })?;
        self.attributes()?.signing_certificate(leaf)?;
        Ok(leaf)
    }

    /// TSA-31
    fn attributes(&self) -> Result<&Attributes<'_>, TimestampFault> {
        self.attributes.as_ref().ok_or(TimestampFault::AttributesMissing)
    }

    /// TSA-29…33: version, algorithms, attributes, and the signature over the attributes as they arrived.
    fn verify(
        &self,
        leaf: &Certificate<'_>,
        content: &[u8],
        verifier: &dyn SignatureVerifier,
    ) -> Result<&Attributes<'_>, TimestampFault> {
        if self.version != Some(1) {
            return Err(TimestampFault::Version { structure: "SignerInfo", expected: 1, found: self.version });
        }
        let hash = hash_by_oid(&self.digest_algorithm)
            .ok_or_else(|| TimestampFault::DigestAlgorithm(self.digest_algorithm.to_string()))?;
        let attributes = self.attributes()?;
        attributes.content_type()?;
        attributes.message_digest(hash, content)?;
        let subject = || leaf.subject().to_string();
        PublicKey::from_spki(leaf.spki()).map_err(|fault| TimestampFault::Key { subject: subject(), fault })?;
        self.algorithm(hash)?
            .verify(leaf.spki(), &attributes.signed_bytes(), self.signature, verifier)
            .map_err(|_| TimestampFault::Signature { subject: subject() })?;
        Ok(attributes)
    }

    /// TSA-30, D-71: rsaEncryption and RSASSA-PSS take the hash from the digest algorithm; of PSS the parameters are
    /// not looked at, because the salt is as long as the hash whatever they say.
    fn algorithm(&self, digest: Hash) -> Result<SignatureAlgorithm, TimestampFault> {
        let oid: ObjectIdentifier = cms::algorithm(&self.signature_algorithm)?;
        match oid {
            RSA_ENCRYPTION => Ok(SignatureAlgorithm::RsaPkcs1(digest)),
            RSASSA_PSS => Ok(SignatureAlgorithm::RsaPss(digest)),
            _ => SignatureAlgorithm::from_der(self.signature_algorithm.raw).map_err(TimestampFault::SignatureAlgorithm),
        }
    }
}

impl<'c> VerifiedTimestamp<'c> {
    /// When the authority says it made the token.
    #[must_use]
    pub fn gen_time(&self) -> Time {
        self.gen_time
    }

    /// The earliest instant at which the signature can have existed, by the authority's accuracy.
    #[must_use]
    pub fn earliest(&self) -> Time {
        self.earliest
    }

    /// The latest instant at which it can have come into being.
    #[must_use]
    pub fn latest(&self) -> Time {
        self.latest
    }

    /// The authority's chain, judged by section 5e: its certificate first, the trusted root last.
    #[must_use]
    pub fn chain(&self) -> &[Certificate<'c>] {
        &self.chain
    }
}
