package kiosk

import "slices"

// Equal reports whether v and o draw the same picture. It is written out because
// every step asks, and reflection would be most of a step's cost.
func (v *View) Equal(o *View) bool {
	return v.Screen == o.Screen && v.Practice == o.Practice && v.NetworkDropped == o.NetworkDropped && v.Closing == o.Closing &&
		v.Today == o.Today && v.Status == o.Status && v.Seller == o.Seller && v.Owner == o.Owner && v.SettingUp == o.SettingUp && v.SetUp.Equal(&o.SetUp) && v.Alarm.Equal(o.Alarm) &&
		v.Amount.Equal(&o.Amount) && v.Panel.Equal(&o.Panel) && v.Face == o.Face && v.Customer.Equal(&o.Customer) &&
		slices.Equal(v.Pay, o.Pay) && equalAll(v.PracticeButtons, o.PracticeButtons, (*Button).Equal) &&
		equalPtr(v.Last, o.Last, LastSale.Equal) && equalPtr(v.PIN, o.PIN, PINEntry.Equal) &&
		equalPtr(v.Order, o.Order, OrderEntry.Equal) && equalPtr(v.Refund, o.Refund, RefundEntry.Equal) &&
		equalPtr(v.Attention, o.Attention, AttentionList.Equal) &&
		equalPtr(v.Fault, o.Fault, CheckResult.Equal) && slices.EqualFunc(v.Warnings, o.Warnings, CheckResult.Equal) &&
		equalPtr(v.Checks, o.Checks, CheckReport.Equal)
}

// equalAll compares what is too large to be handed on by value for each element.
func equalAll[T any](a, b []T, equal func(*T, *T) bool) bool {
	if len(a) != len(b) {
		return false
	}
	if len(a) == 0 || &a[0] == &b[0] {
		return true // one and the same
	}
	for i := range a {
		if !equal(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

func equalPtr[T any](a, b *T, equal func(T, T) bool) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a == b || equal(*a, *b)
}

// Equal reports whether c and o draw the same.
func (c *AmountCard) Equal(o *AmountCard) bool {
	return c.Text == o.Text && c.Ghost == o.Ghost && c.Since.Equal(o.Since) &&
		c.Label.Equal(o.Label) && c.Corner.Equal(o.Corner) && c.Problem.Equal(o.Problem)
}

// Equal reports whether p and o draw the same.
func (p *Panel) Equal(o *Panel) bool {
	return p.Tone == o.Tone && p.Mark == o.Mark && p.Amount == o.Amount && p.Progress.Equal(&o.Progress) && p.Title.Equal(o.Title) && p.Detail.Equal(o.Detail) &&
		equalAll(p.Timeline, o.Timeline, (*TimelineEntry).Equal) && equalAll(p.Buttons, o.Buttons, (*Button).Equal)
}

// Equal reports whether s and o draw the same.
func (s *TimelineEntry) Equal(o *TimelineEntry) bool { return s.At.Equal(o.At) && s.Text.Equal(o.Text) }

// Equal reports whether b and o draw the same.
func (b *Button) Equal(o *Button) bool {
	return b.Action == o.Action && b.Key == o.Key && b.Tone == o.Tone && b.Main == o.Main && b.Group == o.Group && b.Label.Equal(o.Label)
}

// Equal reports whether e and o draw the same.
func (e PINEntry) Equal(o PINEntry) bool {
	return e.Dots == o.Dots && e.Busy == o.Busy && e.Shakes == o.Shakes && e.Until.Equal(o.Until) && e.Title.Equal(o.Title) && e.Detail.Equal(o.Detail)
}

// Equal reports whether e and o draw the same.
func (e OrderEntry) Equal(o OrderEntry) bool {
	return e.Text == o.Text && e.Title.Equal(o.Title) && e.Detail.Equal(o.Detail)
}

// Equal reports whether e and o draw the same.
func (e RefundEntry) Equal(o RefundEntry) bool {
	return e.Order == o.Order && e.Wallet == o.Wallet && e.Paid == o.Paid && e.Refunded == o.Refunded && e.Max == o.Max &&
		e.Fixed == o.Fixed && e.ByHand == o.ByHand && e.Confirm == o.Confirm &&
		e.Title.Equal(o.Title) && e.Detail.Equal(o.Detail) && equalAll(e.Buttons, o.Buttons, (*Button).Equal)
}

// Equal reports whether s and o draw the same.
func (s *CustomerScreen) Equal(o *CustomerScreen) bool {
	return s.Kind == o.Kind && s.Tone == o.Tone && s.Wallet == o.Wallet && s.Amount == o.Amount && s.QR == o.QR &&
		s.Title.Equal(o.Title) && s.Detail.Equal(o.Detail) && slices.Equal(s.Adverts, o.Adverts) &&
		slices.EqualFunc(s.Guide, o.Guide, Text.Equal)
}
