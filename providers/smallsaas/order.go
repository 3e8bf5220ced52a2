package smallsaas

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// statusBytesMax bounds a status; the longest listed has 25 characters.
const statusBytesMax = 64

var (
	errOrderNo = errors.New("order number is empty, too long or not plain text")
	errNoTotal = errors.New("reply names no total")
	errNoQR    = errors.New("reply says yes and has no usable QR")
)

type order struct {
	number   string     // "" when the reply names none
	status   string     // the mall's word
	money    wire.Class // of the payment, by the status
	back     wire.Class // of a refund, by the status
	total    *kiosk.Fen // nil when the reply names none
	totalErr error      // of a total that cannot be read
	payDate  bool       // it has a pay_date, of whatever form
	paidAt   time.Time  // zero when pay_date cannot be read
	tradeNo  string     // the wallet's number
	tickets  []ticket
}

func readOrder(data object) (order, error) {
	if data == nil {
		return order{}, errors.New("reply says yes and has no data")
	}
	o := order{
		number: data.Text("order_number"), status: wire.Capitals(data.Text("status")), payDate: has(data, "pay_date"),
		paidAt: wire.ChinaTime(data.Text("pay_date")), tradeNo: data.Number("trade_number"), tickets: readTickets(data),
	}
	o.total, o.totalErr = yuan(data, "total_price")
	if has(data, "order_number") && !usableNo(o.number) {
		return order{}, errOrderNo
	}
	if !wire.Word(o.status, statusBytesMax) {
		return order{}, errors.New("reply names no status")
	}
	o.money, o.back = orderStates.Class(o.status), orderRefunds.Class(o.status)
	return o, nil
}

// usableNo reports whether s can be an order number: printable ASCII that a
// path can hold. Dots alone would lead out of the path.
func usableNo(s string) bool {
	return len(s) <= wire.NumberBytesMax && strings.Trim(s, ".") != "" && wire.Visible(s)
}

// answer is an order's word on its payment. Paid with an amount that cannot
// be read is no proof, and an error.
func (o order) answer() (kiosk.Answer, error) {
	a := kiosk.Answer{Verdict: o.verdict(), Order: o.number, Amount: o.total, TradeNo: o.tradeNo, Reason: o.status}
	if a.Verdict == kiosk.VerdictPaid {
		if o.totalErr != nil {
			return kiosk.Answer{}, o.totalErr
		}
		a.PaidAt = o.paidAt
	}
	return a, nil
}

// verdict: what is refunded had been paid. A pay_date beside a status that is
// closed is neither proof of money nor of none: the mall sets a cancelled order's
// status whatever it was before, and may fill the date in for another reason.
// Such an order people have to look at. A status that nobody lists proves nothing
// either: taken for "not paid yet" it would let the till give the order up once
// its QR has run out.
func (o order) verdict() kiosk.Verdict {
	if o.money == wire.Closed && o.payDate {
		return kiosk.VerdictUnknown
	}
	return o.money.Verdict()
}

// look asks for an order. The mall has a route for customers and one for clerks,
// and which of them shows an order depends on whose it is, which changes when
// a customer of the mall's pays: where one says that there is no such order the
// other is asked, and the one that knew is asked first from then on. With a
// said that is no, the order is empty. codes are the caller's meanings of the
// status_code.
func (g *Gateway) look(ctx context.Context, no string, codes *wire.ResultCodes) (order, result, error) {
	if !usableNo(no) {
		return order{}, result{}, &kiosk.NotSent{Err: errOrderNo}
	}
	const name = "order"
	routes := [...]string{pathOrder, pathStoreOrder}
	clerkFirst := g.clerkFirst.Load()
	if clerkFirst {
		routes[0], routes[1] = routes[1], routes[0]
	}
	var first result
	for i, route := range routes {
		s, err := g.do(ctx, call{name, http.MethodGet, route + url.PathEscape(no), nil, codes})
		if err != nil {
			return order{}, result{}, err
		}
		if s.yes {
			o, err := readOrder(s.data)
			if err != nil {
				return order{}, result{}, garbage(name, err)
			}
			g.clerkFirst.Store(route == pathStoreOrder)
			return o, s, nil
		}
		if i == 0 {
			first = s
		}
		if !s.notFound() && !s.loggedOut() {
			return order{}, s, nil
		}
	}
	return order{}, first, nil
}

// create orders as many of the one-fen product as p has fen. The remark is the
// till's number, by which people find the order in the mall.
func (g *Gateway) create(ctx context.Context, p kiosk.Payment, paymentType string) (order, result, error) {
	const name = "create order"
	if g.cfg.ProductID == "" {
		return order{}, result{}, gatewayhttp.NotSent("no product_id is set, orders are made elsewhere")
	}
	s, err := g.do(ctx, call{name, http.MethodPost, strings.TrimSuffix(pathStoreOrder, "/"), body{
		"store_id": g.cfg.StoreID, "store_name": g.cfg.StoreName, "payment_type": paymentType,
		"order_items": []body{{"product_id": productID(g.cfg.ProductID), "quantity": int64(p.Amount)}},
		"remark":      string(p.OrderNo), "origin": "OTHER", // from none of the mall's own apps
	}, &createCodes})
	if err != nil || !s.yes {
		return order{}, s, err
	}
	o, err := readOrder(s.data)
	if err == nil && o.number == "" {
		err = errors.New("reply says that the order was made and names no usable number")
	}
	if err != nil {
		return order{}, result{}, garbage(name, err)
	}
	return o, s, nil
}

// cancel asks that an order can no longer be paid. The mall says yes whatever
// came of it, so the order has to be looked at afterwards.
func (g *Gateway) cancel(ctx context.Context, no string) (result, error) {
	action := body{"store_id": g.cfg.StoreID, "action": "cancel"}
	return g.do(ctx, call{"cancel order", http.MethodPut, pathStoreOrder + url.PathEscape(no), action, &cancelCodes})
}

// drop cancels an order that was made for a QR which is not shown. It is a
// kindness to the mall's list of orders: nobody has seen what could be paid,
// and the mall lets the order time out by itself, so a failure costs nothing.
func (g *Gateway) drop(ctx context.Context, no string) {
	const dropMax = 3 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), dropMax)
	defer cancel()
	_, _ = g.cancel(ctx, no)
}

// push asks for the QR of an order; total is the sum to be paid by the reply,
// nil when it names none.
func (g *Gateway) push(ctx context.Context, w qrMethod, no string) (qr string, total *kiosk.Fen, s result, err error) {
	s, err = g.do(ctx, call{w.name, http.MethodPost, w.path, body{"order_type": "Order", "order_number": no, "type": w.kind}, &pushCodes})
	if err != nil || !s.yes {
		return "", nil, s, err
	}
	if qr, total, err = readPush(s.data); err != nil {
		return "", nil, result{}, garbage(w.name, err)
	}
	return qr, total, s, nil
}

// readPush reads the reply of both push_order routes, whose field for the QR has
// been seen in four spellings.
func readPush(data object) (qr string, total *kiosk.Fen, err error) {
	qr = cmp.Or(data.Text("codeUrl"), data.Text("qr_code"), data.Text("qrCode"), data.Text("code_url"))
	if !wire.QRText(qr) {
		return "", nil, errNoQR
	}
	if total, err = yuan(data, "totalFee"); err != nil {
		return "", nil, err
	}
	return qr, total, nil
}

// productID is the id as JSON: a number where it looks like one.
func productID(id string) any {
	const digitsMax = 15 // held exactly by every JSON reader
	if len(id) > digitsMax || id[0] == '0' || strings.Trim(id, "0123456789") != "" {
		return id
	}
	return json.Number(id)
}

// payable looks whether a new or entered order can be paid at all, and how much
// for; the error is a reply that leaves it open.
func (o order) payable() error {
	switch {
	case o.totalErr != nil:
		return o.totalErr
	case o.total == nil:
		return errNoTotal
	case o.money != wire.Waiting:
		return fmt.Errorf("reply says that the order was made and not that it can be paid: %s", o.status)
	}
	return nil
}
