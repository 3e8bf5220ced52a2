package tablet

import (
	"net/http"
	"net/netip"
	"sync"
	"time"
	"unicode"

	"facepay/app/lan"
	"facepay/kiosk"
)

// path is in front of the token.
const path = "/customer/"

const (
	// holdMax is for how long a question waits for something new.
	holdMax             = 1500 * time.Millisecond
	readTime, writeTime = 5 * time.Second, 10 * time.Second
	screensMax          = 8 // that look at once
	screenGone          = 10 * time.Second
	idMax               = 32 // characters of a screen's name for itself
	strangersMax        = 256
	strangerBurst       = 20 // wrong tokens in a row
	strangerEvery       = 2 * time.Second
)

// The answers beside those of http: the page reads them.
const (
	statusTaken = http.StatusForbidden
	statusFull  = http.StatusTooManyRequests
	statusNone  = http.StatusServiceUnavailable
)

// handle answers one request.
func (p *Page) handle(w http.ResponseWriter, r *http.Request) {
	rest, is := lan.Token(r, path)
	if !is {
		p.tell(w, http.StatusNotFound, kiosk.T("tablet.nothing"))
		return
	}
	token, asks := rest, false
	if n := len(rest) - len("/now"); n > 0 && rest[n:] == "/now" {
		token, asks = rest[:n], true
	}
	switch {
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		w.Header().Set("Allow", "GET")
		p.tell(w, http.StatusMethodNotAllowed, kiosk.T("tablet.nothing"))
	case r.ContentLength != 0:
		w.Header().Set("Connection", "close")
		p.tell(w, http.StatusRequestEntityTooLarge, kiosk.T("tablet.nothing"))
	case !p.has(token):
		if !p.strange.allow(r.RemoteAddr, p.Now()) {
			w.Header().Set("Connection", "close")
			p.tell(w, http.StatusTooManyRequests, kiosk.T("tablet.often"))
			return
		}
		p.tell(w, statusTaken, kiosk.T("tablet.taken"))
	case asks:
		p.reply(w, r, token)
	default:
		p.page(w)
	}
}

func (p *Page) has(token string) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return lan.SameToken(token, p.kept.Token)
}

// reply answers what stands in the window, once that is another scene than the asker has,
// or after holdMax that it is the same.
func (p *Page) reply(w http.ResponseWriter, r *http.Request, token string) {
	query := r.URL.Query()
	if !p.admit(query.Get("screen")) {
		w.WriteHeader(statusFull)
		return
	}
	s := p.current()
	if s != nil && s.revision == query.Get("after") {
		p.mu.Lock()
		changed := p.changed
		p.mu.Unlock()
		hold := time.NewTimer(holdMax)
		defer hold.Stop()
		select {
		case <-s.next:
		case <-changed:
		case <-hold.C:
		case <-p.ended:
		case <-r.Context().Done():
			return
		}
		s = p.current()
	}
	switch {
	case !p.has(token): // it was taken back meanwhile
		w.WriteHeader(statusTaken)
	case s == nil:
		w.WriteHeader(statusNone)
	case s.revision == query.Get("after"):
		w.WriteHeader(http.StatusNoContent)
	default:
		p.say(&s.side)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write(s.text()) // who is gone does not get it
	}
}

// admit notes that a screen asks, and reports whether there is room for it.
func (p *Page) admit(id string) bool {
	for _, r := range id {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	if id == "" || len(id) > idMax {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.Now()
	if _, known := p.screens[id]; !known && len(p.screens) >= screensMax {
		for other, at := range p.screens {
			if now.Sub(at) >= screenGone {
				delete(p.screens, other)
			}
		}
		if len(p.screens) >= screensMax {
			return false
		}
	}
	p.screens[id] = now
	return true
}

// strangers bounds what is answered to wrong tokens, by address.
type strangers struct {
	mu  sync.Mutex
	per map[netip.Addr]time.Time // when its allowance is whole again
}

func newStrangers() strangers { return strangers{per: map[netip.Addr]time.Time{}} }

// allow reports whether an address may be told once more that its token is wrong: so many
// times in a row, and then now and then.
func (s *strangers) allow(remote string, now time.Time) bool {
	at, err := netip.ParseAddrPort(remote)
	if err != nil {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	from := at.Addr()
	if _, known := s.per[from]; !known && len(s.per) >= strangersMax {
		for a, whole := range s.per {
			if !whole.After(now) {
				delete(s.per, a)
			}
		}
		if len(s.per) >= strangersMax {
			return false
		}
	}
	whole := s.per[from]
	if whole.Before(now) {
		whole = now
	}
	if whole.Sub(now) > (strangerBurst-1)*strangerEvery {
		return false
	}
	s.per[from] = whole.Add(strangerEvery)
	return true
}
