//go:build !linux

package voice

func hushALSA() {}
