package zone

import "time"

// Find is what Windows says of this machine's time zone, which Go reads well.
func Find() Zone { return Zone{time.Local, nil} }
