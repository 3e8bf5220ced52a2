// Command gatewaysdoc writes docs/gateways.md: what each gateway may say and
// what the till makes of it, out of the tables by which the code decides.
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	output := flag.String("output", "", "file to write")
	flag.Parse()
	if *output == "" {
		fmt.Fprintln(os.Stderr, "gatewaysdoc: -output names no file")
		os.Exit(2)
	}
	if err := write(*output); err != nil {
		fmt.Fprintln(os.Stderr, "gatewaysdoc:", err)
		os.Exit(1)
	}
}

func write(path string) error {
	if err := os.WriteFile(path, []byte(page()), 0o644); err != nil {
		return fmt.Errorf("write the page: %w", err)
	}
	return nil
}
