module sealcheck.example/oracle/blob

go 1.24.0

require (
	github.com/notaryproject/notation-core-go v1.3.0
	github.com/notaryproject/notation-go v1.3.2
	sealcheck.example/oracle-revocation v0.0.0
	sealcheck.example/oracle/lab v0.0.0
)

require (
	github.com/Azure/go-ntlmssp v0.0.0-20221128193559-754e69321358 // indirect
	github.com/fxamacker/cbor/v2 v2.8.0 // indirect
	github.com/go-asn1-ber/asn1-ber v1.5.8-0.20250403174932-29230038a667 // indirect
	github.com/go-ldap/ldap/v3 v3.4.11 // indirect
	github.com/golang-jwt/jwt/v4 v4.5.2 // indirect
	github.com/google/uuid v1.6.0 // indirect
	github.com/notaryproject/notation-plugin-framework-go v1.0.0 // indirect
	github.com/notaryproject/tspclient-go v1.0.0 // indirect
	github.com/opencontainers/go-digest v1.0.0 // indirect
	github.com/opencontainers/image-spec v1.1.1 // indirect
	github.com/veraison/go-cose v1.3.0 // indirect
	github.com/x448/float16 v0.8.4 // indirect
	golang.org/x/crypto v0.38.0 // indirect
	golang.org/x/mod v0.24.0 // indirect
	golang.org/x/sync v0.14.0 // indirect
	oras.land/oras-go/v2 v2.6.0 // indirect
)

// Only this commit has VerifyBlob; the module of the other oracles asks for a release without it.
replace github.com/notaryproject/notation-go => github.com/notaryproject/notation-go v1.2.0-beta.1.0.20250512015818-2bc67e7695ef

replace (
	sealcheck.example/oracle-revocation => ../../oracle-revocation
	sealcheck.example/oracle/lab => ../lab
)
