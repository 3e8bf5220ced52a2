// Facepay is a full-screen till that takes WeChat and Alipay payments.
//
// This package reads the flags and the config and wires the parts together;
// what a till does is in package kiosk.
package main

import (
	"os"
	"time"

	_ "facepay/ui/locale" // before the window library looks at the locale
)

func main() {
	time.Local = machineZone().Location // before anything asks for it
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
