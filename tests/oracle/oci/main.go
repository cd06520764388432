// oci writes the vectors that notation's OCI verifier judges.
package main

import (
	"flag"
	"fmt"
	"log"
	"runtime"
	"runtime/debug"

	"sealcheck.example/oracle/lab"
)

func main() {
	keys := flag.String("keys", "", "RSA fixtures")
	out := flag.String("out", "", "directory for the vectors")
	only := flag.String("only", "", "one group")
	flag.Parse()
	if err := lab.LoadPrimes(*keys, false); err != nil {
		log.Fatal(err)
	}
	lab.Build()
	source := "made by tests/oracle (oci), judged by " + versions()
	seen := map[string]bool{}
	for _, g := range groups {
		if *only != "" && *only != g.name {
			continue
		}
		cases := g.make()
		for _, c := range cases {
			if seen[c.ID] {
				log.Fatalf("two cases are called %s", c.ID)
			}
			seen[c.ID] = true
			run(c)
		}
		if err := lab.WriteGroup(*out, g.name, source, cases); err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%-14s %s\n", g.name, lab.Summary(cases))
	}
	if *only == "" || *only == "inspect" {
		if err := writeInspect(*out, source); err != nil {
			log.Fatal(err)
		}
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
	make func() []*lab.Case
}{
	{"envelopes", envelopes},
	{"jws-rejects", jwsCases},
	{"cose-rejects", coseCases},
	{"payload", payloads},
	{"certificates", certificates},
	{"authenticity", authenticity},
	{"identities", identities},
	{"policies", policies},
	{"levels", levels},
	{"times", times},
	{"timestamps", timestamps},
	{"layouts", layouts},
	{"guides", guides},
	{"plugins", pluginCases},
	{"strict", strict},
}
