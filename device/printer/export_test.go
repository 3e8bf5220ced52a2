package printer

import "time"

// Patient gives a printer that answers the time that a busy machine needs.
func Patient() { statusMax, resetMax = 3*time.Second, 3*time.Second }
