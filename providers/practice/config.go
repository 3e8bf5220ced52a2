package practice

import (
	"cmp"
	"fmt"
	"log/slog"
	"math"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"facepay/kiosk"
)

// PasswordReply is the form of tofastpay's answer while the customer types a password.
// No vendor document shows that reply.
type PasswordReply string

const (
	// PasswordNumbered names out_trade_no, so that the till can follow the payment.
	PasswordNumbered PasswordReply = "number"
	// PasswordBare answers with status and msg alone, as public clients of the
	// gateway expect it: nothing is left to ask by.
	PasswordBare PasswordReply = "bare"
)

// notifyScaleMax bounds the longest wait, half a day of a vendor's.
const notifyScaleMax = 10.0

// Config is a practice gateway's; a zero field takes the value of Defaults.
type Config struct {
	Listen string `toml:"listen"` // host:port; port 0 takes a free one
	// PhonePages lets phones in the shop's network use the customer page and
	// the control routes, and makes each QR the address of its order's page.
	PhonePages bool `toml:"phone_pages"`
	// PhoneURL is the base for phones; empty: found from Listen and this machine's addresses.
	PhoneURL      string        `toml:"phone_url"`
	Journal       string        `toml:"journal"`    // a file that keeps the ledger over a crash; empty: memory only
	FreeLimit     string        `toml:"free_limit"` // yuan that a payment code pays without a password
	PasswordReply PasswordReply `toml:"password_reply"`
	QRValid       time.Duration `toml:"qr_valid"`
	AutoPay       time.Duration `toml:"auto_pay"` // pays each order this long after it was made; 0: never
	// NotifyScale stretches the vendor's waits before a notification is sent again; 0 is 1.
	NotifyScale float64 `toml:"notify_scale"`
	// TillURL is the base of the till's /mini/<order_no>, which the mini-program asks.
	TillURL string  `toml:"till_url"`
	Faults  []Fault `toml:"faults"` // that stand from the start

	Now func() time.Time `toml:"-"` // nil: time.Now
	// Log receives a debug line a request, without payment codes; nil is silent.
	Log *slog.Logger `toml:"-"`
}

// Defaults is a gateway for one machine, with nothing wrong.
func Defaults() Config {
	return Config{
		Listen: "127.0.0.1:0", PasswordReply: PasswordNumbered,
		FreeLimit: "1000.00",     // the wallets' own limit for small payments lies near it
		QRValid:   2 * time.Hour, // WeChat's validity of a native QR
	}
}

func (c Config) withDefaults() Config {
	d := Defaults()
	c.Listen, c.FreeLimit = cmp.Or(c.Listen, d.Listen), cmp.Or(c.FreeLimit, d.FreeLimit)
	c.PasswordReply, c.QRValid = cmp.Or(c.PasswordReply, d.PasswordReply), cmp.Or(c.QRValid, d.QRValid)
	c.NotifyScale = cmp.Or(c.NotifyScale, 1)
	c.Log = cmp.Or(c.Log, slog.New(slog.DiscardHandler))
	if c.Now == nil {
		c.Now = time.Now
	}
	return c
}

// check finds a setting that cannot work; the error names the key.
func (c Config) check(ds []Dialect) error {
	if _, _, err := net.SplitHostPort(c.Listen); err != nil {
		return fmt.Errorf("listen = %q: want host:port: %w", c.Listen, err)
	}
	if c.PhoneURL != "" {
		u, err := url.Parse(c.PhoneURL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return fmt.Errorf("phone_url = %q: want http://host:port", c.PhoneURL)
		}
	}
	if _, err := c.settings(); err != nil {
		return err
	}
	switch {
	case c.QRValid < 0:
		return fmt.Errorf("qr_valid = %s: must not be negative", c.QRValid)
	case c.NotifyScale < 0, c.NotifyScale > notifyScaleMax, math.IsNaN(c.NotifyScale):
		return fmt.Errorf("notify_scale = %v: want 0 to %v", c.NotifyScale, notifyScaleMax)
	}
	if c.TillURL != "" {
		if err := checkLocal(c.TillURL); err != nil {
			return fmt.Errorf("till_url = %q: %w", c.TillURL, err)
		}
	}
	for i, f := range c.Faults {
		if err := f.check(ds); err != nil {
			return fmt.Errorf("faults[%d]: %w", i, err)
		}
	}
	return nil
}

func (c Config) settings() (Settings, error) {
	limit, err := kiosk.ParseYuan(c.FreeLimit)
	if err != nil {
		return Settings{}, fmt.Errorf("free_limit = %q: %w", c.FreeLimit, err)
	}
	s := Settings{FreeLimit: limit, PasswordReply: c.PasswordReply, AutoPayMS: c.AutoPay.Milliseconds()}
	return s, s.check()
}

// Settings can be changed while the gateway runs.
type Settings struct {
	FreeLimit     kiosk.Fen     `json:"free_limit_fen"`
	PasswordReply PasswordReply `json:"password_reply"`
	AutoPayMS     int64         `json:"auto_pay_ms"`
}

func (s Settings) check() error {
	switch {
	case s.FreeLimit < 0:
		return fmt.Errorf("free_limit = %s: must not be negative", s.FreeLimit)
	case s.PasswordReply != PasswordNumbered && s.PasswordReply != PasswordBare:
		return fmt.Errorf("password_reply = %q: want %q or %q", s.PasswordReply, PasswordNumbered, PasswordBare)
	case s.AutoPayMS < 0:
		return fmt.Errorf("auto_pay = %d ms: must not be negative", s.AutoPayMS)
	}
	return nil
}

// reachable lists the base URLs at which others can reach a listener, best for phones
// first: for one on all addresses, the machine's private IPv4 addresses.
func reachable(addr *net.TCPAddr) []string {
	port := fmt.Sprint(addr.Port)
	if !addr.IP.IsUnspecified() {
		return []string{"http://" + net.JoinHostPort(addr.IP.String(), port)}
	}
	var urls []string
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		return nil // without a list there is still loopback
	}
	for _, a := range addrs {
		p, err := netip.ParsePrefix(a.String())
		if err != nil || !p.Addr().Is4() || !p.Addr().IsPrivate() {
			continue
		}
		urls = append(urls, "http://"+net.JoinHostPort(p.Addr().String(), port))
	}
	return urls
}

// hostIsLiteral reports whether a Host header names an address or localhost: another site's page
// arrives with that site's name, whatever that was resolved to.
func hostIsLiteral(host string) bool {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	host = strings.Trim(host, "[]")
	if strings.EqualFold(host, "localhost") {
		return true
	}
	_, err := netip.ParseAddr(host)
	return err == nil
}

func fromHere(remote string) bool {
	p, err := netip.ParseAddrPort(remote)
	return err == nil && p.Addr().Unmap().IsLoopback()
}
