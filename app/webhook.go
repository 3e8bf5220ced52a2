package app

import (
	"context"
	"fmt"
	"log/slog"
	"path/filepath"

	"facepay/app/config"
	"facepay/kiosk"
	"facepay/providers/webhook"
)

// address is the public address of this till.
type address struct {
	base      string // of the mini-program's route, "" when nobody listens
	notifyURL string // what the gateway is told, "" for nothing
	listening bool   // what is sent there reaches this till
}

// plannedAddress is the address of a till with this config once it runs.
func plannedAddress(s config.Loaded) address {
	n := s.Config.Notify
	a := address{notifyURL: n.NotifyURL(s.Dialect()), base: n.PublicURL}
	a.listening = n.Listen != "" && a.notifyURL != ""
	return a
}

// listener hears notifications; a till without a server hears nothing.
type listener struct {
	server  *webhook.Server // nil: none
	address address
	ran     bool
}

// statusFile holds the counts of the listener, for `facepay check` beside a till.
func statusFile(dataDir string) string { return filepath.Join(dataDir, "notify.json") }

// openListener makes the listener that the config asks for. A practice till has
// one of its own on loopback, so that the practice gateway can notify it. Nothing
// is heard before the listener runs.
func openListener(s config.Loaded, post func(kiosk.Event) bool, log *slog.Logger) (*listener, error) {
	l := &listener{}
	c := s.Config.Notify
	l.address.notifyURL = c.NotifyURL(s.Dialect())
	if s.Practice {
		c = webhook.Config{Listen: "127.0.0.1:0"}
	}
	if c.Listen == "" {
		return l, nil
	}
	server, err := webhook.New(c, webhook.Ports{Post: post, StatusFile: statusFile(s.DataDir), Log: log})
	if err != nil {
		return nil, fmt.Errorf("listen for notifications: %w", err)
	}
	l.server = server
	if !s.Practice {
		l.address = plannedAddress(s)
		return l, nil
	}
	if err := server.Listen(); err != nil {
		return nil, fmt.Errorf("listen for the practice gateway: %w", err)
	}
	l.address.base = "http://" + server.Addr()
	l.address.notifyURL = webhook.Config{PublicURL: l.address.base}.NotifyURL(s.Dialect())
	l.address.listening = true
	return l, nil
}

// handle has the notifications of a gateway read by it, from before run.
func (l *listener) handle(name string, gate kiosk.Gateway) {
	if l.server == nil {
		return
	}
	n, ok := gate.(kiosk.Notifier)
	if !ok {
		n = noNotifications{}
	}
	l.server.Handle(name, n)
}

// noNotifications stands for a gateway that sends none.
type noNotifications struct{}

func (noNotifications) ReadNotification(string, []byte) (kiosk.Notification, error) {
	return kiosk.Notification{}, fmt.Errorf("this gateway sends no notifications: %w", kiosk.ErrForged)
}

func (noNotifications) NotificationAck() (contentType string, body []byte) { return "text/plain", nil }

// run hears until ctx ends.
func (l *listener) run(ctx context.Context) error {
	if l.server == nil {
		return nil
	}
	l.ran = true
	return l.server.Run(ctx)
}

// close frees the port of a listener that never ran.
func (l *listener) close() error {
	if l.ran {
		return nil
	}
	ended, end := context.WithCancel(context.Background())
	end()
	return l.run(ended)
}

func (l *listener) acknowledge(id uint64, r kiosk.NotificationResult) {
	if l.server != nil {
		l.server.Acknowledge(id, r)
	}
}

func (l *listener) replyMini(id uint64, r kiosk.MiniReply) {
	if l.server != nil {
		l.server.ReplyMini(id, r)
	}
}
