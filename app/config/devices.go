package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"facepay/providers/weburl"
)

// The sections in this file belong to parts of a till that this version does
// not have yet. They are read and checked so that a shop's file stays valid;
// `facepay check` says of each that it does nothing.

type Printer struct {
	Port    string `toml:"port"`
	Columns int    `toml:"columns"`
}

// Idle lists the sections that are set to something and do nothing yet.
func (c Config) Idle() []string {
	set := map[string]bool{"printer": c.Printer.Port != ""}
	maps.DeleteFunc(set, func(_ string, is bool) bool { return !is })
	return slices.Sorted(maps.Keys(set))
}

// Receipts are 58 mm wide with 32 columns or 80 mm wide with 48; printers with
// a smaller font reach 64.
const (
	printerColumnsMin = 32
	printerColumnsMax = 64
)

// Check looks at the width and, where the port is a network address, at that.
func (p Printer) Check() error {
	if p.Columns < printerColumnsMin || p.Columns > printerColumnsMax {
		return keyErr("columns", fmt.Sprintf("%d is not between %d and %d", p.Columns, printerColumnsMin, printerColumnsMax))
	}
	if strings.Contains(p.Port, ":") && !strings.HasPrefix(p.Port, "/") {
		if err := weburl.CheckHostPort(p.Port); err != nil {
			return keyErr("port", err.Error())
		}
	}
	return nil
}
