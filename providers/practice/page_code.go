package practice

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"html/template"
	"slices"

	"github.com/skip2/go-qrcode"

	"facepay/kiosk"
)

// qrModulePixels makes the code's picture sharp on a phone's screen.
const qrModulePixels = 8

// codeView is a payment code as the customer's phone shows it.
type codeView struct {
	Wallet     string
	Behaviour  CodeBehaviour
	Behaviours []CodeBehaviour
	Image      template.URL
	Groups     []string
}

// newCodeView makes a fresh code, for the wallets that the page offers.
func newCodeView(w kiosk.Wallet, b CodeBehaviour) (*codeView, error) {
	if w != kiosk.WeChat && w != kiosk.Alipay {
		return nil, fmt.Errorf("show a payment code: none for wallet %q", w)
	}
	b = cmp.Or(b, CodeOrdinary)
	code, err := NewCode(w, b)
	if err != nil {
		return nil, err
	}
	text := code.Reveal() // shown on purpose: it is the customer's screen
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, fmt.Errorf("draw payment code: %w", err)
	}
	png, err := q.PNG(-qrModulePixels)
	if err != nil {
		return nil, fmt.Errorf("draw payment code: %w", err)
	}
	v := &codeView{
		Wallet: string(w), Behaviour: b,
		Behaviours: []CodeBehaviour{CodeOrdinary, CodeBalance, CodePassword, CodeAnswerLost, CodeExpired, CodeSlow},
		Image:      template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(png)),
	}
	for group := range slices.Chunk([]byte(text), 4) {
		v.Groups = append(v.Groups, string(group))
	}
	return v, nil
}
