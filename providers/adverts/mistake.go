package adverts

import (
	"context"
	"errors"
	"strconv"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/kiosk/picture"
)

// Mistake is something in the shop's folder that cannot be used. The rest of it is.
type Mistake struct {
	Place string // the file; of adverts.toml also line and key, as "FILE:3: days"
	What  kiosk.Text
}

// Text is the mistake in one sentence.
func (m Mistake) Text() kiosk.Text {
	return kiosk.T("check.advert.at", "place", m.Place, "what", m.What.Arg())
}

// pictureWrong says why a file cannot be read or shown.
func pictureWrong(err error) kiosk.Text {
	switch {
	case errors.Is(err, picture.ErrLarge):
		return kiosk.T("check.advert.large")
	case errors.Is(err, picture.ErrFormat):
		return kiosk.T("check.advert.format")
	}
	return kiosk.T("check.advert.unreadable", "reason", health.Reason(err))
}

const (
	// mistakesTold bounds those that a check tells: a folder of other files has hundreds.
	mistakesTold = 12
	// checkMax bounds the check: fifty pictures of the largest size are unpacked.
	checkMax = time.Minute
)

// Check looks at the shop's folder and its adverts.toml, and at what plays at now, in the
// shop's time zone.
func Check(data string, c Config, now func() time.Time) health.Check {
	return health.Check{Name: kiosk.CheckAdverts, Full: true, Max: checkMax, Run: func(context.Context) []kiosk.CheckResult {
		if err := c.Missing(); err != nil {
			return health.One(health.Warning(kiosk.CheckAdverts, "adverts.gone", "dir", c.Dir, "reason", health.Reason(err)))
		}
		p := PreviewAt(data, c, now())
		results := health.One(health.OK(kiosk.CheckAdverts, "adverts.ok", "n", strconv.Itoa(len(p.Adverts))))
		for _, m := range p.Mistakes[:min(len(p.Mistakes), mistakesTold)] {
			results = append(results, health.Warning(kiosk.CheckAdverts, "adverts.bad", "mistake", m.Text().Arg()))
		}
		if more := len(p.Mistakes) - mistakesTold; more > 0 {
			results = append(results, health.Warning(kiosk.CheckAdverts, "adverts.more", "n", strconv.Itoa(more)))
		}
		return results
	}}
}
