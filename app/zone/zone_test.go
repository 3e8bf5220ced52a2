package zone

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// offsets are those of a zone in January and in July, in hours.
func offsets(z Zone) [2]float64 {
	hours := func(month time.Month) float64 {
		_, seconds := time.Date(2026, month, 15, 12, 0, 0, 0, time.UTC).In(z.Location).Zone()
		return float64(seconds) / 3600
	}
	return [2]float64{hours(time.January), hours(time.July)}
}

func TestZone_ReadsEveryFormOfTZ(t *testing.T) {
	file := filepath.Join(t.TempDir(), "shop")
	require.NoError(t, os.WriteFile(file, fileOf("CST-8"), 0o600))
	for tz, want := range map[string][2]float64{
		"":                                     {0, 0},
		"UTC":                                  {0, 0},
		"UTC0":                                 {0, 0},
		"Asia/Shanghai":                        {8, 8},
		":Asia/Shanghai":                       {8, 8},
		"PRC":                                  {8, 8},
		file:                                   {8, 8},
		":" + file:                             {8, 8},
		"CST-8":                                {8, 8},
		":CST-8":                               {8, 8},
		"CST-08:00":                            {8, 8},
		"<+08>-8":                              {8, 8},
		"<UTC+8>-8":                            {8, 8},
		"UTC-8":                                {8, 8},
		"UTC+8":                                {-8, -8},
		"IST-5:30":                             {5.5, 5.5},
		"NPT-5:45:00":                          {5.75, 5.75},
		"EST5EDT":                              {-5, -4},
		"EST5EDT,M3.2.0,M11.1.0":               {-5, -4},
		"CET-1CEST,M3.5.0,M10.5.0/3":           {1, 2},
		"AEST-10AEDT,M10.1.0,M4.1.0/3":         {11, 10},
		"<+1030>-10:30<+11>-11,M10.1.0,M4.1.0": {11, 10.5},
		"CET-1CEST,J60,J300":                   {1, 2},
	} {
		t.Run(tz, func(t *testing.T) {
			z := places{tz: tz, tzIsSet: true}.find()
			require.NoError(t, z.Err)
			require.Equal(t, want, offsets(z))
		})
	}
}

// The day of a shop in CST-8 begins at its midnight, whatever century it is.
func TestZone_ARuleHoldsForAllTimes(t *testing.T) {
	z := places{tz: "CST-8", tzIsSet: true}.find()
	for _, year := range []int{1970, 1999, 2026, 2038, 2100} {
		midnight := time.Date(year, time.March, 1, 0, 0, 0, 0, z.Location)
		require.Equal(t, 16, midnight.UTC().Hour(), year)
		name, _ := midnight.Zone()
		require.Equal(t, "CST", name)
	}
}

func TestZone_WhatCannotBeReadIsToldAndNotTakenForUTC(t *testing.T) {
	dir := t.TempDir()
	broken := filepath.Join(dir, "broken")
	require.NoError(t, os.WriteFile(broken, []byte("TZif2 and no more"), 0o600))
	for _, tz := range []string{
		"Asia/Shangai", "asia shanghai", "CST", "+8", "8", "-8", "CST-8 ", "CST-99", "GMT+8:99", "Etc/GMT-99", "Local", "../Asia/Shanghai",
		"CST-8CDT,M13.1.0,M1.1.0", "CST-8,", "北京", "CST-8\x00", "/nowhere", dir, broken, "/dev/zero", ":" + broken,
	} {
		t.Run(tz, func(t *testing.T) {
			z := places{tz: tz, tzIsSet: true}.find()
			require.ErrorContains(t, z.Err, "TZ=")
			require.Equal(t, time.UTC, z.Location)
		})
	}
}

func TestZone_WithoutTZTheMachinesFilesTell(t *testing.T) {
	for name, row := range map[string]struct {
		localtime, link, timezone string // "" for none
		want                      float64
		fails                     bool
	}{
		"a file":                           {localtime: string(fileOf("CST-8")), want: 8},
		"a link into nothing":              {link: "/nowhere/zoneinfo/Asia/Shanghai", want: 8},
		"a link up into nothing":           {link: "../nowhere/zoneinfo/Asia/Shanghai", want: 8},
		"no file and a name":               {timezone: "Asia/Shanghai\n", want: 8},
		"a broken file and a name":         {localtime: "broken", timezone: "Asia/Shanghai\n", want: 8},
		"an empty file and a name":         {localtime: " ", timezone: "Asia/Shanghai\n", want: 8},
		"nothing at all":                   {want: 0},
		"a broken file":                    {localtime: "broken", fails: true},
		"a broken file and a broken name":  {localtime: "broken", timezone: "Asia/Shangai", fails: true},
		"no file and a broken name":        {timezone: "Asia/Shangai", fails: true},
		"a link into nothing, and no name": {link: "/nowhere/else", fails: true},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			p := places{localtime: filepath.Join(dir, "localtime"), timezone: filepath.Join(dir, "timezone")}
			if row.localtime != "" {
				require.NoError(t, os.WriteFile(p.localtime, []byte(row.localtime), 0o600))
			}
			if row.link != "" {
				require.NoError(t, os.Symlink(row.link, p.localtime))
			}
			if row.timezone != "" {
				require.NoError(t, os.WriteFile(p.timezone, []byte(row.timezone), 0o600))
			}
			z := p.find()
			require.Equal(t, row.fails, z.Err != nil, z.Err)
			require.Equal(t, row.want, offsets(z)[0])
		})
	}
}
