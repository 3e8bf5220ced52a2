package wire

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestFirstWrong_NamesTheKeyAndNotTheValue(t *testing.T) {
	const section = "providers.lepay"
	require.NoError(t, FirstWrong(section, Setting{"store_id", Needed("460")}, Setting{"csn", OptionalWord("", 3)}))
	require.EqualError(t, FirstWrong(section, Setting{"store_id", Needed("")}, Setting{"csn", Needed("")}),
		"providers.lepay.store_id: is needed, the vendor assigns it")
	for _, value := range []string{"4 6", "4600", "店"} {
		require.EqualError(t, FirstWrong(section, Setting{"store_id", OptionalWord(value, 3)}),
			"providers.lepay.store_id: may hold only letters, digits, - and _, at most 3 of them")
	}
}
