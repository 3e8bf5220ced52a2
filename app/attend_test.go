package app

import (
	"os"
	"os/exec"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/app/heartbeat"
)

// attendedRole is the variable that makes the test binary a till that is attended, which
// ends at once.
const attendedRole = "APP_TEST_ATTENDED"

func TestMain(m *testing.M) {
	switch os.Getenv(attendedRole) {
	case "again":
		heartbeat.NewSender(os.Stdin, os.Stdout, func() {}).Again()
		os.Exit(1)
	case "fails":
		os.Exit(3)
	case "leaves":
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func TestAttend_PassesOnHowTheTillEnded(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for role, want := range map[string]struct {
		code  int
		again bool
	}{"again": {1, true}, "fails": {3, false}, "leaves": {0, false}} {
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), attendedRole+"="+role)
		child, err := heartbeat.Start(t.Context(), cmd)
		require.NoError(t, err)
		code, again := Attend(child)
		require.Equal(t, want.code, code, role)
		require.Equal(t, want.again, again, role)
	}
}
