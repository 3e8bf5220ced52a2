package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync/atomic"

	"facepay/kiosk"
	"facepay/providers/webhook"
)

// address is where this till can be reached from outside.
type address struct {
	base      string // of the mini-program's route, "" when nobody listens
	notifyURL string // what the gateway is told, "" for nothing
	listening bool   // what is sent there reaches this till
}

// listener is the till's ear to the network; a till without one hears nothing.
type listener struct {
	server *webhook.Server // nil: none
	at     address
	post   atomic.Pointer[func(kiosk.Event) bool]
	gate   gateNotifier
}

// gateNotifier is the gateway's Notifier before there is a gateway: that is made
// with the listener's address, and so after the listener.
type gateNotifier struct{ kiosk.Notifier }

// noticesFile is what `facepay check` reads beside a running till.
func noticesFile(dataDir string) string { return filepath.Join(dataDir, "notify.json") }

// openListener makes the listener that the config asks for. A practice till has
// one of its own on loopback, so that the practice gateway can notify it. Nothing
// is heard before the listener runs.
func openListener(s setup, log *slog.Logger) (*listener, error) {
	l := &listener{}
	config := s.Config.Notify
	l.at.notifyURL = config.NotifyURL(s.dialect())
	if s.Practice {
		config = webhook.Config{Listen: "127.0.0.1:0"}
	}
	if config.Listen == "" {
		return l, nil
	}
	server, err := webhook.New(config, webhook.Parts{
		Notifiers: map[string]kiosk.Notifier{s.dialect(): &l.gate},
		Post: func(e kiosk.Event) bool {
			post := l.post.Load()
			return post != nil && (*post)(e)
		},
		StatusFile: noticesFile(s.DataDir),
		Log:        log,
	})
	if err != nil {
		return nil, fmt.Errorf("listen for notifications: %w", err)
	}
	l.server = server
	if !s.Practice {
		l.at.base, l.at.listening = config.PublicURL, l.at.notifyURL != ""
		return l, nil
	}
	if err := server.Listen(); err != nil {
		return nil, fmt.Errorf("listen for the practice gateway: %w", err)
	}
	l.at.base = "http://" + server.Addr()
	l.at.notifyURL = webhook.Config{PublicURL: l.at.base}.NotifyURL(s.dialect())
	l.at.listening = true
	return l, nil
}

// serve tells the listener which gateway it hears and where to post. It must be
// called before run, in the same goroutine.
func (l *listener) serve(gate kiosk.Gateway, post func(kiosk.Event) bool) {
	l.gate.Notifier = noNotices{}
	if n, ok := gate.(kiosk.Notifier); ok {
		l.gate.Notifier = n
	}
	l.post.Store(&post)
}

// noNotices stands for a gateway that sends no notifications.
type noNotices struct{}

func (noNotices) ReadNotification(string, []byte) (kiosk.Notification, error) {
	return kiosk.Notification{}, fmt.Errorf("this gateway sends no notifications: %w", kiosk.ErrForged)
}

func (noNotices) NotificationAck() (contentType string, body []byte) { return "text/plain", nil }

// run hears until ctx ends.
func (l *listener) run(ctx context.Context) error {
	if l.server == nil {
		return nil
	}
	return l.server.Run(ctx)
}

// abandon frees the port of a listener that never ran.
func (l *listener) abandon() error {
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

// unproven tells why a payment at this gateway could be proven by nobody but a
// manager, or nil.
func unproven(can kiosk.Capabilities) error {
	if len(can.QR) > 0 && !can.QueryQR && !can.Notifications {
		return errors.New("this gateway cannot be asked about a QR payment and its notifications do not reach this till: each needs a manager's word")
	}
	return nil
}
