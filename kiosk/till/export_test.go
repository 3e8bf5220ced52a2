package till

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

const (
	AcceptKey        = acceptKey
	AttentionIdleMax = attentionIdleMax
	CardIdleMax      = cardIdleMax
	CloseGuard       = closeGuard
	DecisionMax      = decisionMax
	MarkMax          = markMax
	OrderEntryMax    = orderEntryMax
	PINIdleMax       = pinIdleMax
	PINTrust         = pinTrust
	PutOffMax        = putOffMax
	RetryEvery       = retryEvery
	SnoozeFor        = snoozeFor
	StrokeGap        = strokeGap
	SuspendedMin     = suspendedMin
	TouchGuard       = touchGuard
)

var (
	EvidenceAction = evidenceAction
	EvidenceFor    = evidenceFor
	InOrder        = inOrder
	ScanText       = scanText
)

func (t *Till) Book() *payments.Book { return t.book }

func (t *Till) PINVerifiedAt() time.Time { return t.access.verifiedAt }

func (t *Till) Undo(unsaid ...kiosk.Effect) { t.undo(unsaid) }
