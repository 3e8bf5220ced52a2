// Package malloc is the C library's memory allocator. The window's drawing library
// and SQLite have their memory of it, of which Go's collector knows nothing.
package malloc

// Stats are the allocator's figures, in bytes.
type Stats struct {
	InUse  int64 // allocated and not freed
	Held   int64 // of the system, with what is free and was not given back
	Mapped int64 // of Held, mapped by itself: given back as soon as it is freed
}
