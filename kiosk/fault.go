package kiosk

import "errors"

// FaultOf says whose fault a failed call is, or GatewayUntried when it says
// nothing about the way to the gateway.
func FaultOf(err error) GatewayState {
	var notSent *NotSent
	var unanswered *Unanswered
	switch {
	case errors.Is(err, ErrUnsupported):
		return GatewayUntried
	case errors.As(err, &notSent):
		return GatewayUnreachable
	case errors.As(err, &unanswered) && unanswered.Busy:
		return GatewayBusy
	case errors.As(err, &unanswered) && unanswered.Answered:
		return GatewayGarbage
	}
	return GatewaySilent
}
