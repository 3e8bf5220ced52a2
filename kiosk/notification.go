package kiosk

import "errors"

// Notifier is a Gateway that sends notifications.
type Notifier interface {
	// ReadNotification checks a notification's signature, before it looks at anything
	// else, and reads it. contentType is as the sender declared it. Errors wrap
	// ErrForged or ErrNotification. It is called from many goroutines.
	ReadNotification(contentType string, body []byte) (Notification, error)
	// NotificationAck is the answer after which the gateway sends a notification no
	// more.
	NotificationAck() (contentType string, body []byte)
}

// HeaderNotifier is a Notifier whose gateway signs in the header of a notification. Without
// its header a notification is ErrForged.
type HeaderNotifier interface {
	Notifier
	// WithHeader is the Notifier of one notification, whose header's fields get tells; ""
	// for one that is missing or stands twice.
	WithHeader(get func(name string) string) Notifier
}

// Errors of a Notifier.
var (
	ErrForged       = errors.New("the signature is missing or does not fit")
	ErrNotification = errors.New("not a notification as documented")
)

// Notification is a notification whose signature fits. That its order and amount fit
// too is for the till to see.
type Notification struct {
	// OrderNo is the till's own number that it names.
	OrderNo OrderNo
	// Answer about the payment.
	Answer Answer
	// Refund: it tells of a refund, and nothing about the payment itself.
	Refund bool
}

// NotificationResult is the till's decision about a Notification.
type NotificationResult string

// The results. After NotificationTaken the gateway gets its acknowledgement, after
// any other it does not.
const (
	NotificationTaken   NotificationResult = "taken"    // it is on record, now or from before
	NotificationNoOrder NotificationResult = "no_order" // nothing here has that number
	NotificationAmount  NotificationResult = "amount"   // it names another amount
	NotificationOrder   NotificationResult = "order"    // its numbers contradict each other
	NotificationNotNow  NotificationResult = "not_now"  // the till cannot record at the moment: send it again
)

// RefusedNotificationsMany within ten minutes are told to people: a few are somebody's mistake, many are somebody's attempt.
const RefusedNotificationsMany = 10
