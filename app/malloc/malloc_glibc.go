//go:build linux && cgo

package malloc

/*
#include <malloc.h>
#include <stdlib.h>

// Another C library, such as musl, has none of this.
#ifdef __GLIBC__
static void fix_threshold(int bytes) { mallopt(M_MMAP_THRESHOLD, bytes); }
static int stats(size_t *in_use, size_t *held, size_t *mapped) {
	struct mallinfo2 m = mallinfo2();
	*in_use = m.uordblks + m.hblkhd;
	*held = m.arena + m.hblkhd;
	*mapped = m.hblkhd;
	return 1;
}
#else
static void fix_threshold(int bytes) { (void)bytes; }
static int stats(size_t *in_use, size_t *held, size_t *mapped) { (void)in_use; (void)held; (void)mapped; return 0; }
#endif
*/
import "C"

import "unsafe"

// threshold is the size from which an allocation is mapped by itself, and so given back
// to the system when it is freed, in bytes: that of the smallest texture. Left to
// itself glibc begins at 128 KiB and moves up to 32 MiB as soon as something so large
// is freed. Textures then lie among small allocations that outlive them, and leave
// holes.
const threshold = 16 << 10

// MapTextures has textures mapped by themselves from now on.
func MapTextures() { C.fix_threshold(threshold) }

// Read returns the allocator's figures; ok is false where there are none.
func Read() (s Stats, ok bool) {
	var inUse, held, mapped C.size_t
	ok = C.stats(&inUse, &held, &mapped) != 0
	return Stats{InUse: int64(inUse), Held: int64(held), Mapped: int64(mapped)}, ok
}

// allocate and free are malloc's own, for the test: cgo is not for test files.
func allocate(bytes int) unsafe.Pointer { return C.calloc(1, C.size_t(bytes)) }

func free(p unsafe.Pointer) { C.free(p) }
