//go:build e2e

package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	smallsaaspractice "facepay/providers/smallsaas/practice"
)

// asksMall sends one request to the practice mall and reads the data of its
// answer.
func asksMall(t *testing.T, url, token string, in any, data any) {
	body, err := json.Marshal(in)
	require.NoError(t, err)
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, bytes.NewReader(body))
	require.NoError(t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Authorization", token)
	resp, err := http.DefaultClient.Do(req)
	require.NoError(t, err)
	defer resp.Body.Close()
	var out struct {
		StatusCode int             `json:"status_code"`
		Message    string          `json:"message"`
		Data       json.RawMessage `json:"data"`
	}
	require.NoError(t, json.NewDecoder(resp.Body).Decode(&out))
	require.Zero(t, out.StatusCode, out.Message)
	require.NoError(t, json.Unmarshal(out.Data, data))
}

// ordersAtMall makes an order in the mall as another clerk does, and returns its
// number.
func (g *gateway) ordersAtMall(amount kiosk.Fen) string {
	var login struct {
		Token string `json:"access_token"`
	}
	asksMall(g.t, g.URL+"/rest/login", "", map[string]string{"username": smallsaaspractice.Username, "password": smallsaaspractice.Password}, &login)
	var made struct {
		Number string `json:"order_number"`
	}
	asksMall(g.t, g.URL+"/rest/store/order", login.Token, map[string]any{
		"store_id": smallsaaspractice.StoreID, "payment_type": "WECHAT", "remark": "table 4", "origin": "OTHER",
		"order_items": []map[string]any{{"product_id": smallsaaspractice.ProductID, "quantity": amount}},
	}, &made)
	require.NotEmpty(g.t, made.Number)
	return made.Number
}

// Orders that were made in the mall are paid by their numbers, and never for
// another amount than the cashier's.
func TestOrderEntry(t *testing.T) {
	t.Parallel()
	s, g := newSerialScanner(t), newGateway(t)
	c := openTill(t, g, g.smallsaas("")+s.config())
	number := g.ordersAtMall(1888)

	c.keys(append(amountKeys("18.80"), "F1")...)
	c.awaitScreen(kiosk.ScreenOrder)
	for _, key := range strings.Split(number, "") { // one at a time: what a busy machine brings at once is a scanner's
		before := len(c.views())
		c.keys(key)
		await(t, "key "+key, func() bool { return len(c.views()) > before }, c.now)
	}
	c.keys("Return")
	c.awaitPanel("panel.failed.title")
	require.Equal(t, "fail.other_amount", c.view().Detail)
	require.Empty(t, c.window.qr(t), "no QR of another amount than the cashier's")
	require.Zero(t, g.book().Requests["smallsaas/wx_push_order"], "none was asked for")
	c.leaves()

	c.keys(append(amountKeys("18.88"), "F1")...)
	c.awaitScreen(kiosk.ScreenOrder)
	before := len(c.views())
	s.sends(number + "\r")
	await(t, "the scanned number", func() bool { return len(c.views()) > before }, c.now) // Enter comes another way, and may be quicker
	c.keys("Return")
	await(t, "QR on show", func() bool { return c.view().Stage == kiosk.CustomerQR }, c.now)
	c.shows(g.order(number))
	g.pays(number)
	c.awaitAnswer()
	require.Len(t, g.book().Orders, 1, "nothing was ordered anew")
	require.Equal(t, map[string]int{"closed": 1, "paid": 1}, c.states())
	sameAsGateway(t, c.export()[1], g.order(number))
	g.onceOnly()
}
