// Package webhook is the inbound half of the gateways: it listens for their
// notifications and for the questions of the shop's mini-program, on two routes
// and no other.
//
//	POST /notify/<provider>   a gateway's notification
//	POST /mini/<order_no>     {"openid":…}, {"buyer_id":…} or {}
//
// A notification's signature is looked at before anything else in it; what fits goes
// to the till, which decides; and the gateway gets its acknowledgement only after the
// till has it on record. Every other answer makes it send again.
//
// It speaks plain HTTP/1.1, and 1.0, which some proxies speak to what is behind
// them; no HTTP/2. TLS belongs to a reverse proxy in front of it, and so does a
// limit for each client there: X-Forwarded-For is not believed, since anybody
// can send one, so that behind a proxy all requests are of one address.
package webhook

import (
	"context"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"facepay/kiosk"
)

// Ports are a Server's connections to the till.
type Ports struct {
	// Post hands an event to the till without waiting and reports whether there
	// was room. Each NotificationReceived and MiniAsked is to be answered by Acknowledge or
	// ReplyMini, at any time, also before Post returns.
	Post       func(kiosk.Event) bool
	StatusFile string       // keeps the Status for ReadStatus; "": none
	Log        *slog.Logger // nil: none
}

type Server struct {
	config Config
	base   string
	ports  Ports
	limits limits
	// notifiers read the notifications of gateways, by their names in the config.
	notifiers map[string]kiosk.Notifier
	now       func() time.Time

	correlator             *correlator
	noticeSlots, miniSlots chan struct{}
	requests, minis        *limiter
	counters               *counters
	report                 *reporter
	log                    *logLimiter

	mu       sync.Mutex
	listener net.Listener // open, or nil
}

// New makes a Server of a config that was checked. Nothing listens yet.
func New(cfg Config, parts Ports) (*Server, error) { return newServer(cfg, parts, defaultLimits()) }

func newServer(cfg Config, parts Ports, l limits) (*Server, error) {
	if cfg.Listen == "" {
		return nil, errors.New("listen for notifications: no address is configured")
	}
	if parts.Post == nil {
		return nil, errors.New("listen for notifications: there is no till")
	}
	if parts.Log == nil {
		parts.Log = slog.New(slog.DiscardHandler)
	}
	now := time.Now()
	s := &Server{
		config: cfg, base: cfg.base(), ports: parts, limits: l, notifiers: map[string]kiosk.Notifier{}, now: time.Now,
		correlator:  newCorrelator(parts.Post, l.lostAfter),
		noticeSlots: make(chan struct{}, l.noticeSlots),
		miniSlots:   make(chan struct{}, l.miniSlots),
		requests:    newLimiter(l.address, l.overall, addressesMax),
		minis:       newLimiter(l.mini, l.mini, addressesMax),
		counters:    newCounters(now),
		log:         newLogLimiter(parts.Log, logGap),
	}
	s.report = &reporter{
		counters: s.counters, post: parts.Post, path: parts.StatusFile, log: s.log,
		tellGap: l.tellGap, statusGap: l.statusGap, state: Status{Started: now.Round(0)},
	}
	return s, nil
}

// Handle has the notifications of the gateway of that name in the config read by
// n. It must be called before Run.
func (s *Server) Handle(name string, n kiosk.Notifier) { s.notifiers[name] = n }

// Listen opens the port. Run does it too; whoever wants to know the address or
// the error beforehand calls it first, and then must call Run.
func (s *Server) Listen() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		return nil
	}
	l, err := net.Listen("tcp", s.config.Listen)
	if err != nil {
		return fmt.Errorf("listen for notifications: %w", err)
	}
	s.listener = l
	return nil
}

// Addr is the host:port that it listens on, "" while it does not.
func (s *Server) Addr() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		return ""
	}
	return s.listener.Addr().String()
}

func (s *Server) Counts() Counts { return s.counters.snapshot() }

// Acknowledge is the till's answer to the NotificationReceived of that id; one that nobody waits for is ignored.
func (s *Server) Acknowledge(id uint64, result kiosk.NotificationResult) {
	s.correlator.reply(id, false, result)
}

// ReplyMini is the till's answer to the MiniAsked of that id, as Acknowledge.
func (s *Server) ReplyMini(id uint64, reply kiosk.MiniReply) { s.correlator.reply(id, true, reply) }

// Run listens until ctx ends; it must be called once. A port that cannot be opened, or
// that fails later, is tried again every few seconds: networks come up after tills
// do. Requests that wait for the till when ctx ends are refused, so that gateways send
// them again. No goroutine of the Server is left behind.
func (s *Server) Run(ctx context.Context) error {
	last, stop := context.WithCancel(context.WithoutCancel(ctx)) // the report outlives what it counts
	var reporting sync.WaitGroup
	defer reporting.Wait()
	defer stop()
	defer s.correlator.close()
	reporting.Go(func() { s.report.run(last) })
	for {
		err := s.Listen()
		if err == nil {
			s.report.listening(s.Addr(), nil)
			err = s.serve(ctx)
		}
		if ctx.Err() != nil {
			s.Close()
			return nil
		}
		s.log.warn("cannot listen", "address", s.config.Listen, "err", err)
		s.report.listening("", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(s.limits.listenGap):
		}
	}
}

// Close frees the port, if it is open, of a Server that is not run.
func (s *Server) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		s.listener.Close() // what fails here is closed already
		s.listener = nil
	}
	return nil
}

// serve answers on the open port until ctx ends or the port fails.
func (s *Server) serve(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	gate := newGate(s.limits)
	var conns sync.WaitGroup
	server := &http.Server{
		Handler:                      http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { s.handle(ctx, w, r) }),
		DisableGeneralOptionsHandler: true,
		ReadHeaderTimeout:            s.limits.headerTime,
		ReadTimeout:                  s.limits.readTime,
		WriteTimeout:                 writeTime,
		IdleTimeout:                  idleTime,
		MaxHeaderBytes:               headerBytesMax,
		Protocols:                    &http.Protocols{},
		ErrorLog:                     log.New(s.log, "", 0),
		ConnContext:                  func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
		ConnState:                    follow(&conns),
	}
	server.Protocols.SetHTTP1(true)

	s.mu.Lock()
	l := s.listener
	s.mu.Unlock()
	door := &limitListener{Listener: l, gate: gate, limiter: s.requests, refused: func() {
		s.counters.add(limited, s.now())
		s.log.warn("connections cut off: too many")
	}}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(door) }()
	var err error
	select {
	case <-ctx.Done():
	case err = <-ended:
		ended <- err
	}
	cancel() // requests that wait for the till are answered now
	s.Close()
	gate.closeSilent()
	grace, done := context.WithTimeout(context.WithoutCancel(ctx), s.limits.closeTime)
	defer done()
	if server.Shutdown(grace) != nil {
		server.Close() // cuts off who does not take his answer
	}
	<-ended
	conns.Wait()
	return err
}

type connKey struct{}

// follow counts the connections whose goroutine has not ended, and tells each how far it is.
func follow(conns *sync.WaitGroup) func(net.Conn, http.ConnState) {
	return func(nc net.Conn, state http.ConnState) {
		c, ok := nc.(*conn)
		if !ok {
			return
		}
		switch state {
		case http.StateNew:
			conns.Add(1)
		case http.StateActive, http.StateIdle: // a header was read, an answer is out
			c.progress(false)
		case http.StateClosed:
			conns.Done()
		}
	}
}
