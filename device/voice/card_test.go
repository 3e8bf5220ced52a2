package voice

import (
	"context"
	"testing"
	"time"

	"github.com/gen2brain/malgo"
	"github.com/stretchr/testify/require"
)

// null is the library's device without a card; its own count lacks miniaudio's ma_backend_custom.
var null = []malgo.Backend{malgo.BackendNull + 1}

// It takes sound as fast as a card.
func TestCard_PlaysToTheEndAndAgain(t *testing.T) {
	for range 2 {
		sound := sine(440, sampleRate/4)
		began := time.Now()
		heard, err := playOn(t.Context(), null, sound)
		require.NoError(t, err)
		require.True(t, heard)
		require.Greater(t, time.Since(began), duration(sound), "it returns when the sound has been heard")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := playOn(ctx, null, sine(440, 60*sampleRate))
	require.ErrorIs(t, err, context.Canceled)
}
