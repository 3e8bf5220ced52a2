package payments_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till/tilltest"
)

func TestRule2_LostAnswerIsUnknownAndNeverResent(t *testing.T) {
	c := tilltest.LostCharge(t, tilltest.LepayLike())
	require.Equal(t, kiosk.StateUnknown, c.Only().State)
	require.Equal(t, kiosk.CustomerAskHelp, c.View.Customer.Kind)
	c.Scan(tilltest.WechatCode)
	c.Scan(tilltest.AlipayCode)
	c.Press(kiosk.KeyEsc, kiosk.KeyF1, kiosk.KeyF2, kiosk.KeyEnter)
	c.Sleep(25 * time.Hour)
	require.Equal(t, 1, c.Count(kiosk.CallCharge))
	require.Equal(t, 0, c.Count(kiosk.CallQR))
	require.Equal(t, kiosk.StateUnknown, c.Only().State, "no proof, no verdict")
}

func TestRule2_NotSentMayBeTriedAgainWithTheSameCode(t *testing.T) {
	c := tilltest.ChargedSale(t, tilltest.LepayLike(), tilltest.WechatCode)
	c.Answer(kiosk.CallCharge, kiosk.Answer{}, &kiosk.NotSent{Err: kiosk.ErrConflict})
	require.Equal(t, kiosk.StateFailed, c.Only().State)
	require.Equal(t, "fail.not_sent", c.View.Panel.Detail.ID)
	c.Now = c.Now.Add(time.Second)
	c.Scan(tilltest.WechatCode)
	require.Equal(t, 2, c.Count(kiosk.CallCharge))
}

func TestRule3_ProofMustFit(t *testing.T) {
	for name, tc := range map[string]struct {
		answer   kiosk.Answer
		incident kiosk.Incident
	}{
		"wrong amount": {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: tilltest.Fen(12851)}, kiosk.IncidentAmount},
		"wrong order":  {kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G2", Amount: tilltest.Fen(12850)}, kiosk.IncidentOrder},
	} {
		t.Run(name, func(t *testing.T) {
			c := tilltest.NewCounter(t, tilltest.LepayLike())
			c.OpenQR(kiosk.KeyF2, "G1")
			c.AnswerPoll(tc.answer)
			p := c.Only()
			require.Equal(t, kiosk.StateUnknown, p.State)
			require.Equal(t, tc.incident, p.Incident)
			require.Equal(t, "panel.incident.title", c.View.Panel.Title.ID)
			c.Sleep(5 * time.Second)
			c.Answer(kiosk.CallQuery, tilltest.G1Paid, nil)
			require.Equal(t, kiosk.StatePaid, c.Only().State, "a fitting answer still counts")
		})
	}
}

func TestRule3_AQRForAnotherAmountIsNeverShown(t *testing.T) {
	c := tilltest.NewCounter(t, tilltest.LepayLike())
	c.Pay("12", kiosk.KeyF1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "weixin://x", Amount: tilltest.Fen(1100)}, nil)
	require.Equal(t, kiosk.CustomerAmount, c.View.Customer.Kind, "no QR was shown, so none failed")
	require.Equal(t, kiosk.StateClosed, c.Only().State)
	require.Equal(t, kiosk.T("fail.other_amount", "theirs", "11.00", "amount", "12.00"), c.View.Panel.Detail)
	require.Equal(t, 0, c.Count(kiosk.CallClose), "this gateway closes nothing")
}

func TestRule3_ANumberThatComesTwiceProvesNothing(t *testing.T) {
	c := tilltest.OpenSale(t, tilltest.LepayLike())
	c.AnswerPoll(kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1"})
	c.Pay("3", kiosk.KeyF1)
	c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictWaiting, GatewayOrderNo: "G1", QR: "weixin://again"}, nil)
	require.Equal(t, kiosk.CustomerAmount, c.View.Customer.Kind, "no QR was shown, so none failed")
	require.Equal(t, "fail.no_qr", c.View.Panel.Detail.ID)
}

func TestRule3_AnIncidentOutlivesAClosing(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: "G1", Amount: tilltest.Fen(1)}, nil)
	require.Equal(t, "panel.incident.title", c.View.Panel.Title.ID)
	c.Sleep(6 * time.Second)
	c.Answer(kiosk.CallQuery, kiosk.Answer{Verdict: kiosk.VerdictClosed, Order: "G1"}, nil)
	require.Equal(t, 1, c.View.Status.Open, "money of another amount came, and nobody has said what it is")
}
