//go:build !linux || !cgo

package malloc

// MapTextures does nothing: only glibc moves the size from which it maps.
func MapTextures() {}

// Read returns the allocator's figures; ok is false where there are none.
func Read() (s Stats, ok bool) { return Stats{}, false }
