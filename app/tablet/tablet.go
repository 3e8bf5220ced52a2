// Package tablet is the customer's screen on phones and tablets of the shop's network: a
// page behind a QR that shows the customer's side of the till's window, and nothing else.
//
// The page asks again and again what stands there now. Each answer is of the View that
// the window has painted, so the page never says more than the window; and a page that
// gets no answer says so, and hides what it had.
package tablet

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"facepay/app/lan"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/store/atomicfile"
)

const (
	// firstPort to lastPort are tried where the config names none: below the ports from
	// which a system takes those of its own connections.
	firstPort, lastPort = 8790, 8809
	// retryEvery is the time between two tries to open the port.
	retryEvery = 2 * time.Second
	// tokenSize is the number of the token's characters, of five bits each: a guess a
	// millisecond would take a billion years or more.
	tokenSize = 16
	// fileName is the State's in the data folder.
	fileName = "customer-page.json"
)

// Options are those of a page, fixed at start.
type Options struct {
	DataDir string
	Port    int // 0: any that is free, the same one from then on
	Shop    string
	Texts   *i18n.Catalogue
	Accepts kiosk.Capabilities
	Now     func() time.Time
	Log     *slog.Logger
}

// kept outlasts the till: who has the token sees the page.
type kept struct {
	Token string `json:"token"` // "" while the page is off
	Port  int    `json:"port"`  // the last one; 0 for none
}

// Page is the customer's page. It is safe for several goroutines.
type Page struct {
	Options
	second *i18n.Catalogue // the other language
	run    string          // tells the revisions of this run from an earlier one's

	drawn   atomic.Pointer[scene]
	started time.Time
	behind  atomic.Int64 // since when a View waits to be drawn, after started; 0: none does
	scenes  int          // of the window's goroutine
	strange strangers

	mu      sync.Mutex
	kept    kept
	trouble error // of the port
	server  *http.Server
	served  sync.WaitGroup
	ended   chan struct{} // closed with the page
	changed chan struct{} // closed when the token is another one
	screens map[string]time.Time
	stands  standing
	said    saying
}

// Status is the state of the page, for Settings.
type Status struct {
	Address string // with the token; "" while it is off or cannot be reached
	Host    string // its host and port, without the token
	On      bool
	Trouble error     // why nobody can reach it
	Screens int       // that look at it now
	Asked   time.Time // when one of them did last; zero for never
}

// New makes the page, which is on when it was on before.
func New(o Options) *Page {
	p := &Page{
		Options: o, started: o.Now().Add(-1), second: i18n.Other(o.Texts), run: rand.Text()[:6], strange: newStrangers(),
		ended: make(chan struct{}), changed: make(chan struct{}), screens: map[string]time.Time{},
	}
	text, err := os.ReadFile(p.file())
	if err == nil {
		err = json.Unmarshal(text, &p.kept)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		o.Log.Error("the customer's page is off: its file cannot be read", "err", err)
		p.kept = kept{}
	}
	return p
}

func (p *Page) file() string { return filepath.Join(p.DataDir, fileName) }

// Run serves the page while it is on, until ctx ends. A port that is taken is tried again.
func (p *Page) Run(ctx context.Context) error {
	retry := time.NewTicker(retryEvery)
	defer retry.Stop()
	for {
		p.mu.Lock()
		if p.kept.Token != "" {
			p.open()
		}
		p.mu.Unlock()
		select {
		case <-ctx.Done():
			p.close()
			return nil
		case <-retry.C:
		}
	}
}

// Start makes a new token and opens the page.
func (p *Page) Start() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.retoken(rand.Text()[:tokenSize])
	p.open()
	return p.keep()
}

// TakeBack ends the page: who has its address sees nothing any more.
func (p *Page) TakeBack() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.retoken("")
	return p.keep()
}

// retoken changes the token, under p.mu. Whoever waits for an answer gets the new one's.
func (p *Page) retoken(token string) {
	p.kept.Token = token
	clear(p.screens)
	close(p.changed)
	p.changed = make(chan struct{})
}

// keep writes what outlasts the till, under p.mu.
func (p *Page) keep() error {
	text, err := json.Marshal(p.kept)
	if err == nil {
		err = atomicfile.Replace(p.file(), append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("keep the customer's page: %w", err)
	}
	return nil
}

// open opens the port where it is not open, under p.mu.
func (p *Page) open() {
	if p.server != nil {
		return
	}
	select {
	case <-p.ended:
		return
	default:
	}
	l, err := p.listen()
	if err != nil {
		if p.trouble == nil {
			p.Log.Error("open the customer's page", "err", err)
		}
		p.trouble = err
		return
	}
	p.trouble = nil
	if port := l.Addr().(*net.TCPAddr).Port; port != p.kept.Port {
		p.kept.Port = port
		if err := p.keep(); err != nil {
			p.Log.Error("keep the port", "err", err)
		}
	}
	server := lan.NewServer(p.handle, policy, lan.Timeouts{Read: readTime, Write: writeTime})
	p.server = server
	p.Log.Info("the customer's page is open", "port", p.kept.Port)
	p.served.Go(func() {
		if err := server.Serve(lan.Bound(l)); !errors.Is(err, http.ErrServerClosed) {
			p.Log.Error("serve the customer's page", "err", err)
		}
	})
}

// listen opens the config's port, or the one of before, which devices know, or for the
// first time one that is free.
func (p *Page) listen() (l net.Listener, err error) {
	var ports []int
	switch {
	case p.Port != 0:
		ports = []int{p.Port}
	case p.kept.Port != 0:
		ports = []int{p.kept.Port}
	default:
		for port := firstPort; port <= lastPort; port++ {
			ports = append(ports, port)
		}
		ports = append(ports, 0)
	}
	for _, port := range ports {
		if l, err = net.Listen("tcp4", ":"+strconv.Itoa(port)); err == nil {
			return l, nil
		}
	}
	return nil, err
}

func (p *Page) close() {
	p.mu.Lock()
	close(p.ended)
	if p.server != nil {
		p.server.Close() // nobody's money is in an answer
	}
	p.mu.Unlock()
	p.served.Wait()
}

// Status is the page as it is now.
func (p *Page) Status() Status {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := Status{On: p.kept.Token != "", Trouble: p.trouble}
	now := p.Now()
	for _, at := range p.screens {
		if s.Asked.Before(at) {
			s.Asked = at
		}
		if now.Sub(at) < screenGone {
			s.Screens++
		}
	}
	if !s.On || p.trouble != nil || p.server == nil {
		return s
	}
	at, err := lan.Address()
	if err != nil {
		s.Trouble = err
		return s
	}
	s.Host = net.JoinHostPort(at.String(), strconv.Itoa(p.kept.Port))
	s.Address = "http://" + s.Host + path + p.kept.Token
	return s
}
