package kiosk

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Role is a set of rights at the till.
type Role string

// The roles, the one who may least first.
const (
	RoleCashier Role = "cashier"
	RoleManager Role = "manager"
	RoleOwner   Role = "owner"
)

// Roles are all of them, the one who may least first.
var Roles = []Role{RoleCashier, RoleManager, RoleOwner}

// Text is the role's name.
func (r Role) Text() Text { return T("role." + string(r)) }

// Person is somebody with a PIN of their own.
type Person struct {
	ID     int64 // 0: not in the ledger yet
	Name   string
	Role   Role
	HasPIN bool
}

// Called is the name that goes on record. The owner of a shop that has set up nobody
// has none and goes by the role.
func (p Person) Called() string {
	if p.Name == "" {
		return string(p.Role)
	}
	return p.Name
}

// NameText is a name on record as an argument of a sentence.
func NameText(called string) string {
	if slices.Contains(Roles, Role(called)) {
		return Role(called).Text().Arg()
	}
	return called
}

// People keeps who may do what with which PIN. by is the name of who changes it, which
// goes on record with what was changed, but for PINs.
type People interface {
	// People returns everybody, owners first, then managers, then cashiers.
	People(ctx context.Context) ([]Person, error)
	// SavePerson writes p, as somebody new where p.ID is 0, and gives them pin; "" leaves
	// the PIN that they have. It returns p as it is kept. Errors: ErrPersonName,
	// ErrPINShape, ErrPINTaken, ErrOwnerFirst, ErrLastOwner, ErrNoPerson, ErrPeopleMany.
	SavePerson(ctx context.Context, by string, p Person, pin string) (Person, error)
	// SavePeople writes names and roles, all of them or, with an error, none. The PINs stay.
	// Errors: those of SavePerson that are not about PINs.
	SavePeople(ctx context.Context, by string, people []Person) error
	// RemovePerson takes somebody's PIN and name away. What is on record about them
	// stays, since that has the name as text. Errors: ErrNoPerson, ErrLastOwner.
	RemovePerson(ctx context.Context, by string, id int64) error
}

// Bounds on people: more than a counter has, and a name that a button has room for.
const (
	PeopleMax          = 50
	PersonNameRunesMax = 20
)

// Errors of People.
var (
	ErrPersonName = fmt.Errorf("a name has 1 to %d characters, is nobody else's and no role's, and begins with no @", PersonNameRunesMax)
	ErrPINTaken   = errors.New("somebody else has this PIN")
	ErrOwnerFirst = errors.New("the owner chooses a PIN first")
	ErrLastOwner  = errors.New("somebody must be the owner")
	ErrNoPerson   = errors.New("no such person")
	ErrPeopleMany = fmt.Errorf("a till knows %d people at most", PeopleMax)
)

// approvalMark stands between the parts of an Approval's note, so in no name.
const approvalMark = "|"

// CheckPersonName is ErrPersonName for what cannot be a name, nil for all else.
func CheckPersonName(name string) error {
	if name == "" || utf8.RuneCountInString(name) > PersonNameRunesMax || !utf8.ValidString(name) || name != strings.TrimSpace(name) ||
		strings.HasPrefix(name, "@") || strings.Contains(name, approvalMark) || strings.ContainsFunc(name, unicode.IsControl) ||
		slices.Contains(Roles, Role(name)) {
		return ErrPersonName
	}
	return nil
}

// Right is something that not everybody may do.
type Right string

// The rights.
const (
	RightSell       Right = "sell"        // take money, park a sale, accept what came late; nobody is asked for a PIN
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

// Rights are all of them, in the order in which people read them.
var Rights = []Right{
	RightSell, RightCloseShift, RightHistory, RightRefund, RightDecide, RightReports, RightCloseOther, RightLeave, RightSettings, RightPeople,
}

// rights is the one table of who may do what.
var rights = map[Role][]Right{
	RoleCashier: {RightSell, RightCloseShift},
	RoleManager: {RightSell, RightCloseShift, RightHistory, RightRefund, RightDecide, RightCloseOther, RightReports, RightLeave},
	RoleOwner:   Rights,
}

// May reports whether somebody of that role may do it.
func (r Role) May(right Right) bool { return slices.Contains(rights[r], right) }

// Text is the right's name.
func (r Right) Text() Text { return T("right." + string(r)) }

// Money reports whether the right decides about money, so that nobody has it as long
// as the shop has no PIN.
func (r Right) Money() bool { return r == RightRefund || r == RightDecide }

// Approval is the leave for something that not everybody may do. Zero: nobody is set
// up in this shop, so that there is one PIN and no name.
type Approval struct {
	Right Right
	Asked string // who was signed in at the counter, "" for nobody
	By    string // whose PIN it was
}

// Note is a as a record has it.
func (a Approval) Note() string {
	return strings.Join([]string{string(a.Right), a.Asked, a.By}, approvalMark)
}

// ParseApproval reads a Note; ok is false for what is none.
func ParseApproval(note string) (a Approval, ok bool) {
	parts := strings.Split(note, approvalMark)
	if len(parts) != 3 || !slices.Contains(Rights, Right(parts[0])) {
		return Approval{}, false
	}
	return Approval{Right(parts[0]), parts[1], parts[2]}, true
}
