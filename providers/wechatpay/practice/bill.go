package practice

import (
	"bytes"
	"compress/gzip"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// billPath is the path of the bills.
const billPath = "/v3/billdownload/file/"

const billColumns = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注"

// bill names the address of a day's bill. There is one of a day that is over, if anybody
// paid on it or got money back.
func (w *gateway) bill(r practice.Request) reply {
	day, err := time.ParseInLocation(time.DateOnly, r.Query.Get("bill_date"), practice.China)
	if err != nil {
		return wrong("bill_date")
	}
	const made = 34 * time.Hour // 10:00 of the next day
	if r.Orders.Now().Before(day.Add(made)) {
		return no(http.StatusBadRequest, "STATEMENT_CREATING", "账单生成中")
	}
	text := billOf(r.Orders.All(), day)
	if text == "" {
		return no(http.StatusBadRequest, "NO_STATEMENT_EXIST", "账单不存在")
	}
	sum := sha1.Sum([]byte(text))
	return done(struct {
		HashType  string `json:"hash_type"`
		HashValue string `json:"hash_value"`
		URL       string `json:"download_url"`
	}{"SHA1", hex.EncodeToString(sum[:]), r.Base + Path + billPath + day.Format(time.DateOnly)})
}

// billFile is a day's bill in gzip, unsigned, for whoever signs the question.
func billFile(r practice.Request) practice.Reply {
	day, err := time.ParseInLocation(time.DateOnly, r.Rest, practice.China)
	if err != nil || !signedByShop(r) {
		return practice.Reply{Status: http.StatusForbidden}
	}
	var out bytes.Buffer
	z := gzip.NewWriter(&out)
	_, _ = z.Write([]byte(billOf(r.Orders.All(), day))) // a buffer takes everything
	_ = z.Close()
	return practice.Reply{Status: http.StatusOK, Body: out.Bytes(), Header: http.Header{"Content-Type": {"application/octet-stream"}}}
}

// billOf is a day's bill, "" for one without rows.
func billOf(orders []practice.Order, day time.Time) string {
	on := func(t time.Time) bool { return !t.Before(day) && t.Before(day.AddDate(0, 0, 1)) }
	var rows []string
	var taken, returned kiosk.Fen
	line := func(at time.Time, o practice.Order, state, refundID, refundNo string, paid, back kiosk.Fen, refundKind, refundState string) {
		rows = append(rows, "`"+strings.Join([]string{
			at.In(practice.China).Format(time.DateTime), AppID, MchID, "0", "", o.TradeNo, o.Own, practice.MiniOpenID, tradeType(o), state, "OTHERS", "CNY",
			paid.Yuan(), "0.00", refundID, refundNo, back.Yuan(), "0.00", refundKind, refundState, "练习", "", "0.00000", "0.60%", paid.Yuan(), back.Yuan(), "",
		}, ",`"))
		taken, returned = taken+paid, returned+back
	}
	for _, o := range orders {
		if o.State == practice.StatePaid && on(o.SettledAt) {
			line(o.SettledAt, o, "SUCCESS", "0", "0", o.Amount, 0, "", "")
		}
		for _, f := range o.Refunds {
			if on(f.At) {
				state := "REFUND"
				if f.No == reversalOf(o) {
					state = "REVOKED"
				}
				line(f.At, o, state, "5030000"+o.TradeNo, f.No, 0, f.Amount, "ORIGINAL", "SUCCESS")
			}
		}
	}
	if rows == nil {
		return ""
	}
	sums := fmt.Sprintf("`%d,`%s,`%s,`0.00,`0.00000,`%s,`%s", len(rows), taken.Yuan(), returned.Yuan(), taken.Yuan(), returned.Yuan())
	head := "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
	return billColumns + "\r\n" + strings.Join(rows, "\r\n") + "\r\n" + head + "\r\n" + sums + "\r\n"
}
