//go:build !linux && !windows

package serial

// unlisted is a system whose ports are not listed here: the name alone is looked for.
type unlisted struct{}

func SystemPorts() Ports { return unlisted{} }

// PortsOf are the system's ports, whatever the name.
func PortsOf(string) Ports { return SystemPorts() }

func (unlisted) Inspect(string) Device { return Device{} }
func (unlisted) Plugged() []Device     { return nil }
func (unlisted) Stable(string) bool    { return true }

func permissionAdvice(string) string { return "run the till as a user who may open it" }
