package cli

import (
	"time"

	"facepay/app/config"
)

// dayRange is the first and the last day that a command is about, "" where none was said.
type dayRange struct{ from, to string }

// parse reads both days; the zero time for one that was not said.
func (d *dayRange) parse() (from, to time.Time, err error) {
	for _, day := range []struct {
		flag, text string
		into       *time.Time
	}{{"--from", d.from, &from}, {"--to", d.to, &to}} {
		if day.text == "" {
			continue
		}
		if *day.into, err = time.Parse(time.DateOnly, day.text); err != nil {
			return from, to, config.Usagef("%s %q: is not a day such as 2026-11-30", day.flag, day.text)
		}
	}
	return from, to, nil
}

// ordered is an error when the last day lies before the first.
func (d *dayRange) ordered() error {
	if d.from != "" && d.to != "" && d.to < d.from {
		return config.Usagef("--to %s: lies before --from %s", d.to, d.from)
	}
	return nil
}
