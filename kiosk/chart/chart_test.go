package chart

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"facepay/kiosk"
)

func row(key string, paid kiosk.Fen) kiosk.TotalsRow {
	return kiosk.TotalsRow{Key: key, Totals: kiosk.Totals{Count: 1, Paid: paid}}
}

func keys(c Chart) (all []string) {
	for _, b := range c.Bars {
		all = append(all, b.Key)
	}
	return all
}

func ticks(c Chart) (all []string) {
	for _, t := range c.Ticks {
		all = append(all, t.Text)
	}
	return all
}

func TestHours_StandInTheBusinessDaysOrderBesideWhatIsUsual(t *testing.T) {
	c := Hours(4, []kiosk.TotalsRow{row("01", 9000), row("18", 45000)}, map[string]kiosk.Fen{"19": 60000})
	require.Equal(t, []string{"18", "19", "20", "21", "22", "23", "00", "01"}, keys(c))
	require.Equal(t, []string{"0", "200", "400", "600"}, ticks(c))
	require.InDelta(t, 0.75, c.Bars[0].H, 1e-9)
	require.InDelta(t, 0.25, c.Bars[0].Y, 1e-9)
	require.False(t, c.Bars[0].HasUsual)
	require.Zero(t, c.Bars[1].H)
	require.InDelta(t, 0, c.Bars[1].Usual, 1e-9)
	require.True(t, c.Bars[1].HasUsual)
	require.Equal(t, kiosk.Fen(60000), c.Bars[1].UsualValue)
}

func TestHours_OfOneHourShowItsNeighbours(t *testing.T) {
	require.Equal(t, []string{"00", "01", "02", "03", "04", "05", "06", "07"}, keys(Hours(0, []kiosk.TotalsRow{row("00", 1)}, nil)))
	require.Equal(t, []string{"16", "17", "18", "19", "20", "21", "22", "23"}, keys(Hours(0, []kiosk.TotalsRow{row("23", 1)}, nil)))
	require.Len(t, keys(Hours(4, []kiosk.TotalsRow{row("12", 1)}, nil)), 9)
}

func TestDays_WithoutSalesAreGaps(t *testing.T) {
	c := Days("2026-10-30", "2026-11-02", []kiosk.TotalsRow{row("2026-10-30", 5), row("2026-11-02", 12)})
	require.Equal(t, []string{"2026-10-30", "2026-10-31", "2026-11-01", "2026-11-02"}, keys(c))
	require.Equal(t, []string{"0.00", "0.05", "0.10", "0.15"}, ticks(c))
	require.Equal(t, "10/30", c.Labels[0].Text)
	require.Equal(t, "11/2", c.Labels[3].Text)
	require.Zero(t, c.Bars[1].H)
}

func TestShares_AddUpToAHundred(t *testing.T) {
	c := Shares([]kiosk.TotalsRow{row("alipay", 100), row("cash", 0), row("unionpay", 100), row("wechat", 100)})
	require.Equal(t, []string{"alipay", "unionpay", "wechat"}, keys(c))
	percents := 0
	for _, b := range c.Bars {
		percents += b.Percent
	}
	require.Equal(t, 100, percents)
}

func TestCharts_OfNothingHaveNoBars(t *testing.T) {
	for name, c := range map[string]Chart{
		"hours": Hours(0, nil, nil), "days": Days("2026-11-01", "2026-11-30", nil), "shares": Shares([]kiosk.TotalsRow{row("wechat", 0)}),
		"no date": Days("today", "2026-11-30", []kiosk.TotalsRow{row("today", 1)}), "columns": Columns(nil),
	} {
		require.Empty(t, c.Bars, name)
	}
}

// Whatever the sums: all lies within the field, bars do not touch each other, and the
// axis has a few round steps that reach over the highest.
func TestColumns_LieWithinTheField(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sums := rapid.SliceOfN(rapid.Int64Range(-1, 1<<56), 1, 400).Draw(t, "sums")
		var rows []kiosk.TotalsRow
		highest := kiosk.Fen(0)
		for i, s := range sums {
			rows = append(rows, row(strconv.Itoa(i), kiosk.Fen(s)))
			highest = max(highest, kiosk.Fen(s))
		}
		c := Columns(rows)
		if highest == 0 {
			require.Empty(t, c.Bars)
			return
		}
		require.Len(t, c.Bars, len(rows))
		end := 0.0
		for _, b := range c.Bars {
			require.GreaterOrEqual(t, b.X, end)
			end = b.X + b.W
			require.GreaterOrEqual(t, b.Y, 0.0)
			require.InDelta(t, 1, b.Y+b.H, 1e-9)
		}
		require.LessOrEqual(t, end, 1.0)
		require.LessOrEqual(t, len(c.Labels), labelsMax)
		require.LessOrEqual(t, len(c.Ticks), ticksMax+1)
		require.GreaterOrEqual(t, c.Ticks[len(c.Ticks)-1].Value, highest)
		require.InDelta(t, 1, c.Ticks[0].Y, 1e-9)
		require.InDelta(t, 0, c.Ticks[len(c.Ticks)-1].Y, 1e-9)
	})
}
