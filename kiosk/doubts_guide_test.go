package kiosk

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestGuide_InEveryUncertainState(t *testing.T) {
	for name, row := range map[string]struct {
		can   Capabilities
		open  func(*counter)
		kind  CustomerScreenKind
		guide []string
	}{
		"nothing is uncertain": {lepayLike(), func(c *counter) { c.openQR(KeyF1, "G1") }, CustomerQR, nil},
		"asked about":          {fullGateway(), (*counter).loseAnswer, CustomerUnsure, []string{"guide.unsure", "guide.safe"}},
		"nobody can be asked":  {lepayLike(), (*counter).loseAnswer, CustomerAskHelp, []string{"guide.ask", "guide.safe"}},
		"an answer that does not fit": {fullGateway(), func(c *counter) {
			c.openQR(KeyF1, "G1")
			c.answerNext(Answer{Verdict: VerdictPaid, Order: "G1", Amount: fen(1)}, nil)
		}, CustomerAskHelp, []string{"guide.ask", "guide.safe"}},
		"the gateway is slow": {lepayLike(), func(c *counter) {
			c.openQR(KeyF1, "G1")
			for range 6 {
				c.answerNext(Answer{}, unanswered())
			}
		}, CustomerQR, []string{"guide.safe"}},
		"it failed after all": {fullGateway(), func(c *counter) {
			c.loseAnswer()
			c.answerNext(Answer{Verdict: VerdictFailed}, nil)
		}, CustomerFailed, []string{"guide.tell"}},
		"waited too long": {lepayLike(), func(c *counter) {
			c.openQR(KeyF1, "G1")
			c.answersFor(saleIdleMax, VerdictWaiting)
		}, CustomerFailed, []string{"guide.tell"}},
		"the ledger is away": {lepayLike(), func(c *counter) {
			c.openQR(KeyF1, "G1")
			c.step(SaveFailed{Err: ErrLedgerFull})
		}, CustomerAskHelp, []string{"guide.stopped", "guide.safe"}},
		"a notification says paid after a no": {func() Capabilities { c := fullGateway(); c.Notifications = true; return c }(), func(c *counter) {
			c.openQR(KeyF1, "")
			n := c.only().OrderNo
			c.answerNext(Answer{Verdict: VerdictFailed, Order: string(n)}, nil)
			require.Equal(c.t, CustomerFailed, c.view.Customer.Kind)
			c.notify(n, Answer{Verdict: VerdictPaid, Amount: fen(12850)})
		}, CustomerUnsure, []string{"guide.unsure", "guide.safe"}},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCounter(t, row.can)
			row.open(c)
			var ids []string
			for _, text := range c.view.Customer.Guide {
				ids = append(ids, text.ID)
			}
			require.Equal(t, row.guide, ids)
			require.Equal(t, row.kind, c.view.Customer.Kind)
		})
	}
}

func TestPark_IsOneKeyAndTheLastSaleSaysSo(t *testing.T) {
	c := newCounter(t, fullGateway())
	c.loseAnswer()
	n := c.only().OrderNo
	c.press(KeyF6)
	require.Equal(t, OutcomeParked, c.view.Last.Outcome)
	require.Equal(t, n.Tail(), c.view.Last.Tail)
	c.press("5", KeyF1)
	require.NotNil(t, c.till.book.sale, "the next customer is served")
	c.press(KeyEsc)
	c.sleep(time.Second)
	c.press(KeyF10)
	require.Equal(t, n, c.chosen().OrderNo)
}
