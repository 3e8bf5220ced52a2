package payments

// Refusal is why a payment is not begun, "" when it is. Its words are those of the
// catalogue's sentences under "problem.".
type Refusal string

// The refusals.
const (
	RefusedNotNow        Refusal = "not_now"         // nothing here can be paid that way
	RefusedNoNumber      Refusal = "no_order_number" // the shop's order number is wanted first
	RefusedOneAtATime    Refusal = "one_at_a_time"   // a code, or an unknown payment, is to be decided first
	RefusedCodeUndecided Refusal = "code_sent_once"  // the same, for a code
	RefusedGatewaySilent Refusal = "gateway_silent"  // the QR on show may have been paid
	RefusedTooManyTries  Refusal = "too_many_tries"
	RefusedNoCodes       Refusal = "no_code_rail"
	RefusedCodeTooMuch   Refusal = "code_too_much"
	RefusedFaceTooMuch   Refusal = "face_too_much"
	RefusedCodeUsed      Refusal = "code_used"
)
