package store

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestCheckNew_ReadsWhatIsNewAndNamesAll(t *testing.T) {
	l := soldOn(t)
	ctx := context.Background()
	var point checkpoint
	at := position{}
	var none findings
	for done := false; !done; {
		var err error
		done, err = l.advance(ctx, &at, &none)
		require.NoError(t, err)
	}
	point = checkpoint{Format: checkpointFormat, Head: at, RoundEnded: time.Now()}
	look := func() ChainErrors {
		var found findings
		require.NoError(t, l.verifyNew(ctx, &point, &found))
		return found.list
	}
	var shown [][2]int64
	watched := l.WithProgress(func(done, total int64) { shown = append(shown, [2]int64{done, total}) })
	var found findings
	require.NoError(t, watched.verifyNew(ctx, &point, &found))
	require.Empty(t, found.list)
	require.Equal(t, [2]int64{0, 0}, shown[0], "nothing is new")

	save(t, l, first(sale("new"), payment("ORDER0000000000000000777", "new")))
	require.Empty(t, look())
	shown = nil
	require.NoError(t, watched.verifyNew(ctx, &point, &found))
	require.Greater(t, shown[0][1], int64(0))
	require.Less(t, shown[0][1], at.rows(), "what is behind the point is not read")

	byOtherHands(t, l.dir, `UPDATE payments SET amount = amount + 1 WHERE order_no = 'ORDER0000000000000000777'`)
	faults := look()
	require.Len(t, faults, 1)
	require.Equal(t, RowPayment, faults[0].Row)

	_, err := l.CheckNew(ctx)
	require.ErrorIs(t, err, ErrDamaged, "a small ledger is read as a whole")
}
