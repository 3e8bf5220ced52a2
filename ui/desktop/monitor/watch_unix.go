//go:build !windows

package monitor

import (
	"errors"
	"fmt"
	"image"
	"sync"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/randr"
	"github.com/jezek/xgb/xproto"
)

// screen is the X server's screen, of which RandR tells the monitors.
type screen struct {
	conn *xgb.Conn
	root xproto.Window
	edid xproto.Atom
}

// Open lists the monitors and watches them from then on, by RandR's events.
func Open() (*Watch, error) {
	conn, err := xgb.NewConn()
	if err != nil {
		return nil, fmt.Errorf("connect to the X server: %w", err)
	}
	s, all, err := open(conn)
	if err != nil {
		conn.Close()
		return nil, fmt.Errorf("list the monitors: %w", err)
	}
	w := &Watch{all: all, list: s.list, stop: sync.OnceFunc(conn.Close)}
	go func() {
		for {
			event, err := conn.WaitForEvent()
			if event == nil && err == nil {
				return // the connection ended
			}
			for event != nil { // one change is told many times
				event, _ = conn.PollForEvent()
			}
			w.read()
		}
	}()
	return w, nil
}

func open(conn *xgb.Conn) (*screen, []Monitor, error) {
	if err := randr.Init(conn); err != nil {
		return nil, nil, err
	}
	// Without a word about the version the server tells as little as the first one did.
	const major, minor = 1, 3
	if v, err := randr.QueryVersion(conn, major, minor).Reply(); err != nil {
		return nil, nil, err
	} else if v.MajorVersion < major || v.MajorVersion == major && v.MinorVersion < minor {
		return nil, nil, fmt.Errorf("RandR is of version %d.%d", v.MajorVersion, v.MinorVersion)
	}
	const name = "EDID"
	atom, err := xproto.InternAtom(conn, false, uint16(len(name)), name).Reply()
	if err != nil {
		return nil, nil, err
	}
	s := &screen{conn: conn, root: xproto.Setup(conn).DefaultScreen(conn).Root, edid: atom.Atom}
	err = randr.SelectInputChecked(conn, s.root, randr.NotifyMaskScreenChange|randr.NotifyMaskCrtcChange|randr.NotifyMaskOutputChange).Check()
	if err != nil {
		return nil, nil, err
	}
	all, err := s.list()
	return s, all, err
}

// errChanging is a list whose parts are of different moments.
var errChanging = errors.New("the monitors are changing")

func (s *screen) list() (all []Monitor, err error) {
	resources, err := randr.GetScreenResourcesCurrent(s.conn, s.root).Reply()
	if err != nil {
		return nil, err
	}
	primary, err := randr.GetOutputPrimary(s.conn, s.root).Reply()
	if err != nil {
		return nil, err
	}
	for _, output := range resources.Outputs {
		info, err := randr.GetOutputInfo(s.conn, output, resources.ConfigTimestamp).Reply()
		if err != nil {
			return nil, err
		}
		if info.Status != randr.SetConfigSuccess {
			return nil, errChanging
		}
		if info.Connection != randr.ConnectionConnected || info.Crtc == 0 {
			continue
		}
		crtc, err := randr.GetCrtcInfo(s.conn, info.Crtc, resources.ConfigTimestamp).Reply()
		if err != nil {
			return nil, err
		}
		if crtc.Width == 0 || crtc.Height == 0 {
			continue // it shows nothing
		}
		at := image.Pt(int(crtc.X), int(crtc.Y))
		m := Monitor{Name: string(info.Name), At: image.Rectangle{Min: at, Max: at.Add(image.Pt(int(crtc.Width), int(crtc.Height)))}}
		m.EDID, m.Model = readEDID(s.property(output))
		if output == primary.Output {
			all = append([]Monitor{m}, all...)
		} else {
			all = append(all, m)
		}
	}
	return all, nil
}

// property is an output's EDID; nil where it has none.
func (s *screen) property(output randr.Output) []byte {
	const wordSize = 4
	reply, err := randr.GetOutputProperty(s.conn, output, s.edid, xproto.AtomAny, 0, edidSize/wordSize, false, false).Reply()
	if err != nil || reply.Format != 8 {
		return nil
	}
	return reply.Data
}
