//go:build !faultinject

package app

import "time"

// wallClock is the time on the wall, which people and other programs set.
func wallClock() time.Time { return time.Now() }
