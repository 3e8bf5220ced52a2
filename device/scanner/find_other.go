//go:build !linux

package scanner

type device struct {
	path string
	usb  identity
}

// identity is not known here: systems such as Windows keep a port's name for the
// device themselves (a COM number belongs to it), so the name is looked for.
type identity struct{}

func (identity) String() string { return "" }

type finder struct{ configured string }

func newFinder(configured, _, _ string) *finder { return &finder{configured: configured} }

func (f *finder) find() (device, error) { return device{path: f.configured}, nil }

func (f *finder) remember(device) {}

func permissionAdvice(string) string {
	return "close the other program that uses this port, or run the till as a user who may open it"
}
