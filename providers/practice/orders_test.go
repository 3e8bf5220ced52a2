package practice

import (
	"bytes"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

func TestBook_ForgetsTheOldestSettledOrderAndNeverAnOpenOne(t *testing.T) {
	now := time.Date(2026, 11, 22, 6, 0, 0, 0, time.UTC)
	b := newOrders(func() time.Time { return now }, time.Hour, Settings{FreeLimit: 100, PasswordReply: PasswordBare}, nil)
	made := 0
	open := func() (Order, error) {
		made++
		return b.of("lepay").Open(NewOrder{Store: "1", Amount: 1, Wallet: kiosk.WeChat, Own: fmt.Sprint(made)})
	}
	for range ordersMax {
		wiretest.Call(open()).OK(t)
		now = now.Add(time.Millisecond)
	}
	wiretest.Call(open()).Fails(t, ErrFull)
	wiretest.Call(b.of("lepay").Charge(NewOrder{Store: "1", Amount: 1, Wallet: kiosk.WeChat}, kiosk.NewPayCode("134567890123456789"))).Fails(t, ErrFull)

	settled := b.order[5]
	wiretest.Call(b.act(ActionPay, settled)).OK(t)
	wiretest.Call(open()).OK(t)
	wiretest.Call(b.of("lepay").Find(settled)).Fails(t, ErrNoOrder)
	require.Len(t, b.order, ordersMax)
	require.Len(t, b.owned, ordersMax, "with its own number")
}

func TestBook_AChangeThatIsNotOnDiskIsNotMade(t *testing.T) {
	j := wiretest.Call(openJournal(t.TempDir() + "/practice.jsonl")).OK(t)
	b := newOrders(time.Now, time.Hour, Settings{FreeLimit: 100, PasswordReply: PasswordBare}, j)
	o := wiretest.Call(b.of("lepay").Open(NewOrder{Amount: 1, Wallet: kiosk.Alipay})).OK(t)
	require.NoError(t, j.file.Close()) // as a disk that went away
	_, err := b.act(ActionPay, o.No)
	require.Error(t, err)
	_, err = b.of("lepay").Charge(NewOrder{Amount: 1, Wallet: kiosk.WeChat}, kiosk.NewPayCode("134567890123456789"))
	require.Error(t, err)
	l := wiretest.Call(b.ledger()).OK(t)
	require.Len(t, l.Orders, 1)
	require.Equal(t, StateCreated, l.Orders[0].State)
	require.Zero(t, l.Taken)
	require.NoError(t, j.lock.Unlock())
}

func TestNormalPath(t *testing.T) {
	for in, want := range map[string]string{
		"//index.php/Register/PayAndRefund/tofastpay": "/Register/PayAndRefund/tofastpay",
		"/index.php/Pay/x":                            "/Pay/x", "/Pay//WxFacePay///y": "/Pay/WxFacePay/y", "/": "/", "": "", "///": "/",
		"/index.php": "/index.php", "/index.phpx/a": "/index.phpx/a",
	} {
		require.Equal(t, want, normalPath(in), in)
	}
}

// Whatever is decoded can be written again and means the same.
func FuzzDecodeJournal(f *testing.F) {
	f.Add([]byte("{\"reset\":true}\n"))
	f.Fuzz(func(t *testing.T, text []byte) {
		entries, err := decodeJournal(bytes.NewReader(text))
		if err != nil {
			return
		}
		entries = snapshot(entries)
		var again bytes.Buffer
		for _, e := range entries {
			line, err := json.Marshal(e)
			if err != nil {
				return // a year that JSON has no form for
			}
			again.Write(append(line, '\n'))
		}
		back := wiretest.Call(decodeJournal(&again)).OK(t)
		require.Len(t, back, len(entries))
		b := newOrders(time.Now, time.Hour, Settings{PasswordReply: PasswordBare}, &journal{restored: back})
		wiretest.Call(b.ledger()).OK(t)
	})
}
