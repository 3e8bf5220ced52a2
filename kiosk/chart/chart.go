// Package chart lays out the charts of a report on a field whose sides are 1: x from
// its left edge, y from its top. A window and a page draw the same layout.
package chart

import (
	"fmt"
	"strings"
	"time"

	"facepay/kiosk"
)

// Chart is a layout. One without bars has nothing to show.
type Chart struct {
	Bars   []Bar
	Labels []Label // below the bars
	Ticks  []Tick  // of the value axis, from 0 upwards; none where bars are shares
}

// Bar is a rectangle that stands for one row of a report.
type Bar struct {
	Key        string // the row's
	X, Y, W, H float64
	Value      kiosk.Fen
	// Usual is the y of the mark for what is usual there; meaningless without HasUsual.
	Usual      float64
	UsualValue kiosk.Fen
	HasUsual   bool
	Percent    int // of all bars, where they are shares: they add up to 100
}

// Label is a word below a bar, centred on X.
type Label struct {
	X    float64
	Text string
}

// Tick is a line across the field with its value beside it.
type Tick struct {
	Y     float64
	Value kiosk.Fen
	Text  string // yuan, without decimals where no tick has any
}

const (
	ticksMax  = 5    // steps of the value axis
	labelsMax = 12   // words below the bars that do not touch each other
	hoursMin  = 8    // hours shown of a day that has fewer
	barShare  = 0.72 // of the room that a bar has for itself
)

// Hours are the hours of a day, rows by kiosk.ByHour, in the order of a business day
// that begins in the hour start. usual has what is usual in each hour; nil for nothing.
// Hours before the first and after the last of either are left out.
func Hours(start int, rows []kiosk.TotalsRow, usual map[string]kiosk.Fen) Chart {
	paid := byKey(rows)
	keys := make([]string, 24)
	first, last := -1, -1
	for i := range keys {
		keys[i] = fmt.Sprintf("%02d", (start+i)%24)
		if paid[keys[i]] != 0 || usual[keys[i]] != 0 {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		return Chart{}
	}
	for last-first+1 < hoursMin { // grows at both ends, as far as the day goes
		if first > 0 {
			first--
		}
		if last < 23 {
			last++
		}
	}
	return columns(keys[first:last+1], paid, usual, func(key string) string { return key })
}

// Days are all days from one to another, rows by kiosk.ByDay: those without a row are
// gaps. Nothing for what are no dates.
func Days(from, to kiosk.Date, rows []kiosk.TotalsRow) Chart {
	at, err := time.Parse(time.DateOnly, string(from))
	end, errTo := time.Parse(time.DateOnly, string(to))
	if err != nil || errTo != nil || len(rows) == 0 {
		return Chart{}
	}
	var keys []string
	for ; !at.After(end); at = at.AddDate(0, 0, 1) {
		keys = append(keys, at.Format(time.DateOnly))
	}
	return columns(keys, byKey(rows), nil, func(key string) string { return strings.TrimLeft(key[5:7], "0") + "/" + strings.TrimLeft(key[8:], "0") })
}

// Columns are the rows as they come, such as months or cashiers.
func Columns(rows []kiosk.TotalsRow) Chart {
	keys := make([]string, len(rows))
	for i, r := range rows {
		keys[i] = r.Key
	}
	return columns(keys, byKey(rows), nil, func(key string) string { return key })
}

// Shares are rows as parts of one bar across the field, in their order. Rows without
// money are left out.
func Shares(rows []kiosk.TotalsRow) Chart {
	var total kiosk.Fen
	for _, r := range rows {
		total += max(r.Paid, 0)
	}
	if total == 0 {
		return Chart{}
	}
	var c Chart
	var before kiosk.Fen
	for _, r := range rows {
		if r.Paid <= 0 {
			continue
		}
		c.Bars = append(c.Bars, Bar{
			Key: r.Key, X: float64(before) / float64(total), W: float64(r.Paid) / float64(total), H: 1, Value: r.Paid,
			// Whole percents of a running sum add up to 100.
			Percent: percent(before+r.Paid, total) - percent(before, total),
		})
		before += r.Paid
	}
	return c
}

// percent is a part in whole percents, rounded to the nearest.
func percent(part, total kiosk.Fen) int { return int(float64(part)/float64(total)*100 + 0.5) }

func byKey(rows []kiosk.TotalsRow) map[string]kiosk.Fen {
	paid := make(map[string]kiosk.Fen, len(rows))
	for _, r := range rows {
		paid[r.Key] = r.Paid
	}
	return paid
}

// columns are bars side by side over a value axis that begins at 0.
func columns(keys []string, paid, usual map[string]kiosk.Fen, label func(key string) string) Chart {
	var highest kiosk.Fen
	for _, key := range keys {
		highest = max(highest, paid[key], usual[key])
	}
	if highest == 0 {
		return Chart{}
	}
	step := stepFor(highest)
	top := (highest + step - 1) / step * step
	y := func(v kiosk.Fen) float64 { return 1 - float64(max(v, 0))/float64(top) }
	var c Chart
	for v := kiosk.Fen(0); v <= top; v += step {
		c.Ticks = append(c.Ticks, Tick{Y: y(v), Value: v, Text: tickText(v, step)})
	}
	room := 1 / float64(len(keys))
	each := (len(keys) + labelsMax - 1) / labelsMax
	for i, key := range keys {
		left := float64(i) * room
		v := max(paid[key], 0)
		bar := Bar{Key: key, X: left + room*(1-barShare)/2, W: room * barShare, Y: y(v), H: 1 - y(v), Value: v}
		if u, ok := usual[key]; ok {
			bar.Usual, bar.UsualValue, bar.HasUsual = y(u), u, true
		}
		c.Bars = append(c.Bars, bar)
		if i%each == 0 {
			c.Labels = append(c.Labels, Label{X: left + room/2, Text: label(key)})
		}
	}
	return c
}

// stepFor is the smallest of 1, 2, 5, 10, 20 … with which ticksMax steps reach highest.
func stepFor(highest kiosk.Fen) kiosk.Fen {
	for power := kiosk.Fen(1); ; power *= 10 {
		for _, digit := range []kiosk.Fen{1, 2, 5} {
			if step := digit * power; (highest-1)/step < ticksMax {
				return step
			}
		}
	}
}

func tickText(v, step kiosk.Fen) string {
	text := v.Grouped()
	if step%100 == 0 {
		text = strings.TrimSuffix(text, ".00")
	}
	return text
}
