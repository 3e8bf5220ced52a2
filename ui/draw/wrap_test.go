package draw

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

func TestBalanced_LeavesNoWordAloneAndEndsLinesAfterClauses(t *testing.T) {
	test.NewTempApp(t)
	st := Style{Size: 20}
	wide := func(text string) float32 { return Width(text, st) }
	for name, c := range map[string]struct {
		text string
		room float32
		want []string
	}{
		"one line":                {"请不要重复付款", 400, []string{"请不要重复付款"}},
		"a lone hanzi":            {"已经扣的款会算数，或者退还给您。", wide("已经扣的款会算数，或者退还给"), []string{"已经扣的款会算数，", "或者退还给您。"}},
		"a lone word":             {"Nothing was taken. Try again or another way", wide("Nothing was taken. Try again or another"), []string{"Nothing was taken.", "Try again or another way"}},
		"a verb said twice":       {"请用微信或支付宝扫一扫，打开小程序付款", wide("扫一扫，打开小程序付款"), []string{"请用微信或支付宝", "扫一扫，打开小程序付款"}},
		"a yuan sign":             {"Off the list ¥ 128.50 for good", wide("¥ 128.50 for good"), []string{"Off the list", "¥ 128.50 for good"}},
		"a number after its name": {"1423 equal, differences: 5", wide("1423 equal, differences:"), []string{"1423 equal,", "differences: 5"}},
		"each paragraph":          {"一\n二三", 400, []string{"一", "二三"}},
		"no room at all":          {"a bc", -1, []string{"a", "b", "c"}},
		"a word that is too wide": {"see " + strings.Repeat("x", 30) + " /dev/serial/by-id/x", 100, []string{"see", strings.Repeat("x", 10), strings.Repeat("x", 10), strings.Repeat("x", 10), "/dev/", "serial/by-", "id/x"}},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, c.want, Balanced(c.text, c.room, st))
		})
	}
}

func TestBalanced_NeedsNoMoreLinesThanThePlainWay(t *testing.T) {
	test.NewTempApp(t)
	for _, text := range []string{
		"网关不能查询退款。请在商户后台查看，再请店长决定", "The last request may still be on its way: \"not refunded\" can be said in a minute.",
	} {
		for room := float32(60); room < 900; room += 7 {
			lines, plain := Balanced(text, room, Style{Size: 19}), Wrap(text, room, Style{Size: 19})
			require.Len(t, lines, len(plain), "%v", room)
			require.Equal(t, strings.ReplaceAll(text, " ", ""), strings.ReplaceAll(strings.Join(lines, ""), " ", ""))
		}
	}
}

func TestSplits_TellsAWordFromAPath(t *testing.T) {
	st := Style{Size: 20}
	width := Width("Yesterda", st)
	require.True(t, Splits("not Yesterday", width, st))
	require.False(t, Splits("Yesterda", width, st))
	require.False(t, Splits("/media/yesterday/bill.csv 20261101-20261130", width, st), "a path is broken where it must")
	require.False(t, Splits("没有保存没有保存没有保存", width, st))
}
