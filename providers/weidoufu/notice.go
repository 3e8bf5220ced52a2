package weidoufu

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/providers/wire"
)

// noticeBytesMax bounds a notification; the documented one has 300 bytes, its
// attach at most 128 characters.
const noticeBytesMax = 64 << 10

// ReadNotification reads a notification (weidoufu, asynchronous notification): an
// object of sign and content. The content type is not looked at, the signature
// is all that proves anything. Status 1 is waiting, 2 paid, 3 closed.
func (g *Gateway) ReadNotification(_ string, body []byte) (kiosk.Notification, error) {
	text, err := openNotice(body, g.cfg.SecretKey)
	if err != nil {
		return kiosk.Notification{}, err
	}
	content, err := decode(text)
	if err != nil {
		return kiosk.Notification{}, fmt.Errorf("%w: content %w", kiosk.ErrNotification, err)
	}
	return readNotice(content)
}

// NotificationAck is the setting notify_ack: the vendor documents none.
func (g *Gateway) NotificationAck() (contentType string, body []byte) {
	if json.Valid([]byte(g.cfg.NotifyAck)) {
		return "application/json; charset=utf-8", []byte(g.cfg.NotifyAck)
	}
	return "text/plain; charset=utf-8", []byte(g.cfg.NotifyAck)
}

// openNotice takes a notification apart and returns the text of its content,
// provided that the signature fits: over the bytes as they came, or over the
// same without white space. Content that is a string has its JSON inside, and is
// signed as it stands there.
func openNotice(body []byte, secretKey string) ([]byte, error) {
	if len(body) > noticeBytesMax {
		return nil, fmt.Errorf("%w: it is too long", kiosk.ErrNotification)
	}
	body = wire.Trimmed(body)
	if len(body) == 0 || body[0] != '{' || !json.Valid(body) {
		return nil, fmt.Errorf("%w: it %w", kiosk.ErrNotification, wire.ErrNotObject)
	}
	var outer map[string]json.RawMessage
	var sign, inside string
	if err := json.Unmarshal(body, &outer); err != nil {
		return nil, fmt.Errorf("%w: %w", kiosk.ErrNotification, err)
	}
	content := outer["content"]
	if err := json.Unmarshal(outer["sign"], &sign); err != nil || len(content) == 0 {
		return nil, kiosk.ErrForged
	}
	if content[0] == '"' {
		if err := json.Unmarshal(content, &inside); err != nil || !fits(sign, []byte(inside), secretKey) {
			return nil, kiosk.ErrForged
		}
		return []byte(inside), nil
	}
	if fits(sign, content, secretKey) {
		return content, nil
	}
	var compact bytes.Buffer
	if err := json.Compact(&compact, content); err != nil || !fits(sign, compact.Bytes(), secretKey) {
		return nil, kiosk.ErrForged
	}
	return compact.Bytes(), nil
}

// readNotice reads content whose signature fits.
func readNotice(content object) (kiosk.Notification, error) {
	a, err := stated(content)
	switch {
	case err != nil:
		return kiosk.Notification{}, fmt.Errorf("%w: %w", kiosk.ErrNotification, err)
	case !orderNo(a.Order):
		return kiosk.Notification{}, fmt.Errorf("%w: it names no order of a till", kiosk.ErrNotification)
	case statuses.Class(content.Text("status")) == wire.Paid && a.Verdict != kiosk.VerdictPaid:
		return kiosk.Notification{}, fmt.Errorf("%w: it says paid and names no amount", kiosk.ErrNotification)
	}
	return kiosk.Notification{OrderNo: kiosk.OrderNo(a.Order), Answer: a}, nil
}

// orderNo reports whether s has the form that the vendor asks of out_order_no:
// 18 to 32 letters and digits.
func orderNo(s string) bool {
	const charsMin, charsMax = 18, 32
	return len(s) >= charsMin && wire.Word(s, charsMax) && !strings.ContainsAny(s, "-_")
}
