package acl

import (
	"fmt"
	"unsafe"

	"golang.org/x/sys/windows"
)

// wide are the groups that more people are in than those who run a till. The names
// are those of icacls on an English Windows.
var wide = []struct {
	sid  windows.WELL_KNOWN_SID_TYPE
	name string
}{
	{windows.WinWorldSid, "Everyone"},
	{windows.WinAuthenticatedUserSid, "Authenticated Users"},
	{windows.WinBuiltinUsersSid, "Users"},
	{windows.WinInteractiveSid, "INTERACTIVE"},
	{windows.WinBuiltinGuestsSid, "Guests"},
}

// Readers returns the groups of many people that may read the file path, by the list
// in its security descriptor. Errors: ErrUntold.
func Readers(path string) ([]string, error) {
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil {
		return nil, ErrUntold
	}
	sd, err := windows.GetNamedSecurityInfo(path, windows.SE_FILE_OBJECT, windows.DACL_SECURITY_INFORMATION)
	if err != nil {
		return nil, fmt.Errorf("read the access control list of %s: %w", path, err)
	}
	return readers(sd)
}

// readRights are the rights of which each lets somebody read a file.
const readRights = windows.FILE_READ_DATA | windows.GENERIC_READ | windows.GENERIC_ALL

// readers goes through the entries in their order: what an earlier one denies, no later
// one allows.
func readers(sd *windows.SECURITY_DESCRIPTOR) (names []string, err error) {
	list, _, err := sd.DACL()
	if err != nil {
		return nil, fmt.Errorf("read an access control list: %w", err)
	}
	if list == nil { // "no list" lets everybody do anything
		return []string{wide[0].name}, nil
	}
	settled := make([]bool, len(wide))
	for i := range uint32(list.AceCount) {
		var entry *windows.ACCESS_ALLOWED_ACE
		if err := windows.GetAce(list, i, &entry); err != nil {
			return nil, fmt.Errorf("read an access control list: %w", err)
		}
		kind := entry.Header.AceType
		if kind > windows.ACCESS_DENIED_ACE_TYPE || entry.Header.AceFlags&windows.INHERIT_ONLY_ACE != 0 || entry.Mask&readRights == 0 {
			continue
		}
		sid := (*windows.SID)(unsafe.Pointer(&entry.SidStart))
		for i, group := range wide {
			if settled[i] || !sid.IsWellKnown(group.sid) {
				continue
			}
			settled[i] = true
			if kind == windows.ACCESS_ALLOWED_ACE_TYPE {
				names = append(names, group.name)
			}
		}
	}
	return names, nil
}

// MakePrivate lets nobody but the user, the administrators and the system read the
// file path, whatever its folder says.
func MakePrivate(path string) error {
	user, err := windows.GetCurrentProcessToken().GetTokenUser()
	if err != nil {
		return fmt.Errorf("find this user: %w", err)
	}
	sd, err := windows.SecurityDescriptorFromString("D:P(A;;FA;;;SY)(A;;FA;;;BA)(A;;FA;;;" + user.User.Sid.String() + ")")
	if err != nil {
		return fmt.Errorf("make an access control list: %w", err)
	}
	list, _, err := sd.DACL()
	if err != nil {
		return fmt.Errorf("make an access control list: %w", err)
	}
	err = windows.SetNamedSecurityInfo(path, windows.SE_FILE_OBJECT,
		windows.DACL_SECURITY_INFORMATION|windows.PROTECTED_DACL_SECURITY_INFORMATION, nil, nil, list, nil)
	if err != nil {
		return fmt.Errorf("set the access control list of %s: %w", path, err)
	}
	return nil
}
