package setup

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/app/lan"
	"facepay/app/tablet"
)

// fakeTablet is a page that is on or off.
type fakeTablet struct {
	status tablet.Status
	err    error
}

func (f *fakeTablet) Status() tablet.Status { return f.status }
func (f *fakeTablet) Start() error {
	f.status = tablet.Status{On: true, Address: "http://192.168.1.23:8790/customer/ABCDEFGHIJKLMNOP"}
	return f.err
}
func (f *fakeTablet) TakeBack() error { f.status = tablet.Status{}; return f.err }

func TestDesk_TheCustomersPageStartsAndIsTakenBackByOneEnter(t *testing.T) {
	f := &fakeTablet{}
	r := newDeskRig(t, "", func(p *Ports) { p.Tablet = f })
	r.goTo("Screens")
	require.Equal(t, "off · Enter starts it", r.value("Phone or tablet"))
	require.Empty(t, r.now().QR)
	r.onto("Phone or tablet")
	r.press("Enter")
	require.Equal(t, f.status.Address, r.now().QR)
	require.Equal(t, "on · none looks at it", r.value("Phone or tablet"))
	require.Equal(t, "Started. Scan the code with the phone or tablet.", r.told())
	require.Empty(t, r.config(), "it is no setting that waits to be saved")
	f.status.Screens = 3
	r.press("Up", "Down")
	require.Equal(t, "on · 3 devices", r.value("Phone or tablet"))
	f.status.Trouble = lan.ErrNoNetwork
	r.press("Up", "Down")
	require.Equal(t, "cannot be reached", r.value("Phone or tablet"))
	require.Contains(t, r.texts.Text(r.now().Help), "in no network")
	r.press("Enter")
	require.False(t, f.status.On)
	require.Empty(t, r.now().QR)
	require.Contains(t, r.told(), "Taken back")
	f.err = errors.New("the disk is full")
	r.press("Enter")
	require.Contains(t, r.told(), "the disk is full")
	r.goTo("Shop")
	require.Empty(t, r.now().QR, "it is shown on its page alone")
}
