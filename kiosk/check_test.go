package kiosk

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFirstFault_IsOnTheWayToTheGateway(t *testing.T) {
	faultOn := func(c Check, cause Cause) CheckResult {
		return CheckResult{Check: c, Health: HealthFailed, Cause: cause, Brief: T(string(c))}
	}
	tcp, disk := faultOn(CheckTCP, CauseGateway), faultOn(CheckDisk, CauseMachine)
	require.Nil(t, FirstFault([]CheckResult{disk, {Check: CheckTCP, Health: HealthOK}, faultOn(CheckClock, CauseMachine)}))
	require.Equal(t, tcp, *FirstFault([]CheckResult{disk, tcp, faultOn(CheckHTTP, CauseGateway)}))
}
