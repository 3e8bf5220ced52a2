package health

import (
	"context"
	"strconv"

	"facepay/kiosk"
)

// DiskUsage is the space that one kind of the till's files takes.
type DiskUsage struct {
	Kind  string // the end of the name of its text, under check.usage.
	Bytes uint64
	Max   uint64 // what it never exceeds for long; 0 where it grows with the sales
}

// CheckUsage tells what each kind of file takes and its bound, in one result: a
// warning when one is over.
func CheckUsage(measure ...func() ([]DiskUsage, error)) Check {
	return Check{Name: kiosk.CheckUsage, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		var all, over []kiosk.Text
		for _, m := range measure {
			kinds, err := m()
			if err != nil {
				return One(Warning(kiosk.CheckUsage, "usage.unreadable", "reason", Reason(err)))
			}
			for _, u := range kinds {
				if u.Bytes == 0 { // the line has no room in the window for what is not there
					continue
				}
				text := kiosk.T("check.usage."+u.Kind, "size", BytesText(u.Bytes), "max", BytesText(u.Max))
				all = append(all, text)
				if u.Max > 0 && u.Bytes > u.Max {
					over = append(over, text)
				}
			}
		}
		result := OK(kiosk.CheckUsage, "usage.ok")
		result.Places = all
		switch {
		case len(all) == 0:
			result = OK(kiosk.CheckUsage, "usage.none")
		case len(over) > 0:
			result = Warning(kiosk.CheckUsage, "usage.over")
			result.Places = over
		}
		return One(result)
	}}
}

// BytesText is a size as people read it.
func BytesText(n uint64) string {
	const gib, mib, kib = 1 << 30, 1 << 20, 1 << 10
	switch {
	case n >= 10*gib:
		return strconv.FormatUint(n/gib, 10) + " GB"
	case n >= gib:
		return strconv.FormatFloat(float64(n)/gib, 'f', 1, 64) + " GB"
	case n >= mib:
		return strconv.FormatUint(n/mib, 10) + " MB"
	}
	return strconv.FormatUint((n+kib-1)/kib, 10) + " KB"
}
