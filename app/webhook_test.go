package app

import (
	"context"
	"log/slog"
	"net"
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

// Another program holds the port. The till may not believe that it would have
// heard.
func TestListener_WithoutItsPortTheTillIsNotToldThatItHears(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	t.Cleanup(func() { _ = taken.Close() }) // after the server has ended, which would take it over
	conf := config.Default()
	conf.Provider, conf.Dialect = "weidoufu", "weidoufu"
	providers.Section[weidoufu.Config](conf.Providers).AccessKey, providers.Section[weidoufu.Config](conf.Providers).SecretKey = "AKtest0000000000000000000000000001", "SKtest0000000000000000000000000001"
	conf.Notify = webhook.Config{Listen: taken.Addr().String(), PublicURL: "https://pos.example.com"}
	s := config.Loaded{Config: conf, DataDir: t.TempDir()}
	log := slog.New(slog.DiscardHandler)
	server, at, err := openWebhook(s, func(e kiosk.Event) bool {
		t.Errorf("the till was told %v", e)
		return true
	}, log)
	require.NoError(t, err)
	gate, err := openGateway(t.Context(), s, log, "", at)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, gate.stop()) })
	server.Handle(s.Dialect(), notifierOf(gate.Gateway))
	ctx, cancel := context.WithCancel(t.Context())
	var runs sync.WaitGroup
	runs.Go(func() {
		if err := server.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); runs.Wait() })
	require.Eventually(t, func() bool {
		said, err := webhook.ReadStatus(statusFile(s.DataDir))
		return err == nil && said.Error != ""
	}, patience, time.Millisecond, "the status file says that the port is taken")
	require.Empty(t, server.Addr())
}
