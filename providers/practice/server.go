package practice

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"
)

const (
	headerTimeout = 5 * time.Second // a till sends its small request at once
	readTimeout   = 15 * time.Second
	writeTimeout  = delayMax + 30*time.Second // room for the longest delay fault
	idleTimeout   = 2 * time.Minute
	// headerBytesMax and bodyBytesMax are far over any request of a dialect.
	headerBytesMax = 16 << 10
	bodyBytesMax   = 64 << 10
)

// Network is the way to the gateway.
type Network string

const (
	NetworkUp    Network = "up"
	NetworkReset Network = "reset" // gateway connections are accepted, then reset; page and control answer
	NetworkDown  Network = "down"  // nothing listens: connections are refused
)

// Server is a running practice gateway.
type Server struct {
	config   Config
	orders   *orders
	faults   *faults
	dialects []Dialect
	routes   router
	site     http.Handler // page, adverts, control
	control  *http.Server
	addr     *net.TCPAddr
	ctrlAddr *net.TCPAddr
	open     context.Context // until Close; ends delays and timers
	shut     context.CancelFunc
	running  sync.WaitGroup
	closed   sync.Once
	closeErr error

	notifier *notifier
	mini     *http.Client // asks the till for payment parameters

	till atomic.Pointer[string] // Config.TillURL or what replaced it

	countMu  sync.Mutex
	requests map[string]int

	netMu   sync.Mutex
	network Network
	gateway *http.Server // nil while the network is down
	port    net.Listener // the gateway's
	restore *time.Timer  // brings the network back after a while; nil without
}

// Start listens and serves the dialects until Close, or until ctx ends.
func Start(ctx context.Context, config Config, dialects ...NewDialect) (*Server, error) {
	config = config.withDefaults()
	var ds []Dialect
	for _, make := range dialects {
		ds = append(ds, make(config))
	}
	routes, err := newRouter(ds)
	if err == nil {
		err = config.check(ds)
	}
	if err != nil {
		return nil, fmt.Errorf("practice gateway: %w", err)
	}
	settings, _ := config.settings() // checked
	var j *journal
	if config.Journal != "" {
		if j, err = openJournal(config.Journal); err != nil {
			return nil, err
		}
	}
	s := &Server{
		config: config, orders: newOrders(config.Now, config.QRValid, settings, j), faults: &faults{},
		dialects: ds, routes: routes,
		requests: map[string]int{},
	}
	s.open, s.shut = context.WithCancel(context.Background())
	s.notifier = newNotifier(s, config.NotifyScale)
	s.orders.owes, s.orders.news = s.notifier.owes, s.notifier.add
	s.mini = newLocalClient(miniTimeout)
	till := strings.TrimSuffix(config.TillURL, "/")
	s.till.Store(&till)
	for _, f := range config.Faults {
		if _, err := s.faults.add(f); err != nil {
			return nil, errors.Join(fmt.Errorf("practice gateway: faults: %w", err), s.orders.end())
		}
	}
	if err := s.listen(); err != nil {
		return nil, errors.Join(fmt.Errorf("practice gateway: %w", err), s.orders.end())
	}
	s.orders.announceDue()
	s.running.Go(s.notifier.run)
	s.running.Go(s.payByItself)
	context.AfterFunc(ctx, func() { _ = s.Close() }) // its error is for whoever calls it too
	return s, nil
}

// listen opens the gateway's port and, on loopback, the one for control, open while the network is down.
func (s *Server) listen() error {
	ln, err := net.Listen("tcp", s.config.Listen)
	if err != nil {
		return err
	}
	ctrl, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return errors.Join(err, ln.Close())
	}
	s.addr, s.ctrlAddr = ln.Addr().(*net.TCPAddr), ctrl.Addr().(*net.TCPAddr)
	s.site = s.siteHandler()
	s.network = NetworkUp
	s.gateway, s.port = s.newHTTP(s), ln
	s.serve(s.gateway, ln)
	s.control = s.newHTTP(s.controlHandler(true))
	s.serve(s.control, ctrl)
	return nil
}

func (s *Server) newHTTP(h http.Handler) *http.Server {
	return &http.Server{
		Handler:           h,
		ReadHeaderTimeout: headerTimeout,
		ReadTimeout:       readTimeout,
		WriteTimeout:      writeTimeout,
		IdleTimeout:       idleTimeout,
		MaxHeaderBytes:    headerBytesMax,
		ErrorLog:          slog.NewLogLogger(s.config.Log.Handler(), slog.LevelDebug),
	}
}

func (s *Server) serve(h *http.Server, ln net.Listener) {
	s.running.Go(func() {
		if err := h.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
			s.config.Log.Error("practice gateway stopped serving", "error", err)
		}
	})
}

// Close stops the gateway and closes its journal.
func (s *Server) Close() error {
	s.closed.Do(func() {
		s.netMu.Lock()
		s.shut()
		if s.restore != nil {
			s.restore.Stop()
		}
		if s.gateway != nil {
			s.closeErr = s.gateway.Close()
		}
		s.netMu.Unlock()
		s.closeErr = errors.Join(s.closeErr, s.control.Close())
		s.running.Wait()
		s.closeErr = errors.Join(s.closeErr, s.orders.end())
	})
	return s.closeErr
}

// URL is the gateway's base for a till on this machine, without a last slash.
func (s *Server) URL() string {
	a := *s.addr
	if a.IP.IsUnspecified() {
		a.IP = net.IPv4(127, 0, 0, 1)
	}
	return "http://" + a.String()
}

// ControlURL answers on this machine, also while the network is down.
func (s *Server) ControlURL() string { return "http://" + s.ctrlAddr.String() }

// URLs are all bases to print: URL first, then those for other machines.
func (s *Server) URLs() []string {
	urls := []string{s.URL()}
	if s.addr.IP.IsUnspecified() {
		urls = append(urls, reachable(s.addr)...)
	}
	return urls
}

// phoneURL is the customer page's base for phones, "" when it is not for them.
func (s *Server) phoneURL() string {
	if !s.config.PhonePages {
		return ""
	}
	if s.config.PhoneURL != "" {
		return s.config.PhoneURL
	}
	if urls := reachable(s.addr); len(urls) > 0 {
		return urls[0]
	}
	return s.URL()
}

// Ledger is a copy of everything that the gateway remembers.
func (s *Server) Ledger() (Ledger, error) {
	l, err := s.orders.ledger()
	s.countMu.Lock()
	defer s.countMu.Unlock()
	l.Requests = maps.Clone(s.requests)
	return l, err
}

func (s *Server) count(route string) {
	s.countMu.Lock()
	defer s.countMu.Unlock()
	s.requests[route]++
}

func (s *Server) dialect(name string) (Dialect, bool) {
	i := slices.IndexFunc(s.dialects, func(d Dialect) bool { return d.Name == name })
	if i < 0 {
		return Dialect{}, false
	}
	return s.dialects[i], true
}

// ResendNotice sends the notifications of an order once more: of its state now and of
// each refund. "" is the newest order that has any. ErrNoOrder, ErrNoNotice.
func (s *Server) ResendNotice(orderNo string) (Order, error) { return s.orders.announce(orderNo) }

// Act lets the customer act on an order, by the gateway's or the merchant's
// number; "" is the newest that fits. ErrNoOrder, ErrSettled.
func (s *Server) Act(a Action, orderNo string) (Order, error) { return s.orders.act(a, orderNo) }

func (s *Server) AddFault(f Fault) (Fault, error) {
	if err := f.check(s.dialects); err != nil {
		return Fault{}, err
	}
	return s.faults.add(f)
}

// ClearFault takes one fault away, or all for 0; false when there was none.
func (s *Server) ClearFault(id int) bool { return s.faults.clear(id) }

func (s *Server) Faults() []Fault { return s.faults.all() }

func (s *Server) Settings() Settings { return s.orders.currentSettings() }

func (s *Server) SetSettings(n Settings) error {
	if err := n.check(); err != nil {
		return err
	}
	s.orders.changeSettings(n)
	return nil
}

// Reset forgets all orders, codes and faults and brings the network up.
func (s *Server) Reset() error {
	s.faults.clear(0)
	if err := s.SetNetwork(NetworkUp, 0); err != nil {
		return err
	}
	s.notifier.clear()
	return s.orders.reset()
}

func (s *Server) Network() Network {
	s.netMu.Lock()
	defer s.netMu.Unlock()
	return s.network
}

// SetNetwork drops the network or brings it back on the same port. With a
// positive span it comes back by itself. Bringing it up fails when another
// program took the port meanwhile.
func (s *Server) SetNetwork(n Network, span time.Duration) error {
	s.netMu.Lock()
	defer s.netMu.Unlock()
	return s.setNetwork(n, span)
}

func (s *Server) setNetwork(n Network, span time.Duration) error {
	if n != NetworkUp && n != NetworkReset && n != NetworkDown {
		return fmt.Errorf("network = %q: want %q, %q or %q", n, NetworkUp, NetworkReset, NetworkDown)
	}
	if s.open.Err() != nil {
		return http.ErrServerClosed
	}
	if s.restore != nil {
		s.restore.Stop()
		s.restore = nil
	}
	if n == NetworkDown && s.gateway != nil {
		err := s.gateway.Close()
		// A server that has hardly begun to serve does not know its listener yet.
		if closed := s.port.Close(); !errors.Is(closed, net.ErrClosed) {
			err = errors.Join(err, closed)
		}
		s.gateway = nil
		if err != nil {
			return fmt.Errorf("take the network down: %w", err)
		}
	}
	if n != NetworkDown && s.gateway == nil {
		ln, err := net.ListenTCP("tcp", s.addr)
		if err != nil {
			return fmt.Errorf("bring the network back: %w", err)
		}
		s.gateway, s.port = s.newHTTP(s), ln
		s.serve(s.gateway, ln)
	}
	s.network = n
	if n != NetworkUp && span > 0 {
		var timer *time.Timer
		timer = time.AfterFunc(span, func() { s.comeBack(&timer) })
		s.restore = timer
	}
	return nil
}

// comeBack ends a drop that had a span, unless another change came first.
func (s *Server) comeBack(timer **time.Timer) {
	s.netMu.Lock()
	defer s.netMu.Unlock()
	if s.restore == nil || s.restore != *timer {
		return
	}
	if err := s.setNetwork(NetworkUp, 0); err != nil {
		s.config.Log.Error("practice network did not come back", "error", err)
	}
}
