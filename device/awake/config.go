package awake

import (
	"fmt"
	"strings"
	"time"
)

// Config is the section [screen] of the config.
type Config struct {
	// Awake is the hours in which the screen never blanks, as "07:30-22:00", over
	// midnight where the second is the earlier one. Empty: it never blanks.
	Awake string `toml:"awake"`
}

// timeOfDay is the form of an hour in Config.
const timeOfDay = "15:04"

// Check tells the first thing that is wrong with c, beginning with the key's name.
func (c Config) Check() error {
	_, _, err := c.hours()
	return err
}

// At reports whether the screen is to stay on at t, by t's own zone.
func (c Config) At(t time.Time) bool {
	from, to, err := c.hours()
	now := minute(t)
	switch {
	case err != nil, from == to:
		return true
	case from < to:
		return now >= from && now < to
	}
	return now >= from || now < to
}

// hours are the first and the last minute of the day, the same for all day.
func (c Config) hours() (from, to int, err error) {
	if c.Awake == "" {
		return 0, 0, nil
	}
	first, last, _ := strings.Cut(c.Awake, "-")
	begin, err := time.Parse(timeOfDay, strings.TrimSpace(first))
	end, endErr := time.Parse(timeOfDay, strings.TrimSpace(last))
	if err != nil || endErr != nil {
		return 0, 0, fmt.Errorf("awake: %q is not like \"07:30-22:00\"", c.Awake)
	}
	return minute(begin), minute(end), nil
}

// minute is the minute of the day.
func minute(t time.Time) int { return t.Hour()*60 + t.Minute() }
