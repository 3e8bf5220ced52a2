package zone

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

func TestCheck(t *testing.T) {
	location := func(name string) *time.Location {
		l, err := time.LoadLocation(name)
		require.NoError(t, err)
		return l
	}
	for name, row := range map[string]struct {
		zone     Zone
		language string
		health   kiosk.Health
		says     []string
	}{
		"Beijing":                    {Zone{Location: location("Asia/Shanghai")}, "zh-CN", kiosk.HealthOK, []string{"Asia/Shanghai", "+08:00"}},
		"the same without a name":    {Zone{Location: time.FixedZone("CST-8", 8*3600)}, "zh-CN", kiosk.HealthOK, []string{"CST-8", "+08:00"}},
		"a Chinese till on UTC":      {Zone{Location: time.UTC}, "zh-CN", kiosk.HealthWarning, []string{"UTC", "timedatectl set-timezone Asia/Shanghai"}},
		"a Chinese till elsewhere":   {Zone{Location: location("Asia/Tokyo")}, "zh-CN", kiosk.HealthWarning, []string{"+09:00", "TZ=Asia/Shanghai"}},
		"an English till on UTC":     {Zone{Location: time.UTC}, "en", kiosk.HealthOK, []string{"UTC", "+00:00"}},
		"one that could not be read": {Zone{Location: time.UTC, Err: errors.New("TZ=Asia/Shangai: no such zone")}, "en", kiosk.HealthFailed, []string{"TZ=Asia/Shangai", "UTC", "TZ=Asia/Shanghai"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := result(row.zone, row.language == "zh-CN", time.Date(2026, time.July, 1, 0, 0, 0, 0, time.UTC))
			require.Equal(t, row.health, f.Health)
			require.Equal(t, row.health == kiosk.HealthFailed, !f.Brief.IsZero(), "only what is wrong stands in the bar")
			for _, language := range i18n.Languages() {
				texts, err := i18n.Load(language)
				require.NoError(t, err)
				text := texts.Found(f)
				if !f.Todo.IsZero() {
					text += "; " + texts.Text(f.Todo)
				}
				for _, word := range row.says {
					require.Contains(t, text, word)
				}
			}
		})
	}
}
