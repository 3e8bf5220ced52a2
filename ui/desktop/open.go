package desktop

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	stdlog "log"
	"os"
	"runtime"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// The reasons for there being no window.
var (
	ErrNoDisplay = errors.New("the screen cannot be opened")
	ErrNoOpenGL  = errors.New("nothing can be drawn with OpenGL")
)

// screenMax is the timeout of connecting to a screen. One that is there takes a
// tenth of a second; a machine that is just starting needs more.
const screenMax = 20 * time.Second

// Open connects to the screen, as Fyne would a moment later and without
// telling why it could not. It must be called on the main goroutine, before
// there is an app. Nothing but the end of the program ends a connection that
// hangs: then late is called, with where its line is to be printed.
//
// The till places its windows itself, which Wayland lets nobody do, so on Linux
// it is a client of X in any session.
func Open(late func(stderr io.Writer)) (err error) {
	if runtime.GOOS == "linux" {
		if err := os.Setenv("FYNE_PLATFORM", "x11"); err != nil {
			return fmt.Errorf("%w: %w", ErrNoDisplay, err)
		}
		glfw.InitHint(glfw.PlatformHint, int(glfw.PlatformX11))
	}
	quietly(false, func(stderr io.Writer) {
		watch := time.AfterFunc(screenMax, func() { late(stderr) })
		defer watch.Stop()
		err = because(ErrNoDisplay, func() error {
			if err := glfw.Init(); err != nil {
				return err
			}
			glfw.GetPlatform() // panics unless the library is ready
			return nil
		})
	})
	return err
}

// Try opens a hidden window, of the kind that Fyne will ask for, and closes it again.
func Try(late func(stderr io.Writer)) error {
	if err := Open(late); err != nil {
		return err
	}
	defer glfw.Terminate()
	return tryWindow()
}

func tryWindow() (err error) {
	quietly(true, func(io.Writer) { err = because(ErrNoOpenGL, hiddenWindow) })
	return err
}

func hiddenWindow() error {
	glfw.DefaultWindowHints()
	glfw.WindowHint(glfw.Visible, glfw.False)
	glfw.WindowHint(glfw.ContextVersionMajor, 2)
	if embedded := runtime.GOOS != "darwin" && strings.HasPrefix(runtime.GOARCH, "arm"); embedded {
		glfw.WindowHint(glfw.ClientAPI, glfw.OpenGLESAPI)
	} else {
		glfw.WindowHint(glfw.ContextVersionMinor, 1)
	}
	w, err := glfw.CreateWindow(64, 64, "", nil, nil)
	if err != nil {
		return err
	}
	if w == nil {
		return errors.New("no window came")
	}
	w.MakeContextCurrent()
	glfw.DetachCurrentContext()
	w.Destroy()
	return nil
}

// because runs try, of which the library tells failures in four ways: as an
// error, as a panic, as a line in the log, and not at all.
func because(kind error, try func() error) (err error) {
	var lines bytes.Buffer
	before := stdlog.Writer()
	stdlog.SetOutput(&lines)
	defer func() {
		stdlog.SetOutput(before)
		if why := recover(); why != nil {
			err = fmt.Errorf("%v", why)
		}
		if err == nil {
			return
		}
		if line := strings.TrimSpace(lines.String()); line != "" {
			err = errors.New(line) // the cause of what failed for want of it
		}
		err = fmt.Errorf("%w: %s", kind, strings.Join(strings.Fields(err.Error()), " "))
	}()
	return try()
}

// Show shows w and returns why it is not there then, which Fyne does not tell.
func Show(w fyne.Window) error {
	quietly(true, func(io.Writer) { w.Show() }) // the till's log does
	native, ok := w.(driver.NativeWindow)
	if !ok {
		return nil // not of this driver: a test's
	}
	there := true
	native.RunNative(func(context any) {
		switch c := context.(type) {
		case driver.X11WindowContext:
			there = c.WindowHandle != 0
		case driver.WindowsWindowContext:
			there = c.HWND != 0
		}
	})
	if there {
		return nil
	}
	if err := tryWindow(); err != nil {
		return err
	}
	return ErrNoOpenGL
}
