//go:build soak

package store

import "time"

// guessFor is the time for which PINs are guessed.
const guessFor = time.Minute
