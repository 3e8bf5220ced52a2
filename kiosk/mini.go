package kiosk

import (
	"encoding/json"
	"strings"
)

// MiniMethod is a gateway's way to a mini-program payment.
type MiniMethod string

// The methods. The values stand in no file.
const (
	MiniNone MiniMethod = ""
	// MiniPage: the gateway has a page of its own; its address is the QR that
	// OpenQR returns.
	MiniPage MiniMethod = "page"
	// MiniParams: the QR is a link to the shop's mini-program, which asks the
	// till for payment parameters: OpenMini.
	MiniParams MiniMethod = "params"
)

// Buyer is the customer of a mini-program payment.
type Buyer struct {
	Wallet Wallet // WalletUnknown with MiniAnyone
	ID     string // WeChat's openid or Alipay's buyer_id; "" with MiniAnyone
}

// BuyerIDMax bounds Buyer.ID in bytes: openids have 28, buyer ids 16 to 64.
const BuyerIDMax = 128

// MiniReply is the till's answer to a mini-program that asked for payment
// parameters.
type MiniReply struct {
	OrderNo OrderNo
	Amount  Fen
	Params  json.RawMessage // an object; nil with Error
	Error   MiniError       // "" when Params are there
}

// MiniError is the reason for which a mini-program gets no parameters.
type MiniError string

// The errors, as the mini-program receives them.
const (
	MiniNoOrder MiniError = "no_order"      // unknown, or its sale is over
	MiniTaken   MiniError = "another_buyer" // somebody else has opened it
	MiniBuyer   MiniError = "buyer"         // openid or buyer_id is missing or no wallet of this till's
	MiniBusy    MiniError = "busy"          // the same question is under way; ask again
	MiniGateway MiniError = "gateway"       // the gateway did not make the order
	MiniNotNow  MiniError = "not_now"       // the till cannot record at the moment
)

// FillMiniLink is the link to the shop's mini-program for one payment: in
// template {order_no} stands for its number, {amount} for yuan with two decimals
// and {path} for the path at which the till is asked for parameters.
func FillMiniLink(template string, n OrderNo, amount Fen) string {
	return strings.NewReplacer(
		"{order_no}", string(n),
		"{amount}", amount.Yuan(),
		"{path}", "/mini/"+string(n),
	).Replace(template)
}
