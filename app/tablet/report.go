package tablet

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"facepay/app/lan"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// standing is the state of the page as its reports told it last.
type standing struct {
	state kiosk.DeviceState
	since time.Time
}

// saying is an amount that a screen was sent, "" for none, and when.
type saying struct {
	amount string
	at     time.Time // zero: nothing was sent yet
}

// Report is the page's report. Its address is told without the token.
func (p *Page) Report() kiosk.DeviceReport {
	s := p.Status()
	r := kiosk.DeviceReport{Device: kiosk.DeviceTablet, State: kiosk.DeviceReady, Port: s.Host}
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case !s.On:
		r.State = kiosk.DeviceOff
	case errors.Is(s.Trouble, lan.ErrNoNetwork):
		r.State, r.Trouble = kiosk.DeviceTrouble, kiosk.T("device.trouble.no_network")
	case s.Trouble != nil:
		r.State, r.Trouble = kiosk.DeviceTrouble, kiosk.T("device.trouble.unopenable")
	case s.Address == "":
		r.State = kiosk.DeviceUnknown
	case s.Screens == 0:
		r.State, r.Trouble = kiosk.DeviceGone, kiosk.T("device.trouble.unseen")
	}
	if p.stands.state != r.State {
		p.stands = standing{r.State, p.Now()}
	}
	r.Since = p.stands.since
	if p.said.at.IsZero() || r.State == kiosk.DeviceOff {
		return r
	}
	r.Last, r.LastAt = kiosk.T("device.last.cleared"), p.said.at
	if p.said.amount != "" {
		r.Last = kiosk.T("device.last.shown", "amount", p.said.amount)
	}
	return r
}

// say notes what a screen is sent.
func (p *Page) say(c *kiosk.CustomerScreen) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.said.at.IsZero() || p.said.amount != c.Amount {
		p.said = saying{c.Amount, p.Now()}
	}
}

// testMax bounds the answer of the page to the till itself.
const testMax = 5 * time.Second

// Test asks for the page by its own address, as a device would, and tells how many look at
// it. Whether the network lets other devices through only they can tell.
func (p *Page) Test(ctx context.Context) []kiosk.CheckResult {
	s := p.Status()
	switch {
	case !s.On:
		return health.One(health.OK(kiosk.CheckTablet, "tablet.off"))
	case errors.Is(s.Trouble, lan.ErrNoNetwork):
		return health.One(health.Failed(kiosk.CheckTablet, kiosk.CauseNetwork, "tablet.no_network"))
	case s.Trouble != nil:
		return health.One(health.Failed(kiosk.CheckTablet, kiosk.CauseMachine, "tablet.port", "reason", kiosk.Trim(s.Trouble.Error())))
	}
	if err := ask(ctx, s.Address); err != nil {
		return health.One(health.Failed(kiosk.CheckTablet, kiosk.CauseMachine, "tablet.silent", "address", s.Host, "reason", health.Reason(err)))
	}
	if s.Screens == 0 {
		return health.One(health.Warning(kiosk.CheckTablet, "tablet.none", "address", s.Host))
	}
	return health.One(health.OK(kiosk.CheckTablet, "tablet.ok", "address", s.Host, "n", strconv.Itoa(s.Screens)))
}

func ask(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, testMax)
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	direct := http.Transport{DisableKeepAlives: true} // whatever proxy the machine has
	answer, err := direct.RoundTrip(r)
	if err != nil {
		return err
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("it answers %s", answer.Status)
	}
	return nil
}
