package practice

import (
	"fmt"
	"time"
)

// autoPayEvery is the interval of Settings.AutoPayMS when nobody asks.
const autoPayEvery = 200 * time.Millisecond

// autoPay pays the orders whose time under Settings.AutoPayMS has come. It runs
// whenever someone looks, and now and then by payByItself.
func (all *orders) autoPay() error {
	if all.settings.AutoPayMS == 0 {
		return nil
	}
	now := all.now()
	for _, no := range all.order {
		o := all.byNumber[no].at(now)
		due := o.CreatedAt.Add(time.Duration(all.settings.AutoPayMS) * time.Millisecond)
		if !o.State.Open() || now.Before(due) {
			continue
		}
		o, err := o.apply(ActionPay, now)
		if err != nil {
			return err
		}
		if _, err := all.change(o, nil); err != nil {
			return fmt.Errorf("pay order by itself: %w", err)
		}
	}
	return nil
}

// payByItself carries out Settings.AutoPayMS while nobody looks.
func (s *Server) payByItself() {
	tick := time.NewTicker(autoPayEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-s.open.Done():
			return
		}
		if err := s.orders.payDue(); err != nil {
			s.config.Log.Error("practice gateway no longer pays by itself", "error", err)
			return
		}
	}
}

func (all *orders) payDue() error {
	all.mu.Lock()
	defer all.mu.Unlock()
	return all.autoPay()
}
