// newkeys adds missing RSA fixtures to the file it is given.
package main

import (
	"log"
	"os"

	"sealcheck.example/oracle/lab"
)

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: newkeys FILE")
	}
	if err := lab.LoadPrimes(os.Args[1], true); err != nil {
		log.Fatal(err)
	}
}
