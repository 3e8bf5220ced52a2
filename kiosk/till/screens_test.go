package till

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"
)

// A till that holds everything in one struct is one that nobody can add to.
func TestTill_IsMadeOfParts(t *testing.T) {
	require.LessOrEqual(t, reflect.TypeFor[Till]().NumField(), 16)
	for _, s := range []screen{
		&amountScreen{}, &saleScreen{}, &resultScreen{}, alarmCard{}, &attention{}, &card{}, checksScreen{}, &closeQuestion{},
		&decision{}, help{}, &history{}, &orderPad{}, &pinPad{}, &refundForm{}, starting{}, &stopped{},
	} {
		of := reflect.Indirect(reflect.ValueOf(s)).Type()
		require.LessOrEqual(t, of.NumField(), 12, of)
	}
}
