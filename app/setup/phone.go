// Package setup is the settings of a till beside their form: the page that a phone
// fills in, the file on a stick, the try of a gateway, and the desk that joins them.
package setup

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"facepay/app/lan"
	"facepay/assets/i18n"
	"facepay/kiosk"
)

// The limits of the phone page. One person fills in one form, once.
const (
	phoneFor       = 10 * time.Minute // the time for which a token opens the page
	phoneBytesMax  = 256 << 10        // of a form; all keys with a certificate have under 32 KiB
	phoneDrainMax  = 4 << 20          // of a form that is too large, read so that its sender sees the answer
	phoneFieldsMax = 400              // of a form, twice what there are
	phoneReadTime  = 15 * time.Second // for a form over a poor line
	phoneWriteTime = 25 * time.Second
	phoneServed    = 2 * phoneFor // the port then closes by itself
)

// phonePath is in front of the token.
const phonePath = "/setup/"

// phonePolicy lets a form do no more than come back.
const phonePolicy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// Phone serves the page of one token at a time.
type Phone struct {
	Texts *i18n.Catalogue
	// Form are the fields of the page, as they are now.
	Form func() []PhoneField
	// Take is handed what a phone has sent, by name, and says what is wrong with it; the
	// zero Text when it was taken. It is called by several goroutines, one at a time.
	Take func(map[string]string) kiosk.Text
	Now  func() time.Time
	Log  *slog.Logger

	mu      sync.Mutex
	token   string // "" when no page is open
	until   time.Time
	host    string     // that requests must name
	phone   netip.Addr // the first that opened the page
	waiting map[string]string
	server  *http.Server // nil while nothing listens
	ends    *time.Timer  // of the server
	served  sync.WaitGroup
}

// PhoneField is one field of the page.
type PhoneField struct {
	Name    string // of the form's field: the key, "people.1.name"
	Group   kiosk.Text
	Label   kiosk.Text
	Help    kiosk.Text
	Value   string
	Secret  bool // the value is only whether there is one
	Lines   bool
	Choices []PhoneChoice
}

// PhoneChoice is a value that can be chosen.
type PhoneChoice struct {
	Value string
	Label kiosk.Text
}

// Open makes a token, and serves its page at an address of the shop's network. It
// returns the page's address. Whatever token was there before opens nothing any more.
func (p *Phone) Open() (string, error) {
	addr, err := lan.Address()
	if err != nil {
		return "", err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.server != nil && !strings.HasPrefix(p.host, addr.String()+":") {
		p.stop() // this machine moved to another network
	}
	if p.server == nil {
		l, err := net.Listen("tcp", net.JoinHostPort(addr.String(), "0"))
		if err != nil {
			return "", fmt.Errorf("listen for the phone: %w", err)
		}
		p.serve(l)
	}
	p.ends.Reset(phoneServed)
	p.token, p.until = rand.Text(), p.Now().Add(phoneFor)
	p.phone, p.waiting = netip.Addr{}, nil
	return "http://" + p.host + phonePath + p.token, nil
}

// serve answers on l, under p.mu.
func (p *Phone) serve(l net.Listener) {
	server := lan.NewServer(p.handle, phonePolicy, lan.Timeouts{Read: phoneReadTime, Write: phoneWriteTime})
	p.host, p.server = l.Addr().String(), server
	p.ends = time.AfterFunc(phoneServed, p.Stop)
	p.served.Go(func() {
		if err := server.Serve(lan.Bound(l)); !errors.Is(err, http.ErrServerClosed) {
			p.Log.Error("serve the phone's page", "err", err)
		}
	})
}

// Shut ends the token. The port answers for a while that it is used.
func (p *Phone) Shut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.token, p.waiting, p.phone = "", nil, netip.Addr{}
}

// Stop closes the port.
func (p *Phone) Stop() {
	p.mu.Lock()
	p.token, p.waiting = "", nil
	p.stop()
	p.mu.Unlock()
	p.served.Wait()
}

// stop closes the port under p.mu.
func (p *Phone) stop() {
	if p.server != nil {
		p.ends.Stop()
		p.server.Close() // it was only read from
		p.server = nil
	}
}

// Left is the time for which the page can still be opened; 0 when there is none.
func (p *Phone) Left() time.Duration {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.token == "" {
		return 0
	}
	return max(0, p.until.Sub(p.Now()))
}

// Opened reports whether a phone has the page.
func (p *Phone) Opened() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.phone.IsValid()
}

// Done ends the wait for what was sent. What was saved uses the token up; what was
// dropped may be sent anew.
func (p *Phone) Done(saved bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.waiting = nil
	if saved {
		p.token = ""
	}
}

// handle answers one request.
func (p *Phone) handle(w http.ResponseWriter, r *http.Request) {
	token, is := lan.Token(r, phonePath)
	if !is || strings.Contains(token, "/") {
		p.tell(w, http.StatusNotFound, kiosk.T("phone.nothing"))
		return
	}
	if status, why := p.admit(r, token); status != 0 {
		p.tell(w, status, why)
		return
	}
	switch r.Method {
	case http.MethodGet, http.MethodHead:
		p.form(w)
	case http.MethodPost:
		p.post(w, r)
	default:
		w.Header().Set("Allow", "GET, POST")
		p.tell(w, http.StatusMethodNotAllowed, kiosk.T("phone.nothing"))
	}
}

// admit says why a request is not let in, or binds the page to the first phone.
func (p *Phone) admit(r *http.Request, token string) (int, kiosk.Text) {
	remote, err := netip.ParseAddrPort(r.RemoteAddr)
	p.mu.Lock()
	defer p.mu.Unlock()
	origin := r.Header.Get("Origin")
	switch {
	case err != nil:
		return http.StatusForbidden, kiosk.T("phone.elsewhere")
	case r.Host != p.host, origin != "" && origin != "http://"+p.host:
		return http.StatusForbidden, kiosk.T("phone.elsewhere")
	case !lan.SameToken(token, p.token):
		return http.StatusForbidden, kiosk.T("phone.used")
	case !p.Now().Before(p.until):
		return http.StatusForbidden, kiosk.T("phone.late")
	case p.phone.IsValid() && p.phone != remote.Addr():
		return http.StatusForbidden, kiosk.T("phone.other")
	}
	p.phone = remote.Addr()
	return 0, kiosk.Text{}
}

// post takes a form, once.
func (p *Phone) post(w http.ResponseWriter, r *http.Request) {
	values, status, why := p.read(w, r)
	if status != 0 {
		p.tell(w, status, why)
		return
	}
	p.mu.Lock()
	waiting, open := p.waiting, p.token != ""
	if waiting == nil && open {
		p.waiting = values
	}
	p.mu.Unlock()
	switch {
	case !open:
		p.tell(w, http.StatusForbidden, kiosk.T("phone.used"))
	case waiting != nil && maps.Equal(waiting, values):
		p.tell(w, http.StatusOK, kiosk.T("phone.sent")) // a finger that touched twice
	case waiting != nil:
		p.tell(w, http.StatusConflict, kiosk.T("phone.twice"))
	default:
		if why := p.Take(values); !why.IsZero() {
			p.Done(false)
			p.tell(w, http.StatusUnprocessableEntity, why)
			return
		}
		p.tell(w, http.StatusOK, kiosk.T("phone.sent"))
	}
}

// read is the form that was sent, or why it is none.
func (p *Phone) read(w http.ResponseWriter, r *http.Request) (map[string]string, int, kiosk.Text) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "application/x-www-form-urlencoded" {
		return nil, http.StatusUnsupportedMediaType, kiosk.T("phone.no_form")
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, phoneBytesMax+1))
	if len(body) > phoneBytesMax {
		_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, phoneDrainMax)) // who sends on after that does not see the answer
		return nil, http.StatusRequestEntityTooLarge, kiosk.T("phone.large")
	}
	if err != nil {
		return nil, http.StatusBadRequest, kiosk.T("phone.no_form")
	}
	form, err := url.ParseQuery(string(body))
	if err != nil || len(form) > phoneFieldsMax {
		return nil, http.StatusBadRequest, kiosk.T("phone.no_form")
	}
	known := p.Form()
	values := map[string]string{}
	for name, sent := range form {
		i := slices.IndexFunc(known, func(f PhoneField) bool { return f.Name == name })
		if i < 0 || len(sent) != 1 {
			return nil, http.StatusBadRequest, kiosk.T("phone.other_form", "name", kiosk.Trim(name))
		}
		value := strings.ReplaceAll(sent[0], "\r\n", "\n") // as browsers end the lines of a text
		if known[i].Secret && value == "" {
			continue // it is kept
		}
		values[name] = value
	}
	return values, 0, kiosk.Text{}
}
