package sim

import (
	"strings"

	"facepay/kiosk"
)

// A shop changes its gateway in the config between two starts, and perhaps back. The
// orders stay in the books of the one that made them and may still be paid. Here both
// are one gateway under two names: the till must ask neither about the other's payments.

// moveRate is the share of runs in which that happens.
const moveRate = 1.0 / 40

// drawMove decides whether this shop changes its gateway.
func (w *world) drawMove() {
	if w.dice.chance(moveRate) {
		w.names = []string{w.settings.Provider, w.settings.Provider + "-next"}
	}
}

// railsAt are the names on record of the wallets' own gateways at the shop's gateway of
// that name, nil where one has all.
func (p *profile) railsAt(name string) map[kiosk.Wallet]string {
	if !p.rails {
		return nil
	}
	moved := strings.TrimPrefix(name, p.name)
	return map[kiosk.Wallet]string{kiosk.WeChat: "wechatpay" + moved, kiosk.Alipay: "alipay" + moved}
}

// moves changes the config while the till is off.
func (w *world) moves() {
	if len(w.names) == 0 || w.calm || !w.dice.chance(0.4) {
		return
	}
	w.names[0], w.names[1] = w.names[1], w.names[0]
	w.settings.Provider, w.settings.Rails = w.names[0], w.gateway.profile.railsAt(w.names[0])
	w.count(FaultMoved)
	w.note("owner", "changes the gateway to %s", w.settings.Provider)
}

// elsewhere reports whether p is of a gateway that the config does not name now.
func (w *world) elsewhere(p *kiosk.Payment) bool {
	return len(w.names) > 0 && p.Provider != w.settings.ProviderOf(p.Wallet)
}

// gatewayChanged reports whether p had come to nothing at a gateway that nobody asked
// for a while: what its customer did meanwhile, nobody can know.
func (w *world) gatewayChanged(p *kiosk.Payment) bool {
	return len(w.names) > 0 && (p.State == kiosk.StateFailed || p.State == kiosk.StateClosed)
}
