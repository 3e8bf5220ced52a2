package rsakey

import "time"

// Expiry is the end of a certificate's validity.
type Expiry struct {
	Key string // of the config, that names the certificate's file
	At  time.Time
}
