package face

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"facepay/device/pole"
	"facepay/device/scanner"
	"facepay/device/serial"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// dialect is the language in which terminals read the amount: that of a price display, on which
// a register shows the total (WeChat's standard mode).
const dialect = pole.LED8

// frame asks for a face, or for none any more.
func frame(last, want kiosk.FaceAsk) []byte { return dialect.Frame(showing(last), showing(want)) }

func showing(a kiosk.FaceAsk) pole.Showing {
	if a.Amount == "" {
		return pole.Showing{}
	}
	return pole.Showing{Lamp: pole.LampTotal, Amount: pole.Plain(a.Amount)}
}

// Terminal is a face terminal. No method but Run and Test waits for it: it holds no sale.
type Terminal struct {
	cfg    Config
	log    *slog.Logger
	post   func(kiosk.Event) bool
	line   *serial.Newest[kiosk.FaceAsk]
	status serial.Status
	// testTime is the constant, in tests longer.
	testTime time.Duration

	mu    sync.Mutex
	ask   kiosk.FaceAsk // of the till
	test  bool          // the test's amount stands there in its place
	told  kiosk.SaleID  // the sale of the amount that the terminal has, "" for none
	heard time.Time     // of the last code
	tail  string        // its last four
	// Of the code that comes in, if one has begun (within): the sale for which it was
	// asked then.
	within bool
	sale   kiosk.SaleID
}

// New makes a terminal whose codes go to post. It is asked for nothing before Run.
func New(cfg Config, post func(kiosk.Event) bool, log *slog.Logger) *Terminal {
	t := &Terminal{cfg: cfg, log: log, post: post, testTime: testTime}
	t.line = serial.NewNewest("face terminal", cfg.Baud, dialect.Begin(), frame, t.tell, log)
	return t
}

// Show asks for a face as the till wants it. It never blocks.
func (t *Terminal) Show(v *kiosk.View) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.ask != v.Face {
		t.ask, t.test = v.Face, false
		t.line.Set(v.Face)
	}
}

// tell notes what the terminal is told now.
func (t *Terminal) tell(a kiosk.FaceAsk) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.told = a.Sale
}

// Run keeps the terminal until ctx ends, through its coming and going. Without a port it
// returns at once. trouble is told what is wrong at its port.
func (t *Terminal) Run(ctx context.Context, trouble func(serial.Trouble)) {
	if t.cfg.Port != "" {
		t.watch(trouble).Run(ctx)
	}
}

func (t *Terminal) watch(trouble func(serial.Trouble)) serial.Watch {
	return serial.Watch{
		Name: "face terminal", Port: t.cfg.Port, Baud: t.cfg.Baud, Log: t.log,
		Begin:   func(port io.Writer) serial.Session { return t.session(t.line.Begin(port)) },
		Trouble: trouble,
		Status:  &t.status,
	}
}

// session takes the codes of a terminal from its opening to its loss.
type session struct {
	scanner.Session
	terminal *Terminal
	end      func()
}

func (t *Terminal) session(end func()) *session {
	s := &session{terminal: t, end: end}
	s.Session = scanner.NewSession(scanner.Sink{
		Code: func(c kiosk.PayCode) {
			t.deliver(func(sale kiosk.SaleID) kiosk.Event {
				return kiosk.Scanned{Code: c, From: kiosk.ReaderFace, Sale: sale}
			}, c)
		},
		Unended: func(c kiosk.PayCode, missing bool) {
			t.deliver(func(sale kiosk.SaleID) kiosk.Event {
				return kiosk.ScanUnended{Code: c, Missing: missing, From: kiosk.ReaderFace, Sale: sale}
			}, c)
			t.codeBegan(false)
		},
	}, t.log)
	return s
}

// Heard takes bytes. What was asked when the first of a code came is what it is for:
// the till may ask for something else before the last.
func (s *session) Heard(now time.Time, bytes []byte) {
	s.terminal.codeBegan(true)
	s.Session.Heard(now, bytes)
	s.terminal.codeBegan(s.Within())
}

// Quiet may end a code, or the rest of what was too long for one.
func (s *session) Quiet(now time.Time) {
	s.Session.Quiet(now)
	s.terminal.codeBegan(s.Within())
}

// codeBegan notes that a code has begun, or that none has.
func (t *Terminal) codeBegan(within bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if within && !t.within {
		t.sale = t.told
	}
	t.within = within
}

func (s *session) End() {
	s.end()
	s.terminal.tell(kiosk.FaceAsk{})
	s.terminal.codeBegan(false)
}

// deliver hands a code on with the sale for which it was asked.
func (t *Terminal) deliver(e func(kiosk.SaleID) kiosk.Event, c kiosk.PayCode) {
	t.mu.Lock()
	t.heard, t.tail = time.Now(), c.Tail()
	sale := t.sale
	t.mu.Unlock()
	if !t.post(e(sale)) {
		t.log.Warn("a face was dropped: the till is busy", "tail", c.Tail())
	}
}

// Report is the terminal's report.
func (t *Terminal) Report() kiosk.DeviceReport {
	r := t.status.Report(kiosk.DeviceFace, t.cfg.Port)
	last, at, failed := t.line.Sent()
	t.mu.Lock()
	defer t.mu.Unlock()
	return serial.Heard(serial.Shown(r, last.Amount, at, failed), t.tail, t.heard)
}

const (
	testAmount = "8888.88"
	testTime   = 3 * time.Second
)

// Test shows the terminal 8888.88 for a moment and clears it, and tells what is known of
// it. What it sends then belongs to no sale. A sale that comes meanwhile ends the test.
// What is not saved in cfg cannot be tested, as the line is taken.
func (t *Terminal) Test(ctx context.Context, cfg Config) []kiosk.CheckResult {
	if cfg != t.cfg {
		return health.One(health.Warning(kiosk.CheckFace, "face.unsaved"))
	}
	if r, away := t.status.Away(kiosk.CheckFace, cfg.Port); away {
		return health.One(r)
	}
	last, at, failed := t.line.Sent()
	_, since := t.status.Now()
	t.mu.Lock()
	heard := t.heard
	t.test = true
	t.line.Set(kiosk.FaceAsk{Amount: testAmount})
	t.mu.Unlock()
	select {
	case <-ctx.Done():
	case <-time.After(t.testTime):
	}
	t.mu.Lock()
	if t.test {
		t.test = false
		t.line.Set(t.ask)
	}
	t.mu.Unlock()
	if failed != nil {
		return health.One(health.Failed(kiosk.CheckFace, kiosk.CauseMachine, "face.silent", "port", cfg.Port, "reason", health.Reason(failed)))
	}
	word := last.Amount
	if word == "" {
		word = "–"
	}
	return []kiosk.CheckResult{
		health.OK(kiosk.CheckFace, "face.tried", "port", cfg.Port, "since", serial.When(since), "last", word, "at", serial.When(at), "heard", serial.When(heard)),
		health.OK(kiosk.CheckFace, "face.usual"),
	}
}
