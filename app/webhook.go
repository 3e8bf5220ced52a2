package app

import (
	"fmt"
	"log/slog"
	"path/filepath"

	"facepay/app/config"
	"facepay/kiosk"
	"facepay/providers/webhook"
)

// address is the public address of this till.
type address struct {
	base      string                      // of the mini-program's route, "" when nobody listens
	notifyURL func(gateway string) string // what a gateway is told, "" for nothing
	listening bool                        // what is sent there reaches this till
}

// plannedAddress is the address of a till with this config once it runs.
func plannedAddress(s config.Loaded) address {
	n := s.Config.Notify
	return address{base: n.PublicURL, notifyURL: n.NotifyURL, listening: n.Listen != "" && n.PublicURL != ""}
}

// statusFile holds the counts of the listener, for `facepay check` beside a till.
func statusFile(dataDir string) string { return filepath.Join(dataDir, "notify.json") }

// journalFile is the practice gateway's own ledger.
func journalFile(dataDir string) string { return filepath.Join(dataDir, "practice-gateway.journal") }

// openWebhook makes the listener that the config asks for, nil for none. A practice
// till has one of its own on loopback, so that the practice gateway can notify it.
// Nothing is heard before it runs.
func openWebhook(s config.Loaded, post func(kiosk.Event) bool, log *slog.Logger) (*webhook.Server, address, error) {
	c, at := s.Config.Notify, plannedAddress(s)
	if s.Practice {
		c = webhook.Config{Listen: "127.0.0.1:0"}
	}
	if c.Listen == "" {
		return nil, address{notifyURL: at.notifyURL}, nil
	}
	server, err := webhook.New(c, webhook.Ports{Post: post, StatusFile: statusFile(s.DataDir), Log: log})
	if err != nil {
		return nil, at, fmt.Errorf("listen for notifications: %w", err)
	}
	if s.Practice {
		if err := server.Listen(); err != nil {
			return nil, at, fmt.Errorf("listen for the practice gateway: %w", err)
		}
		at.base = "http://" + server.Addr()
		at.notifyURL, at.listening = webhook.Config{PublicURL: at.base}.NotifyURL, true
	}
	return server, at, nil
}

func notifierOf(g kiosk.Gateway) kiosk.Notifier {
	if n, ok := g.(kiosk.Notifier); ok {
		return n
	}
	return noNotifications{}
}

type noNotifications struct{}

func (noNotifications) ReadNotification(string, []byte) (kiosk.Notification, error) {
	return kiosk.Notification{}, fmt.Errorf("this gateway sends no notifications: %w", kiosk.ErrForged)
}

func (noNotifications) NotificationAck() (contentType string, body []byte) { return "text/plain", nil }
