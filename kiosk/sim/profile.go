package sim

import (
	"time"

	"facepay/kiosk"
)

// profile is one vendor's gateway: what it offers and which words it is short
// of. Capabilities alone do not tell: lepay's WeChat query names no amount.
type profile struct {
	name string
	can  kiosk.Capabilities
	// queryAmount: the wallets whose query reply names the amount.
	queryAmount map[kiosk.Wallet]bool
	chargeNames bool // the charge's reply names order (own number only) and amount
	openNames   bool // so does the reply that makes a QR
	// expiredIsClosed: a query says closed once a QR can no longer be paid;
	// otherwise it says waiting for ever, as Alipay does of a QR never scanned.
	expiredIsClosed bool
	// absentIsFailed: an order number that the gateway never saw is a failed
	// payment after absentAfter; otherwise its query proves nothing.
	absentIsFailed bool
	// confirmingIsUnknown: a charge that waits for a password is told in words
	// that prove nothing.
	confirmingIsUnknown bool
	// tellsScanned: a query tells a scanned QR from one that was not.
	tellsScanned bool
	// tellsCodeNumber: the reply to a code names the gateway's number, and that
	// number can be queried although code payments as such cannot.
	tellsCodeNumber bool
	// closePaid is what closing a paid order answers.
	closePaid kiosk.Verdict
}

// absentAfter is when a gateway knows that a request can no longer arrive: past
// the life of a code and the longest delay of a request.
const absentAfter = 2 * time.Minute

// drawProfile takes one of three families: lepay as documented, a gateway that
// has everything, or any mixture.
func drawProfile(d dice) profile {
	switch d.weighted(4, 3, 3) {
	case 0:
		return lepay(d)
	case 1:
		return complete(d)
	}
	return mixture(d)
}

func lepay(d dice) profile {
	return profile{
		name: "lepay",
		can: kiosk.Capabilities{
			QR:      []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay},
			Code:    true,
			CodeMax: 500_000, // client-side cap of 5000 yuan
			QRValid: 2 * time.Hour,
		},
		queryAmount:         map[kiosk.Wallet]bool{kiosk.Alipay: true},
		confirmingIsUnknown: d.chance(0.5),
		tellsCodeNumber:     d.chance(0.3),
		expiredIsClosed:     d.chance(0.3),
		closePaid:           kiosk.VerdictUnknown,
	}
}

func complete(d dice) profile {
	return profile{
		name: "complete",
		can: kiosk.Capabilities{
			QR:   []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay},
			Code: true, Close: true, OwnNumber: true, QueryCode: true,
			QRValid: pick(d, []time.Duration{5 * time.Minute, 30 * time.Minute, 2 * time.Hour}),
		},
		queryAmount:     map[kiosk.Wallet]bool{kiosk.WeChat: true, kiosk.Alipay: true, kiosk.UnionPay: true},
		chargeNames:     true,
		openNames:       true,
		expiredIsClosed: true,
		absentIsFailed:  d.chance(0.5),
		tellsScanned:    true,
		closePaid:       kiosk.VerdictPaid,
	}
}

func mixture(d dice) profile {
	flip := func() bool { return d.chance(0.5) }
	p := profile{
		name: "mixture",
		can: kiosk.Capabilities{
			QR:      pick(d, [][]kiosk.Wallet{{kiosk.WeChat, kiosk.Alipay}, {kiosk.WeChat}, {kiosk.Alipay}, nil}),
			Code:    flip(),
			Close:   flip(),
			QRValid: pick(d, []time.Duration{2 * time.Minute, 30 * time.Minute, 2 * time.Hour}),
		},
		queryAmount: map[kiosk.Wallet]bool{kiosk.WeChat: flip(), kiosk.Alipay: flip(), kiosk.UnionPay: flip()},
		chargeNames: flip(), openNames: flip(), expiredIsClosed: flip(), absentIsFailed: flip(),
		confirmingIsUnknown: flip(), tellsCodeNumber: flip(), tellsScanned: flip(),
		closePaid: pick(d, []kiosk.Verdict{kiosk.VerdictPaid, kiosk.VerdictFailed, kiosk.VerdictUnknown}),
	}
	if len(p.can.QR) == 0 {
		p.can.Code = true // a gateway takes money in some way
	}
	p.can.OwnNumber, p.can.QueryCode = flip(), flip()
	if flip() {
		p.can.CodeMax = 100_000
	}
	return p
}

func (p *profile) makesQR(w kiosk.Wallet) bool {
	for _, have := range p.can.QR {
		if have == w {
			return true
		}
	}
	return false
}

// canAsk reports whether a query could tell what became of p.
func (p *profile) canAsk(pay *kiosk.Payment) bool {
	if pay.Rail == kiosk.RailCode && !p.can.QueryCode {
		return pay.GatewayOrderNo != "" && pay.GatewayOrderNo != string(pay.OrderNo)
	}
	return p.can.OwnNumber || pay.GatewayOrderNo != ""
}
