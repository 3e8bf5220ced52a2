// Facepay is a full-screen till that takes WeChat and Alipay payments. What a till
// does is in package kiosk; package app opens its parts, and this is its command.
package main

import (
	"os"

	"facepay/app"
	"facepay/app/cli"
)

func main() {
	app.AttachConsole(os.Args[1:])
	os.Exit(cli.Main(os.Args[1:], os.Stdin, os.Stdout, os.Stderr))
}
