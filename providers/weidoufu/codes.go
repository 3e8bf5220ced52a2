package weidoufu

import "facepay/providers/wire"

var Codes = wire.Sheet{
	Name: "weidoufu",
	About: []string{
		"Signed JSON posts, JSON back without a signature, and notifications with a signature of their own. Every order carries the till's own number.",
		"A payment is proven by the notification: its signature, the order's number and the amount. Where the shop was told a `query_path`, that proves it too. " +
			"Without either the till asks for a manager's word. A refund has no number and cannot be asked about, so it is never asked for twice.",
	},
	Tables: []*wire.ResultCodes{&busyWords, &qrCodes, &miniCodes, &pathCodes, &statuses, &refundCodes, &refundDoubts},
}

// Sources of the rows.
const (
	docReturn = "document: 返回参数, code"
	seen      = "weidoufu, seen in working clients"
	docNotice = "weidoufu: notification, status"
)

const (
	callQR, doesQR         = "pay/native", "Open a QR"
	callMini, doesMini     = "pay/miniapp", "Open a mini-program order"
	callRefund, doesRefund = "pay/refund", "Refund"
	callPaths, doesPaths   = "code_path, query_path, close_path", "Charge a code, query and close, where the shop was told the paths"
	callStatus, doesStatus = "notification", "Notification, and what the paths above tell of a payment"
)

// The two values of code in every reply.
const (
	codeDone   = "1"
	codeFailed = "0"
)

// made are the two codes of a call that makes an order.
func made(why, source string) []wire.ResultCode {
	return []wire.ResultCode{
		wire.Row(codeDone, "order made", wire.Waiting, "It is to be paid; code 1 is never money here.", source),
		wire.Row(codeFailed, "not made", wire.Failed, why, source),
	}
}

// busyWords are looked for in whatever is no success.
var busyWords = wire.BusyWords("piece of message")

var (
	qrCodes   = wire.ResultCodes{Call: callQR, Does: doesQR, Field: "code", Rows: made("No QR came back, so there is nothing that a customer could pay.", seen)}
	miniCodes = wire.ResultCodes{Call: callMini, Does: doesMini, Field: "code", Note: "data is there on failure too; only code tells.",
		Rows: made("No parameters came back, so nothing can be paid.", docReturn)}

	pathCodes = wire.ResultCodes{Call: callPaths, Does: doesPaths, Field: "code", Note: "May be missing beside a signed content.", Rows: []wire.ResultCode{
		wire.Row(codeDone, "answered", wire.Read, "A bare success proves nothing; the status tells.", seen),
		wire.Row(codeFailed, "refused", wire.Unknown, "No document says that it is a word on the payment.", seen),
	}}
	statuses = wire.ResultCodes{Call: callStatus, Does: doesStatus, Field: "status", Note: "Only with out_order_no, paid only with total_fee too: without them 1 may be any success.", Rows: []wire.ResultCode{
		wire.Row("1", "waiting", wire.Waiting, "Not paid yet.", docNotice),
		wire.Row("2", "paid", wire.Paid, "The one word for it.", docNotice),
		wire.Row("3", "closed", wire.Closed, "It takes no more money.", docNotice),
	}}

	refundCodes = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: "code", Rows: []wire.ResultCode{
		wire.Row(codeDone, "accepted", wire.RefundDone, "The gateway's word that it gives the money back; nothing later tells more.", seen),
		wire.Row(codeFailed, "refused", wire.RefundRefused, "With a message, and none of the words below in it; else unknown.", seen),
	}}
	// refundDoubts are words with which a gateway also tells of a refund that may
	// have been made, or was made before. There is no refund number that would make
	// a second try the same refund, so such a reply proves nothing.
	refundDoubts = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: "piece of message", AnyCase: true, Phrases: true, Note: "Counts beside code 0.",
		Rows: wire.RefundDoubts("The refund may have been made, or was made before.")}
)
