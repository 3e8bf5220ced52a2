//go:build faultinject

package update

import (
	"os"
	"time"

	"facepay/store"
)

// momentVariable of a program that is built with the tag faultinject, for tests alone, is
// the moment of an update at which the installed program ends itself by SIGKILL.
const momentVariable = "FACEPAY_FAULTINJECT_UPDATE"

// newVariable is the fault of every version but the installed one: it may "crash" or
// "hang". What else there is, the ledger knows.
const newVariable = "FACEPAY_FAULTINJECT_NEW"

func init() {
	s, err := Find()
	if err != nil {
		panic(err)
	}
	if at := os.Getenv(momentVariable); at != "" && !s.InSlot() {
		moment = func(now string) {
			if now == at {
				store.Kill()
			}
		}
	}
	switch fault := os.Getenv(newVariable); {
	case !s.InSlot() || len(os.Args) > 1 && os.Args[1] == "version":
	case fault == "crash":
		panic("a new mistake")
	case fault == "hang":
		time.Sleep(time.Hour)
	}
}
