package app

import (
	"context"
	"log/slog"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/app/config"
	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/webhook"
	"facepay/providers/weidoufu"
)

// hears opens a listener and its gateway, runs the listener until the test ends
// and hands out what it posts.
func hears(t *testing.T, s config.Loaded) (*webhook.Server, gateway, <-chan kiosk.Event) {
	t.Helper()
	const room = 64
	events := make(chan kiosk.Event, room)
	post := func(e kiosk.Event) bool {
		select {
		case events <- e:
			return true
		default:
			return false
		}
	}
	log := slog.New(slog.DiscardHandler)
	server, at, err := openWebhook(s, post, log)
	require.NoError(t, err)
	gate, err := openGateway(t.Context(), s, log, "", at)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, gate.stop()) })
	server.Handle(s.Dialect(), notifierOf(gate.Gateway))
	ctx, cancel := context.WithCancel(context.Background())
	var runs sync.WaitGroup
	runs.Go(func() {
		if err := server.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); runs.Wait() })
	return server, gate, events
}

// next takes events until one is an E that fits.
func next[E kiosk.Event](t *testing.T, events <-chan kiosk.Event, fits func(E) bool) E {
	t.Helper()
	limit := time.After(patience)
	for {
		select {
		case e := <-events:
			if e, ok := e.(E); ok && fits(e) {
				return e
			}
		case <-limit:
			require.FailNow(t, "the till was not told")
		}
	}
}

func anyOf[E any](E) bool { return true }

// The practice gateway notifies a till as the real ones do.
func TestListener_ANotificationReachesTheTill(t *testing.T) {
	for dialect, wallet := range map[string]kiosk.Wallet{"yfpay": kiosk.WeChat, "alipayservice": kiosk.Alipay, "weidoufu": kiosk.WeChat} {
		t.Run(dialect, func(t *testing.T) {
			s := practiceSetup(t)
			s.Config.Dialect = dialect
			require.NoError(t, os.MkdirAll(s.DataDir, 0o700))
			server, gate, events := hears(t, s)
			require.True(t, gate.Capabilities().Notifications)
			require.True(t, next(t, events, anyOf[kiosk.ListenerChanged]).Listening)

			p := kiosk.Payment{
				OrderNo: "20261122143205ABCDEFGHJK", Amount: 700, Wallet: wallet, Rail: kiosk.RailQR,
				GatewayOrderNo: "20261122143205ABCDEFGHJK", CreatedAt: time.Now(), SentAt: time.Now(),
			}
			opened, err := gate.OpenQR(t.Context(), p)
			require.NoError(t, err)
			require.Equal(t, kiosk.VerdictWaiting, opened.Verdict)
			if opened.GatewayOrderNo != "" {
				p.GatewayOrderNo = opened.GatewayOrderNo
			}
			require.NoError(t, gate.play(t.Context(), kiosk.Practice{Action: kiosk.ActionPracticePay, GatewayOrderNo: p.GatewayOrderNo}))
			n := next(t, events, func(n kiosk.NotificationReceived) bool {
				server.Acknowledge(n.ID, kiosk.NotificationTaken)
				return n.Notification.Answer.Verdict == kiosk.VerdictPaid
			})
			require.Equal(t, p.OrderNo, n.Notification.OrderNo)
			require.Equal(t, p.Amount, *n.Notification.Answer.Amount)
			require.Eventually(t, func() bool { return server.Counts().Taken > 0 }, patience, time.Millisecond, "the gateway got its acknowledgement")
		})
	}
}

// Another program holds the port. The till may not believe that it would have
// heard.
func TestListener_WithoutItsPortTheTillIsNotToldThatItHears(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	conf := config.Default()
	conf.Provider, conf.Dialect = "weidoufu", "weidoufu"
	providers.Section[weidoufu.Config](conf.Providers).AccessKey, providers.Section[weidoufu.Config](conf.Providers).SecretKey = "AKtest0000000000000000000000000001", "SKtest0000000000000000000000000001"
	conf.Notify = webhook.Config{Listen: taken.Addr().String(), PublicURL: "https://pos.example.com"}
	s := config.Loaded{Config: conf, DataDir: t.TempDir()}
	server, _, events := hears(t, s)
	require.Eventually(t, func() bool {
		said, err := webhook.ReadStatus(statusFile(s.DataDir))
		return err == nil && said.Error != ""
	}, patience, time.Millisecond, "the status file says that the port is taken")
	require.Empty(t, events)
	require.Empty(t, server.Addr())
}
