package kiosk

// EndingMin is the fewest last characters of a number that are searched for.
const EndingMin = 4

// HistoryFilter selects payments of the owner's list; a zero field selects all.
type HistoryFilter struct {
	// From and To are business days on which a payment became paid, or was made
	// where it is not paid.
	From, To Date
	Hour     *int // of the shop's clock on that day
	Shift    int  // its number, of the same moment
	Wallet   Wallet
	Channel  string // as Payment.Channel
	State    State
	Cashier  string
	Nobody   bool // nobody was named, Cashier is ""
	Late     bool
	Refunded bool // some money went back
	Min, Max Fen  // the amount; Max 0 is no bound
	// Ending is EndingMin or more last characters of the order number, the gateway's
	// or the wallet's, in any case.
	Ending string
}
