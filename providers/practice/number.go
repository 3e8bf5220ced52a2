package practice

import (
	"crypto/rand"
	"fmt"
	"math/big"
	"strings"
	"time"

	"facepay/kiosk"
)

// China is the zone of every gateway's times, whatever this computer is set to.
var China = time.FixedZone("CST", 8*60*60)

const (
	Digits    = "0123456789"
	LowerCase = "abcdefghijklmnopqrstuvwxyz" + Digits
	BothCases = "ABCDEFGHIJKLMNOPQRSTUVWXYZ" + LowerCase
)

// Random makes n characters of alphabet.
func Random(alphabet string, n int) string {
	var b strings.Builder
	size := big.NewInt(int64(len(alphabet)))
	for range n {
		i, _ := rand.Int(rand.Reader, size) // crypto/rand never fails since Go 1.24
		b.WriteByte(alphabet[i.Int64()])
	}
	return b.String()
}

// newOrderNo has the shape of lepay's out_trade_no: the second in China time,
// the unix time in thousands of seconds, four more digits.
func newOrderNo(now time.Time) string {
	return fmt.Sprintf("%s%07d%s", now.In(China).Format("20060102150405"), now.Unix()/1000%10_000_000, Random(Digits, 4))
}

// NewTradeNo has the shape of the wallet's own numbers, 28 digits.
func NewTradeNo(w kiosk.Wallet, now time.Time) string {
	day := now.In(China).Format("20060102")
	if w == kiosk.Alipay {
		return day + "22001" + Random(Digits, 15)
	}
	return "4200" + Random(Digits, 6) + day + Random(Digits, 10)
}

// newQR has the wallet's shape, in the lengths that lepay's qrCodePay shows.
func newQR(w kiosk.Wallet) string {
	if w == kiosk.Alipay {
		return "https://qr.alipay.com/bax" + Random(LowerCase, 21)
	}
	return "weixin://wxpay/bizpayurl?pr=" + Random(BothCases, 7)
}

// CodeBehaviour is the effect of charging a code, by its last four digits.
type CodeBehaviour string

const (
	CodeOrdinary   CodeBehaviour = "ordinary"    // by the amount: at once, or password
	CodeBalance    CodeBehaviour = "balance"     // …0001 refused: not enough balance
	CodePassword   CodeBehaviour = "password"    // …0002 asks for the password whatever the amount
	CodeAnswerLost CodeBehaviour = "answer_lost" // …0003 charged, but the answer never arrives
	CodeExpired    CodeBehaviour = "expired"     // …0004 refused: the code is too old
	CodeSlow       CodeBehaviour = "slow"        // …0005 charged, answered after slowAnswer
)

const slowAnswer = 8 * time.Second // arrives: a till waits 15 s

// CodeBehaviours maps the last four digits of a payment code to what it does.
var CodeBehaviours = map[string]CodeBehaviour{
	"0001": CodeBalance,
	"0002": CodePassword,
	"0003": CodeAnswerLost,
	"0004": CodeExpired,
	"0005": CodeSlow,
}

// NewCode makes a code that fits the wallets' patterns and that none of them issued.
func NewCode(w kiosk.Wallet, b CodeBehaviour) (kiosk.PayCode, error) {
	prefix, known := map[kiosk.Wallet]string{kiosk.WeChat: "13", kiosk.Alipay: "28", kiosk.UnionPay: "62"}[w]
	if !known {
		return kiosk.PayCode{}, fmt.Errorf("make a payment code: no codes for wallet %q", w)
	}
	middle := 12 // digits between the prefix and the last four
	if w == kiosk.UnionPay {
		middle++
	}
	body := prefix + Random(Digits, middle)
	if b == CodeOrdinary || b == "" {
		for {
			tail := Random(Digits, 4)
			if _, special := CodeBehaviours[tail]; !special {
				return kiosk.NewPayCode(body + tail), nil
			}
		}
	}
	for tail, does := range CodeBehaviours {
		if does == b {
			return kiosk.NewPayCode(body + tail), nil
		}
	}
	return kiosk.PayCode{}, fmt.Errorf("make a payment code: no behaviour %q", b)
}
