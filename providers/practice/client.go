package practice

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"facepay/kiosk"
)

const (
	// controlTimeout bounds one control call; only MiniOpen waits for anybody.
	controlTimeout = miniTimeout + 5*time.Second
	// ledgerBytesMax bounds a reply: ordersMax orders of about 1 KiB, and their refunds.
	ledgerBytesMax = 64 << 20
)

// Client plays the customer and the network at a practice gateway, in this
// process or another, by methods that are Server's of the same name. Its zero value
// with URL set is ready; it can be used from many goroutines.
type Client struct {
	// URL is the gateway's base, such as Server.URL.
	URL string

	mu      sync.Mutex
	control string // Server.ControlURL, once known
}

// controlHTTP has no proxy: the gateway is on this machine or in the shop.
var controlHTTP = &http.Client{Timeout: controlTimeout, Transport: &http.Transport{MaxIdleConnsPerHost: 2, IdleConnTimeout: 10 * time.Second}}

func (c *Client) Act(ctx context.Context, a Action, orderNo string) (o Order, err error) {
	err = c.call(ctx, http.MethodPost, string(a), orderBody{orderNo}, &o)
	return o, err
}

func (c *Client) ResendNotice(ctx context.Context, orderNo string) (o Order, err error) {
	err = c.call(ctx, http.MethodPost, "notify/resend", orderBody{orderNo}, &o)
	return o, err
}

func (c *Client) SetTillURL(ctx context.Context, base string) error {
	return c.call(ctx, http.MethodPost, "till", tillBody{base}, &tillBody{})
}

// MiniOpen is for a customer who may be the zero one, nobody.
func (c *Client) MiniOpen(ctx context.Context, orderNo string, b kiosk.Buyer) (a MiniAnswer, err error) {
	err = c.call(ctx, http.MethodPost, "mini", miniBody{orderNo, payerOf(b)}, &a)
	return a, err
}

func (c *Client) SetNetwork(ctx context.Context, n Network, span time.Duration) error {
	return c.call(ctx, http.MethodPost, "network", networkBody{n, span.Milliseconds()}, &networkBody{})
}

func (c *Client) Network(ctx context.Context) (Network, error) {
	var b networkBody
	err := c.call(ctx, http.MethodGet, "network", nil, &b)
	return b.State, err
}

func (c *Client) Ledger(ctx context.Context) (l Ledger, err error) {
	err = c.call(ctx, http.MethodGet, "ledger", nil, &l)
	return l, err
}

func (c *Client) AddFault(ctx context.Context, f Fault) (added Fault, err error) {
	err = c.call(ctx, http.MethodPost, "faults", f, &added)
	return added, err
}

func (c *Client) ClearFault(ctx context.Context, id int) error {
	return c.call(ctx, http.MethodPost, "faults/clear", clearBody{id}, &faultsBody{})
}

func (c *Client) Faults(ctx context.Context) ([]Fault, error) {
	var b faultsBody
	err := c.call(ctx, http.MethodGet, "faults", nil, &b)
	return b.Faults, err
}

func (c *Client) Settings(ctx context.Context) (s Settings, err error) {
	err = c.call(ctx, http.MethodGet, "settings", nil, &s)
	return s, err
}

func (c *Client) SetSettings(ctx context.Context, s Settings) error {
	return c.call(ctx, http.MethodPost, "settings", s, &Settings{})
}

func (c *Client) Reset(ctx context.Context) error {
	return c.call(ctx, http.MethodPost, "reset", noBody{}, &noBody{})
}

// Code makes a fresh practice payment code.
func (c *Client) Code(ctx context.Context, w kiosk.Wallet, b CodeBehaviour) (kiosk.PayCode, error) {
	var out codeBody
	err := c.call(ctx, http.MethodPost, "code", codeBody{Wallet: w, Behaviour: b}, &out)
	return kiosk.NewPayCode(out.Code), err
}

// call asks the control address, which it learns from URL the first time. From
// another machine that address is out of reach; then URL itself is asked.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	base, err := c.controlBase(ctx)
	if err == nil {
		err = roundTrip(ctx, method, base+"/control/"+path, in, out)
	}
	if err != nil {
		return fmt.Errorf("practice control %s: %w", path, err)
	}
	return nil
}

func (c *Client) controlBase(ctx context.Context) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.control != "" {
		return c.control, nil
	}
	own := strings.TrimSuffix(c.URL, "/")
	var addr addressBody
	if err := roundTrip(ctx, http.MethodGet, own+"/control/address", nil, &addr); err != nil {
		return "", err
	}
	var again addressBody
	if err := roundTrip(ctx, http.MethodGet, addr.ControlURL+"/control/address", nil, &again); err == nil && again == addr {
		c.control = addr.ControlURL
	} else {
		c.control = own
	}
	return c.control, nil
}

func roundTrip(ctx context.Context, method, url string, in, out any) error {
	var body io.Reader
	if in != nil {
		text, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(text)
	}
	req, err := http.NewRequestWithContext(ctx, method, url, body)
	if err != nil {
		return err
	}
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := controlHTTP.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, ledgerBytesMax))
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return controlError(resp.StatusCode, text)
	}
	return json.Unmarshal(text, out)
}

// controlError turns a refusal back into the error that it came from.
func controlError(status int, text []byte) error {
	var b errorBody
	if err := json.Unmarshal(text, &b); err != nil {
		return fmt.Errorf("status %d without a reason", status)
	}
	for _, known := range controlErrors {
		if known.code == b.Error {
			return known.error
		}
	}
	return errors.New(b.Message)
}
