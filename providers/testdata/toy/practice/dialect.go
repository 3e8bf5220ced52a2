// Package practice speaks the toy's format for the practice gateway.
package practice

import (
	"encoding/json"
	"errors"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// Shop is the practice shop's account.
const Shop = "practice"

type message struct {
	Shop   string    `json:"shop,omitempty"`
	Order  string    `json:"order,omitempty"`
	Refund string    `json:"refund,omitempty"`
	Fen    kiosk.Fen `json:"fen,omitempty"`
	Code   string    `json:"code,omitempty"`
	QR     string    `json:"qr,omitempty"`
	State  string    `json:"state,omitempty"`
}

var states = map[practice.State]string{
	practice.StateCreated: "waiting", practice.StateConfirming: "confirming", practice.StatePaid: "paid",
	practice.StateRefused: "failed", practice.StateExpired: "closed", practice.StateClosed: "closed",
}

// Dialect is the toy's.
func Dialect(practice.Config) practice.Dialect {
	on := func(name string, serve func(practice.Request, message) practice.Reply) practice.Route {
		return practice.Route{Name: name, Path: "/toy/" + name, NamesAmount: true, NamesOrder: true, Serve: func(r practice.Request) practice.Reply {
			var m message
			if json.Unmarshal(r.Body, &m) != nil || m.Shop != Shop {
				return practice.ReplyJSON(message{State: "who?"})
			}
			return serve(r, m)
		}}
	}
	charge := on("charge", func(r practice.Request, m message) practice.Reply {
		o, err := r.Orders.Charge(order(m), kiosk.NewPayCode(m.Code))
		return say(r, o, err).ByCode(o)
	})
	charge.Code = func(r practice.Request) kiosk.PayCode {
		var m message
		_ = json.Unmarshal(r.Body, &m)
		return kiosk.NewPayCode(m.Code)
	}
	return practice.Dialect{Name: "toy", Routes: []practice.Route{
		charge,
		on("open", func(r practice.Request, m message) practice.Reply {
			o, err := r.Orders.Open(order(m))
			return say(r, o, err)
		}),
		on("query", func(r practice.Request, m message) practice.Reply {
			o, err := r.Orders.FindOwn(m.Order)
			return say(r, o, err)
		}),
		on("refund", func(r practice.Request, m message) practice.Reply {
			o, err := r.Orders.FindOwn(m.Order)
			if err != nil {
				return say(r, o, err)
			}
			back, o, err := r.Orders.Refund(o.No, m.Refund, m.Fen)
			return sayRefund(r, o, back, err)
		}),
		on("queryrefund", func(r practice.Request, m message) practice.Reply {
			back, o, err := r.Orders.FindRefund(m.Refund)
			return sayRefund(r, o, back, err)
		}),
	}}
}

func order(m message) practice.NewOrder {
	return practice.NewOrder{Store: m.Shop, Amount: m.Fen, Wallet: kiosk.WeChat, Own: m.Order}
}

func say(r practice.Request, o practice.Order, err error) practice.Reply {
	if err != nil {
		return practice.ReplyJSON(message{State: err.Error()})
	}
	told := r.Tell(o)
	return practice.ReplyJSON(message{Order: told.Own, Fen: told.Amount, QR: told.QR, State: states[told.State]})
}

func sayRefund(r practice.Request, o practice.Order, back practice.Refund, err error) practice.Reply {
	switch {
	case errors.Is(err, practice.ErrNotPaid), errors.Is(err, practice.ErrRefundTooMuch):
		return practice.ReplyJSON(message{State: "kept"})
	case err != nil:
		return say(r, o, err)
	}
	told := r.Tell(o)
	return practice.ReplyJSON(message{Order: told.Own, Refund: back.No, Fen: back.Amount + told.Amount - o.Amount, State: "returned"})
}
