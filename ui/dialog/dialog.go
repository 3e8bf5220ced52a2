// Package dialog is the window that stands in place of a till: why there is none,
// or what to do about a damaged ledger.
package dialog

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/wedge"
	"facepay/ui/desktop"
	"facepay/ui/draw"
	"facepay/ui/focus"
	"facepay/ui/keyboard"
)

// Dialog is a window that says something before there is a till, and lets
// people choose what to do about it.
type Dialog struct {
	// Texts are the languages that it speaks, the first one first. When a config
	// cannot be read, nobody has said which one: then it is all of them.
	Texts         []*i18n.Catalogue
	Tone          draw.Tone
	Mark          draw.Mark
	Title, Advice kiosk.Text
	// Line is shown as it is, for whoever is asked for help.
	Line    string
	Choices []Choice
}

// Choice is a button of a Dialog. One that explains itself is a row as wide as
// the window; the others stand below.
type Choice struct {
	Label, Explain kiosk.Text
	Key            kiosk.Key
	Main           bool // Enter means it, and it stands out
	// Sure is the label of a second press that is needed; the zero Text for none.
	Sure kiosk.Text
	// Do carries the choice out, away from the window's goroutine. The window
	// closes when it worked and shows the error when not. Nil closes at once.
	Do func() error
	// Tell finds something out, away from the window's goroutine too, and the window
	// stays and shows it in place of Line. It goes without Do.
	Tell func() string
}

// nobody is no choice.
const nobody = -1

// dialog is a Dialog in its window.
type dialog struct {
	Dialog
	window   fyne.Window
	desktop  desktop.Desktop
	root     *fyne.Container
	region   *draw.Region
	keyboard *keyboard.Keyboard
	ticker   *draw.Ticker
	focus    *focus.Focus
	now      func() time.Time
	do       func(func())

	size         fyne.Size
	state, drawn state
	done         int // the choice that was carried out
}

// state is the part of a dialog that changes while it is shown.
type state struct {
	armed  int // pressed once, and waiting for the second press
	busy   int // being carried out
	failed string
	told   string
}

// Show shows d in a window of app until a choice was carried out, the window was
// closed or ctx ended. It returns the index of the choice, or -1. It runs app,
// which Fyne can do once in a process, and must be called on the main goroutine.
func (d Dialog) Show(ctx context.Context, app fyne.App, name string) int {
	app.Settings().SetTheme(draw.NewTheme())
	o := newDialog(app, d)
	o.window, o.desktop = app.NewWindow(name), desktop.New()
	o.window.SetMaster()
	o.window.SetPadded(false)
	o.window.SetContent(o.root)
	o.keyboard.Listen(o.window.Canvas(), o.keyDown, func(fyne.KeyName) {})
	o.window.SetCloseIntercept(func() {
		if o.state.busy == nobody {
			o.close(nobody)
		}
	})
	o.window.Resize(fyne.NewSize(width, o.height(width, 1)))
	o.window.CenterOnScreen()
	app.Lifecycle().SetOnStarted(func() {
		context.AfterFunc(ctx, func() { fyne.Do(app.Driver().Quit) })
		desktop.Shrink(o.desktop, o.window)
	})
	if desktop.Show(o.window) == nil { // else its line was printed, and there is no more to do
		app.Run()
	}
	o.stop()
	return o.done
}

func newDialog(app fyne.App, d Dialog) *dialog {
	o := &dialog{Dialog: d, now: time.Now, do: fyne.Do, done: nobody, state: state{armed: nobody, busy: nobody}}
	now, later := func() time.Time { return o.now() }, func(f func()) { o.do(f) }
	pointer := draw.NewPointer(now, later)
	// Through the wedge here too: a scan must not press Enter on a dialog.
	o.keyboard = keyboard.New(app, now, later, o.take)
	o.region = draw.NewRegion("dialog", pointer)
	o.ticker = draw.NewTicker(func() []*canvas.Arc { return o.region.Spinners }, later)
	o.focus = focus.New(now, func() []*draw.Region { return []*draw.Region{o.region} })
	pointer.Pressed = o.focus.Drop
	ground, backdrop := canvas.NewRectangle(draw.Paper), draw.NewBackdrop(pointer)
	o.root = container.New(draw.Layout(func(size fyne.Size) {
		o.size = size
		ground.Resize(size)
		backdrop.Resize(size)
		o.draw()
	}), append([]fyne.CanvasObject{ground, backdrop, o.region.Box}, o.focus.Objects()...)...)
	return o
}

func (o *dialog) stop() {
	o.ticker.Run(false)
	o.keyboard.Stop()
}

func (o *dialog) draw() {
	if o.size.Width <= 0 || o.size.Height <= 0 {
		return
	}
	place, scale := draw.R(0, 0, o.size.Width, o.size.Height), draw.Scale{Unit: o.unit(o.size)}
	at, before := o.region.At()
	if !o.region.Shown() || at != place || before != scale || o.drawn != o.state {
		o.drawn = o.state
		o.region.Draw(place, scale, o.paint)
	}
	o.focus.Follow(nil)
	o.ticker.Run(len(o.region.Spinners) > 0)
}

func (o *dialog) keyDown(name fyne.KeyName) {
	switch b, ok := keyboard.Bound(name); {
	case !ok || b.Moves:
	case b.Key == kiosk.KeyTab && o.keyboard.Shifted():
		o.focus.Move(-1)
	default:
		o.keyboard.Key(wedge.KeyPress{Key: b.Key})
	}
}

// take handles a pressed key; scans and characters mean nothing here.
func (o *dialog) take(e kiosk.Event) {
	if o.focus.Take(e) || e == (kiosk.Pressed{Key: kiosk.KeyEnter}) && o.focus.Typing() {
		return // to the focus, or the end of a slow scan
	}
	if p, ok := e.(kiosk.Pressed); ok {
		for i, c := range o.Choices {
			if c.Key == p.Key || c.Main && p.Key == kiosk.KeyEnter {
				o.choose(i)
				return
			}
		}
	}
	if o.state.armed != nobody {
		o.state.armed = nobody
		o.draw()
	}
}

// choose is a press of choice i. Any other press takes back a first one.
func (o *dialog) choose(i int) {
	c := o.Choices[i]
	if o.state.busy != nobody {
		return
	}
	if !c.Sure.IsZero() && o.state.armed != i {
		o.state.armed = i
		o.draw()
		return
	}
	if c.Do == nil && c.Tell == nil {
		o.close(i)
		return
	}
	o.state = state{armed: nobody, busy: i, told: o.state.told}
	o.draw()
	if c.Tell != nil {
		go func() {
			told := c.Tell()
			o.do(func() {
				o.state.busy, o.state.told = nobody, told
				o.grow()
				o.draw()
			})
		}()
		return
	}
	go func() {
		err := c.Do()
		o.do(func() {
			o.state.busy = nobody
			if err == nil {
				o.close(i)
				return
			}
			o.state.failed = err.Error()
			o.grow()
			o.draw()
		})
	}()
}

// grow makes the window as high as what it has to say, or as its monitor.
func (o *dialog) grow() {
	need := o.height(o.size.Width, 1)
	if room, ok := desktop.Room(o.desktop, o.window); ok {
		need = min(need, float32(room.Dy())/o.window.Canvas().Scale())
	}
	if o.window != nil && need > o.size.Height {
		o.window.Resize(fyne.NewSize(o.size.Width, need))
		// The library may have painted by the size of before: it does so anew once the
		// desktop has come to rest.
		for _, wait := range settles {
			time.AfterFunc(wait, func() { o.do(func() { canvas.Refresh(o.root) }) })
		}
	}
}

// settles are the times after which a window that has grown is painted anew.
var settles = []time.Duration{100 * time.Millisecond, 500 * time.Millisecond, 2 * time.Second}

// close ends the dialog with choice i.
func (o *dialog) close(i int) {
	o.done = i
	if o.window != nil {
		o.window.Close()
	}
}
