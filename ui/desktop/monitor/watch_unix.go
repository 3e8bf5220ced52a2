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

// output has the questions to one output, asked at once: an answer of a busy server may take long,
// and many asked one after the other take many times that.
type output struct {
	id   randr.Output
	info randr.GetOutputInfoCookie
	edid randr.GetOutputPropertyCookie
}

func (s *screen) list() (all []Monitor, err error) {
	wanted := randr.GetOutputPrimary(s.conn, s.root)
	resources, err := randr.GetScreenResourcesCurrent(s.conn, s.root).Reply()
	if err != nil {
		return nil, err
	}
	var outputs []output
	for _, id := range resources.Outputs {
		outputs = append(outputs, output{id, randr.GetOutputInfo(s.conn, id, resources.ConfigTimestamp), s.property(id)})
	}
	crtcs := map[randr.Crtc]randr.GetCrtcInfoCookie{}
	for _, id := range resources.Crtcs {
		crtcs[id] = randr.GetCrtcInfo(s.conn, id, resources.ConfigTimestamp)
	}
	primary, err := wanted.Reply()
	if err != nil {
		return nil, err
	}
	places := map[randr.Crtc]image.Rectangle{}
	for id, asked := range crtcs {
		crtc, err := asked.Reply()
		if err != nil {
			return nil, err
		}
		at := image.Pt(int(crtc.X), int(crtc.Y))
		places[id] = image.Rectangle{Min: at, Max: at.Add(image.Pt(int(crtc.Width), int(crtc.Height)))}
	}
	for _, o := range outputs {
		info, err := o.info.Reply()
		if err != nil {
			return nil, err
		}
		if info.Status != randr.SetConfigSuccess {
			return nil, errChanging
		}
		at := places[info.Crtc]
		if info.Connection != randr.ConnectionConnected || info.Crtc == 0 || at.Empty() { // it shows nothing
			continue
		}
		m := Monitor{Name: string(info.Name), At: at}
		m.EDID, m.Model = readEDID(data(o.edid))
		if o.id == primary.Output {
			all = append([]Monitor{m}, all...)
		} else {
			all = append(all, m)
		}
	}
	return all, nil
}

// property asks for an output's EDID.
func (s *screen) property(id randr.Output) randr.GetOutputPropertyCookie {
	const wordSize = 4
	return randr.GetOutputProperty(s.conn, id, s.edid, xproto.AtomAny, 0, edidSize/wordSize, false, false)
}

// data is an EDID that was asked for; nil where there is none.
func data(asked randr.GetOutputPropertyCookie) []byte {
	reply, err := asked.Reply()
	if err != nil || reply.Format != 8 {
		return nil
	}
	return reply.Data
}
