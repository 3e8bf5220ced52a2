//go:build !windows

package awake

func sleepers(locked bool) []sleeper {
	return []sleeper{&xServer{}, &desktop{}, &logind{locked: locked}}
}
