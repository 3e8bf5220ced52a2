package face

import (
	"fmt"
	"log/slog"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/scanner"
	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
	"facepay/kiosk/wedge"
)

// shop is a counter with a scanner, one that types, and a face terminal.
type shop struct {
	*tilltest.KeyboardDesk
	rng      *rand.Rand
	terminal *Terminal
	face     *session
	scanner  interface{ Heard(time.Time, []byte) }

	frames int
	meant  map[string]kiosk.SaleID // a code's sale
	faces  map[string]bool
	seen   int // of the calls
	pace   time.Duration
}

func newShop(t *testing.T, rng *rand.Rand) *shop {
	can := tilltest.LepayLike()
	counter := tilltest.NewCounter(t, can, func(s *kiosk.Settings) { s.FaceTerminal = true })
	s := &shop{
		KeyboardDesk: &tilltest.KeyboardDesk{Counter: counter, Wedge: &wedge.Detector{}},
		rng:          rng, meant: map[string]kiosk.SaleID{}, faces: map[string]bool{}, pace: 10 * time.Millisecond,
	}
	post := func(e kiosk.Event) bool { s.Step(e); return true }
	s.terminal = New(Default(), post, slog.New(slog.DiscardHandler))
	s.face = s.terminal.session(func() {})
	s.scanner = scanner.NewSession(scanner.Sink{
		Code:    func(c kiosk.PayCode) { post(kiosk.Scanned{Code: c}) },
		Unended: func(c kiosk.PayCode, missing bool) { post(kiosk.ScanUnended{Code: c, Missing: missing}) },
	}, slog.New(slog.DiscardHandler))
	return s
}

// sale is the one that is open, "" for none.
func (s *shop) sale() kiosk.SaleID {
	for _, sale := range s.Sales {
		if sale.State == kiosk.SaleOpen {
			return sale.ID
		}
	}
	return ""
}

// code makes one that was never read before.
func (s *shop) code(face bool) string {
	n := s.frames
	s.frames++
	code := fmt.Sprintf("13%012d%04d", s.rng.Int64N(1e12), n)
	switch k := s.rng.IntN(3); {
	case k == 1:
		code = fmt.Sprintf("28%012d%04d", s.rng.Int64N(1e12), n)
	case k == 2 && face:
		code = fmt.Sprintf("fp%029d%04d", s.rng.Int64N(1e12), n)
	}
	s.faces[code] = face
	return code
}

// told lets the terminal have what the till asks for now.
func (s *shop) told() { s.terminal.tell(s.View.Face) }

func (s *shop) open() {
	s.Wait(time.Second)
	if s.sale() == "" {
		s.Press(kiosk.KeyEsc)
		s.Wait(3 * time.Second)
		s.KeyIn(fmt.Sprintf("%d.%02d", 1+s.rng.IntN(900), 1+s.rng.IntN(99)))
		s.Wait(3 * time.Second)
		s.Press(kiosk.KeyEnter)
	}
	if s.rng.IntN(8) > 0 {
		s.told()
	}
}

func (s *shop) leave() {
	s.Wait(time.Second)
	s.Press(kiosk.KeyEsc)
	s.Wait(3 * time.Second)
}

// answer has the gateway answer what was asked.
func (s *shop) answer() {
	verdict := kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: "余额不足"}
	if s.rng.IntN(2) == 0 {
		verdict = kiosk.Answer{Verdict: kiosk.VerdictPaid}
	}
	if slices.ContainsFunc(s.Open, func(c kiosk.Call) bool { return c.Kind == kiosk.CallCharge }) {
		s.Answer(kiosk.CallCharge, verdict, nil)
	}
}

// frame is one scan of one of the three, during which the others, the cashier and the
// terminal's line go on.
func (s *shop) frame() {
	meanwhile := func() {
		switch s.rng.IntN(40) {
		case 0:
			s.leave()
		case 1:
			s.open()
		case 2:
			s.told()
		}
	}
	switch s.rng.IntN(3) {
	case 0:
		code := s.code(false)
		s.meant[code] = s.sale()
		s.scanner.Heard(s.Now, []byte(code+"\r"))
	case 1:
		code := s.code(false)
		s.meant[code] = s.sale()
		s.Wait(time.Second)
		s.Scans(code, s.pace)
	case 2:
		code := s.code(true)
		s.meant[code] = s.terminal.told
		frame := []byte(code + "\r")
		for len(frame) > 0 {
			n := 1 + s.rng.IntN(len(frame))
			s.face.Heard(s.Now, frame[:n])
			if frame = frame[n:]; len(frame) > 0 {
				meanwhile()
			}
		}
	}
}

// misrouted counts the charges that went to another sale than their code's, or that are
// on record as another device's.
func (s *shop) misrouted() (charged, wrong int) {
	for _, call := range s.Asked[s.seen:] {
		if call.Kind != kiosk.CallCharge {
			continue
		}
		charged++
		code := call.Code.Reveal()
		if meant, known := s.meant[code]; !known || meant == "" || meant != call.Payment.Sale || s.faces[code] != call.Payment.Face {
			wrong++
		}
	}
	s.seen = len(s.Asked)
	return charged, wrong
}

func TestRouting_AHundredThousandFramesOfThreeDevicesGoToTheirOwnSales(t *testing.T) {
	const frames, frameMax = 100_000, 200 // of one till
	rng := rand.New(rand.NewPCG(100_000, 3))
	total, charged, wrong := 0, 0, 0
	byFace := 0
	for total < frames {
		s := newShop(t, rng)
		for range frameMax {
			if rng.IntN(3) > 0 {
				s.open()
			}
			s.frame()
			n, bad := s.misrouted()
			charged, wrong = charged+n, wrong+bad
			if rng.IntN(4) > 0 {
				s.answer()
			}
			if rng.IntN(6) == 0 {
				s.leave()
			}
			s.Wait(time.Duration(rng.IntN(2000)) * time.Millisecond)
		}
		total += s.frames
		for _, p := range s.Payments {
			if p.Face {
				byFace++
			}
		}
	}
	t.Logf("%d frames, %d charged, %d of them faces, %d misrouted", total, charged, byFace, wrong)
	require.Zero(t, wrong)
	require.Greater(t, charged, total/10, "most sales are paid")
	require.Greater(t, byFace, total/50)
}

// What a terminal sends that can be no code, and never ends, is no beginning of the next one.
func TestTerminal_AFloodIsNoBeginningOfTheNextCode(t *testing.T) {
	var came []kiosk.Event
	terminal := New(Default(), func(e kiosk.Event) bool { came = append(came, e); return true }, slog.New(slog.DiscardHandler))
	s := terminal.session(func() {})
	now := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	terminal.tell(kiosk.FaceAsk{Sale: "S1", Amount: "1.00"})
	s.Heard(now, []byte(strings.Repeat("x", 600)))
	s.Heard(now, []byte(strings.Repeat("x", 600))) // the rest of it
	require.Len(t, came, 1)
	require.Equal(t, kiosk.SaleID("S1"), came[0].(kiosk.Scanned).Sale)
	s.Quiet(now.Add(time.Second))
	terminal.tell(kiosk.FaceAsk{Sale: "S2", Amount: "2.00"})
	s.Heard(now.Add(time.Second), []byte("134567890123456789\r"))
	require.Len(t, came, 2)
	require.Equal(t, kiosk.SaleID("S2"), came[1].(kiosk.Scanned).Sale)
}
