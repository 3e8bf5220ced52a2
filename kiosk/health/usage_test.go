package health

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckUsage_NamesWhatIsOverItsBound(t *testing.T) {
	kinds := func(all ...DiskUsage) func() ([]DiskUsage, error) {
		return func() ([]DiskUsage, error) { return all, nil }
	}
	small, grown, over := DiskUsage{"log", 1, 2}, DiskUsage{"ledger", 9 << 30, 0}, DiskUsage{"adverts", 3, 2}
	r := CheckUsage(kinds(small, DiskUsage{"adverts", 0, 2}), kinds(grown)).Run(t.Context())[0]
	require.Equal(t, "check.found.usage.ok", r.What.ID)
	require.Len(t, r.Places, 2)
	require.Equal(t, []string{"size", "9.0 GB", "max", "0 KB"}, r.Places[1].Args)
	r = CheckUsage(kinds(DiskUsage{"adverts", 0, 2})).Run(t.Context())[0]
	require.Equal(t, "check.found.usage.none", r.What.ID, "a data folder before the first sale")
	require.Empty(t, r.Places)
	r = CheckUsage(kinds(small, over), kinds(grown)).Run(t.Context())[0]
	require.Equal(t, "check.found.usage.over", r.What.ID)
	require.Len(t, r.Places, 1)
	require.Equal(t, "check.usage.adverts", r.Places[0].ID)
	r = CheckUsage(kinds(small), func() ([]DiskUsage, error) { return nil, errors.New("denied") }).Run(t.Context())[0]
	require.Equal(t, "check.found.usage.unreadable", r.What.ID)
}
