package providers_test

import (
	"bytes"
	"errors"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/alipay"
	"facepay/providers/alipayservice"
	"facepay/providers/practice"
	"facepay/providers/provider"
	"facepay/providers/wechatpay"
	"facepay/providers/weidoufu"
	"facepay/providers/wire/wiretest"
	"facepay/providers/yfpay"
)

// notified is a case of a gateway whose notifications reach the till; of the
// others nothing arrives.
func notified(name string, run func(*shop, kiosk.Notifier)) scenario {
	return scenario{name, func(s *shop) {
		notifier, is := s.part(s.gateway).(kiosk.Notifier)
		if s.can.Notifications {
			require.True(s, is)
			run(s, notifier)
			return
		}
		s.paid()
		require.Empty(s, s.inbox.letters)
	}}
}

// tells reports whether l says that p was paid, fitting or not.
func tells(l letter, p kiosk.Payment) bool {
	return l.err == nil && !l.notice.Refund && l.notice.Answer.Verdict == kiosk.VerdictPaid && l.notice.OrderNo == p.OrderNo
}

func (s *shop) settledNotices(p kiosk.Payment) practice.Order {
	s.Helper()
	var o practice.Order
	require.Eventually(s, func() bool {
		o = s.mustOrder(p)
		return o.NoticesAcked > 0 && !o.NoticeDue
	}, patience, time.Millisecond)
	return o
}

// paidNotice is the letter that says that a new payment was paid.
func (s *shop) paidNotice() (kiosk.Payment, letter) {
	p := s.opened()
	s.act(practice.ActionPay, p)
	l := s.inbox.await(s, func(l letter) bool { return tells(l, p) })
	s.checkPayment(p, l.notice.Answer)
	return p, l
}

var noticeCases = []scenario{
	notified("a notification tells that a QR is paid", func(s *shop, _ kiosk.Notifier) {
		p, l := s.paidNotice()
		require.NotNil(s, l.notice.Answer.Amount, "without an amount it is no proof")
		require.True(s, l.notice.Answer.Order == "" || l.notice.Answer.Order == string(p.OrderNo))
		require.True(s, fits(p, l.notice.Answer))
		require.True(s, l.acked)
		s.settledNotices(p)
	}),
	notified("a notification tells that a mini-program paid", func(s *shop, _ kiosk.Notifier) {
		if s.can.Mini != kiosk.MiniParams {
			s.denied(callMini, s.payment(kiosk.RailMini))
			return
		}
		p := s.payment(kiosk.RailMini)
		p = took(p, s.openMini(p, buyer(s.wallet)))
		s.act(practice.ActionPay, p)
		l := s.inbox.await(s, func(l letter) bool { return tells(l, p) })
		require.True(s, fits(p, l.notice.Answer))
		s.settledNotices(p)
	}),
	notified("a notification is sent until it is acknowledged", func(s *shop, _ kiosk.Notifier) {
		p := s.opened()
		s.fault(practice.FaultLoseRequest, "notify", 2)
		s.act(practice.ActionPay, p)
		s.inbox.await(s, func(l letter) bool { return tells(l, p) && l.acked })
		require.GreaterOrEqual(s, s.settledNotices(p).NoticesSent, 3)
	}),
	notified("a forged notification is none", func(s *shop, _ kiosk.Notifier) {
		p := s.opened()
		s.fault(practice.FaultForged, "notify", 1)
		s.act(practice.ActionPay, p)
		s.inbox.await(s, func(l letter) bool { return errors.Is(l.err, kiosk.ErrForged) })
		s.inbox.await(s, func(l letter) bool { return tells(l, p) && l.acked })
	}),
	notified("an old notification is taken only where no age is set", func(s *shop, _ kiosk.Notifier) {
		// Alipay repeats one for a day, so that its age says nothing; of the others none tells a time.
		sends, dated := map[string]int{"wechatpay": 2, "alipay": 1, "alipayservice": 1}[s.dialect]
		p := s.opened()
		_, err := s.server.AddFault(practice.Fault{Kind: practice.FaultOld, Route: s.dialect + "/notify", Count: 1})
		require.Equal(s, dated, err == nil, "%v", err)
		if !dated {
			return
		}
		s.act(practice.ActionPay, p)
		if sends > 1 {
			s.inbox.await(s, func(l letter) bool {
				return errors.Is(l.err, wechatpay.ErrOld) && errors.Is(l.err, kiosk.ErrForged) && !l.acked
			})
		}
		l := s.inbox.await(s, func(l letter) bool { return tells(l, p) })
		require.True(s, fits(p, l.notice.Answer) && l.acked)
		require.Equal(s, sends, s.settledNotices(p).NoticesSent)
	}),
	notified("a notification of which a byte was changed says nothing else", func(s *shop, _ kiosk.Notifier) {
		_, l := s.paidNotice()
		for i := range l.body {
			for _, b := range []byte{l.body[i] ^ 1, '9', '&', '"'} {
				body := bytes.Clone(l.body)
				body[i] = b
				got, err := l.notifier.ReadNotification(l.contentType, body)
				if err == nil {
					require.Equal(s, l.notice, got, "%q", body)
					continue
				}
				require.True(s, errors.Is(err, kiosk.ErrForged) != errors.Is(err, kiosk.ErrNotification), "%v", err)
			}
		}
	}),
	notified("what is no notification is told so", func(s *shop, _ kiosk.Notifier) {
		_, l := s.paidNotice()
		for _, body := range [][]byte{nil, {}, []byte("null"), []byte("{}"), []byte("[]"), []byte("sign="), []byte("\xff\xfe"),
			l.body[:len(l.body)/2], bytes.Repeat(l.body, 2), bytes.Repeat([]byte("a"), 1<<20)} {
			for _, contentType := range []string{l.contentType, "", "text/html", "application/x-www-form-urlencoded", "application/json"} {
				got, err := l.notifier.ReadNotification(contentType, body)
				require.Error(s, err)
				require.Zero(s, got)
				require.True(s, errors.Is(err, kiosk.ErrForged) != errors.Is(err, kiosk.ErrNotification), "%v", err)
			}
		}
	}),
	notified("a notification of another shop is none", func(s *shop, _ kiosk.Notifier) {
		_, l := s.paidNotice()
		other := s.part(s.make(func(c providers.Config) {
			if s.config != nil {
				s.config(c)
			}
			providers.Section[yfpay.Config](c).Key, providers.Section[weidoufu.Config](c).SecretKey = "another-key", "SKanother"
			providers.Section[alipayservice.Config](c).AppID = "2021000000000009"
			providers.Section[alipay.Config](c).AppID = "2021000000000009"
			providers.Section[wechatpay.Config](c).MerchantID = "1900000002"
		})).(kiosk.Notifier)
		_, err := headed(other, l.header).ReadNotification(l.contentType, l.body)
		require.True(s, errors.Is(err, kiosk.ErrForged) != errors.Is(err, kiosk.ErrNotification), "%v", err)
	}),
	notified("a notification that comes again reads the same", func(s *shop, _ kiosk.Notifier) {
		p, l := s.paidNotice()
		s.settledNotices(p)
		wiretest.Call(s.server.ResendNotice(s.mustOrder(p).No)).OK(s)
		again := s.inbox.await(s, func(l letter) bool { return tells(l, p) })
		require.Equal(s, l.notice, again.notice)
		require.True(s, again.acked)
		require.Equal(s, l.notice, wiretest.Call(l.notifier.ReadNotification(l.contentType, l.body)).OK(s))
		require.Equal(s, 1, s.mustOrder(p).Charges)
	}),
	notified("a notification names the amount that it is about", func(s *shop, _ kiosk.Notifier) {
		p := s.opened()
		s.fault(practice.FaultWrongAmount, "notify", 1)
		s.act(practice.ActionPay, p)
		l := s.inbox.await(s, func(l letter) bool { return tells(l, p) })
		require.False(s, fits(p, l.notice.Answer), "the till cannot see that it does not fit")
		require.False(s, l.acked)
		s.inbox.await(s, func(l letter) bool { return tells(l, p) && l.acked })
	}),
	notified("a notification names the order that it is about", func(s *shop, _ kiosk.Notifier) {
		p := s.opened()
		s.fault(practice.FaultWrongOrder, "notify", 1)
		s.act(practice.ActionPay, p)
		l := s.inbox.await(s, func(l letter) bool { return l.err == nil && l.notice.Answer.Verdict == kiosk.VerdictPaid })
		require.NotEqual(s, p.OrderNo, l.notice.OrderNo, "the till cannot see that it does not fit")
		s.inbox.await(s, func(l letter) bool { return tells(l, p) && l.acked })
	}),
	notified("a refund's notification is not a payment's", func(s *shop, _ kiosk.Notifier) {
		p, _ := s.paidNotice()
		s.settledNotices(p)
		s.refunded(p, refundOf(p.Amount))
		if !s.refundNotices {
			require.False(s, s.mustOrder(p).Refunds[0].NoticeDue)
			require.Empty(s, s.inbox.letters)
			return
		}
		l := s.inbox.await(s, func(letter) bool { return true })
		require.NoError(s, l.err)
		require.True(s, l.notice.Refund)
		require.Equal(s, p.OrderNo, l.notice.OrderNo)
		require.NotEqual(s, kiosk.VerdictPaid, l.notice.Answer.Verdict)
	}),
	notified("where nobody listens no notification is counted on", func(s *shop, _ kiosk.Notifier) {
		c := providers.Default().Practising(s.server.URL())
		if s.config != nil {
			s.config(c)
		}
		c = c.For(provider.Shop{Name: "茶铺"}, s.notifyURL)
		require.False(s, wiretest.Call(providers.New(s.called(), s.called(), c, s.http)).OK(s).Capabilities().Notifications)
	}),
}
