package till_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till"
	"facepay/kiosk/till/tilltest"
	"facepay/kiosk/wedge"
)

// Payment codes of each length and wallet.
var slowCodes = map[string]string{
	"wechat": "134567890123456789", "wechat 10": "100000000000000005", "alipay 16": "2812345678901234", "alipay 18": "281234567890123456",
	"alipay 24": "281234567890123456789012", "alipay 30": "301234567890123456789", "unionpay": "6212345678901234567", "face": "fp0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6",
}

// Whatever a scanner's pace, its code is no amount, its Enter opens nothing, and
// the amount before it is what it was.
func TestSlowScan_LeavesTheAmountAndOpensNothing(t *testing.T) {
	for name, code := range slowCodes {
		for _, gap := range []time.Duration{5, 20, 39, 41, 60, 75, 80, 100, 150, 199, 201, 250, 400} {
			for _, amount := range []string{"", "5", "18.8", "49999"} {
				t.Run(fmt.Sprintf("%s every %d ms after %q", name, gap, amount), func(t *testing.T) {
					d := tilltest.NewKeyboardDesk(t, gatewaytest.Full())
					d.Types(amount, tilltest.Every(100*time.Millisecond))
					d.Wait(time.Second)
					d.Scans(code, gap*time.Millisecond)
					d.Wait(time.Second)
					require.Empty(t, d.Sales)
					shown := amount
					switch amount {
					case "":
						shown = "0.00"
					case "49999":
						shown = "49,999"
					}
					require.Equal(t, shown, d.View.Amount.Text)
					require.Contains(t, []string{"problem.scan_enter_first", "problem.scan_amount_first"}, d.View.Amount.Problem.ID)
					require.Equal(t, kiosk.PhraseBadScan, d.Said[len(d.Said)-1].Kind)
					if amount != "" {
						d.Key(tilltest.WedgeEnter)
						require.Len(t, d.Sales, 1, "a person's Enter opens it")
					}
				})
			}
		}
	}
}

// Whichever key opened the sale, it may be scanned for at once or later, at any pace.
func TestSlowScan_PaysAnOpenSale(t *testing.T) {
	for name, code := range slowCodes {
		for _, gap := range []time.Duration{5, 10, 60, 100, 400} {
			t.Run(fmt.Sprintf("%s every %d ms", name, gap), func(t *testing.T) {
				for _, key := range []kiosk.Key{kiosk.KeyEnter, kiosk.KeyF1, kiosk.KeyF2} {
					for amount, rest := range map[string]time.Duration{"28": 300 * time.Millisecond, "12.50": time.Second} {
						d := tilltest.NewKeyboardDesk(t, gatewaytest.Full())
						d.Types(amount, tilltest.Every(100*time.Millisecond))
						d.Wait(100 * time.Millisecond)
						d.Key(wedge.KeyPress{Key: key})
						d.Wait(rest)
						d.Scans(code, gap*time.Millisecond)
						d.Wait(time.Second)
						require.Equal(t, code, d.Pending(kiosk.CallCharge).Code.Reveal(), key)
						require.Equal(t, kiosk.RailCode, d.Payments[d.Newest()].Rail)
						require.Equal(t, map[string]kiosk.Fen{"28": 2800, "12.50": 1250}[amount], d.Payments[d.Newest()].Amount)
					}
				}
			})
		}
	}
}

func TestSlowScan_OtherEndsThanOneEnter(t *testing.T) {
	for name, end := range map[string][]wedge.KeyPress{"Tab": {tilltest.WedgeTab}, "CR LF": {tilltest.WedgeEnter, tilltest.WedgeEnter}} {
		for _, gap := range []time.Duration{5, 60, 100, 250, 400} {
			t.Run(fmt.Sprintf("%s every %d ms", name, gap), func(t *testing.T) {
				d := tilltest.NewKeyboardDesk(t, gatewaytest.Full())
				scan := func() {
					d.Types("]C0281234567890123456", tilltest.Every(gap*time.Millisecond))
					for _, k := range end {
						d.Wait(min(gap, 30) * time.Millisecond)
						if gap > 40 {
							d.Wait(gap * time.Millisecond)
						}
						d.Key(k)
					}
				}
				d.Types("5", tilltest.Every(0))
				d.Wait(time.Second)
				scan()
				require.Empty(t, d.Sales)
				require.Equal(t, "problem.scan_enter_first", d.View.Amount.Problem.ID)
				d.Wait(2 * time.Second)
				d.Key(tilltest.WedgeEnter)
				require.Equal(t, "5.00", sold(d.Counter))
				d.Wait(time.Second)
				scan()
				require.Equal(t, "281234567890123456", d.Pending(kiosk.CallCharge).Code.Reveal())
			})
		}
	}
}

// A scanner without Enter: what was typed is told to be no amount, and at an open
// sale that its end is missing.
func TestSlowScan_WithoutEnterIsTold(t *testing.T) {
	for name, code := range slowCodes {
		t.Run(name, func(t *testing.T) {
			d := tilltest.NewKeyboardDesk(t, gatewaytest.Full(), "5")
			d.Wait(time.Second)
			d.Types(code, tilltest.Every(100*time.Millisecond))
			d.Wait(3 * time.Second)
			require.Equal(t, "5", d.View.Amount.Text)
			require.Equal(t, "problem.code_typed", d.View.Amount.Problem.ID)
			d.Key(wedge.KeyPress{Key: kiosk.KeyF1})
			require.Empty(t, d.Sales)
			require.Equal(t, "problem.take_back", d.View.Amount.Problem.ID)
			d.Key(wedge.KeyPress{Key: kiosk.KeyBackspace})
			d.Key(tilltest.WedgeEnter)
			require.Len(t, d.Sales, 1)
			d.Types(code, tilltest.Every(100*time.Millisecond))
			d.Wait(3 * time.Second)
			require.Equal(t, "scan.slow", d.View.Amount.Problem.ID)
			require.Empty(t, d.Payments)
		})
	}
}

// Other barcodes than payment codes are no amount either when they have more
// digits than one can have.
func TestSlowScan_ABarcodeOpensNothing(t *testing.T) {
	for _, code := range []string{"6901234567892", "01234565", "00012345", "012345", "123456", "40123455"} {
		for _, amount := range []string{"", "5", "18.8"} {
			t.Run(code+" after "+amount, func(t *testing.T) {
				d := tilltest.NewKeyboardDesk(t, gatewaytest.Full())
				d.Types(amount, tilltest.Every(100*time.Millisecond))
				d.Wait(time.Second)
				d.Scans(code, 100*time.Millisecond)
				d.Wait(time.Second)
				require.Empty(t, d.Sales)
				require.Equal(t, "problem.take_back", d.View.Amount.Problem.ID)
			})
		}
	}
}

// Any amount, any pace, any pauses: no sale opens but of the amount that was
// typed, and what was scanned is told.
func TestSlowScan_AnyPaceAndPauses(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		d := tilltest.NewKeyboardDesk(t, gatewaytest.Full())
		gap := func(least, most int) time.Duration {
			return time.Duration(rapid.IntRange(least, most).Draw(r, "ms")) * time.Millisecond
		}
		amount := rapid.SampledFrom([]string{"", "5", "12", "28", "18.8", "128.00", "30", "49999", "0.01"}).Draw(r, "amount")
		d.Types(amount, func(int) time.Duration { return gap(80, 400) })
		d.Wait(gap(300, 3000))
		before := d.View.Amount.Text
		code := rapid.SampledFrom(slices.Sorted(maps.Values(slowCodes))).Draw(r, "code")
		pace, jitter := rapid.IntRange(5, 400).Draw(r, "pace"), rapid.IntRange(0, 100).Draw(r, "jitter")
		pauses := map[int]time.Duration{}
		for range rapid.IntRange(0, 3).Draw(r, "pauses") {
			pauses[rapid.IntRange(1, len(code)).Draw(r, "before")] = gap(50, 4000)
		}
		d.Types(code, func(i int) time.Duration {
			return gap(pace, pace+jitter) + pauses[i]
		})
		d.Wait(min(gap(pace, pace+jitter)+pauses[len(code)], till.MarkMax)) // a later Enter is a person's
		ended := rapid.Bool().Draw(r, "Enter")
		if ended {
			d.Key(tilltest.WedgeEnter)
		}
		d.Wait(5 * time.Second)
		require.Empty(r, d.Sales, "nothing opens by itself")
		require.False(r, d.View.Amount.Problem.IsZero(), "it is told")
		could := 0 // codes that the keys may have ended with
		for i := range amount + code {
			if _, err := kiosk.DefaultPayCodes().Recognise(kiosk.NewPayCode((amount + code)[i:])); err == nil {
				could++
			}
		}
		if len(pauses) == 0 && could == 1 {
			require.Equal(r, before, d.View.Amount.Text)
		}
		// What a person does then opens a sale of what was typed, or nothing.
		d.Key(tilltest.WedgeEnter)
		for _, s := range d.Sales {
			typed, err := kiosk.ParseYuan(amount)
			require.NoError(r, err)
			require.Equal(r, typed, s.Amount)
		}
	})
}

// What a person typed at an open sale and a barcode read after it may look like a
// payment code together: nobody showed that one, and it is not sent.
func TestSlowScan_TypedDigitsAndAScanAreNoCode(t *testing.T) {
	const barcode = "6901234567892" // with 255 before it: an Alipay code of 16 digits
	for name, scan := range map[string]func(*tilltest.KeyboardDesk){
		"on a serial line": func(d *tilltest.KeyboardDesk) { d.Scan(barcode) },
		"by a quick wedge": func(d *tilltest.KeyboardDesk) {
			d.Types(barcode, tilltest.Every(5*time.Millisecond))
			d.Key(tilltest.WedgeEnter)
		},
		"by a slow one": func(d *tilltest.KeyboardDesk) {
			d.Types(barcode, tilltest.Every(100*time.Millisecond))
			d.Key(tilltest.WedgeEnter)
		},
	} {
		for _, rest := range []time.Duration{700 * time.Millisecond, 1900 * time.Millisecond} {
			t.Run(fmt.Sprintf("%s after %s", name, rest), func(t *testing.T) {
				d := tilltest.NewKeyboardDesk(t, gatewaytest.Full(), "5")
				d.Wait(3 * time.Second)
				d.Press(kiosk.KeyEnter)
				d.Types("255", tilltest.Every(150*time.Millisecond))
				d.Wait(rest)
				scan(d)
				d.Wait(3 * time.Second)
				require.Zero(t, d.Count(kiosk.CallCharge))
				require.Equal(t, kiosk.PhraseBadScan, d.Said[len(d.Said)-1].Kind, "it is told")
			})
		}
	}
}
