package till_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

// faceCounter is a counter with a face terminal, at which a face takes 5000 yuan.
func faceCounter(t *testing.T) *tilltest.Counter {
	can := tilltest.LepayLike()
	can.FaceMax = 500_000
	return tilltest.NewCounter(t, can, func(s *kiosk.Settings) { s.FaceTerminal = true })
}

func face(c *tilltest.Counter, code string, sale kiosk.SaleID) {
	c.Step(kiosk.Scanned{Code: kiosk.NewPayCode(code), From: kiosk.ReaderFace, Sale: sale})
}

func TestFace_IsAskedForOnlyWhileOneWouldBeCharged(t *testing.T) {
	c := faceCounter(t)
	c.KeyIn("1284.5")
	require.Zero(t, c.View.Face, "while it is typed")
	c.Press(kiosk.KeyEnter)
	ask := c.View.Face
	require.Equal(t, "1,284.50", ask.Amount)
	c.Press(kiosk.KeyEsc)
	require.Zero(t, c.View.Face, "at cancel")
	c.Pay("3", kiosk.KeyEnter)
	require.NotEqual(t, ask.Sale, c.View.Face.Sale)
	face(c, tilltest.WechatCode, c.View.Face.Sale)
	require.Zero(t, c.View.Face, "on its way")
	require.True(t, c.Asked[len(c.Asked)-1].Payment.Face, "18 digits of a face terminal are a face")
}

func TestFace_OnItsWayIsToldInItsOwnWords(t *testing.T) {
	can := gatewaytest.Full()
	can.FaceMax = 500_000
	c := tilltest.NewCounter(t, can, func(s *kiosk.Settings) { s.FaceTerminal = true })
	c.Pay("3", kiosk.KeyEnter)
	face(c, tilltest.WechatCode, c.View.Face.Sale)
	told := func() []string {
		v := c.View
		return []string{v.Panel.Title.ID, v.Panel.Detail.ID, v.Panel.Timeline[0].Text.ID, v.Customer.Title.ID, v.Customer.Detail.ID}
	}
	require.Equal(t, []string{"panel.sending.face", "panel.once.face", "story.face_sent", "stage.sending.title", "stage.sending.face"}, told())
	c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictConfirming}, nil)
	require.Equal(t, []string{"panel.confirm.face", "panel.once.face", "story.face_sent", "stage.confirm.face", "stage.confirm.face_once"}, told())
}

func TestFace_GoesToNoSaleButItsOwn(t *testing.T) {
	c := faceCounter(t)
	face(c, tilltest.WechatCode, "")
	require.Equal(t, "face.no_sale", c.View.Amount.Problem.ID)
	c.Pay("1", kiosk.KeyEnter)
	before := c.View.Face.Sale
	c.Press(kiosk.KeyEsc)
	face(c, tilltest.WechatCode, before)
	require.Equal(t, "face.no_sale", c.View.Amount.Problem.ID)
	c.Sleep(5 * time.Second)
	c.Pay("2", kiosk.KeyEnter)
	face(c, tilltest.WechatCode, before)
	require.Equal(t, "face.other_sale", c.View.Amount.Problem.ID)
	face(c, tilltest.WechatCode, "")
	require.Equal(t, "face.other_sale", c.View.Amount.Problem.ID)
	face(c, "6901234567892", c.View.Face.Sale)
	require.Equal(t, "face.garbled", c.View.Amount.Problem.ID)
	c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode("2812345678901234"), From: kiosk.ReaderFace, Sale: c.View.Face.Sale})
	require.Equal(t, "face.torn", c.View.Amount.Problem.ID)
	require.Empty(t, c.Payments)
	c.Step(kiosk.ScanUnended{Code: kiosk.NewPayCode(tilltest.WechatCode), From: kiosk.ReaderFace, Sale: c.View.Face.Sale})
	require.Len(t, c.Payments, 1, "WeChat's 18 digits leave nothing to follow")
	require.Empty(t, c.View.Amount.Problem.ID)
}

func TestFace_TheLimitIsSaidBeforeTheFaceAndHoldsForEveryDevice(t *testing.T) {
	c := faceCounter(t)
	c.Pay("5000", kiosk.KeyEnter)
	require.Equal(t, "panel.armed.detail", c.View.Panel.Detail.ID)
	require.NotZero(t, c.View.Face)
	sale := c.View.Face.Sale
	c.Press(kiosk.KeyEsc)
	c.Sleep(5 * time.Second)
	c.Pay("5000.01", kiosk.KeyEnter)
	require.Equal(t, "face.limit", c.View.Panel.Detail.ID)
	require.Equal(t, "stage.face_limit", c.View.Customer.Detail.ID)
	require.Equal(t, "panel.armed.no_face", c.View.Panel.Title.ID)
	require.Equal(t, "amount.armed.no_face", c.View.Amount.Label.ID)
	require.Equal(t, "stage.show.no_face", c.View.Customer.Title.ID)
	require.Zero(t, c.View.Face)
	face(c, tilltest.WechatCode, sale)
	require.Equal(t, "problem.face_too_much", c.View.Amount.Problem.ID, "the terminal's 18 digits")
	c.Scan("fp" + strings.Repeat("a", 33))
	require.Equal(t, "problem.face_too_much", c.View.Amount.Problem.ID, "a face string that a scanner read")
	require.Empty(t, c.Payments)
	c.Scan(tilltest.WechatCode)
	require.Len(t, c.Payments, 1, "a scanned code has no such limit")
}

func TestFace_IsGivenUpAfterTwentySeconds(t *testing.T) {
	c := faceCounter(t)
	c.Pay("1", kiosk.KeyEnter)
	c.Sleep(19 * time.Second)
	require.Equal(t, "panel.armed.detail", c.View.Panel.Detail.ID)
	c.Sleep(time.Second)
	require.Equal(t, "face.late", c.View.Panel.Detail.ID)
	require.NotZero(t, c.View.Face, "it may still be pressed again")
}

func TestFace_ItsUsualFailuresAreSaidInWords(t *testing.T) {
	for reason, want := range map[string]string{
		"设备未绑定": "face.not_bound", "无权使用此码": "face.other_merchant", "余额不足": "fail.reason",
	} {
		c := faceCounter(t)
		c.Pay("1", kiosk.KeyEnter)
		face(c, tilltest.WechatCode, c.View.Face.Sale)
		c.Answer(kiosk.CallCharge, kiosk.Answer{Verdict: kiosk.VerdictFailed, Reason: reason}, nil)
		require.Equal(t, want, c.View.Panel.Detail.ID, reason)
		require.Contains(t, c.View.Panel.Detail.Args, reason)
	}
}
