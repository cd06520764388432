// oracle-revocation writes the vectors of revocation that notation's verifier judges.
package main

import (
	"flag"
	"fmt"
	"log"
	"path/filepath"
	"runtime"
	"runtime/debug"

	"sealcheck.example/oracle-revocation/judge"
	"sealcheck.example/oracle/lab"
)

func main() {
	keys := flag.String("keys", "", "RSA fixtures")
	out := flag.String("out", "", "directory for the vectors")
	large := flag.String("large", "", "instead: a file for one case with a CRL of 100,000 entries, for benchmarks")
	flag.Parse()
	if err := lab.LoadPrimes(*keys, false); err != nil {
		log.Fatal(err)
	}
	lab.Build()
	if *large != "" {
		group := lab.Group{Source: "benchmark", Certificates: map[string]string{}, Cases: largeCase()}
		if err := lab.WriteJSON(*large, group); err != nil {
			log.Fatal(err)
		}
		return
	}
	source := "made by tests/oracle-revocation, judged by " + versions()
	seen := map[string]bool{}
	for _, g := range groups {
		certs := map[string]string{}
		cases := g.make()
		var plain []*lab.Case
		for _, c := range cases {
			if seen[c.ID] {
				log.Fatalf("two cases are called %s", c.ID)
			}
			seen[c.ID] = true
			judge.Run(c)
			plain = append(plain, c.Case)
			for _, entries := range c.TrustStores {
				for _, e := range entries {
					certs[e.Cert.Name] = lab.Std64(e.Cert.DER)
				}
			}
		}
		group := lab.Group{Source: source, Certificates: certs, Cases: cases}
		if err := lab.WriteJSON(filepath.Join(*out, g.name+".json"), group); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-17s %s\n", g.name, lab.Summary(plain))
	}
}

func versions() string {
	info, _ := debug.ReadBuildInfo()
	text := ""
	for _, d := range info.Deps {
		switch d.Path {
		case "github.com/notaryproject/notation-go", "github.com/notaryproject/notation-core-go":
			text += d.Path[len("github.com/notaryproject/"):] + " " + d.Version + ", "
		}
	}
	return text + runtime.Version()
}

var groups = []struct {
	name string
	make func() []*judge.Vector
}{
	{"revocation-ocsp", ocspCases},
	{"revocation-crl", crlCases},
	{"revocation-chains", chainCases},
	{"revocation-tsa", authorityCases},
	{"short-lived", shortLivedCases},
	{"revocation-accused", accusationCases},
	{"revocation-strict", strictCases},
}
