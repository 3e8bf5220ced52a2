package practice

import (
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// object is an order as the query tells of it.
type object struct {
	AppID       string      `json:"appid"`
	MchID       string      `json:"mchid"`
	OutTradeNo  string      `json:"out_trade_no"`
	Transaction string      `json:"transaction_id,omitempty"` // once paid
	TradeType   string      `json:"trade_type,omitempty"`
	State       string      `json:"trade_state"`
	StateDesc   string      `json:"trade_state_desc"`
	BankType    string      `json:"bank_type,omitempty"`
	Attach      string      `json:"attach,omitempty"`
	SuccessTime string      `json:"success_time,omitempty"`
	Payer       *objectUser `json:"payer,omitempty"`
	Amount      objectMoney `json:"amount"`
}

type objectUser struct {
	OpenID string `json:"openid"`
}

type objectMoney struct {
	Total         kiosk.Fen  `json:"total"`
	PayerTotal    *kiosk.Fen `json:"payer_total,omitempty"`
	Currency      string     `json:"currency"`
	PayerCurrency string     `json:"payer_currency,omitempty"`
}

func objectOf(o practice.Order, now time.Time) object {
	state, desc := stateOf(o)
	out := object{
		AppID: AppID, MchID: MchID, OutTradeNo: o.Own, TradeType: tradeType(o), State: state, StateDesc: desc,
		Amount: objectMoney{Total: o.Amount, Currency: "CNY"},
	}
	if o.State == practice.StatePaid {
		total := o.Amount
		out.Transaction, out.BankType, out.SuccessTime = o.TradeNo, "OTHERS", rfc(o.SettledAt)
		out.Payer, out.Amount.PayerTotal, out.Amount.PayerCurrency = &objectUser{practice.MiniOpenID}, &total, "CNY"
	}
	return out
}

func rfc(t time.Time) string { return t.In(practice.China).Format(time.RFC3339) }

func tradeType(o practice.Order) string {
	if o.Rail == kiosk.RailCode {
		return "MICROPAY"
	}
	return "NATIVE"
}

// stateOf is an order's trade_state. A QR payment that fails stays NOTPAY.
func stateOf(o practice.Order) (state, desc string) {
	code := o.Rail == kiosk.RailCode
	_, undone := o.RefundBy(reversalOf(o))
	switch {
	case o.State == practice.StatePaid && undone, o.State == practice.StateClosed && code:
		return "REVOKED", "订单已撤销"
	case o.State == practice.StatePaid && o.Refunded > 0:
		return "REFUND", "订单发生过退款"
	case o.State == practice.StatePaid:
		return "SUCCESS", "支付成功"
	case o.State == practice.StateClosed, o.State == practice.StateExpired && !code:
		return "CLOSED", "订单已关闭"
	case o.State == practice.StateRefused && code, o.State == practice.StateExpired:
		return "PAYERROR", "支付失败"
	case o.State == practice.StateConfirming && code:
		return "USERPAYING", "支付中，等待用户输入密码"
	}
	return "NOTPAY", "订单未支付"
}
