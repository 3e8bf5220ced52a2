package zone

import "time"

// Find reads the time zone that Windows names, which Go reads well.
func Find() Zone { return Zone{time.Local, nil} }
