package voice

import (
	"bufio"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// spoken is a line of the table that testdata/amounts.py made.
type spoken struct {
	amount kiosk.Fen
	wallet kiosk.Wallet
	// clips and pinyin in decimals and in units
	clips, pinyin [2]string
	english       string
}

func table(t *testing.T) (lines []spoken) {
	t.Helper()
	f, err := os.Open("testdata/amounts.tsv")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, f.Close()) })
	for in := bufio.NewScanner(f); in.Scan(); {
		if strings.HasPrefix(in.Text(), "#") {
			continue
		}
		column := strings.Split(in.Text(), "\t")
		require.Len(t, column, 9)
		amount, err := kiosk.ParseYuan(column[0])
		require.NoError(t, err)
		lines = append(lines, spoken{
			amount, kiosk.Wallet(column[1]), [2]string{column[3], column[6]}, [2]string{column[4], column[7]}, column[8],
		})
	}
	require.Len(t, lines, 200)
	require.Equal(t, kiosk.Fen(1), lines[0].amount)
	require.Equal(t, kiosk.Fen(2000202), lines[199].amount)
	return lines
}

func TestUtter_EqualsTheTableOfAnotherProgram(t *testing.T) {
	for _, want := range table(t) {
		p := kiosk.Phrase{Kind: kiosk.PhrasePaid, Wallet: want.wallet, Amount: want.amount}
		for i, units := range []bool{false, true} {
			u := utter(p, Mandarin, units)
			require.Equal(t, ToneYes, u.tone)
			require.Equal(t, want.clips[i], named(u.clips), "%s", want.amount)
			require.Equal(t, want.pinyin[i], sounds(t, Mandarin, u.clips), "%s", want.amount)
		}
		require.Equal(t, want.english, named(utter(p, English, false).clips), "%s", want.amount)
	}
}

func named(clips []Clip) string {
	names := make([]string, len(clips))
	for i, c := range clips {
		names[i] = string(c)
	}
	return strings.Join(names, " ")
}

func sounds(t *testing.T, language string, clips []Clip) string {
	t.Helper()
	by := map[Clip]string{}
	for _, w := range Words(language) {
		by[w.Clip] = w.Sound
	}
	said := make([]string, len(clips))
	for i, c := range clips {
		require.Contains(t, by, c)
		said[i] = by[c]
	}
	return strings.Join(said, " ")
}

func TestUtter_OfProvenMoneyAlone(t *testing.T) {
	for _, p := range []struct {
		kind kiosk.PhraseKind
		tone Tone
	}{
		{kiosk.PhraseFailed, ToneNo}, {kiosk.PhraseBadScan, ToneNo}, {kiosk.PhraseUnknown, ToneAttention}, {"of tomorrow", ToneAttention},
	} {
		require.Equal(t, utterance{tone: p.tone}, utter(kiosk.Phrase{Kind: p.kind, Wallet: kiosk.WeChat, Amount: 1234}, Mandarin, false))
	}
	late := kiosk.Phrase{Kind: kiosk.PhraseLate, Wallet: kiosk.WeChat, Amount: 1234}
	require.Equal(t, utterance{ToneAttention, []Clip{"late", "wechat", "received", "shi2", "er4", "dian3", "san1", "si4", "yuan2"}}, utter(late, Mandarin, false))
	require.Equal(t, utterance{ToneAttention, []Clip{"late", "wechat", "twelve", "point", "three", "four", "yuan", "received"}}, utter(late, English, false))
}

func TestUtter_OtherWalletsAndAmounts(t *testing.T) {
	for want, p := range map[string]kiosk.Phrase{
		"cash received jiu3 yuan2":                                {Wallet: kiosk.Cash, Amount: 900},
		"unionpay received jiu3 yuan2":                            {Wallet: kiosk.UnionPay, Amount: 900},
		"received jiu3 yuan2":                                     {Wallet: kiosk.WalletUnknown, Amount: 900},
		"wechat received":                                         {Wallet: kiosk.WeChat, Amount: amountSaidMax},
		"wechat received si4 qian1 wu2 bai3 wan4 ling2 yi1 yuan2": {Wallet: kiosk.WeChat, Amount: 45000001_00},
		"wechat received jiu3 qian1 jiu2 bai2 jiu3 shi2 jiu3 wan4 jiu3 qian1 jiu2 bai2 jiu3 shi2 jiu3 yuan2": {Wallet: kiosk.WeChat, Amount: 99999999_00},
	} {
		p.Kind = kiosk.PhrasePaid
		require.Equal(t, want, named(utter(p, Mandarin, false).clips))
	}
}

func TestWords_AreAllThatIsEverSaid(t *testing.T) {
	require.Len(t, Words(Mandarin), 34)
	require.Nil(t, Words("fr"))
	for _, language := range Languages {
		used := map[Clip]bool{clipTest: true, clipLate: true, clipCash: true, clipUnionPay: true, "million": true}
		say := func(amount kiosk.Fen, units bool, wallet kiosk.Wallet) {
			u := utter(kiosk.Phrase{Kind: kiosk.PhrasePaid, Wallet: wallet, Amount: amount}, language, units)
			sounds(t, language, u.clips)
			for _, c := range u.clips {
				used[c] = true
			}
		}
		for amount := kiosk.Fen(1); amount < 20_000_00; amount += 1 + amount/90 {
			say(amount, false, kiosk.WeChat)
			say(amount, true, kiosk.Alipay)
		}
		for _, w := range Words(language) {
			require.True(t, used[w.Clip], "%s %s is never said", language, w.Clip)
		}
	}
}
