package pole

import (
	"strings"

	"facepay/kiosk"
)

// Of is a display's content beside the screens that show v. It is the customer's amount
// and nothing else, so that it cannot say anything but what they say.
//
// An amount stands only as long as somebody may pay it. A face terminal that listens to
// the display's line would else ask the next customer for it.
func Of(v *kiosk.View) Showing {
	lamp := LampOff
	switch v.Customer.Kind {
	case kiosk.CustomerAmount:
		lamp = LampPrice
	case kiosk.CustomerOpening, kiosk.CustomerQR, kiosk.CustomerShowCode, kiosk.CustomerConfirm:
		lamp = LampTotal
	case kiosk.CustomerPaid:
		lamp = LampPaid
	default:
		return Showing{}
	}
	return Showing{lamp, Plain(v.Customer.Amount)}
}

// Plain is an amount without the commas between its thousands.
func Plain(grouped string) string { return strings.ReplaceAll(grouped, ",", "") }
