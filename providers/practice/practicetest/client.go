package practicetest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"sync"
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// controlHTTP has no proxy, and more patience than the mini-program, which waits for the till.
var controlHTTP = &http.Client{Timeout: 25 * time.Second, Transport: &http.Transport{IdleConnTimeout: 10 * time.Second}}

// Client plays the customer and the network at a practice gateway of another process.
type Client struct {
	URL string // the gateway's base

	mu      sync.Mutex
	control string // Server.ControlURL, once known
}

// refusal is an error of a control route. It is the gateway's own error of that text.
type refusal struct {
	Code    string `json:"error"`
	Message string `json:"message"`
}

func (r refusal) Error() string        { return r.Code + ": " + r.Message }
func (r refusal) Is(target error) bool { return r.Message == target.Error() }

// fields is the body of a control route.
type fields map[string]any

func (c *Client) Act(ctx context.Context, a practice.Action, orderNo string) (practice.Order, error) {
	return Control[practice.Order](ctx, c, string(a), fields{"order": orderNo})
}

func (c *Client) ResendNotice(ctx context.Context, orderNo string) (practice.Order, error) {
	return Control[practice.Order](ctx, c, "notify/resend", fields{"order": orderNo})
}

func (c *Client) SetTillURL(ctx context.Context, base string) error {
	_, err := Control[any](ctx, c, "till", fields{"url": base})
	return err
}

// MiniOpen is for a customer who may be the zero one, nobody.
func (c *Client) MiniOpen(ctx context.Context, orderNo string, b kiosk.Buyer) (practice.MiniAnswer, error) {
	in := fields{"order": orderNo}
	if name := map[kiosk.Wallet]string{kiosk.WeChat: "openid", kiosk.Alipay: "buyer_id"}[b.Wallet]; name != "" {
		in[name] = b.ID
	}
	return Control[practice.MiniAnswer](ctx, c, "mini", in)
}

func (c *Client) SetNetwork(ctx context.Context, n practice.Network, span time.Duration) error {
	_, err := Control[any](ctx, c, "network", fields{"state": n, "for_ms": span.Milliseconds()})
	return err
}

func (c *Client) Ledger(ctx context.Context) (practice.Ledger, error) {
	return Control[practice.Ledger](ctx, c, "ledger", nil)
}

func (c *Client) AddFault(ctx context.Context, f practice.Fault) (practice.Fault, error) {
	return Control[practice.Fault](ctx, c, "faults", f)
}

func (c *Client) ClearFault(ctx context.Context, id int) error {
	_, err := Control[any](ctx, c, "faults/clear", fields{"id": id})
	return err
}

func (c *Client) Settings(ctx context.Context) (practice.Settings, error) {
	return Control[practice.Settings](ctx, c, "settings", nil)
}

func (c *Client) SetSettings(ctx context.Context, s practice.Settings) error {
	_, err := Control[any](ctx, c, "settings", s)
	return err
}

func (c *Client) Reset(ctx context.Context) error {
	_, err := Control[any](ctx, c, "reset", fields{})
	return err
}

// Control asks a control route: GET, or POST of in where there is one.
func Control[Out any](ctx context.Context, c *Client, path string, in any) (out Out, err error) {
	c.mu.Lock()
	if c.control == "" {
		var address map[string]string
		err = roundTrip(ctx, c.URL+"/control/address", nil, &address)
		c.control = address["control_url"]
	}
	base := c.control
	c.mu.Unlock()
	if err == nil {
		err = roundTrip(ctx, base+"/control/"+path, in, &out)
	}
	if err != nil {
		return out, fmt.Errorf("practice control %s: %w", path, err)
	}
	return out, nil
}

func roundTrip(ctx context.Context, url string, in, out any) error {
	method, body := http.MethodGet, []byte(nil)
	if in != nil {
		method = http.MethodPost
		body, _ = json.Marshal(in) // texts and numbers always encode
	}
	req, err := http.NewRequestWithContext(ctx, method, url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := controlHTTP.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	answer := json.NewDecoder(resp.Body)
	if resp.StatusCode == http.StatusOK {
		return answer.Decode(out)
	}
	var r refusal
	if err := answer.Decode(&r); err != nil {
		return fmt.Errorf("status %d without a reason", resp.StatusCode)
	}
	return r
}
