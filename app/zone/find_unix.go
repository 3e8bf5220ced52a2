//go:build !windows

package zone

import "os"

// Find reads what this machine says of its time zone.
func Find() Zone {
	tz, set := os.LookupEnv("TZ")
	return places{tz: tz, tzIsSet: set, localtime: "/etc/localtime", timezone: "/etc/timezone"}.find()
}
