package till

import (
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/payments"
)

// faceMax is the time in which WeChat's terminals read a face; then they give up.
const faceMax = 20 * time.Second

// faceAsk is the request to a face terminal: the open sale, as long as a face would
// be charged for it and nothing stands in front of it.
func (t *Till) faceAsk() kiosk.FaceAsk {
	if !t.settings.FaceTerminal || t.foot() != t.top() || t.book.FaceRefusal() != "" {
		return kiosk.FaceAsk{}
	}
	s := t.book.Sale()
	return kiosk.FaceAsk{Sale: s.ID, Amount: t.yuan(s.Amount)}
}

// faceRead takes what a face terminal read for a sale. It belongs to that sale alone:
// one that was let go meanwhile takes nothing, and no other is charged in its place.
func (t *Till) faceRead(c kiosk.PayCode, sale kiosk.SaleID) {
	if why := t.chargeFace(c, sale); !why.IsZero() {
		t.amount.entry.problem = why
		t.announce(kiosk.PhraseBadScan, "", 0)
		return
	}
	t.amount.entry.problem = kiosk.Text{}
}

// faceUnended takes a face terminal's frame that silence ended, where its shape leaves
// nothing to follow.
func (t *Till) faceUnended(e kiosk.ScanUnended) {
	_, err := t.settings.Codes.Recognise(e.Code)
	if err == nil && (e.Missing || t.settings.Codes.Continues(e.Code)) {
		t.amount.entry.problem = kiosk.T("face.torn")
		t.announce(kiosk.PhraseBadScan, "", 0)
		return
	}
	t.faceRead(e.Code, e.Sale)
}

// chargeFace sends what a face terminal read, or says why not. All that it sends is a
// face, whether it looks like an ordinary code (WeChat's, Alipay's 28…) or not.
func (t *Till) chargeFace(c kiosk.PayCode, sale kiosk.SaleID) kiosk.Text {
	pattern, c, err := t.settings.Codes.Read(c)
	open := t.book.Sale()
	switch {
	case err != nil:
		return kiosk.T("face.garbled", "why", scanText(err).Arg())
	case open == nil:
		return kiosk.T("face.no_sale")
	case t.book.FaceRefusal() != "": // it was asked for no face
		return t.chargeRefused(t.book.FaceRefusal(), "")
	case open.ID != sale:
		return kiosk.T("face.other_sale")
	case t.foot() != t.top():
		return kiosk.T("face.not_now")
	}
	pattern.Face = true
	return t.chargeRefused(t.book.Charge(pattern, c), pattern.Wallet)
}

// faceTooMuch is the sentence about the limit of a face that the open sale is over; zero
// when it is not. It stands before anybody holds their face out.
func (t *Till) faceTooMuch() kiosk.Text {
	if t.book.FaceTooMuch() {
		return kiosk.T("face.limit", "max", t.settings.Capabilities.FaceMax.Grouped())
	}
	return kiosk.Text{}
}

// faceLateAt is the time from which a sale that waits for nothing but a code says that
// the terminal has given the face up; zero where it does not.
func (t *Till) faceLateAt() time.Time {
	if t.book.Sale() == nil || t.book.Current() != nil || !t.settings.FaceTerminal || t.book.FaceRefusal() != "" {
		return time.Time{}
	}
	return t.book.SaleOpenedSteady().Add(faceMax)
}

// faceDue is the time at which the terminal gives the face up.
func (t *Till) faceDue() time.Time {
	if at := t.faceLateAt(); at.After(t.Now) {
		return at
	}
	return time.Time{}
}

// armedDetail is the line below the request for a code or a face.
func (t *Till) armedDetail() kiosk.Text {
	if over := t.faceTooMuch(); !over.IsZero() {
		return over
	}
	if at := t.faceLateAt(); !at.IsZero() && !t.Now.Before(at) {
		return kiosk.T("face.late")
	}
	return kiosk.T("panel.armed.detail")
}

// faceFailures are the usual failures of a face terminal by what gateways say of them:
// it was never bound to the shop, or is registered with another merchant number than
// the gateway's.
var faceFailures = []struct {
	id    string
	words []string
}{
	{"face.not_bound", []string{"绑定", "未激活", "not bound", "NOT_BOUND", "not activated"}},
	{"face.other_merchant", []string{"无权", "没有权限", "商户号不", "no right", "NOAUTH", "NO_AUTH"}},
}

// faceReason is the till's sentence for a gateway's about a face; the gateway's where it
// is none of the usual.
func faceReason(p *payments.Item, reason string) kiosk.Text {
	if p.Face {
		for _, f := range faceFailures {
			for _, w := range f.words {
				if strings.Contains(strings.ToLower(reason), strings.ToLower(w)) {
					return kiosk.T(f.id, "reason", reason)
				}
			}
		}
	}
	return kiosk.T("fail.reason", "reason", reason)
}
