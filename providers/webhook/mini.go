package webhook

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"facepay/kiosk"
)

// miniMalformed is the error for a body that is not as documented. The till's
// own errors are kiosk's.
const miniMalformed kiosk.MiniError = "malformed"

// miniStatus is the HTTP status of each error: always 4xx, because proxies
// put pages of their own in place of a 5xx.
var miniStatus = map[kiosk.MiniError]int{
	kiosk.MiniNoOrder: http.StatusNotFound,
	kiosk.MiniTaken:   http.StatusForbidden,
	kiosk.MiniBuyer:   http.StatusBadRequest,
	kiosk.MiniBusy:    http.StatusConflict,
	kiosk.MiniGateway: http.StatusFailedDependency,
	kiosk.MiniNotNow:  http.StatusTooManyRequests,
	miniMalformed:     http.StatusBadRequest,
}

type miniAnswer struct {
	OrderNo kiosk.OrderNo   `json:"order_no"`
	Amount  string          `json:"amount"` // yuan with two decimals
	Params  json.RawMessage `json:"params"`
}

func (s *Server) mini(ctx context.Context, w http.ResponseWriter, r *http.Request, c *conn, n kiosk.OrderNo) {
	if !s.minis.allow(c.addr, s.now()) {
		s.counters.count(limited, s.now())
		s.log.warn(refusals[limited].reason, "route", "mini", "remote", c.addr)
		miniRefuse(w, kiosk.MiniNotNow)
		return
	}
	body, refused, err := s.askMini(ctx, w, r, c, n)
	if refused != "" {
		s.counters.count(miniRefused, s.now())
		s.log.warn("mini-program refused", "remote", c.addr, "reason", refused, "err", reason(err))
		miniRefuse(w, refused)
		return
	}
	s.counters.count(miniAnswered, s.now())
	answer(w, http.StatusOK, "application/json", body)
}

// askMini lets the till answer the question: the reply's body, or the word and the error for which there is none.
func (s *Server) askMini(ctx context.Context, w http.ResponseWriter, r *http.Request, c *conn, n kiosk.OrderNo) ([]byte, kiosk.MiniError, error) {
	question, _, err := readBody(w, r, miniBytesMax)
	if err != nil {
		return nil, miniMalformed, err
	}
	if !c.progress(true) {
		return nil, kiosk.MiniNotNow, errCutOff
	}
	buyer, err := readBuyer(question)
	switch {
	case errors.Is(err, errBuyerID):
		return nil, kiosk.MiniBuyer, err
	case err != nil:
		return nil, miniMalformed, err
	}
	v, err := s.correlator.ask(ctx, s.miniSlots, true, s.limits.miniSlotWait, s.limits.miniWait, func(id uint64) kiosk.Event {
		return kiosk.MiniAsked{ID: id, OrderNo: n, Buyer: buyer}
	})
	if err != nil {
		return nil, kiosk.MiniNotNow, err
	}
	reply, _ := v.(kiosk.MiniReply)
	switch {
	case reply.Error != "" && miniStatus[reply.Error] == 0:
		return nil, kiosk.MiniNotNow, fmt.Errorf("the till answered with %q", kiosk.Trim(string(reply.Error)))
	case reply.Error != "":
		return nil, reply.Error, nil
	case reply.OrderNo != n:
		return nil, kiosk.MiniNotNow, errors.New("the till answered for another order")
	case !object(reply.Params):
		return nil, kiosk.MiniGateway, errors.New("the parameters are no JSON object")
	}
	var body bytes.Buffer
	enc := json.NewEncoder(&body)
	enc.SetEscapeHTML(false) // the wallet gets its parameters as the gateway wrote them
	if err := enc.Encode(miniAnswer{n, reply.Amount.Yuan(), reply.Params}); err != nil {
		return nil, kiosk.MiniGateway, err
	}
	return body.Bytes(), "", nil
}

func object(v json.RawMessage) bool {
	v = bytes.TrimSpace(v)
	return len(v) > 0 && v[0] == '{' && json.Valid(v)
}

func miniRefuse(w http.ResponseWriter, e kiosk.MiniError) {
	w.Header().Set("Connection", "close")
	status := miniStatus[e]
	if status == http.StatusTooManyRequests || status == http.StatusConflict {
		w.Header().Set("Retry-After", "1") // seconds
	}
	answer(w, status, "application/json", fmt.Appendf(nil, `{"error":%q}`+"\n", string(e)))
}

// Errors of readBuyer. None repeats what was sent: it names a person.
var (
	errMiniShape = errors.New("the body is not {}, {\"openid\": text} or {\"buyer_id\": text}")
	errBuyerID   = errors.New("openid or buyer_id is not 1 to 128 letters, digits, - and _")
)

// readBuyer reads a mini-program's question. encoding/json would take keys in
// any case, unknown ones and the same one twice, so the tokens are read here.
func readBuyer(body []byte) (kiosk.Buyer, error) {
	if !json.Valid(body) {
		return kiosk.Buyer{}, errMiniShape
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return kiosk.Buyer{}, errMiniShape
	}
	if !dec.More() {
		return kiosk.Buyer{Wallet: kiosk.WalletUnknown}, nil
	}
	key, _ := dec.Token()
	value, _ := dec.Token()
	id, ok := value.(string)
	if !ok || dec.More() {
		return kiosk.Buyer{}, errMiniShape
	}
	b := kiosk.Buyer{ID: id}
	switch key {
	case "openid":
		b.Wallet = kiosk.WeChat
	case "buyer_id":
		b.Wallet = kiosk.Alipay
	default:
		return kiosk.Buyer{}, errMiniShape
	}
	if !plainWord(id, kiosk.BuyerIDMax, "-_") {
		return kiosk.Buyer{}, errBuyerID
	}
	return b, nil
}

const orderNoMax = 32 // the longest merchant's number that gateways take; the till's own have 24

// plainWord reports whether s is 1 to max letters, digits and characters of extra.
func plainWord(s string, max int, extra string) bool {
	const plain = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	return s != "" && len(s) <= max && strings.Trim(s, plain+extra) == ""
}
