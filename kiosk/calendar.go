package kiosk

import "time"

// Date is the name of a business day, "2026-11-27"; dates sort as text.
type Date string

// Calendar cuts time into business days. A gateway's bill keeps to midnight of
// Beijing whatever the shop's calendar says.
type Calendar struct {
	Location *time.Location
	// DayStart is the time on the shop's clock at which its business day begins:
	// 4 h is four in the morning, also on a day on which clocks are changed. It is
	// under 24 h and a whole number of minutes.
	DayStart time.Duration
}

// StartHour is the hour of the shop's clock in which its business day begins.
func (c Calendar) StartHour() int { return int(c.DayStart / time.Hour) }

// On is the business day that begins on that date.
func (c Calendar) On(y int, m time.Month, d int) Day {
	minute := int(c.DayStart % time.Hour / time.Minute)
	return Day{time.Date(y, m, d, c.StartHour(), minute, 0, 0, c.Location), time.Date(y, m, d+1, c.StartHour(), minute, 0, 0, c.Location)}
}

// Of is the business day of at, and its name.
func (c Calendar) Of(at time.Time) (Day, Date) {
	y, m, d := at.In(c.Location).Date()
	day := c.On(y, m, d)
	if at.Before(day.Start) {
		d--
		day = c.On(y, m, d)
	}
	return day, Date(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Format(time.DateOnly))
}

// Day is the business day of that name; an error for what is no date.
func (c Calendar) Day(name Date) (Day, error) {
	at, err := time.Parse(time.DateOnly, string(name))
	if err != nil {
		return Day{}, err
	}
	return c.On(at.Date()), nil
}
