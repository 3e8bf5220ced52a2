//go:build e2e

package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// A sale is on record with the offset of the zone that the machine has, in
// whatever form it says so.
func TestTimeZoneOfTheMachineIsTheTills(t *testing.T) {
	t.Parallel()
	for tz, offset := range map[string]string{"CST-8": "+08:00", ":Asia/Shanghai": "+08:00", "<+0545>-5:45": "+05:45"} {
		t.Run(tz, func(t *testing.T) {
			t.Parallel()
			g := newGateway(t)
			tl := layTill(t, g, g.lepay())
			tl.environ = append(tl.environ, "TZ="+tz)
			tl.open()
			o := tl.opens("12.5", "F1")
			g.pays(o.No)
			tl.awaitAnswer()
			r := tl.soleRow()
			require.True(t, strings.HasSuffix(r["created_at"], offset), r["created_at"])
			at, err := time.Parse(time.RFC3339, r["created_at"])
			require.NoError(t, err)
			hours, err := time.ParseDuration(strings.Replace(offset[1:], ":", "h", 1) + "m")
			require.NoError(t, err)
			require.True(t, strings.HasPrefix(r["order_no"], at.UTC().Add(hours).Format("200601021504")), r["order_no"])
		})
	}
}

func TestTimeZoneThatCannotBeReadIsToldByTheTillAndByCheck(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := layTill(t, g, g.lepay())
	tl.environ = append(tl.environ, "TZ=Asia/Shangai")
	tl.open()
	await(t, "finding of the till's own", func() bool {
		tl.look()
		return slices.ContainsFunc(tl.told("check"), func(l logLine) bool { return strings.Contains(l.whole, `"look":"zone"`) })
	}, tl.now)
	_, stdout, _ := blind(t, tl.command().Env, "check", "--config", tl.config, "--data", tl.data)
	require.Regexp(t, `(?m)^failed +time zone +cannot be read: TZ=Asia/Shangai: .*TZ=Asia/Shanghai \[this machine\]$`, stdout)
}
