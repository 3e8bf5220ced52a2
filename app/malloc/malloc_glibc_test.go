//go:build linux && cgo

package malloc

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/require"
)

// Sizes in bytes.
const (
	texture  = 64 << 10
	picture  = 4 << 20
	small    = 200
	mebibyte = 1 << 20
)

// Textures that are freed go back to the system, though what is small was allocated
// between them and stays, and though a large picture was freed before.
func TestMapTextures_LeavesNoHoles(t *testing.T) {
	MapTextures()
	free(allocate(picture))
	before, ok := Read()
	require.True(t, ok)
	var textures, kept []unsafe.Pointer
	for range 200 {
		textures, kept = append(textures, allocate(texture)), append(kept, allocate(small))
	}
	full, _ := Read()
	require.Greater(t, full.InUse-before.InUse, int64(200*texture))
	for _, p := range textures {
		free(p)
	}
	after, _ := Read()
	require.Less(t, after.InUse-before.InUse, int64(mebibyte))
	require.Less(t, after.Held-before.Held, int64(mebibyte))
	for _, p := range kept {
		free(p)
	}
}
