package main

import "strings"

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func swapLabel(pem, label string) string { return strings.ReplaceAll(pem, "CERTIFICATE", label) }

func relabel(pem, label, headers string) string {
	mark := "-----BEGIN " + label + "-----\n"
	return strings.Replace(pem, mark, mark+headers, 1)
}

// keyBlock is a PEM block that says it is a private key and is not one.
func keyBlock() string {
	return "-----BEGIN " + "PRIVATE KEY-----\nAAECAwQFBgcICQ==\n-----END " + "PRIVATE KEY-----\n"
}
