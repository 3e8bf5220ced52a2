package kiosk

// Settings of a till. They do not change while it runs, but for those of CashierChanged.
type Settings struct {
	Shop         string
	Till         string
	Provider     string
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
