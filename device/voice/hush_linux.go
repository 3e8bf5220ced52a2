package voice

/*
#cgo LDFLAGS: -ldl
#include <dlfcn.h>
#include <stdarg.h>

static void hushed(const char *file, int line, const char *function, int err, const char *fmt, ...) {}

typedef void (*handler)(const char *, int, const char *, int, const char *, ...);

static void hush(void) {
	// It stays loaded; miniaudio opens it too.
	void *alsa = dlopen("libasound.so.2", RTLD_NOW);
	if (!alsa) return;
	int (*set)(handler) = (int (*)(handler))dlsym(alsa, "snd_lib_error_set_handler");
	if (set) set(hushed);
}
*/
import "C"

import "sync"

// hushALSA keeps ALSA from writing lines to standard error where there is no card: what it
// returns says the same.
var hushALSA = sync.OnceFunc(func() { C.hush() })
