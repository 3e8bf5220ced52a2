package voice

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Config is the [voice] section.
type Config struct {
	Enabled bool `toml:"enabled"`
	// Volume is in per cent; 0 is silence.
	Volume int `toml:"volume"`
	// Hours are other volumes at some hours, "22:00-07:00 20"; the first that fits counts.
	Hours []string `toml:"hours"`
	// Money is the reading of amounts in Mandarin: MoneyDecimal or MoneyUnits.
	Money string `toml:"money"`
}

// The ways to read 12.34 yuan.
const (
	MoneyDecimal = "decimal" // 十二点三四元
	MoneyUnits   = "units"   // 十二元三角四分
)

// Moneys are the values of Config.Money.
var Moneys = []string{MoneyDecimal, MoneyUnits}

func Default() Config {
	return Config{Enabled: true, Volume: 80, Hours: []string{}, Money: MoneyDecimal}
}

func (c Config) Check() error {
	if err := checkVolume(c.Volume); err != nil {
		return fmt.Errorf("voice.volume: %w", err)
	}
	for _, line := range c.Hours {
		if _, err := parseHours(line); err != nil {
			return fmt.Errorf("voice.hours: %w", err)
		}
	}
	if !slices.Contains(Moneys, c.Money) {
		return fmt.Errorf(`voice.money: %q is not one of "%s" or "%s"`, c.Money, MoneyDecimal, MoneyUnits)
	}
	return nil
}

func checkVolume(percent int) error {
	if percent < 0 || percent > 100 {
		return fmt.Errorf("%d is not between 0 and 100", percent)
	}
	return nil
}

// hours are a volume from one time of day to another, over midnight where that is earlier.
type hours struct {
	from, to time.Duration // since midnight
	volume   int
}

func parseHours(line string) (h hours, err error) {
	var errs [3]error
	span, volume, _ := strings.Cut(strings.TrimSpace(line), " ")
	from, to, _ := strings.Cut(span, "-")
	h.from, errs[0] = timeOfDay(from)
	h.to, errs[1] = timeOfDay(to)
	h.volume, errs[2] = strconv.Atoi(strings.TrimSpace(volume))
	if errors.Join(errs[:]...) != nil || h.from == h.to {
		return h, fmt.Errorf("%q is not like \"22:00-07:00 20\", hours and a volume", line)
	}
	return h, checkVolume(h.volume)
}

func timeOfDay(s string) (time.Duration, error) {
	at, err := time.Parse("15:04", s)
	return sinceMidnight(at), err
}

func sinceMidnight(t time.Time) time.Duration {
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// volumeAt is the volume at a time of the shop's clock.
func (c Config) volumeAt(t time.Time) int {
	now := sinceMidnight(t)
	for _, line := range c.Hours {
		h, err := parseHours(line)
		if err != nil {
			continue // Check has refused it
		}
		inside := h.from <= now && now < h.to
		if h.from > h.to {
			inside = now >= h.from || now < h.to
		}
		if inside {
			return h.volume
		}
	}
	return c.Volume
}
