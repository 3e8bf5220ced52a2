package gatewayhttp

import (
	"net/http"
	"net/url"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp/gatewayhttptest"
)

func TestClient_AGatewayThatAsksForPatienceIsBusy(t *testing.T) {
	now := time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)
	const most = 5 * time.Minute
	for name, row := range map[string]struct {
		status      int
		after, date string
		busy        bool
		wait        time.Duration
	}{
		"429":                               {429, "", "", true, 0},
		"429 with seconds":                  {429, "17", "", true, 17 * time.Second},
		"503 with seconds":                  {503, " 17 ", "", true, 17 * time.Second},
		"503 without":                       {503, "", "", true, 0},
		"a time by the gateway's own clock": {429, now.Add(time.Minute).Format(http.TimeFormat), now.Format(http.TimeFormat), true, time.Minute},
		"a time that is past":               {429, now.Add(-time.Hour).Format(http.TimeFormat), now.Format(http.TimeFormat), true, 0},
		"a day":                             {429, "86400", "", true, most},
		"a time in a year":                  {503, now.AddDate(1, 0, 0).Format(http.TimeFormat), now.Format(http.TimeFormat), true, most},
		"seconds beyond counting":           {429, "9223372036854775807", "", true, most},
		"more digits than a number has":     {429, "99999999999999999999999", "", true, 0},
		"below nothing":                     {429, "-5", "", true, 0},
		"a fraction":                        {429, "1.5", "", true, 0},
		"words":                             {429, "soon", "", true, 0},
		"none of them":                      {500, "17", "", false, 0},
		"an answer":                         {200, "17", "", false, 0},
		"a bad gateway":                     {502, "17", "", false, 0},
	} {
		t.Run(name, func(t *testing.T) {
			srv := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
				for name, value := range map[string]string{"Retry-After": row.after, "Date": row.date} {
					if value != "" {
						w.Header().Set(name, value)
					}
				}
				gatewayhttptest.Says(row.status, "", `{"code":"000000","status_code":0,"status":1}`)(w, r)
			})
			reply, err := patient(t).PostForm(t.Context(), srv.URL, url.Values{})
			if !row.busy {
				require.NoError(t, err)
				require.Equal(t, row.status, reply.Status)
				return
			}
			var unanswered *kiosk.Unanswered
			require.ErrorAs(t, err, &unanswered)
			require.True(t, unanswered.Answered)
			require.True(t, unanswered.Busy)
			require.Equal(t, row.wait, unanswered.RetryAfter)
			require.ErrorContains(t, err, strconv.Itoa(row.status))
		})
	}
}
