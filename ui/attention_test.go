package ui

import (
	"image/color"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/sample"
)

func TestAttention_ShowEachPaymentWithWhatIsDoneAboutIt(t *testing.T) {
	r := showing(t, "zh-CN", "doubts-4")
	shown := r.texts("attention")
	for _, want := range []string{
		"待处理的付款", "共 4 笔", "¥ 128.50", "后来到账", "已挂起", "云闪付 · 尾号 0419", "41 秒前", "3 分钟前", "3 小时 7 分前", "2 天前",
		"每 25 秒询问网关一次，12 秒后再问", "每 5 分钟询问网关一次，3 分钟后再问", "网关不能查询，等付款通知到 14:41",
		"暂时不用做什么，继续收款", "请店长核对。先不要交货，也不要再收", "立即再问", "店长处理", "详情", "返回",
	} {
		require.Contains(t, shown, want)
	}
}

func TestAttention_TheListTakesTheArrows(t *testing.T) {
	r := showing(t, "zh-CN", "doubts-12")
	moves := map[fyne.KeyName]kiosk.Key{
		fyne.KeyUp: kiosk.KeyUp, fyne.KeyDown: kiosk.KeyDown, fyne.KeyPageUp: kiosk.KeyPageUp, fyne.KeyPageDown: kiosk.KeyPageDown,
		fyne.KeyHome: kiosk.KeyHome, fyne.KeyEnd: kiosk.KeyEnd,
	}
	for name, want := range moves {
		r.keyTyped(name)
		require.Equal(t, []kiosk.Event{kiosk.Pressed{Key: want}}, r.posted())
	}
	r.draws(view(t, "idle"))
	for name := range moves {
		r.keyTyped(name)
	}
	require.Empty(t, r.posted(), "elsewhere these keys mean nothing")
}

func TestAttention_OnlyTheListCountsItsTimes(t *testing.T) {
	r := showing(t, "en", "doubts-4")
	before := painted(r)
	r.clock.now = func() time.Time { return noon.Add(2 * time.Second) }
	r.draw()
	before["attention"]++
	require.Equal(t, before, painted(r))
	require.Contains(t, r.texts("attention"), "Asks the gateway every 25 s, next in 10 s")
	require.Contains(t, r.texts("attention"), "43 s ago")
	r.clock.now = func() time.Time { return noon.Add(13 * time.Second) }
	r.draw()
	require.Contains(t, r.texts("attention"), "Asks the gateway every 25 s, next now")

	v := view(t, "doubts-4")
	for i := range v.Attention.Rows {
		v.Attention.Rows[i].Since, v.Attention.Rows[i].Progress.NextQuery = noon.Add(-2*time.Hour), time.Time{}
	}
	r.draws(v)
	before = painted(r)
	r.clock.now = func() time.Time { return noon.Add(14 * time.Second) }
	r.draw()
	require.Equal(t, before, painted(r), "nothing in it changes by the second")
}

func TestAttention_AskingTurnsAndWhatWasHeardStands(t *testing.T) {
	r := showing(t, "zh-CN", "doubts-asking")
	require.Len(t, r.region("attention").Spinners, 1)
	require.Contains(t, r.texts("attention"), "正在询问网关…")
	require.Contains(t, r.texts("attention"), "14:31:52  网关：系统繁忙，请稍后再试")
	r.draws(view(t, "doubts-none"))
	require.Empty(t, r.region("attention").Spinners)
	require.Contains(t, strings.Join(r.texts("attention"), ""), "¥ 128.50（尾号 0417）已不在列表：网关：没有付款，订单已关闭")
}

func TestAttention_TheAccentIsOnWhatSomebodyHasToDo(t *testing.T) {
	r := showing(t, "zh-CN", "doubts-4")
	ink := map[string]color.Color{}
	drawtest.VisitTexts(r.region("attention").Box, func(text *canvas.Text, _ fyne.Position) { ink[text.Text] = text.Color })
	require.Equal(t, draw.Unsure.Ink, ink["请店长核对。先不要交货，也不要再收"])
	require.Equal(t, draw.Plain.Ink, ink["暂时不用做什么，继续收款"])
}

func TestGuide_SaysItInBothLanguages(t *testing.T) {
	all := drawtest.Catalogues(t, i18n.Languages()...)
	everywhere(t, func(t *testing.T, r *rig) {
		guided := 0
		for _, v := range sample.Views(noon, sample.Amount, true) {
			if len(v.View.Customer.Guide) == 0 {
				continue
			}
			guided++
			r.draws(v.View)
			said := letters(strings.Join(r.texts("stage"), ""))
			st := v.View.Customer
			for _, c := range all {
				for _, text := range append([]kiosk.Text{st.Title, st.Detail}, st.Guide...) {
					require.Contains(t, said, letters(draw.Typeset(c.Text(text))), "%s in %s", v.Name, c.Language())
				}
			}
			require.Contains(t, said, letters(st.Amount), v.Name)
		}
		require.GreaterOrEqual(t, guided, 6)
	})
}

// letters is text without spaces and stops, which stand anew between lines.
func letters(text string) string {
	return strings.Map(func(r rune) rune {
		if slices.Contains([]rune(" .。\n"), r) {
			return -1
		}
		return r
	}, text)
}

func TestRecord_AManagersReasonIsRead(t *testing.T) {
	r := newRig(t, "en", sizes[0])
	rec := kiosk.Record{Kind: kiosk.RecordDecided, From: kiosk.StateUnknown, To: kiosk.StatePaid, Note: "manager wallet_bill"}
	require.Equal(t, "Decided by a manager · Paid · It is in the customer's app", r.Texts.Record(rec))
}

func TestRefund_TheNoteStandsAtTheTop(t *testing.T) {
	r := showing(t, "zh-CN", "refund")
	top := float32(1e6)
	drawtest.VisitTexts(r.region("pad").Box, func(text *canvas.Text, at fyne.Position) {
		if strings.Contains(text.Text, "0417") {
			place, _ := r.region("pad").At()
			top = min(top, at.Y-place.Y)
			require.GreaterOrEqual(t, text.TextSize, float32(draw.SizeText))
		}
	})
	require.Less(t, top, float32(70))
}
