package sim

import (
	"time"

	"facepay/kiosk"
)

// manner is a customer's reaction to the charge of a code.
type manner uint8

const (
	pays      manner = iota // small amount, no password
	confirms                // enters the password after a while
	declines                // presses no
	cannotPay               // no money on the account
)

// payCode is a payment code on a customer's phone, as good as cash once.
type payCode struct {
	text       string
	wallet     kiosk.Wallet
	manner     manner
	thinks     time.Duration // until the password is entered or refused
	validUntil time.Duration
	asked      kiosk.FaceAsk // on the face terminal that made it of a face; zero for a phone's
	refusal    string        // of a gateway to which the face terminal is not known; "" for none
	left       int           // times that its bytes may have left the till
	received   int           // times that the gateway got it
}

// codeLife is the time for which a wallet shows one code.
const codeLife = time.Minute

// crowd is everybody on the other side of the counter.
type crowd struct {
	w     *world
	faced map[string]bool // QRs that somebody has already reacted to
	phone *payCode        // the code that the present customer shows
	// phones are those that wait for the till's answer to their mini-program.
	phones []*phone
}

func newCrowd(w *world) *crowd { return &crowd{w: w, faced: map[string]bool{}} }

// freshCode makes the phone show a new code.
func (c *crowd) freshCode(m manner) *payCode {
	c.phone = c.newCode(m)
	return c.phone
}

// newCode is one that no wallet has made before.
func (c *crowd) newCode(m manner) *payCode {
	d := c.w.dice
	k := &payCode{manner: m, validUntil: c.w.now() + codeLife, thinks: d.between(time.Second, 70*time.Second)}
	tail := c.tail()
	switch d.weighted(4, 4, 1, 1) {
	case 0:
		k.wallet, k.text = kiosk.WeChat, "1"+string(rune('0'+d.IntN(6)))+d.digits(12)+tail
	case 1:
		k.wallet, k.text = kiosk.Alipay, "28"+d.digits(12)+tail
	case 2:
		k.wallet, k.text = kiosk.Alipay, "fp"+d.digits(29)+tail
	case 3:
		k.wallet, k.text = kiosk.UnionPay, "62"+d.digits(13)+tail
	}
	c.w.gateway.codes[k.text] = k
	return k
}

// tail is the last four digits of the next code. They are no code's before, so
// that two codes of a run are never one, however the dice fall.
func (c *crowd) tail() string {
	const scatter = 7919 // a prime: neighbours look nothing alike
	return itoa4(len(c.w.gateway.codes) * scatter % 10_000)
}

// show returns the code on the phone: often still the one of before.
func (c *crowd) show() *payCode {
	stale := c.phone == nil || c.w.now() > c.phone.validUntil
	if stale || c.w.dice.chance(0.3) {
		return c.freshCode([]manner{pays, confirms, declines, cannotPay}[c.w.dice.weighted(11, 6, 2, 2)])
	}
	return c.phone
}

// see is a customer's reaction to a new QR: at once, slowly, by a photo, half-hearted or none.
func (c *crowd) see(qr string) {
	if c.faced[qr] {
		return
	}
	c.faced[qr] = true
	if p := c.w.miniOf(qr); p != nil {
		c.open(p.OrderNo)
		return
	}
	d := c.w.dice
	look, think, photo, pay := time.Duration(0), d.between(300*time.Millisecond, 8*time.Second), false, true
	switch d.weighted(9, 3, 3, 2, 3) {
	case 0:
		look = d.between(500*time.Millisecond, 8*time.Second)
	case 1:
		look, think = d.between(5*time.Second, 90*time.Second), d.between(time.Second, time.Minute)
	case 2:
		photo, look = true, d.between(10*time.Second, pick(d, []time.Duration{time.Minute, 10 * time.Minute, 3 * time.Hour}))
	case 3:
		look, pay = d.between(500*time.Millisecond, 20*time.Second), false
	case 4:
		return
	}
	c.w.plan(look, func() { c.scan(qr, photo, pay, think) })
}

// scan is possible while the QR is on the stage, or from a photo.
func (c *crowd) scan(qr string, photo, pay bool, think time.Duration) {
	w := c.w
	onStage := w.till != nil && w.view.Customer.Kind == kiosk.CustomerQR && w.view.Customer.QR == qr
	if !onStage && !photo {
		return
	}
	o := w.gateway.scanned(qr)
	if o == nil {
		w.note("customer", "scans the QR of order %s, which can no longer be paid", w.gateway.byQR[qr].number)
		return
	}
	w.note("customer", "scans the QR of order %s", o.number)
	w.plan(think, func() {
		if !pay {
			w.note("customer", "gives up the QR of order %s", o.number)
			if w.faulty() && w.dice.chance(0.4) {
				w.plan(w.dice.between(5*time.Second, 3*time.Minute), func() { c.scan(qr, true, true, think) })
			}
		}
		w.gateway.endScan(o, pay)
	})
}
