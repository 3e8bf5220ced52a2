package kiosk

// Settings of a till. They do not change while it runs, but for those of CashierChanged.
type Settings struct {
	Shop     string
	Till     string
	Provider string
	// Rails are the wallets that are each reached at a gateway of its own, with that
	// gateway's name on record; nil: Provider has all.
	Rails        map[Wallet]string
	Capabilities Capabilities
	MaxAmount    Fen
	Cash         bool // sales for cash are recorded
	// DefaultQR is the wallet whose QR opens with the sale on Enter; "" arms the
	// scanner only, and so does one that the gateway has not.
	DefaultQR Wallet
	// MiniLink is the link to the shop's mini-program with {order_no}, {amount}
	// and {path} in it; "": the rail is not offered with MiniParams.
	MiniLink string
	// FaceTerminal: one is connected, which is told the amount of each sale.
	FaceTerminal bool
	Practice     bool
	// Receipts is the occasion on which a receipt is printed. Drawer: it opens with a sale in cash.
	Receipts Receipts
	Drawer   bool
	// Voice: what happens is heard too. MutedOn is the business day for which somebody at
	// the counter has muted it; "" for none.
	Voice    bool
	MutedOn  Date
	SetUp    bool // there is no config yet: the amount screen offers to make one
	Codes    PayCodeTable
	Calendar // of the shop: days, and by its clock order numbers
	// Seed makes order numbers; 32 bytes from the system's randomness.
	Seed [32]byte
}

// ProviderOf is the name on record of the gateway that w's payments go to.
func (s *Settings) ProviderOf(w Wallet) string {
	if name := s.Rails[w]; name != "" {
		return name
	}
	return s.Provider
}
