package sim

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
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
	// declinedIsFailed: a query calls a QR failed whose customer refused, though
	// the customer can change their mind.
	declinedIsFailed bool
	// tellsScanned: a query tells a scanned QR from one that was not.
	tellsScanned bool
	// tellsCodeNumber: the reply to a code names the gateway's number, and that
	// number can be queried although code payments as such cannot.
	tellsCodeNumber bool
	// reverses: closing a code payment gives back what was paid, no sooner than
	// reverseAfter after the charge; a number that is reversed is charged no more.
	reverses     bool
	reverseAfter time.Duration
	rails        bool // each wallet has a gateway of its own
	// closePaid is the verdict on closing a paid order.
	closePaid kiosk.Verdict
	// Notifications beside the one that says paid: the customer has scanned, the
	// order is closed, a refund was done. retries are the delays until each is sent again.
	noticeScan, noticeClosed, noticeRefund bool
	retries                                []time.Duration
	// Refunds: the share that is done later than it is answered; whether the
	// replies name the refund, its amount and order, or all that went back; and
	// whether a query about a refund that never arrived proves that it did not.
	refundLater         float64
	refundNames         bool
	refundTotal         bool
	refundAbsentRefused bool
}

// absentAfter is the age at which a gateway knows that a payment's request can no
// longer arrive: past the life of a code and the longest delay of a request.
const absentAfter = 2 * time.Minute

// drawProfile draws a vendor as documented, a gateway that has everything, or a mixture.
func drawProfile(d dice) profile {
	draw := []func(dice) profile{lepay, smallsaas, yfpay, alipayService, weidoufu, complete, mixture}
	p := draw[d.weighted(4, 3, 3, 3, 3, 2, 5)](d)
	if p.can.Notifications {
		p.retries = pick(d, [][]time.Duration{alipayRetries, weChatRetries})
	}
	return p
}

// directEvery is the share of runs, by their seed, in which the shop speaks to the wallets
// themselves.
const directEvery = 8

// drawDirect draws one wallet's own gateway, or both at one till.
func drawDirect(d dice) profile {
	p := []func(dice) profile{wechatPay, alipay, official}[d.weighted(2, 2, 4)](d)
	p.can.Notifications = d.chance(0.5)
	p.retries = pick(d, [][]time.Duration{alipayRetries, weChatRetries})
	return p
}

func wechatPay(d dice) profile {
	return profile{
		name: "wechatpay", can: gatewaytest.WeChatPay(), queryAmount: everyWallet(), chargeNames: true,
		closePaid: kiosk.VerdictUnknown, noticeRefund: true, refundNames: true, refundLater: 0.3 + d.Float64()*0.7,
		reverses: true, reverseAfter: 15 * time.Second,
	}
}

func alipay(d dice) profile {
	return profile{
		name: "alipay", can: gatewaytest.Alipay(), queryAmount: everyWallet(), chargeNames: true, openNames: true, tellsScanned: true,
		closePaid: kiosk.VerdictUnknown, noticeClosed: d.chance(0.5), noticeRefund: true, refundNames: true, refundTotal: true, reverses: true,
	}
}

// official has both, in the words of WeChat's.
func official(d dice) profile {
	p := wechatPay(d)
	p.name, p.can, p.rails = "official", gatewaytest.Official(), true
	return p
}

func lepay(d dice) profile {
	can := gatewaytest.Lepay()
	can.CodeMax, can.FaceMax = can.FaceMax, 0 // a limit that every code meets
	return profile{
		name:                "lepay",
		can:                 can,
		queryAmount:         map[kiosk.Wallet]bool{kiosk.Alipay: true},
		confirmingIsUnknown: d.chance(0.5),
		tellsCodeNumber:     d.chance(0.3),
		expiredIsClosed:     d.chance(0.3),
		closePaid:           kiosk.VerdictUnknown,
	}
}

// smallsaas reckons amounts itself; the till makes orders of a product or takes
// the numbers of orders that exist. Refunds are tickets that people work on.
// Harder than the real one: entered orders can be closed, and a refund cannot be
// asked for again.
func smallsaas(d dice) profile {
	can := gatewaytest.Smallsaas()
	can.OrderEntry, can.RefundAgain = d.chance(0.6), false
	can.QRValid = pick(d, []time.Duration{5 * time.Minute, 30 * time.Minute})
	return profile{
		name:            "smallsaas",
		can:             can,
		queryAmount:     everyWallet(),
		openNames:       true,
		expiredIsClosed: true,
		closePaid:       kiosk.VerdictFailed,
		refundLater:     1,
	}
}

func yfpay(d dice) profile {
	can := gatewaytest.YFPay()
	can.FaceMax = 50_00 // the shop's
	can.RefundAgain = d.chance(0.9)
	can.MiniAnyone, can.Notifications = d.chance(0.5), d.chance(0.5)
	can.QueryRefund = !can.RefundAgain || d.chance(0.5)
	can.QRValid = pick(d, []time.Duration{5 * time.Minute, 30 * time.Minute})
	return profile{
		name: "yfpay", can: can,
		queryAmount: everyWallet(), chargeNames: true, openNames: true, expiredIsClosed: true,
		absentIsFailed: d.chance(0.3), closePaid: pick(d, []kiosk.Verdict{kiosk.VerdictPaid, kiosk.VerdictFailed}),
		noticeRefund: true, refundNames: true, refundLater: d.Float64() * 0.3,
	}
}

func alipayService(d dice) profile {
	can := gatewaytest.AlipayService()
	can.Notifications, can.QRValid = d.chance(0.6), pick(d, []time.Duration{2 * time.Minute, 30 * time.Minute})
	return profile{
		name: "alipayservice", can: can,
		openNames: d.chance(0.5), noticeScan: true, noticeClosed: d.chance(0.3), noticeRefund: d.chance(0.5),
		refundTotal: true, refundAbsentRefused: true,
	}
}

func weidoufu(d dice) profile {
	can := gatewaytest.Weidoufu()
	can.Notifications, can.QRValid = d.chance(0.8), pick(d, []time.Duration{5 * time.Minute, 30 * time.Minute})
	return profile{name: "weidoufu", can: can, noticeScan: d.chance(0.5), noticeClosed: true, refundLater: d.Float64()}
}

func complete(d dice) profile {
	can := gatewaytest.Complete()
	can.Notifications, can.QRValid = d.chance(0.5), pick(d, []time.Duration{5 * time.Minute, 30 * time.Minute, 2 * time.Hour})
	return profile{
		name: "complete", can: can,
		queryAmount: everyWallet(), chargeNames: true, openNames: true, expiredIsClosed: true,
		absentIsFailed: d.chance(0.5), tellsScanned: true, closePaid: kiosk.VerdictPaid,
		noticeScan: true, noticeClosed: true, noticeRefund: true, refundNames: true, refundTotal: d.chance(0.5),
		refundLater: 0.2, refundAbsentRefused: true,
	}
}

func everyWallet() map[kiosk.Wallet]bool {
	return map[kiosk.Wallet]bool{kiosk.WeChat: true, kiosk.Alipay: true, kiosk.UnionPay: true, kiosk.WalletUnknown: true}
}

func mixture(d dice) profile {
	flip := func() bool { return d.chance(0.5) }
	p := profile{
		name: "mixture",
		can: kiosk.Capabilities{
			QR:      pick(d, [][]kiosk.Wallet{gatewaytest.Both(), {kiosk.WeChat}, {kiosk.Alipay}, nil}),
			Code:    flip(),
			Close:   flip(),
			QueryQR: d.chance(0.7),
			QRValid: pick(d, []time.Duration{2 * time.Minute, 30 * time.Minute, 2 * time.Hour}),
			Mini:    pick(d, []kiosk.MiniMethod{kiosk.MiniNone, kiosk.MiniPage, kiosk.MiniParams}), MiniWallets: pick(d, [][]kiosk.Wallet{gatewaytest.Both(), {kiosk.WeChat}}),
			MiniAnyone: flip(), Notifications: flip(),
			Refund:      pick(d, []kiosk.RefundSupport{kiosk.RefundNone, kiosk.RefundFull, kiosk.RefundPart}),
			RefundAgain: flip(), QueryRefund: flip(),
		},
		queryAmount: map[kiosk.Wallet]bool{kiosk.WeChat: flip(), kiosk.Alipay: flip(), kiosk.UnionPay: flip()},
		chargeNames: flip(), openNames: flip(), expiredIsClosed: flip(), absentIsFailed: flip(),
		confirmingIsUnknown: flip(), tellsCodeNumber: flip(), tellsScanned: flip(), declinedIsFailed: flip(),
		closePaid:  pick(d, []kiosk.Verdict{kiosk.VerdictPaid, kiosk.VerdictFailed, kiosk.VerdictUnknown}),
		noticeScan: flip(), noticeClosed: flip(), noticeRefund: flip(),
		refundNames: flip(), refundTotal: flip(), refundAbsentRefused: flip(), refundLater: d.Float64() * 0.5,
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

// How often a notification is sent again until it is acknowledged.
var (
	alipayRetries = []time.Duration{
		4 * time.Minute, 10 * time.Minute, 10 * time.Minute, time.Hour, 2 * time.Hour, 6 * time.Hour, 15 * time.Hour,
	}
	weChatRetries = []time.Duration{
		15 * time.Second, 15 * time.Second, 30 * time.Second, 3 * time.Minute, 10 * time.Minute, 20 * time.Minute,
		30 * time.Minute, 30 * time.Minute, 30 * time.Minute, time.Hour, 3 * time.Hour, 3 * time.Hour, 6 * time.Hour, 6 * time.Hour,
	}
)

// canAsk reports whether a query could tell what became of p.
func (p *profile) canAsk(pay *kiosk.Payment) bool {
	switch {
	case pay.Rail == kiosk.RailCode && !p.can.QueryCode:
		return p.can.QueryQR && pay.GatewayOrderNo != "" && pay.GatewayOrderNo != string(pay.OrderNo)
	case pay.Rail != kiosk.RailCode && !p.can.QueryQR:
		return false
	}
	return p.can.OwnNumber || pay.GatewayOrderNo != ""
}
