package adverts

import (
	"errors"
	"fmt"
	"os"
	"time"
)

// Config is the section [adverts] of the config.
type Config struct {
	Interval time.Duration `toml:"interval"` // time for which one picture is shown, as "8s"
	Dir      string        `toml:"dir"`      // the shop's own pictures, shown after the gateway's
}

const (
	// intervalMin keeps the stage from flickering and the machine from decoding
	// all day; intervalMax catches a forgotten unit.
	intervalMin = time.Second
	intervalMax = time.Hour
)

// Default is the section as it is without a config file.
func Default() Config { return Config{Interval: 8 * time.Second} }

var errNotFolder = errors.New("is not a folder")

// Check tells the first thing that is wrong with c, beginning with the key's
// full name; prefix is the section's, "adverts".
func (c Config) Check(prefix string) error {
	if c.Interval < intervalMin || c.Interval > intervalMax {
		return fmt.Errorf("%s.interval: %v is not between %v and %v", prefix, c.Interval, intervalMin, intervalMax)
	}
	if info, err := os.Stat(c.Dir); c.Dir != "" && err == nil && !info.IsDir() {
		return fmt.Errorf("%s.dir: %s %w", prefix, c.Dir, errNotFolder)
	}
	return nil
}

// Missing is the error of the shop's own folder now, such as a
// stick that is out; nil where there is none or it is there. It is no error of
// the config: no advert keeps a shop from selling.
func (c Config) Missing() error {
	if c.Dir == "" {
		return nil
	}
	if _, err := os.Stat(c.Dir); err != nil {
		return fmt.Errorf("look at the shop's pictures: %w", err)
	}
	return nil
}
