package ui

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/wedge"
)

// Notice is a window that says something before there is a till, and lets
// people choose what to do about it.
type Notice struct {
	// Texts are the languages that it speaks, the first one first. When a config
	// cannot be read, nobody has said which one: then it is all of them.
	Texts         []*i18n.Catalogue
	Tone          kiosk.Tone
	Mark          kiosk.Mark
	Title, Advice kiosk.Text
	// Line is shown as it is, for whoever is asked for help.
	Line    string
	Choices []NoticeChoice
}

// NoticeChoice is a button of a Notice. One that explains itself is a row as
// wide as the window; the others stand below.
type NoticeChoice struct {
	Label, Explain kiosk.Text
	Key            kiosk.Key
	Main           bool // Enter means it, and it stands out
	// Sure is the label of a second press that is needed; the zero Text for none.
	Sure kiosk.Text
	// Do carries the choice out, away from the window's goroutine. The window
	// closes when it worked and shows the error when not. Nil closes at once.
	Do func() error
}

// nobody is no choice.
const nobody = -1

// notice is a Notice in its window.
type notice struct {
	Notice
	app      fyne.App
	window   fyne.Window
	desk     desk
	root     *fyne.Container
	part     *part
	floor    *floor
	presses  presses
	keyboard keyboard
	turner   turner
	now      func() time.Time
	do       func(func())

	size  fyne.Size
	state noticeState
	done  int // the choice that was carried out
}

// noticeState is what changes while a notice is shown.
type noticeState struct {
	armed  int // pressed once, and waiting for the second press
	busy   int // being carried out
	failed string
}

// Show shows n in a window of app until a choice was carried out, the window was
// closed or ctx ended. It returns the index of the choice, or -1. It runs app,
// which Fyne can do once in a process, and must be called on the main goroutine.
func (n Notice) Show(ctx context.Context, app fyne.App, name string) int {
	app.Settings().SetTheme(newLook())
	o := newNotice(app, n)
	o.window, o.desk = app.NewWindow(name), newDesk()
	o.window.SetMaster()
	o.window.SetPadded(false)
	o.window.SetContent(o.root)
	o.listen(o.window)
	o.window.SetCloseIntercept(func() {
		if o.state.busy == nobody {
			o.close(nobody)
		}
	})
	o.window.Resize(fyne.NewSize(noticeWidth, o.height(noticeWidth, 1)))
	o.window.CenterOnScreen()
	app.Lifecycle().SetOnStarted(func() {
		context.AfterFunc(ctx, func() { fyne.Do(app.Driver().Quit) })
		shrinkWindow(o.desk, o.window)
	})
	if show(o.window) == nil { // else its line was printed, and there is no more to do
		app.Run()
	}
	o.turner.run(false)
	o.keyboard.stop()
	return o.done
}

func newNotice(app fyne.App, n Notice) *notice {
	o := &notice{Notice: n, app: app, now: time.Now, do: fyne.Do, done: nobody}
	o.state = noticeState{armed: nobody, busy: nobody}
	now, later := func() time.Time { return o.now() }, func(f func()) { o.do(f) }
	o.presses = presses{now: now, do: later}
	// Keys pass the wedge here too: a scan that meets a notice must not press
	// Enter on it.
	o.keyboard = keyboard{now: now, do: later, post: o.take, modifiers: heldModifiers(app)}
	o.part = newPart("notice", &o.presses, o.paint)
	o.floor = newFloor(&o.presses)
	o.turner.do, o.turner.spins = later, func() []*spinner { return o.part.spins }
	o.root = container.New(layout(o.layout), blank(paper), o.floor, o.part.box)
	return o
}

func (o *notice) layout(size fyne.Size) {
	o.size = size
	o.root.Objects[0].Resize(size)
	o.floor.Resize(size)
	o.draw()
}

func (o *notice) draw() {
	if o.size.Width <= 0 || o.size.Height <= 0 {
		return
	}
	o.part.show(o.state, rect{0, 0, o.size.Width, o.size.Height}, scale{u: o.scale(o.size)})
	o.turner.run(len(o.part.spins) > 0)
}

func (o *notice) listen(w fyne.Window) {
	o.keyboard.listen(w.Canvas(), func(name fyne.KeyName) {
		if b, ok := bound(name); ok {
			o.keyboard.key(wedge.KeyPress{Key: b.key})
		}
	}, func(fyne.KeyName) {})
}

// take is what a person typed; scans and characters mean nothing here.
func (o *notice) take(e kiosk.Event) {
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
func (o *notice) choose(i int) {
	c := o.Choices[i]
	if o.state.busy != nobody {
		return
	}
	if !c.Sure.IsZero() && o.state.armed != i {
		o.state.armed = i
		o.draw()
		return
	}
	if c.Do == nil {
		o.close(i)
		return
	}
	o.state = noticeState{armed: nobody, busy: i}
	o.draw()
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
func (o *notice) grow() {
	need := o.height(o.size.Width, 1)
	if room, ok := roomFor(o.desk, o.window); ok {
		need = min(need, float32(room.Dy())/o.window.Canvas().Scale())
	}
	if o.window != nil && need > o.size.Height {
		o.window.Resize(fyne.NewSize(o.size.Width, need))
	}
}

// close ends the notice with choice i.
func (o *notice) close(i int) {
	o.done = i
	if o.window != nil {
		o.window.Close()
	}
}
