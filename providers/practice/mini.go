package practice

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"facepay/kiosk"
)

const (
	// MiniOpenID and MiniBuyerID are the customer of the page's mini-program.
	MiniOpenID  = "oPracticeCustomer00000000001"
	MiniBuyerID = "2088000000000000"

	miniTimeout       = 20 * time.Second // a little over the longest that a till waits for its gateway
	miniReplyBytesMax = 64 << 10         // bounds the till's answer; parameters have under 1 KiB
	miniOrderBytesMax = 128              // bounds the number in a link
)

// ErrNoTill says that nobody told where the till listens.
var ErrNoTill = errors.New("the till's address is not known: set it first")

type MiniAnswer struct {
	Status  int             `json:"status"` // of HTTP
	OrderNo string          `json:"order_no,omitempty"`
	Amount  string          `json:"amount,omitempty"` // yuan
	Params  json.RawMessage `json:"params,omitempty"` // for the wallet
	Error   string          `json:"error,omitempty"`  // a kiosk.MiniError; "" when Params are there
}

// payer names a customer by the wallet's own number of him, nobody when both are "".
type payer struct {
	OpenID  string `json:"openid,omitempty"`
	BuyerID string `json:"buyer_id,omitempty"`
}

func payerOf(b kiosk.Buyer) (p payer) {
	switch b.Wallet {
	case kiosk.WeChat:
		p.OpenID = b.ID
	case kiosk.Alipay:
		p.BuyerID = b.ID
	}
	return p
}

func (p payer) buyer() kiosk.Buyer {
	switch {
	case p.OpenID != "":
		return kiosk.Buyer{Wallet: kiosk.WeChat, ID: p.OpenID}
	case p.BuyerID != "":
		return kiosk.Buyer{Wallet: kiosk.Alipay, ID: p.BuyerID}
	}
	return kiosk.Buyer{}
}

// SetTillURL sets the till's address for mini-programs: the base of
// /mini/<order_no>, on this machine or in the shop's network. "" is nowhere.
func (s *Server) SetTillURL(base string) error {
	if base != "" {
		if err := checkLocal(base); err != nil {
			return fmt.Errorf("till url = %q: %w", base, err)
		}
	}
	base = strings.TrimSuffix(base, "/")
	s.till.Store(&base)
	return nil
}

func (s *Server) TillURL() string { return *s.till.Load() }

// MiniLink is the page that plays the shop's mini-program, as a link with a
// place for the till's {order_no}; phones reach it with Config.PhonePages.
func (s *Server) MiniLink() string {
	return cmp.Or(s.phoneURL(), s.URL()) + "/mini?order={order_no}"
}

// MiniOpen plays a customer who opens the shop's mini-program by the till's
// link: it asks the till for the payment parameters of an order. A refusal of
// the till's is an answer with Error. ErrNoTill.
func (s *Server) MiniOpen(ctx context.Context, orderNo string, b kiosk.Buyer) (MiniAnswer, error) {
	base := s.TillURL()
	switch {
	case base == "":
		return MiniAnswer{}, ErrNoTill
	case orderNo == "" || len(orderNo) > miniOrderBytesMax:
		return MiniAnswer{}, fmt.Errorf("open mini-program: order of %d bytes: want 1 to %d", len(orderNo), miniOrderBytesMax)
	}
	a, err := askTill(ctx, s.mini, base+"/mini/"+url.PathEscape(orderNo), b)
	if err != nil {
		return MiniAnswer{}, fmt.Errorf("ask the till for payment parameters: %w", err)
	}
	return a, nil
}

func askTill(ctx context.Context, client *http.Client, url string, b kiosk.Buyer) (MiniAnswer, error) {
	body, err := json.Marshal(payerOf(b))
	if err != nil {
		return MiniAnswer{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return MiniAnswer{}, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := client.Do(req)
	if err != nil {
		return MiniAnswer{}, err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, miniReplyBytesMax))
	if err != nil {
		return MiniAnswer{}, err
	}
	var a MiniAnswer
	if err := json.Unmarshal(text, &a); err != nil {
		return MiniAnswer{}, fmt.Errorf("status %d with no JSON: %w", resp.StatusCode, err)
	}
	a.Status = resp.StatusCode
	if a.Error == "" && (a.Status != http.StatusOK || a.OrderNo == "" || a.Amount == "") {
		return MiniAnswer{}, fmt.Errorf("status %d with neither payment parameters nor an error", a.Status)
	}
	return a, nil
}
