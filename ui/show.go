package ui

import (
	"sync"

	"fyne.io/fyne/v2"

	"facepay/kiosk"
	"facepay/kiosk/office"
	"facepay/ui/cashier"
	"facepay/ui/draw"
	"facepay/ui/screen"
)

// newest is the newest of the values that were put there from any goroutine and not taken
// since.
type newest[T any] struct {
	mu    sync.Mutex
	value *T
}

// put reports whether none was waiting to be taken.
func (n *newest[T]) put(value T) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	none := n.value == nil
	n.value = &value
	return none
}

// take is the value, nil when none is waiting.
func (n *newest[T]) take() *T {
	n.mu.Lock()
	defer n.mu.Unlock()
	value := n.value
	n.value = nil
	return value
}

// Show draws view. It may be called from any goroutine and returns at once; of
// several Views in a row the newest is drawn.
func (u *UI) Show(view kiosk.View) {
	if u.views.pending.put(view) {
		u.do(u.take)
	}
}

// ShowOffice draws what there is to be seen of the owner's side, where that is up. As
// with Show it may be called from any goroutine, and the newest is drawn.
func (u *UI) ShowOffice(view office.View) {
	if u.views.office.put(view) {
		u.do(u.takeOffice)
	}
}

// Redraw draws anew what a page of the owner's side has to show. It is called on Fyne's
// goroutine.
func (u *UI) Redraw() { u.draw() }

func (u *UI) takeOffice() {
	if view := u.views.office.take(); view != nil {
		u.owner.Show(*view)
		u.draw()
	}
}

// take draws the newest View that was given to Show.
func (u *UI) take() {
	v := &u.views
	view := v.pending.take()
	if view == nil {
		return
	}
	if p := view.PIN; p != nil && p.Shakes > 0 && (v.view.PIN == nil || p.Shakes > v.view.PIN.Shakes) && !u.Look.Still {
		u.context.Shaken = u.clock.now()
	}
	v.view, v.shown = *view, true
	v.drawn++
	u.draw()
	if u.Drawn != nil {
		u.Drawn(v.view)
	}
}

// resize lays everything in the cashier's window out anew.
func (u *UI) resize(size fyne.Size) {
	u.counter.size = size
	u.counter.backdrop.Resize(size)
	u.draw()
}

// draw brings every region up to the View, the size and the time, if it changed.
func (u *UI) draw() {
	c, v, now := &u.counter, u.views.view, u.clock.now()
	if !u.views.shown || c.size.Width <= 0 || c.size.Height <= 0 {
		return
	}
	u.warm()
	pixels := max(1, u.pixels())
	draw.SetPixels(pixels)
	counter, customer := u.layouts()
	large := fits(fyne.NewSize(c.size.Width*pixels, c.size.Height*pixels), windowLong, windowShort)
	if large {
		c.small.Hide()
		draw.Place(c.ground, counter.Side)
		u.owner.Follow(v)
		for _, l := range c.layers {
			l.Show(v, now, counter)
		}
	} else {
		u.showSmall(pixels)
	}
	if u.ownersScreen() && !u.ownWindow() {
		u.customer.at.Hide()
		u.cover(false)
	} else if large || u.ownWindow() {
		u.cover(u.customer.at.Show(v, now, customer, u.customerPixels()))
	}
	u.tabs.Follow(whereabouts{v.Screen, u.owner.Section(), v.PIN != nil})
	u.ticker.Run(!u.Look.Still && !u.clock.stops && len(u.spinners()) > 0)
	u.schedule(now)
}

// whereabouts are the screen that the keyboard's focus belongs to.
type whereabouts struct {
	screen  kiosk.Screen
	section office.Section
	pin     bool
}

func (u *UI) layouts() (counter, customer screen.Layout) {
	var own *fyne.Size
	if u.ownWindow() {
		size := u.customer.root.Size()
		own = &size
	}
	v := u.views.view
	return layouts(u.counter.size, own, u.ownersScreen(), v.Practice, len(v.PracticeButtons) > 0, u.Look)
}

// showSmall shows only that the cashier's window is too small.
func (u *UI) showSmall(pixels float32) {
	c := &u.counter
	for _, l := range c.layers {
		l.Hide()
	}
	if !u.ownWindow() {
		u.customer.at.Hide()
	}
	place, scale := draw.R(0, 0, c.size.Width, c.size.Height), draw.Scale{Unit: 1, Look: u.Look}
	if at, _ := c.small.At(); !c.small.Shown() || at != place {
		c.small.Draw(place, scale, func(c *draw.Canvas) { cashier.Small(u.context, c, pixels, windowLong, windowShort) })
	}
}

// cover shows the cashier's ground, which hides what the drawn scene paints over
// the edge of the customer's side. Otherwise the window's own ground has the same
// colour, and half a window less to paint in each frame is much without a graphics
// card.
func (u *UI) cover(wanted bool) {
	ground := u.counter.ground
	switch {
	case wanted && !ground.Visible():
		ground.Show()
	case !wanted && ground.Visible():
		ground.Hide()
	}
}

// customerPixels are the screen's pixels of a logical one at the customer's side.
func (u *UI) customerPixels() float32 {
	if u.ownWindow() {
		return pixelsOf(u.windows.customer.window)
	}
	return u.pixels()
}

// pixelsOf are the screen's pixels of a logical one in a window; 1 without a window.
func pixelsOf(w fyne.Window) float32 {
	if w == nil {
		return 1
	}
	return w.Canvas().Scale()
}
