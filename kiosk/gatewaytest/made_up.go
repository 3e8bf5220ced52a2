package gatewaytest

import (
	"math/rand/v2"
	"time"

	"facepay/kiosk"
)

// Full asks about everything and closes everything; it has no mini-program,
// gives nothing back and notifies nobody.
func Full() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: Both(), Code: true, Close: true, OwnNumber: true, QueryQR: true, QueryCode: true, QRValid: 2 * time.Hour,
	}
}

// Complete has all that a gateway can have but notifications.
func Complete() kiosk.Capabilities {
	c := Refunding()
	c.Mini, c.MiniWallets = kiosk.MiniParams, Both()
	return c
}

// Refunding is Full and gives back any part, however often it is asked.
func Refunding() kiosk.Capabilities {
	c := Full()
	c.Refund, c.RefundAgain, c.QueryRefund = kiosk.RefundPart, true, true
	return c
}

// MiniPage is Full with a page of its own for the mini-program rail.
func MiniPage() kiosk.Capabilities {
	c := Full()
	c.Mini, c.MiniWallets = kiosk.MiniPage, []kiosk.Wallet{kiosk.WeChat}
	return c
}

// MiniParams is Full without closing, and hands payment parameters to the shop's
// mini-program.
func MiniParams() kiosk.Capabilities {
	c := Full()
	c.Close = false
	c.Mini, c.MiniWallets = kiosk.MiniParams, Both()
	return c
}

// OrderEntry takes the numbers of orders that were made elsewhere, and closes
// them.
func OrderEntry() kiosk.Capabilities {
	return kiosk.Capabilities{
		QR: Both(), Mini: kiosk.MiniPage, MiniWallets: []kiosk.Wallet{kiosk.WeChat},
		QueryQR: true, Close: true, OrderEntry: true, QRValid: 2 * time.Hour,
	}
}

// QueryOnly makes WeChat's QRs and answers queries.
func QueryOnly() kiosk.Capabilities {
	return kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, OwnNumber: true, QueryQR: true, QRValid: 2 * time.Hour}
}

// NoQuery makes QRs that nobody can ask about: a notification is the proof, or a
// manager's word.
func NoQuery(notices bool) kiosk.Capabilities {
	return kiosk.Capabilities{QR: Both(), OwnNumber: true, Notifications: notices, QRValid: 5 * time.Minute}
}

// Random draws any mixture that makes QRs.
func Random(rng *rand.Rand) kiosk.Capabilities {
	flip := func() bool { return rng.IntN(2) == 0 }
	return kiosk.Capabilities{
		QR: Both(), Code: flip(), Close: flip(), OwnNumber: flip(), QueryQR: flip(), QueryCode: flip(),
		Notifications: flip(), OrderEntry: rng.IntN(4) == 0, MiniAnyone: flip(), MiniWallets: Both(),
		Mini:    []kiosk.MiniMethod{kiosk.MiniNone, kiosk.MiniPage, kiosk.MiniParams, kiosk.MiniParams}[rng.IntN(4)],
		QRValid: time.Duration(1+rng.IntN(30)) * time.Minute,
	}
}
