package kiosk

import "slices"

// Role is what a person may do at the till.
type Role string

// The roles, the one who may least first.
const (
	RoleCashier Role = "cashier"
	RoleManager Role = "manager"
	RoleOwner   Role = "owner"
)

// Person is somebody with a PIN of their own.
type Person struct {
	ID   int64
	Name string
	Role Role
}

// Right is something that not everybody may do.
type Right string

// The rights.
const (
	RightHistory    Right = "history"     // the list of payments, and what it adds up to
	RightRefund     Right = "refund"      // give money back
	RightDecide     Right = "decide"      // say what became of a payment that nobody can ask about
	RightCloseShift Right = "close_shift" // close one's own shift
	RightCloseOther Right = "close_other" // close a shift that somebody else opened
	RightReports    Right = "reports"     // sums over more than a shift; bills
	RightSettings   Right = "settings"
	RightPeople     Right = "people" // names, roles and PINs
	RightLeave      Right = "leave"  // leave full screen, close the till
)

// rights is the one table of who may do what.
var rights = map[Role][]Right{
	RoleCashier: {RightCloseShift},
	RoleManager: {RightCloseShift, RightHistory, RightRefund, RightDecide, RightCloseOther, RightReports, RightLeave},
	RoleOwner: {
		RightCloseShift, RightHistory, RightRefund, RightDecide, RightCloseOther, RightReports, RightLeave, RightSettings, RightPeople,
	},
}

// May reports whether somebody of that role may do it.
func (r Role) May(right Right) bool { return slices.Contains(rights[r], right) }
