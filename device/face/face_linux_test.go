package face

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/device/pole/poletest"
	"facepay/device/serial"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is the timeout of a wait; nothing hangs on how much sooner it ends.
const patience = 30 * time.Second

// box is a face terminal on a pty, whose plug can be pulled.
type box struct {
	t *testing.T
	*serialtest.USBTree
	*Terminal
	events chan kiosk.Event

	mu sync.Mutex
	at poletest.Display // its view of the price display's line
}

func newBox(t *testing.T) *box {
	b := &box{t: t, USBTree: serialtest.NewUSBTree(t), events: make(chan kiosk.Event, 16)}
	cfg := Default()
	cfg.Port = filepath.Join(b.Dev, "ttyUSB0")
	b.Terminal = New(cfg, func(e kiosk.Event) bool { b.events <- e; return true }, slog.New(slog.DiscardHandler))
	w := b.watch(func(string) {})
	w.Ports, w.Look = serial.PortsIn(b.Dev, b.Sys), 5*time.Millisecond
	serialtest.Keep(t, w.Run)
	return b
}

func (b *box) plugIn(tty string) *serialtest.Wire {
	return b.PlugIn(tty, "1-3", "1a86:7523:", func(bytes []byte) {
		b.mu.Lock()
		defer b.mu.Unlock()
		_, _ = b.at.Write(bytes)
	})
}

func (b *box) ask(sale kiosk.SaleID, amount string) {
	b.Show(&kiosk.View{Face: kiosk.FaceAsk{Sale: sale, Amount: amount}})
}

func (b *box) stands(want string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return b.at.Text == want && (want == "" || b.at.Lamp == '2')
	}, patience, time.Millisecond, want)
}

func (b *box) next() kiosk.Event {
	b.t.Helper()
	select {
	case e := <-b.events:
		return e
	case <-time.After(patience):
		require.FailNow(b.t, "nothing came")
		return nil
	}
}

const wechatCode = "134567890123456789"

func TestTerminal_AmountOutCodeInAndClearedAtCancel(t *testing.T) {
	b := newBox(t)
	w := b.plugIn("ttyUSB0")
	b.ask("S1", "1,284.50")
	b.stands("1284.50")
	for _, code := range []string{wechatCode, "281234567890123456", "fp0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"} {
		w.Send(code + "\r")
		require.Equal(t, kiosk.Scanned{Code: kiosk.NewPayCode(code), From: kiosk.ReaderFace, Sale: "S1"}, b.next())
	}
	w.Send(wechatCode[:9]) // it is on its way when the sale is cancelled
	require.Eventually(t, func() bool { b.Terminal.mu.Lock(); defer b.Terminal.mu.Unlock(); return b.within }, patience, time.Millisecond)
	b.ask("", "")
	b.stands("")
	b.ask("S2", "2.00")
	b.stands("2.00")
	w.Send(wechatCode[9:] + "\r")
	require.Equal(t, kiosk.SaleID("S1"), b.next().(kiosk.Scanned).Sale, "what was asked when its first byte came")
	w.Send(wechatCode + "\r")
	require.Equal(t, kiosk.SaleID("S2"), b.next().(kiosk.Scanned).Sale)
}

func TestTerminal_IsPluggedInAgainAHundredTimes(t *testing.T) {
	b := newBox(t)
	for i := range serialtest.Replugs {
		tty := serialtest.ReplugName(i)
		w := b.plugIn(tty)
		sale, amount := kiosk.SaleID(fmt.Sprint("S", i)), fmt.Sprintf("%d.%02d", 1+i, i)
		b.ask(sale, amount)
		b.stands(amount)
		w.Send(wechatCode + "\r")
		require.Equal(t, kiosk.Scanned{Code: kiosk.NewPayCode(wechatCode), From: kiosk.ReaderFace, Sale: sale}, b.next())
		w.Send(wechatCode[:1+i%17]) // cut off
		b.PullOut(tty, w)
		require.Eventually(t, func() bool { is, _ := b.status.Now(); return is == serial.Gone }, patience, time.Millisecond)
	}
	require.Empty(t, b.events, "nothing of a code that was cut off")
}

func TestTerminal_IsTestedFromSettingsAndWhatItSendsThenIsNoSales(t *testing.T) {
	b := newBox(t)
	w := b.plugIn("ttyUSB0")
	b.ask("S1", "3.21")
	b.stands("3.21")
	require.Equal(t, "check.found.face.unsaved", b.Test(t.Context(), Default())[0].What.ID)
	found := make(chan []kiosk.CheckResult, 1)
	go func() { found <- b.Test(context.Background(), b.cfg) }()
	b.stands("8888.88")
	w.Send(wechatCode + "\r")
	require.Empty(t, b.next().(kiosk.Scanned).Sale)
	require.Equal(t, "check.found.face.tried", (<-found)[0].What.ID)
	b.stands("3.21")
}

func TestConfig_NamesTheKeyThatIsWrong(t *testing.T) {
	require.NoError(t, Default().Check())
	for key, c := range map[string]Config{
		"face.baud": {Baud: 9601, MaxAmount: "1"}, "face.max_amount": {Baud: 9600, MaxAmount: "1,000"}, "face.max_amount: must": {Baud: 9600, MaxAmount: "0.00"},
	} {
		require.ErrorContains(t, c.Check(), key)
	}
}
