package practice

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// processing is the time in which a refund is taken on and not done.
const processing = 2 * time.Second

// back is a refund as both of its calls tell of it.
type back struct {
	RefundID    string    `json:"refund_id"`
	OutRefundNo string    `json:"out_refund_no"`
	Transaction string    `json:"transaction_id"`
	OutTradeNo  string    `json:"out_trade_no"`
	Channel     string    `json:"channel,omitempty"`
	Account     string    `json:"user_received_account"`
	CreateTime  string    `json:"create_time,omitempty"`
	SuccessTime string    `json:"success_time,omitempty"`
	Status      string    `json:"status,omitempty"`
	MchID       string    `json:"mchid,omitempty"`         // of notifications
	Noticed     string    `json:"refund_status,omitempty"` // of notifications
	Amount      backMoney `json:"amount"`
}

type backMoney struct {
	Total       kiosk.Fen `json:"total"`
	Refund      kiosk.Fen `json:"refund"`
	PayerTotal  kiosk.Fen `json:"payer_total"`
	PayerRefund kiosk.Fen `json:"payer_refund"`
	Currency    string    `json:"currency,omitempty"`
}

func backOf(o practice.Order, r practice.Refund, amount kiosk.Fen) back {
	return back{
		RefundID: "5030000" + r.At.In(practice.China).Format("20060102150405") + "001", OutRefundNo: r.No, Transaction: o.TradeNo, OutTradeNo: o.Own,
		Account: "支付用户零钱", Amount: backMoney{Total: amount, Refund: r.Amount, PayerTotal: amount, PayerRefund: r.Amount},
	}
}

// told is a refund as it stands now.
func told(r practice.Request, o practice.Order, f practice.Refund) reply {
	wrongly := r.Tell(o)
	f.Amount += wrongly.Amount - o.Amount
	b := backOf(wrongly, f, o.Amount)
	b.Channel, b.CreateTime, b.Status, b.Amount.Currency = "ORIGINAL", rfc(f.At), "PROCESSING", "CNY"
	if r.Orders.Now().Sub(f.At) >= processing {
		b.Status, b.SuccessTime = "SUCCESS", rfc(f.At.Add(processing))
	}
	return done(b)
}

func (w *gateway) refund(r practice.Request) reply {
	c := contentOf(r)
	switch {
	case !numbered(c.OutTradeNo):
		return wrong("out_trade_no")
	case c.OutRefundNo == "" || len(c.OutRefundNo) > 64:
		return wrong("out_refund_no")
	case c.Amount.Refund <= 0 || c.Amount.Currency != "CNY":
		return wrong("amount")
	}
	o, err := r.Orders.FindOwn(c.OutTradeNo)
	switch {
	case errors.Is(err, practice.ErrNoOrder):
		return no(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "订单不存在")
	case err != nil:
		return reply{failure: err}
	case c.Amount.Total != o.Amount:
		return no(http.StatusBadRequest, "INVALID_REQUEST", "订单金额与之前请求不一致")
	}
	if _, other, err := r.Orders.FindRefund(c.OutRefundNo); err == nil && other.No != o.No {
		return no(http.StatusBadRequest, "INVALID_REQUEST", "退款单号已使用")
	}
	f, o, err := r.Orders.Refund(o.No, c.OutRefundNo, c.Amount.Refund)
	switch {
	case errors.Is(err, practice.ErrNotPaid):
		return no(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "订单未支付")
	case errors.Is(err, practice.ErrRefundTooMuch):
		return no(http.StatusBadRequest, "INVALID_REQUEST", "退款金额大于可退金额")
	case err != nil:
		return reply{failure: err}
	case f.Amount != c.Amount.Refund:
		return no(http.StatusBadRequest, "INVALID_REQUEST", "退款金额与之前请求不一致")
	}
	return told(r, o, f)
}

func (w *gateway) refundQuery(r practice.Request) reply {
	f, o, err := r.Orders.FindRefund(r.Rest)
	switch {
	case errors.Is(err, practice.ErrNoRefund):
		return no(http.StatusNotFound, "RESOURCE_NOT_EXISTS", "退款单不存在")
	case err != nil:
		return reply{failure: err}
	}
	return told(r, o, f)
}

// notice is a notification around its sealed content.
type notice struct {
	ID           string   `json:"id"`
	CreateTime   string   `json:"create_time"`
	ResourceType string   `json:"resource_type"`
	EventType    string   `json:"event_type"`
	Summary      string   `json:"summary"`
	Resource     resource `json:"resource"`
}

type resource struct {
	Original   string `json:"original_type"`
	Algorithm  string `json:"algorithm"`
	Ciphertext string `json:"ciphertext"`
	Associated string `json:"associated_data"`
	Nonce      string `json:"nonce"`
}

// notify tells of a QR that was paid and of money that went back; of codes nothing is told.
func notify(o practice.Order, f *practice.Refund, at time.Time) (url, contentType string, body []byte) {
	if o.NotifyURL == "" || o.Rail == kiosk.RailCode || f == nil && o.State != practice.StatePaid {
		return "", "", nil
	}
	kind, event, summary := "transaction", "TRANSACTION.SUCCESS", "支付成功"
	var content any
	if f != nil {
		kind, event, summary = "refund", "REFUND.SUCCESS", "退款成功"
		b := backOf(o, *f, o.Amount)
		b.MchID, b.Noticed, b.SuccessTime = MchID, "SUCCESS", rfc(f.At)
		content = b
	} else {
		o.Refunded, o.Refunds = 0, nil // it tells of the payment
		content = objectOf(o, o.SettledAt)
	}
	plain, _ := json.Marshal(content) // structs of texts and numbers always encode
	nonce := practice.Random(practice.BothCases, 12)
	body, _ = json.Marshal(notice{
		ID: "EV-" + o.No, CreateTime: rfc(at), ResourceType: "encrypt-resource", EventType: event, Summary: summary,
		Resource: resource{kind, "AEAD_AES_256_GCM", seal(plain, nonce, kind), kind, nonce},
	})
	return o.NotifyURL, "application/json", body
}
