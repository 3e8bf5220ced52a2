//go:build !windows

package awake

import (
	"context"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/dpms"
	"github.com/jezek/xgb/screensaver"
	"github.com/jezek/xgb/xproto"
)

func init() { xgb.Logger = log.New(io.Discard, "", 0) }

// xServer keeps the X server's screen saver and DPMS from their work. The server itself
// ends that when the connection does, however the till ends.
type xServer struct {
	conn      *xgb.Conn
	power     bool // the server knows DPMS
	suspended bool
	// saver has the times at which the machine's own settings blank the screen; nil: never. The
	// window library has it never blank, and a till that is killed would leave it so.
	saver *xproto.GetScreenSaverReply
}

func (*xServer) name() string { return "X" }

func (x *xServer) keep(_ context.Context, awake bool) error {
	if os.Getenv("DISPLAY") == "" {
		return nil
	}
	if x.conn == nil {
		if err := x.open(); err != nil {
			x.close()
			return err
		}
	}
	err := x.set(awake)
	if err != nil {
		x.close()
	}
	return err
}

// set suspends the server's own blanking, or lets it go on.
func (x *xServer) set(awake bool) error {
	if err := x.restore(); err != nil {
		return err
	}
	if awake != x.suspended {
		on := uint32(0)
		if awake {
			on = 1
		}
		if err := screensaver.SuspendChecked(x.conn, on).Check(); err != nil {
			return fmt.Errorf("suspend X's screen saver: %w", err)
		}
		x.suspended = awake
	}
	if awake {
		return x.wake()
	}
	return nil
}

// restore puts the machine's own settings back that the window library took away.
func (x *xServer) restore() error {
	now, err := xproto.GetScreenSaver(x.conn).Reply()
	switch {
	case err != nil:
		return fmt.Errorf("ask X's screen saver: %w", err)
	case now.Timeout > 0:
		x.saver = now
	case x.saver != nil:
		err := xproto.SetScreenSaverChecked(x.conn, int16(x.saver.Timeout), int16(x.saver.Interval), x.saver.PreferBlanking, x.saver.AllowExposures).Check()
		if err != nil {
			return fmt.Errorf("set X's screen saver: %w", err)
		}
	}
	return nil
}

func (x *xServer) close() {
	if x.conn != nil {
		x.conn.Close()
	}
	x.conn, x.suspended = nil, false
}

func (x *xServer) open() (err error) {
	if x.conn, err = xgb.NewConn(); err != nil {
		return fmt.Errorf("connect to the X server: %w", err)
	}
	go func(conn *xgb.Conn) { // the server tells some things unasked
		for {
			if event, err := conn.WaitForEvent(); event == nil && err == nil {
				return
			}
		}
	}(x.conn)
	if err := screensaver.Init(x.conn); err != nil {
		return fmt.Errorf("find the screen saver of X: %w", err)
	}
	x.power = dpms.Init(x.conn) == nil
	const major, minor = 1, 1 // of the extension, since which there is Suspend
	if _, err := screensaver.QueryVersion(x.conn, major, minor).Reply(); err != nil {
		return fmt.Errorf("find the screen saver of X: %w", err)
	}
	return x.restore()
}

// wake switches a screen on that was blank before, or that somebody switched off.
func (x *xServer) wake() error {
	root := xproto.Setup(x.conn).DefaultScreen(x.conn).Root
	saver, err := screensaver.QueryInfo(x.conn, xproto.Drawable(root)).Reply()
	if err != nil {
		return fmt.Errorf("ask X's screen saver: %w", err)
	}
	if saver.State == screensaver.StateOn {
		if err := xproto.ForceScreenSaverChecked(x.conn, xproto.ScreenSaverReset).Check(); err != nil {
			return fmt.Errorf("end X's screen saver: %w", err)
		}
	}
	if !x.power {
		return nil
	}
	power, err := dpms.Info(x.conn).Reply()
	if err != nil {
		return fmt.Errorf("ask X's DPMS: %w", err)
	}
	if power.State && power.PowerLevel != dpms.DPMSModeOn {
		if err := dpms.ForceLevelChecked(x.conn, dpms.DPMSModeOn).Check(); err != nil {
			return fmt.Errorf("switch the screen on by DPMS: %w", err)
		}
	}
	return nil
}
