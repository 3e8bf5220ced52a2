package main

import (
	"context"
	"log/slog"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/webhook"
	"facepay/providers/weidoufu"
)

// heardBy runs a listener until the test ends and hands out what it posts.
func heardBy(t *testing.T, ear *listener, gate kiosk.Gateway) <-chan kiosk.Event {
	t.Helper()
	const room = 64
	events := make(chan kiosk.Event, room)
	ear.serve(gate, func(e kiosk.Event) bool {
		select {
		case events <- e:
			return true
		default:
			return false
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	var runs sync.WaitGroup
	runs.Go(func() {
		if err := ear.run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); runs.Wait() })
	return events
}

// next takes events until one is an E that fits.
func next[E kiosk.Event](t *testing.T, events <-chan kiosk.Event, fits func(E) bool) E {
	t.Helper()
	limit := time.After(programMax)
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
			log := slog.New(slog.DiscardHandler)
			ear, err := openListener(s, log)
			require.NoError(t, err)
			gate, err := openGateway(t.Context(), s, log, "", ear.at)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, gate.stop()) })
			require.True(t, gate.Capabilities().Notifications)
			events := heardBy(t, ear, gate.Gateway)
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
				ear.acknowledge(n.ID, kiosk.NotificationTaken)
				return n.Notification.Answer.Verdict == kiosk.VerdictPaid
			})
			require.Equal(t, p.OrderNo, n.Notification.OrderNo)
			require.Equal(t, p.Amount, *n.Notification.Answer.Amount)
			require.Eventually(t, func() bool { return ear.server.Counts().Taken > 0 }, programMax, time.Millisecond, "the gateway got its acknowledgement")
		})
	}
}

// Another program holds the port. The till may not believe that it would have
// heard.
func TestListener_WithoutItsPortTheTillIsNotToldThatItHears(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer taken.Close()
	conf := defaultConfig()
	conf.Provider, conf.Dialect = "weidoufu", "weidoufu"
	providers.Section[weidoufu.Config](conf.Providers).AccessKey, providers.Section[weidoufu.Config](conf.Providers).SecretKey = "AKtest0000000000000000000000000001", "SKtest0000000000000000000000000001"
	conf.Notify = webhook.Config{Listen: taken.Addr().String(), PublicURL: "https://pos.example.com"}
	s := setup{Config: conf, DataDir: t.TempDir()}
	log := slog.New(slog.DiscardHandler)
	ear, err := openListener(s, log)
	require.NoError(t, err)
	gate, err := openGateway(t.Context(), s, log, "", ear.at)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, gate.stop()) })
	events := heardBy(t, ear, gate.Gateway)
	require.Eventually(t, func() bool {
		said, err := webhook.ReadStatus(noticesFile(s.DataDir))
		return err == nil && said.Error != ""
	}, programMax, time.Millisecond, "the status file says that the port is taken")
	require.Empty(t, events)
	require.Empty(t, ear.server.Addr())
}
