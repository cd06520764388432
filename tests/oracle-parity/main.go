// oracle-parity makes random cases, lets notation judge them, and writes one case per line.
//
// A case is a function of seed and number alone, whoever makes it and in whatever order.
package main

import (
	"bufio"
	"crypto/x509"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"os"
	"strings"

	"github.com/notaryproject/notation-core-go/signature"

	"sealcheck.example/oracle-revocation/judge"
	"sealcheck.example/oracle/lab"
)

// Written is a case as it is written.
type Written struct {
	*judge.Vector
	Features []string `json:"features"`
	chains   [][]*lab.Cert
}

func main() {
	keys := flag.String("keys", "", "RSA fixtures")
	seed := flag.Uint64("seed", 0, "seed of the run")
	from := flag.Uint64("from", 0, "number of the first case")
	step := flag.Uint64("step", 1, "distance to the next one")
	count := flag.Uint64("count", 1, "how many")
	blob := flag.String("blob", "", "the oracle for files, tests/oracle/blob")
	flag.Parse()
	if err := lab.LoadPrimes(*keys, false); err != nil {
		log.Fatal(err)
	}
	files, err := startBlobOracle(*blob)
	if err != nil {
		log.Fatal(err)
	}
	out := bufio.NewWriter(os.Stdout)
	lines := json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	for i := range *count {
		c := make1(*seed, *from+i*(*step))
		if c.Kind != "blob" {
			judge.Run(c.Vector)
		} else if err := files.judge(c); err != nil {
			log.Fatal(err)
		}
		c.Features = append(c.Features, unreadable(c.chains)...)
		if plainUnprocessed(c.Case) {
			c.Features = append(c.Features, "is.plain-unprocessed")
		}
		if err := lines.Encode(c); err != nil {
			log.Fatal(err)
		}
		if err := out.Flush(); err != nil {
			os.Exit(1) // nobody reads any more
		}
	}
}

// unreadable says why Go reads a certificate not; the envelopes' errors keep it to themselves.
func unreadable(chains [][]*lab.Cert) (features []string) {
	for _, chain := range chains {
		for _, c := range chain {
			if _, err := x509.ParseCertificate(c.DER); err != nil {
				features = append(features, "is."+err.Error())
			}
		}
	}
	return features
}

// plainUnprocessed tells whether an attribute that notation misses in a plugin's answer, or cannot tell the plugin, is not
// critical (D-64); its error calls all of them critical.
func plainUnprocessed(c *lab.Case) bool {
	for i, one := range c.Notation.Signatures {
		const unprocessed, unsaid = "was not processed by the verification plugin", "failed to marshal request object"
		if one.Error == nil || !strings.Contains(*one.Error, unprocessed) && !strings.Contains(*one.Error, unsaid) {
			continue
		}
		envelope, err := signature.ParseEnvelope(c.Signatures[i].MediaType, c.Signatures[i].Envelope)
		if err != nil {
			continue
		}
		content, err := envelope.Content()
		if err != nil {
			continue
		}
		said := true
		for _, a := range content.SignerInfo.SignedAttributes.ExtendedAttributes {
			_, err := json.Marshal(a.Value)
			said = said && (err == nil || !a.Critical)
			if name := fmt.Sprintf("attribute %q was", a.Key); !a.Critical && strings.Contains(*one.Error, name) {
				return true
			}
		}
		if said && strings.Contains(*one.Error, unsaid) {
			return true
		}
	}
	return false
}

func make1(seed, number uint64) *Written {
	return (&maker{Random: Random{rand.New(rand.NewPCG(seed, number))}}).line(seed, number)
}
