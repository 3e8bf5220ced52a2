package providers_test

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/adverts"
	"facepay/providers/practice"
	"facepay/providers/wire/wiretest"
)

const (
	openID  = "oConformance0000000000000001"
	buyerID = "2088000000000042"
)

func buyer(w kiosk.Wallet) kiosk.Buyer {
	if w == kiosk.Alipay {
		return kiosk.Buyer{Wallet: w, ID: buyerID}
	}
	return kiosk.Buyer{Wallet: w, ID: openID}
}

var paymentCases = []scenario{
	{"an order is made", func(s *shop) {
		p := s.opened()
		o := s.mustOrder(p)
		require.Equal(s, practice.StateCreated, o.State)
		require.Equal(s, p.Amount, o.Amount)
		require.Equal(s, s.wallet, o.Wallet)
		require.Len(s, s.ledger().Orders, 1)
		require.NotEmpty(s, p.GatewayOrderNo, "there is nothing to ask by")
		if s.can.QueryQR {
			s.learns(p, kiosk.VerdictWaiting)
		}
	}},
	{"a QR is paid", func(s *shop) {
		p := s.paid()
		require.Equal(s, 1, s.mustOrder(p).Charges)
		require.Equal(s, price, s.ledger().Taken)
	}},
	{"a QR is scanned and not paid yet", func(s *shop) {
		p := s.opened()
		s.act(practice.ActionScan, p)
		s.learns(p, kiosk.VerdictWaiting, kiosk.VerdictConfirming)
		s.act(practice.ActionPay, p)
		s.learns(p, kiosk.VerdictPaid)
	}},
	{refusedQR, func(s *shop) {
		p := s.opened()
		s.act(practice.ActionRefuse, p)
		s.learns(p, s.wants(kiosk.VerdictFailed, kiosk.VerdictClosed)...)
		s.act(practice.ActionPayLate, p)
		s.learns(p, kiosk.VerdictPaid)
	}},
	{"a QR can be paid for as long as it is said to", func(s *shop) {
		p := s.opened()
		require.Positive(s, s.can.QRValid)
		s.clock.pass(s.can.QRValid - time.Minute)
		s.act(practice.ActionPay, p)
		s.learns(p, kiosk.VerdictPaid)
	}},
	{"a QR runs out", func(s *shop) {
		p := s.opened()
		s.act(practice.ActionScan, p)
		s.clock.pass(s.can.QRValid + time.Minute)
		wiretest.Call(s.server.Act(practice.ActionPay, s.mustOrder(p).No)).Fails(s, practice.ErrSettled)
		if s.can.QueryQR {
			s.learns(p, kiosk.VerdictFailed, kiosk.VerdictClosed)
		} else { // no gateway notifies of that
			s.denied(callQuery, p)
		}
		s.act(practice.ActionPayLate, p)
		s.learns(p, kiosk.VerdictPaid)
	}},
	{"an order is closed", func(s *shop) {
		p := s.opened()
		if !s.can.Close {
			s.denied(callClose, p)
			return
		}
		s.scansFirst(p)
		a := s.asks(callClose, p)
		require.Equal(s, kiosk.VerdictClosed, a.Verdict)
		require.True(s, fits(p, a), "%+v", a)
		require.Equal(s, practice.StateClosed, s.mustOrder(p).State)
		s.learns(p, kiosk.VerdictClosed, kiosk.VerdictFailed)
		s.act(practice.ActionPayLate, p)
		s.learns(p, kiosk.VerdictPaid)
	}},
	{"a paid order is not closed", func(s *shop) {
		p := s.opened()
		s.act(practice.ActionPay, p)
		if !s.can.Close {
			s.denied(callClose, p)
			return
		}
		s.asks(callClose, p)
		require.Equal(s, practice.StatePaid, s.mustOrder(p).State)
		s.learns(p, kiosk.VerdictPaid)
	}},
	{"an order that nobody made is asked about", func(s *shop) {
		p := s.payment(kiosk.RailQR)
		if !p.Entered {
			p.GatewayOrderNo = string(p.OrderNo)
		}
		if !s.can.QueryQR {
			s.denied(callQuery, p)
			return
		}
		o, err := s.call(callQuery, p, kiosk.Refund{})
		if err == nil {
			require.Contains(s, []kiosk.Verdict{kiosk.VerdictWaiting, kiosk.VerdictUnknown}, o.payment.Verdict)
		}
	}},
	{"a code is charged", func(s *shop) {
		p, a := s.charged(practice.CodeOrdinary)
		if !s.can.Code {
			return
		}
		require.Equal(s, kiosk.VerdictPaid, a.Verdict)
		require.Equal(s, 1, s.mustOrder(p).CodeSent)
		require.Equal(s, price, s.ledger().Taken)
	}},
	{"a code waits for the password", func(s *shop) {
		p, a := s.charged(practice.CodePassword)
		if !s.can.Code {
			return
		}
		require.Contains(s, []kiosk.Verdict{kiosk.VerdictConfirming, kiosk.VerdictWaiting}, a.Verdict)
		require.NotEmpty(s, p.GatewayOrderNo, "there is nothing to ask by")
		s.learns(p, kiosk.VerdictConfirming, kiosk.VerdictWaiting)
		s.act(practice.ActionPay, p)
		s.learns(p, kiosk.VerdictPaid)
	}},
	{refusedCode, func(s *shop) {
		for _, behaviour := range []practice.CodeBehaviour{practice.CodeBalance, practice.CodeExpired} {
			p, a := s.charged(behaviour)
			if !s.can.Code {
				return
			}
			require.Contains(s, s.wants(kiosk.VerdictFailed), a.Verdict, behaviour)
			if s.can.QueryCode {
				s.learns(p, kiosk.VerdictFailed, kiosk.VerdictClosed)
			}
		}
		require.Zero(s, s.ledger().Taken)
	}},
	{"a mini-program pays", func(s *shop) {
		for _, w := range s.can.MiniWallets {
			p := s.payment(kiosk.RailMini)
			p.Wallet = w
			a := s.openMini(p, buyer(w))
			p = took(p, a)
			require.True(s, fits(p, a), "%+v", a)
			s.act(practice.ActionPay, p)
			s.learns(p, kiosk.VerdictPaid)
		}
		if s.can.Mini == kiosk.MiniNone {
			s.denied(callMini, s.payment(kiosk.RailMini))
		}
	}},
	{"a mini-program that names nobody", func(s *shop) {
		p := s.payment(kiosk.RailMini)
		switch {
		case s.can.Mini != kiosk.MiniParams:
			s.denied(callMini, p)
		case s.can.MiniAnyone:
			p.Wallet = kiosk.WalletUnknown
			a := s.openMini(p, kiosk.Buyer{Wallet: kiosk.WalletUnknown})
			s.act(practice.ActionPay, took(p, a))
			s.learns(took(p, a), kiosk.VerdictPaid)
		default:
			_, err := s.mini(p, kiosk.Buyer{Wallet: s.can.MiniWallets[0]})
			require.Error(s, err)
			require.Zero(s, s.asked(callMini))
		}
	}},
}

// scansFirst scans p where its gateway can close nothing else.
func (s *shop) scansFirst(p kiosk.Payment) {
	if s.scanFirst != "" {
		s.act(practice.ActionScan, p)
	}
}

// openMini is the QR of the gateway's page, or the parameters for the shop's own
// mini-program.
func (s *shop) openMini(p kiosk.Payment, b kiosk.Buyer) kiosk.Answer {
	if s.can.Mini == kiosk.MiniPage {
		a := s.asks(callQR, p)
		require.Equal(s, kiosk.VerdictWaiting, a.Verdict, a.Reason)
		require.NotEmpty(s, a.QR)
		return a
	}
	a := wiretest.Call(s.mini(p, b)).OK(s)
	require.Equal(s, kiosk.VerdictWaiting, a.Verdict, a.Reason)
	var params map[string]any
	require.NoError(s, json.Unmarshal(a.Params, &params), "%s", a.Params)
	require.NotEmpty(s, params)
	require.Equal(s, kiosk.RailMini, s.mustOrder(took(p, a)).Rail)
	return a
}

// charged is a payment by a code of that behaviour; nothing where no codes are
// taken.
func (s *shop) charged(b practice.CodeBehaviour) (kiosk.Payment, kiosk.Answer) {
	code := wiretest.Call(practice.NewCode(s.wallet, b)).OK(s)
	if !s.can.Code {
		s.denied(callCode, s.payment(kiosk.RailCode))
		return kiosk.Payment{}, kiosk.Answer{}
	}
	p := s.payment(kiosk.RailCode)
	a := wiretest.Call(s.charge(p, code)).OK(s)
	require.True(s, fits(took(p, a), a), "%+v", a)
	return took(p, a), a
}

var capabilityCases = []scenario{
	{"what it lacks is told as unsupported", func(s *shop) {
		p := s.payment(kiosk.RailQR)
		for call, has := range map[string]bool{
			callMini: s.can.Mini == kiosk.MiniParams, callCode: s.can.Code, callClose: s.can.Close,
			callQuery: s.can.QueryQR || s.can.QueryCode, callRefund: s.can.Refund != kiosk.RefundNone, callQueryRefund: s.can.QueryRefund,
		} {
			if !has {
				s.denied(call, p)
			}
			require.Equal(s, has, len(s.routes[call]) > 0, "the row's routes of %s", call)
		}
	}},
	{"only the QRs that it makes are offered", func(s *shop) {
		for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay, kiosk.WalletUnknown} {
			p := s.payment(kiosk.RailQR)
			p.Wallet = w
			if !slices.Contains(s.can.QR, w) {
				s.denied(callQR, p)
				continue
			}
			a := s.asks(callQR, p)
			require.Equal(s, kiosk.VerdictWaiting, a.Verdict, a.Reason)
			require.Equal(s, w, s.mustOrder(took(p, a)).Wallet)
		}
	}},
	{"a page for the mini-program only where it has one", func(s *shop) {
		if s.can.Mini != kiosk.MiniPage {
			s.denied(callQR, s.payment(kiosk.RailMini))
		}
	}},
	{"mini-programs only of the wallets that it names", func(s *shop) {
		for _, w := range []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay, kiosk.UnionPay} {
			p := s.payment(kiosk.RailMini)
			p.Wallet = w
			switch {
			case slices.Contains(s.can.MiniWallets, w):
			case s.can.Mini == kiosk.MiniParams:
				wiretest.Call(s.mini(p, buyer(w))).Fails(s, kiosk.ErrUnsupported)
			default:
				s.denied(callQR, p)
			}
		}
		require.Equal(s, s.can.Mini != kiosk.MiniNone, len(s.can.MiniWallets) > 0)
	}},
	{"its number is the till's own only where it says so", func(s *shop) {
		p := s.opened()
		require.Equal(s, s.can.OwnNumber, s.mustOrder(p).Own == string(p.OrderNo))
		require.Equal(s, s.can.OwnNumber, p.GatewayOrderNo == string(p.OrderNo))
	}},
	{"an amount of nothing is not sent", func(s *shop) {
		for _, amount := range []kiosk.Fen{0, -1} {
			p := s.payment(kiosk.RailQR)
			p.Amount = amount
			before := s.requests()
			wiretest.Call(s.call(callQR, p, kiosk.Refund{})).Is(s, "not sent")
			require.Equal(s, before, s.requests())
		}
	}},
	{"adverts come or are none", func(s *shop) {
		source, has := s.gateway.(adverts.Source)
		require.Equal(s, s.dialect == "lepay", has)
		if has {
			require.NotEmpty(s, wiretest.Call(source.Adverts(s.ctx())).OK(s))
		}
	}},
	{"a proof needs a query or notifications", func(s *shop) {
		_, notifies := s.part(s.gateway).(kiosk.Notifier)
		require.False(s, s.can.Notifications && !notifies)
		require.True(s, s.can.QueryQR || s.can.Notifications)
	}},
}

// denied makes sure that a call is unsupported and asks the gateway nothing.
func (s *shop) denied(call string, p kiosk.Payment) {
	s.Helper()
	before := s.requests()
	wiretest.Call(s.call(call, p, refundOf(p.Amount))).Fails(s, kiosk.ErrUnsupported, call)
	require.Equal(s, before, s.requests(), "%s asks the gateway", call)
}
