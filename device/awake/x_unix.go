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
	conn  *xgb.Conn
	power bool // the server knows DPMS
}

func (*xServer) name() string { return "X" }

func (x *xServer) keep(_ context.Context, awake bool) error {
	switch {
	case !awake || os.Getenv("DISPLAY") == "":
		x.close()
		return nil
	case x.conn == nil:
		if err := x.open(); err != nil {
			x.close()
			return err
		}
	}
	err := x.wake()
	if err != nil {
		x.close()
	}
	return err
}

func (x *xServer) close() {
	if x.conn != nil {
		x.conn.Close()
	}
	x.conn = nil
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
		return fmt.Errorf("X's screen saver: %w", err)
	}
	x.power = dpms.Init(x.conn) == nil
	const major, minor = 1, 1 // of the extension, since which there is Suspend
	if _, err := screensaver.QueryVersion(x.conn, major, minor).Reply(); err != nil {
		return fmt.Errorf("X's screen saver: %w", err)
	}
	if err := screensaver.SuspendChecked(x.conn, 1).Check(); err != nil {
		return fmt.Errorf("suspend X's screen saver: %w", err)
	}
	return nil
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
