package tilltest

import "time"

// Limits that tests wait for. Tests of packages till and payments hold them to theirs.
const (
	TouchGuard = 700 * time.Millisecond // a new card's age before its buttons work
	SnoozeFor  = 10 * time.Minute       // until an alarm that was put off is back

	SaleIdleMax     = 5 * time.Minute // until a sale at which nothing happens is let go
	RecoveryMax     = 20 * time.Second
	PollQuick       = time.Second
	PollWindow      = 24 * time.Hour
	SlowAfter       = 4 * time.Second // until people are told of a silence
	PingEvery       = time.Minute
	PingEveryBroken = 10 * time.Second

	OpenPaymentsMax = 500 + 20 // that need somebody, and of the sale that is open then
)
