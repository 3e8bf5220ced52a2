package acl

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/sys/windows"
)

func TestReaders_OfDescriptors(t *testing.T) {
	for name, row := range map[string]struct {
		sddl string
		want []string
	}{
		"a file below %APPDATA%":            {"D:AI(A;ID;FA;;;SY)(A;ID;FA;;;BA)(A;ID;FA;;;S-1-5-21-1-2-3-1001)", nil},
		"a file of C:\\":                    {"D:AI(A;ID;FA;;;BA)(A;ID;FA;;;SY)(A;ID;0x1200a9;;;BU)(A;ID;0x1301bf;;;AU)", []string{"Users", "Authenticated Users"}},
		"shared with everybody":             {"D:(A;;FR;;;WD)", []string{"Everyone"}},
		"all rights":                        {"D:(A;;GA;;;WD)", []string{"Everyone"}},
		"guests":                            {"D:(A;;GR;;;BG)(A;;GR;;;IU)", []string{"Guests", "INTERACTIVE"}},
		"its attributes alone":              {"D:(A;;0x80;;;WD)", nil},
		"written to alone":                  {"D:(A;;0x2;;;BU)", nil},
		"for files below it alone":          {"D:(A;OIIO;FR;;;BU)", nil},
		"denied first":                      {"D:(D;;FR;;;BU)(A;;FR;;;BU)", nil},
		"denied too late":                   {"D:(A;;FR;;;BU)(D;;FR;;;BU)", []string{"Users"}},
		"nobody":                            {"D:", nil},
		"an entry of another kind, a label": {"D:(A;;FA;;;SY)S:(ML;;NW;;;ME)", nil},
		"twice the same":                    {"D:(A;;FR;;;BU)(A;ID;FR;;;BU)", []string{"Users"}},
	} {
		sd, err := windows.SecurityDescriptorFromString(row.sddl)
		require.NoError(t, err, name)
		got, err := readers(sd)
		require.NoError(t, err, name)
		require.Equal(t, row.want, got, name)
	}
}

func TestReaders_WithoutAList(t *testing.T) {
	sd, err := windows.NewSecurityDescriptor()
	require.NoError(t, err)
	require.NoError(t, sd.SetDACL(nil, true, false))
	got, err := readers(sd)
	require.NoError(t, err)
	require.Equal(t, []string{"Everyone"}, got)
}

// Under Wine it says that it cannot tell, and never that all is well.
func TestReaders_OfAFileIsToldOrUntold(t *testing.T) {
	path := filepath.Join(os.TempDir(), "facepay acl 收银.txt")
	require.NoError(t, os.WriteFile(path, nil, 0o600))
	defer os.Remove(path)
	_, err := Readers(path)
	if windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() == nil {
		require.ErrorIs(t, err, ErrUntold)
		return
	}
	require.NoError(t, err)
}
