package customer

import (
	"image/color"
	"time"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

type stageState struct {
	stage   kiosk.CustomerScreen
	buttons []kiosk.Button // practice, when the stage is in the cashier's window
	picture bool           // an advert lies below
}

// look is the ground of what became of a payment, and its mark.
type look struct {
	ground *color.NRGBA
	mark   draw.Mark
	on     *color.NRGBA
}

var looks = map[kiosk.CustomerScreenKind]look{
	kiosk.CustomerPaid:    {&draw.StagePaid, draw.Tick, &draw.Paid.Mark},
	kiosk.CustomerUnsure:  {&draw.StageUnsure, draw.Dots, &draw.Unsure.Mark},
	kiosk.CustomerFailed:  {&draw.StageFailed, draw.Cross, &draw.Failed.Mark},
	kiosk.CustomerAskHelp: {&draw.StageUnsure, draw.Question, &draw.Unsure.Mark},
}

type stage struct {
	*screen.Context
	second  func() *i18n.Catalogue // the other language
	adverts *adverts
	own     bool // it has a window of its own
}

func (s stage) State(v kiosk.View, _ time.Time) (stageState, bool) {
	st := stageState{stage: v.Customer, picture: v.Customer.Kind == kiosk.CustomerAdverts && s.adverts.showing()}
	if !s.own {
		st.buttons = v.PracticeButtons
	}
	return st, true
}

func (s stage) Place(l screen.Layout) draw.Rect { return l.Side }

func (s stage) Paint(c *draw.Canvas, st stageState) {
	l, ended := looks[st.stage.Kind]
	switch {
	case ended && len(st.stage.Guide) > 0:
		s.paintGuide(c, st, l)
	case ended:
		s.paintResult(c, st, l)
	case st.stage.Kind == kiosk.CustomerAdverts || st.stage.Kind == "":
		s.paintAdvert(c, st)
	case st.stage.Kind == kiosk.CustomerAmount:
		s.paintStageAmount(c, st)
	default:
		s.paintStageCard(c, st)
	}
	if len(st.buttons) > 0 {
		r := draw.R(sideEdge(c), c.H-practiceRow(c.Scale), c.W-2*sideEdge(c), draw.TouchMin*c.Unit)
		s.Practice(c, st.buttons, r, draw.StageButton, draw.StageInk, draw.Faint(draw.StageInk, draw.StageButton, 0.75))
	}
}

const (
	sizeAmount = 92
	markSize   = 168
)

// sideEdge is the room around what stands on the stage.
func sideEdge(c *draw.Canvas) float32 { return c.Tall(28, 16) }

// stripRow is the height of the shop's strip below an advert.
func stripRow(s draw.Scale) float32 { return s.Tall(71, 54) }

// practiceRow is the height of the practice buttons at a stage's foot.
func practiceRow(s draw.Scale) float32 { return s.Tall(draw.TouchMin+10, draw.TouchMin+8) }

// advertPlace is the place of an advert: above the shop's strip.
func advertPlace(l screen.Layout, st stageState) draw.Rect {
	r := l.Side
	r.H -= draw.Round(stripRow(l.Scale))
	if len(st.buttons) > 0 {
		r.H -= practiceRow(l.Scale)
	}
	return r
}

// stageRoom is the area of the stage above the practice buttons.
func stageRoom(c *draw.Canvas, st stageState) draw.Rect {
	h := c.H
	if len(st.buttons) > 0 {
		h -= practiceRow(c.Scale)
	}
	return draw.R(0, 0, c.W, h)
}

// paintStageAmount shows the amount while it is typed.
func (s stage) paintStageAmount(c *draw.Canvas, st stageState) {
	unit := c.Unit
	c.Fill(draw.R(0, 0, c.W, c.H), draw.StageFill, 0)
	r := stageRoom(c, st)
	y, pad := r.CY(), sideEdge(c)
	c.Lines(s.Text(st.stage.Title), draw.R(pad, y-116*unit, c.W-2*pad, 68*unit), draw.Style{Size: 30 * unit, Color: draw.StageInk, Align: draw.Centre, Floor: 18 * unit}, 2)
	if st.stage.Amount == "" { // it comes
		return
	}
	stageAmount(c, st.stage.Amount, draw.R(pad, y-50*unit, c.W-2*pad, 116*unit), sizeAmount*unit)
	c.Lines(s.Text(st.stage.Detail), draw.R(pad, y+64*unit, c.W-2*pad, 64*unit), draw.Style{Size: 24 * unit, Color: draw.StageSoft, Align: draw.Centre, Floor: 15 * unit}, 2)
}

// stageAmount draws an amount for the customer, the sign as large as the digits.
func stageAmount(c *draw.Canvas, yuan string, r draw.Rect, size float32) {
	c.Text("¥ "+yuan, r, draw.Style{Size: size, Bold: true, Color: draw.StageInk, Align: draw.Centre, Floor: size * 0.4})
}

// paintResult shows a result that is seen across the counter.
func (s stage) paintResult(c *draw.Canvas, st stageState, l look) {
	unit, ground := c.Unit, *l.ground
	c.Fill(draw.R(0, 0, c.W, c.H), ground, 0)
	r, pad := stageRoom(c, st), sideEdge(c)
	detail := s.Text(st.stage.Detail)
	const markH, titleH, amountH, detailH = markSize + 22, 50, 128, 46
	height := float32(markH+titleH+detailH) * unit
	if st.stage.Amount != "" {
		height += amountH * unit
	}
	f := min(1, (r.H-20*unit)/height) * unit // a low stage shrinks all of it
	y := r.Y + (r.H-height*f/unit)/2
	c.Mark(l.mark, r.CX(), y+markSize/2*f, markSize*f, draw.StageInk, *l.on)
	y += markH * f
	c.Text(s.Text(st.stage.Title), draw.R(pad, y, c.W-2*pad, titleH*f), draw.Style{Size: 30 * f, Bold: true, Color: draw.StageInk, Align: draw.Centre, Floor: 17 * f})
	y += titleH * f
	if st.stage.Amount != "" {
		stageAmount(c, st.stage.Amount, draw.R(pad, y, c.W-2*pad, amountH*f), sizeAmount*f)
		y += amountH * f
	}
	size := float32(20)
	if st.stage.Kind == kiosk.CustomerUnsure {
		size = 26 // what must not be missed
	}
	c.Lines(detail, draw.R(pad, y, c.W-2*pad, (detailH+16)*f), draw.Style{Size: size * f, Bold: size > 20, Color: draw.Faint(draw.StageInk, ground, 0.08), Align: draw.Centre, Floor: 14 * f}, 2)
}
