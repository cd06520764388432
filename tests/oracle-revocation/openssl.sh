#!/bin/sh
# Lets OpenSSL make certificates, OCSP responses and CRLs, and say what it thinks of them.
# Keys are new in every run and thrown away; the output is committed. It is judged at the time it was made.
# usage: openssl.sh [output file]
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=${1:-"$here/../vectors/revocation/openssl.json"}
mkdir -p "$(dirname "$out")"
out=$(cd "$(dirname "$out")" && pwd)/$(basename "$out")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export TZ=UTC
at=$(date -u +%Y-%m-%dT%H:%M:%SZ)

cat > ca.cnf <<'CNF'
[ca]
default_ca = this
[this]
database = $ENV::CA/index.txt
new_certs_dir = $ENV::CA
serial = $ENV::CA/serial
crlnumber = $ENV::CA/crlnumber
certificate = $ENV::CA/ca.pem
private_key = $ENV::CA/ca.key
default_md = sha256
default_days = 365
default_crl_days = 7
policy = any
unique_subject = no
[any]
commonName = supplied
[root]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[leaf]
keyUsage = critical, digitalSignature
extendedKeyUsage = codeSigning
crlDistributionPoints = URI:http://crl.openssl.example/ca.crl
[responder]
keyUsage = critical, digitalSignature
extendedKeyUsage = OCSPSigning
noCheck = ignored
[plain]
keyUsage = critical, digitalSignature
[number]
crlNumber = 1000
[user]
issuingDistributionPoint = critical, @user-point
[user-point]
onlyuser = TRUE
[cas]
issuingDistributionPoint = critical, @cas-point
[cas-point]
onlyCA = TRUE
[here]
issuingDistributionPoint = critical, @here-point
[here-point]
fullname = URI:http://crl.openssl.example/ca.crl
[elsewhere]
issuingDistributionPoint = critical, @elsewhere-point
[elsewhere-point]
fullname = URI:http://crl.openssl.example/other.crl
CNF

quiet() { "$@" > log 2>&1 || { cat log >&2; exit 1; }; }
key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2> /dev/null; }
authority() { # folder, name
  mkdir "$1"; : > "$1/index.txt"; echo 1000 > "$1/serial"; echo 01 > "$1/crlnumber"
  key "$1/ca.key"
  export CA="$1"
  quiet openssl req -new -x509 -key "$1/ca.key" -subj "/CN=$2" -days 3650 -config ca.cnf -extensions root -out "$1/ca.pem"
}
issue() { # folder, name, section
  key "$2.key"
  quiet openssl req -new -key "$2.key" -subj "/CN=$2" -config ca.cnf -out "$2.csr"
  CA="$1" quiet openssl ca -batch -notext -config ca.cnf -extensions "$3" -in "$2.csr" -out "$2.pem"
}
revoke() { CA="$1" quiet openssl ca -config ca.cnf -revoke "$2.pem" -crl_reason "$3"; }
printf '\n[req]\ndistinguished_name = dn\n[dn]\n' >> ca.cnf
export CA=ca
authority ca "Sealcheck OpenSSL CA"
authority twin "Sealcheck OpenSSL CA"
authority stranger "Sealcheck OpenSSL stranger"
issue ca missing leaf
: > ca/index.txt # so the responder does not know it
for leaf in good compromised held superseded; do issue ca $leaf leaf; done
issue ca responder responder
issue ca plain plain
issue twin twin-responder responder

der() { openssl x509 -in "$1" -outform DER | base64 -w0; }
first=1
row() { # id, note, certificate, issuer, member, file, what OpenSSL said
  [ $first = 1 ] || printf ',\n' >> "$out"
  first=0
  printf '  {"id": "%s", "note": "%s", "certificate": "%s", "issuer": "%s", "%s": "%s", "openssl": "%s"}' \
    "$1" "$2" "$(der "$3")" "$(der "$4")" "$5" "$(base64 -w0 < "$6")" "$7" >> "$out"
}
printf '{\n "source": "made and judged by %s (tests/oracle-revocation/openssl.sh)",\n "at": "%s",\n "cases": [\n' \
  "$(openssl version | cut -d' ' -f1,2)" "$at" > "$out"

ocsp() { # id, note, leaf, signer certificate, signer key, further options
  id=$1 note=$2 leaf=$3 signer=$4 signerkey=$5
  shift 5
  CA=ca
  quiet openssl ocsp -issuer ca/ca.pem $HASH -cert "$leaf.pem" -no_nonce -reqout req.der
  quiet openssl ocsp -index ca/index.txt -CA ca/ca.pem -rsigner "$signer" -rkey "$signerkey" -reqin req.der -respout resp.der -ndays 7 "$@"
  said=$(openssl ocsp -issuer ca/ca.pem $HASH -cert "$leaf.pem" -no_nonce -respin resp.der -CAfile ca/ca.pem 2>&1 || true)
  verified=$(echo "$said" | grep -c 'Response verify OK' || true)
  status=$(echo "$said" | sed -n "s/^$leaf.pem: //p")
  [ "$verified" = 1 ] || status="not verified"
  row "ocsp-$id" "$note" "$leaf.pem" ca/ca.pem response resp.der "$status"
}
HASH=
ca=ca/ca.pem cakey=ca/ca.key
crl() { # id, note, leaf, authority, further options
  id=$1 note=$2 leaf=$3 by=$4
  shift 4
  CA=$by quiet openssl ca -gencrl -config ca.cnf -out list.pem "$@"
  openssl crl -in list.pem -outform DER -out list.der
  said=$(openssl verify -crl_check -extended_crl -CAfile ca/ca.pem -CRLfile list.pem "$leaf.pem" 2>&1 || true)
  status=$(echo "$said" | sed -n 's/^error [0-9]* at 0 depth lookup: //p' | head -1)
  row "crl-$id" "$note" "$leaf.pem" ca/ca.pem crl list.der "${status:-good}"
}

crl before "nothing is revoked yet" compromised ca
revoke ca compromised keyCompromise
revoke ca held certificateHold
revoke ca superseded superseded

ocsp good "signed by the issuer" good $ca $cakey
ocsp by-key "the responder named by its key" good $ca $cakey -resp_key_id
ocsp revoked "keyCompromise" compromised $ca $cakey
ocsp held "certificateHold" held $ca $cakey
ocsp unknown "a certificate that the responder does not know" missing $ca $cakey
HASH=-sha256
ocsp sha256 "CertID with SHA-256" good $ca $cakey
HASH=-sha512
ocsp sha512 "CertID with SHA-512" superseded $ca $cakey
HASH=
ocsp delegated "a delegated responder" good responder.pem responder.key
ocsp delegated-revoked "a delegated responder says revoked" compromised responder.pem responder.key
ocsp delegated-no-certificates "the responder's certificate is left out" good responder.pem responder.key -resp_no_certs
ocsp not-authorised "a certificate without id-kp-OCSPSigning answers" good plain.pem plain.key
ocsp itself "the certificate answers for itself" good good.pem good.key
ocsp twin "a responder of another authority of the same name" good twin-responder.pem twin-responder.key
ocsp wrong-issuer "another authority answers" good stranger/ca.pem stranger/ca.key
ocsp sha512-signature "signed with SHA-512" good $ca $cakey -rmd sha512

crl good "not listed" good ca
crl revoked "keyCompromise" compromised ca
crl held "certificateHold" held ca
crl superseded "superseded" superseded ca
crl expired "nextUpdate is past" good ca -crl_lastupdate 20250101000000Z -crl_nextupdate 20250201000000Z
crl twin "of another authority of the same name" good twin
crl stranger "of another authority" good stranger
crl user "for user certificates" good ca -crlexts user
crl cas "for CA certificates alone" good ca -crlexts cas
crl here "for the certificate's distribution point" good ca -crlexts here
crl elsewhere "for another distribution point" good ca -crlexts elsewhere
crl here-revoked "for the certificate's distribution point, keyCompromise" compromised ca -crlexts here
crl sha512 "signed with SHA-512" good ca -md sha512
printf '\n ]\n}\n' >> "$out"
grep -o '"id": "[^"]*"\|"openssl": "[^"]*"' "$out" | paste - -
