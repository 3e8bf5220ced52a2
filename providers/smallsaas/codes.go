package smallsaas

import (
	"slices"
	"strconv"

	"facepay/providers/wire"
)

var Codes = wire.Sheet{
	Name: "smallsaas",
	About: []string{
		"JSON behind a login's token. The mall reckons an order's amount itself, from products; the till shows no QR unless that is the sale's amount.",
		"A payment is proven by the status of its order, which also tells of refunds. The mall sends a till no notifications.",
	},
	Tables: []*wire.ResultCodes{
		&httpStatuses, &loginWords, &absentWords, &busyWords,
		&createCodes, &pushCodes, &enteredCodes,
		&queryCodes, &orderStates,
		&cancelCodes,
		&ticketCodes, &ticketDoubts,
		&refundQueryCodes, &orderRefunds, &ticketStates,
	},
}

// Sources of the rows.
const (
	docPush    = "document: 微信支付码生成, 支付宝支付"
	manual     = "the mall's reference for clerks"
	envelope   = "the mall's envelope, seen in clients"
	httpItself = "HTTP"
	messages   = "the mall's messages, seen in clients"
)

// Reasons that many rows share.
const (
	whyMade      = "There is an order; nothing of it is paid."
	whyNoQR      = "There is no QR, so nothing that a customer could pay."
	whyStatus    = "The order's status tells."
	whyNoStatus  = "A refused question says nothing of the money."
	whyPaid      = "The mall counts its money as come, whatever became of the goods."
	whyToken     = "The call was refused and did nothing: it is safe to ask again."
	whyOther     = "The mall has two routes for an order, and it may stand on the other."
	whyTwice     = "The ticket may be there already, from the first try."
	whyCancelled = "It takes no more money, unless it has a pay_date: then it is unknown."
	whyDenied    = "It was paid: an order that says otherwise proves nothing of its refund."
)

const (
	callAny, doesAny         = "every call", "Every call"
	callCreate, doesCreate   = "create order", "Open a QR or the mall's page: the order"
	callPush, doesPush       = "push_order", "Open a QR"
	callEntered, doesEntered = "order, entered by the cashier", "Open a QR of an order made elsewhere"
	callOrder, doesOrder     = "order", "Query"
	callCancel, doesCancel   = "cancel order", "Close"
	callTicket, doesTicket   = "refund ticket", "Refund"
	callRefund, doesRefund   = "order, for its refund", "Query a refund"

	fieldCode    = "status_code"
	fieldMessage = "piece of message"
)

// busyWords are looked for beside status_code 1.
var busyWords = wire.BusyWords("piece of any message")

// What may answer any call, before its own codes are looked at.
var (
	httpStatuses = wire.ResultCodes{Call: callAny, Does: doesAny, Field: "HTTP status",
		Note: "Counts where no status_code says anything else. Every other status without one proves nothing; status_code 0 needs a status of success, and status_code 1 one under 500.",
		Rows: []wire.ResultCode{
			wire.Row("401", "not logged in", wire.LogIn, whyToken, httpItself),
			wire.Row("403", "not allowed", wire.LogIn, whyToken, httpItself),
			wire.Row("404", "not found", wire.NotFound, whyOther, httpItself),
		}}
	loginWords = wire.ResultCodes{Call: callAny, Does: doesAny, Field: fieldMessage, AnyCase: true, Phrases: true,
		Note: "Counts beside status_code 1. The call is made once more with a fresh token; what that answers holds.",
		Rows: wire.Rows(wire.LogIn, whyToken, messages, "TOKEN", "the token", "LOGIN", "log in", "登录", "log in", "登陆", "log in")}
	absentWords = wire.ResultCodes{Call: callAny, Does: doesAny, Field: "piece of message about an order", AnyCase: true, Phrases: true,
		Note: "Counts beside status_code 1 when an order is looked for. If the other route has no such order either, status_code 1 holds.",
		Rows: wire.Rows(wire.NotFound, whyOther, messages, "INVALID.ORDER", "no such order", "NOT.FOUND", "not found",
			"NOT FOUND", "not found", "NOT EXIST", "does not exist", "不存在", "does not exist")}
)

// codeYes is the status_code of a call that did what it was asked for.
const codeYes = "0"

// envelopeCodes are the two codes of a call's envelope; yes is the one for what it
// was asked for, and a no means c.
func envelopeCodes(call, does, note string, yes wire.ResultCode, c wire.Class, why string) wire.ResultCodes {
	rows := []wire.ResultCode{yes, wire.Row("1", "refused", c, why, envelope)}
	return wire.ResultCodes{Call: call, Does: does, Field: fieldCode, Note: note, Rows: rows}
}

var (
	createCodes = envelopeCodes(callCreate, doesCreate, "",
		wire.Row(codeYes, "order made", wire.Read, "Its status must be CREATED_PAY_PENDING and its total the sale's amount.", envelope),
		wire.Failed, whyNoQR)
	pushCodes    = envelopeCodes(callPush, doesPush, "", wire.Row(codeYes, "QR made", wire.Waiting, whyMade, docPush), wire.Failed, whyNoQR)
	enteredCodes = envelopeCodes(callEntered, doesEntered, "",
		wire.Row(codeYes, "here it is", wire.Read, "It must be CREATED_PAY_PENDING; then its QR is asked for. A status that nobody lists proves nothing.", envelope),
		wire.Failed, whyNoQR)
	hereItIs    = wire.Row(codeYes, "here it is", wire.Read, whyStatus, envelope)
	queryCodes  = envelopeCodes(callOrder, doesOrder, "", hereItIs, wire.Unknown, whyNoStatus)
	cancelCodes = envelopeCodes(callCancel, doesCancel, "The till looks at the order first: the mall would cancel a paid one too.",
		wire.Row(codeYes, "done, it says", wire.Read, "The mall says so whatever it did: the order is looked at again.", envelope), wire.Unknown, whyNoStatus)
	ticketCodes = envelopeCodes(callTicket, doesTicket, "The till looks at the order first, and asks for no second ticket.",
		wire.Row(codeYes, "ticket taken", wire.RefundPending, "The back office gives the money back later.", envelope), wire.RefundRefused, "No ticket was made.")
	ticketDoubts = wire.ResultCodes{Call: callTicket, Does: doesTicket, Field: fieldMessage, AnyCase: true, Phrases: true, Note: "Counts beside status_code 1.",
		Rows: append(wire.RefundDoubts(whyTwice), wire.Rows(wire.Unknown, whyTwice, messages, "EXIST", "exists", "已", "already")...)}
	refundQueryCodes = envelopeCodes(callRefund, doesRefund, "", hereItIs, wire.Unknown, whyNoStatus)
)

const statusOpen = "CREATED_PAY_PENDING"

// The statuses of orders and tickets.
var (
	statusesPaid = []string{
		"PAID_CONFIRM_PENDING", "paid, to be confirmed", "CONFIRMED_DELIVER_PENDING", "to be sent", "CONFIRMED_PICK_PENDING", "to be fetched",
		"DELIVERING", "on its way", "DELIVERED_CONFIRM_PENDING", "delivered", "CLOSED_CONFIRMED", "done",
	}
	statusesReturning = []string{"CANCELED_RETURN_PENDING", "goods to come back", "CANCELED_REFUND_PENDING", "money to go back"}
	statusesUnpaid    = []string{"CLOSED_PAY_TIMEOUT", "not paid in time", "CLOSED_CANCELED", "cancelled"}

	orderStates = wire.ResultCodes{Call: callOrder, Does: doesOrder, Field: "status", AnyCase: true, Rows: slices.Concat(
		wire.Rows(wire.Waiting, "Not paid, and it can be.", manual, statusOpen, "made, to be paid"),
		wire.Rows(wire.Paid, whyPaid, manual, statusesPaid...),
		wire.Rows(wire.Paid, "It was paid, and the money is to go back.", manual, statusesReturning...),
		wire.Rows(wire.Paid, "It was paid; the refund is another matter.", manual, "CLOSED_REFUNDED", "given back"),
		wire.Rows(wire.Closed, whyCancelled, manual, statusesUnpaid...),
	)}
	orderRefunds = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: "status", AnyCase: true, Rows: slices.Concat(
		wire.Rows(wire.Unknown, whyDenied, manual, statusOpen, "made, to be paid"),
		wire.Rows(wire.Read, "The order's newest ticket tells.", manual, statusesPaid...),
		wire.Rows(wire.RefundPending, "The mall has taken it on.", manual, statusesReturning...),
		wire.Rows(wire.RefundDone, "The documented word for it.", manual, "CLOSED_REFUNDED", "given back"),
		wire.Rows(wire.Unknown, whyDenied, manual, statusesUnpaid...),
	)}
	ticketStates = wire.ResultCodes{Call: callRefund, Does: doesRefund, Field: "status of a ticket", AnyCase: true,
		Note: "Counts in an order whose status says only that it was paid: first one that is under way, then one that is done, then one that was refused. Tickets that exchange goods do not count.",
		Rows: []wire.ResultCode{
			wire.Row("CREATED", "made", wire.RefundPending, "The back office decides.", manual),
			wire.Row("REFUND_PENDING", "money to go back", wire.RefundPending, "The mall has taken it on.", manual),
			wire.Row("RETURN_PENDING", "goods to come back", wire.RefundPending, "The mall has taken it on.", manual),
			wire.Row("REFUNDED", "given back", wire.RefundDone, "The documented word for it.", manual),
			wire.Row("CANCELED", "cancelled", wire.RefundRefused, "The back office refuses a ticket by cancelling it.", manual),
		}}
)

// ofHTTP is the class of an HTTP status by itself, Unknown for most.
func ofHTTP(status int) wire.Class { return httpStatuses.Class(strconv.Itoa(status)) }
