package config

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"facepay/device/serial"
)

// The sections in this file belong to parts of a till that this version does
// not have yet. They are read and checked so that a shop's file stays valid;
// `facepay check` says of each that it does nothing.

type Pole struct {
	Port string `toml:"port"`
	Baud int    `toml:"baud"`
}

type Voice struct {
	Enabled bool `toml:"enabled"`
	Volume  int  `toml:"volume"`
}

// Idle lists the sections that are set to something and do nothing yet. Voice
// is on by default, so only a change of it counts as being set.
func (c Config) Idle() []string {
	voice := Default().Voice
	voice.Enabled = c.Voice.Enabled // off is what this version does
	set := map[string]bool{"pole": c.Pole.Port != "", "voice": c.Voice != voice}
	maps.DeleteFunc(set, func(_ string, is bool) bool { return !is })
	return slices.Sorted(maps.Keys(set))
}

// Check looks at the speed; the port is looked at by `facepay check`.
func (p Pole) Check() error {
	if slices.Contains(serial.Bauds, p.Baud) {
		return nil
	}
	rates := strings.Fields(strings.Trim(fmt.Sprint(serial.Bauds), "[]"))
	return keyErr("baud", fmt.Sprintf("%d is no serial speed; use one of %s", p.Baud, strings.Join(rates, ", ")))
}

func (v Voice) Check() error {
	if v.Volume < 0 || v.Volume > 100 {
		return keyErr("volume", fmt.Sprintf("%d is not between 0 and 100", v.Volume))
	}
	return nil
}
