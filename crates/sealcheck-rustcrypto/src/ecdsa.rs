//! ECDSA over three curves. The digest goes to the curve crate as it is: it is truncated or padded to the order
//! there, as FIPS 186-5 §6.4.2 says, so a hash shorter than usual is accepted (row S-08).

/// The coordinates of an uncompressed point (SEC 1 §2.3.4), the only form there is (row S-07); the decoders of the
/// curve crates would bring the square roots for compressed points along.
fn coordinates(spki: &[u8]) -> Option<(&[u8], &[u8])> {
    match super::rsa::spki_key(spki)? {
        [4, point @ ..] if point.len().is_multiple_of(2) => point.split_at_checked(point.len() / 2),
        _ => None,
    }
}

macro_rules! curve {
    ($curve:ident) => {
        pub(super) fn $curve(spki: &[u8], digest: &[u8], signature: &[u8]) -> Option<()> {
            use $curve::ecdsa::signature::hazmat::PrehashVerifier as _;
            use $curve::elliptic_curve::point::AffineCoordinates as _;
            let (x, y) = coordinates(spki)?;
            // Checks that the point is on the curve.
            let point = $curve::AffinePoint::from_coordinates(x.try_into().ok()?, y.try_into().ok()?);
            let key = $curve::ecdsa::VerifyingKey::from_affine(Option::from(point)?).ok()?;
            let signature = $curve::ecdsa::Signature::from_slice(signature).ok()?;
            key.verify_prehash(digest, &signature).ok()
        }
    };
}

curve!(p256);
curve!(p384);
curve!(p521);
