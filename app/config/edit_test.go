package config

import (
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"
)

func TestEdit_ChangesOneValueAndNothingElse(t *testing.T) {
	for name, row := range map[string]struct{ text, key, value, want string }{
		"in its place":                  {"# mine\n[shop]\nname = \"a\"   # sign\ntill = \"01\"\n", "shop.name", `"b"`, "# mine\n[shop]\nname = \"b\"   # sign\ntill = \"01\"\n"},
		"the same":                      {"[shop]\nname = 'a'\n", "shop.name", `"b"`, "[shop]\nname = \"b\"\n"},
		"a key after the others":        {"[shop]\nname = \"a\"\n\n# till\n[cashier]\n", "shop.till", `"02"`, "[shop]\nname = \"a\"\ntill = \"02\"\n\n# till\n[cashier]\n"},
		"a key of a bare section":       {"[shop] # ours\n\n[cashier]\n", "shop.till", `"02"`, "[shop] # ours\ntill = \"02\"\n\n[cashier]\n"},
		"with its indent":               {"[shop]\n  name = \"a\"\n", "shop.till", `"02"`, "[shop]\n  name = \"a\"\n  till = \"02\"\n"},
		"no last line end":              {"[shop]\nname = \"a\"", "shop.till", `"02"`, "[shop]\nname = \"a\"\ntill = \"02\"\n"},
		"CRLF":                          {"[shop]\r\nname = \"a\"\r\n", "shop.till", `"02"`, "[shop]\r\nname = \"a\"\r\ntill = \"02\"\r\n"},
		"a byte order mark":             {"\ufefflanguage = \"en\"\n", "provider", `"lepay"`, "\ufefflanguage = \"en\"\nprovider = \"lepay\"\n"},
		"an empty file":                 {"", "shop.name", `"a"`, "[shop]\nname = \"a\"\n"},
		"the first key of all":          {"# a\n# b\n\n# shop\n[shop]\n", "language", `"en"`, "# a\n# b\n\nlanguage = \"en\"\n# shop\n[shop]\n"},
		"the first key of all, no rest": {"[shop]\n", "language", `"en"`, "language = \"en\"\n[shop]\n"},
		"a section between":             {"[shop]\nname = \"a\"\n\n# devices\n[scanner]\nbaud = 9600\n", "cashier.default_qr", `"wechat"`, "[shop]\nname = \"a\"\n\n[cashier]\ndefault_qr = \"wechat\"\n\n# devices\n[scanner]\nbaud = 9600\n"},
		"a section at the end":          {"[shop]\nname = \"a\"\n", "voice.volume", "10", "[shop]\nname = \"a\"\n\n[voice]\nvolume = 10\n"},
		"an inline table":               {"shop = { name = \"a\", till = \"01\" } # x\n", "shop.name", `"b"`, "shop = { name = \"b\", till = \"01\" } # x\n"},
		"into an inline table":          {"shop = { name = \"a\" }\n", "shop.till", `"02"`, "shop = { name = \"a\", till = \"02\" }\n"},
		"into an empty one":             {"shop = {}\n", "shop.till", `"02"`, "shop = {till = \"02\"}\n"},
		"into one within another":       {"providers = { lepay = { csn = \"1\" }, yfpay = {} }\n", "providers.lepay.store_id", `"4"`, "providers = { lepay = { csn = \"1\", store_id = \"4\" }, yfpay = {} }\n"},
		"beside one within another":     {"providers = { lepay = { csn = \"1\" } }\n", "providers.yfpay.mch_no", `"4"`, "providers = { lepay = { csn = \"1\" }, yfpay.mch_no = \"4\" }\n"},
		"dotted keys":                   {"shop.name = \"a\"\ncashier.max_amount = \"1\"\n", "shop.till", `"02"`, "shop.name = \"a\"\nshop.till = \"02\"\ncashier.max_amount = \"1\"\n"},
		"dotted keys within a section":  {"[providers]\nlepay.csn = \"1\" # serial\n", "providers.lepay.store_id", `"4"`, "[providers]\nlepay.csn = \"1\" # serial\nlepay.store_id = \"4\"\n"},
		"a quoted key":                  {"\"shop\".'name' = \"a = 1\"\n", "shop.name", `"b"`, "\"shop\".'name' = \"b\"\n"},
		"a list of many lines":          {"[codes]\nwechat = [\n  '1', # one\n  '2',\n] # end\n", "codes.wechat", `['3']`, "[codes]\nwechat = ['3'] # end\n"},
		"after a list of many lines":    {"[codes]\nwechat = [\n  '1'\n]\n", "codes.alipay", `['3']`, "[codes]\nwechat = [\n  '1'\n]\nalipay = ['3']\n"},
		"a text of many lines":          {"[shop]\nname = \"\"\"\ntill = 1\n\"\"\"\n", "shop.till", `"02"`, "[shop]\nname = \"\"\"\ntill = 1\n\"\"\"\ntill = \"02\"\n"},
		"a number":                      {"[scanner]\nbaud=9600#x\n", "scanner.baud", "1200", "[scanner]\nbaud=1200#x\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := edit(row.text, row.key, row.value)
			require.NoError(t, err)
			require.Equal(t, row.want, got)
			tree, err := decodeTree(row.text)
			require.NoError(t, err)
			if !hasKey(tree, strings.Split(row.key, ".")) {
				checkInsertion(t, row.text, got)
			}
		})
	}
}

func TestEdit_RefusesWhatHasNoPlace(t *testing.T) {
	for _, text := range []string{"shop = 1\n", "shop = \"x\"\n", "[[shop]]\nname = \"a\"\n"} {
		_, err := edit(text, "shop.name", `"b"`)
		require.ErrorContains(t, err, "shop.name: cannot be put into the file as it is written", text)
	}
	_, err := edit("[shop\n", "shop.name", `"b"`)
	require.Error(t, err)
}

// Every key of the form can be put into the example, alone and after all others, and
// every other byte of it stays.
func TestEdit_EveryKeyOfTheForm(t *testing.T) {
	example, err := os.ReadFile("../../config.example.toml")
	require.NoError(t, err)
	conf := Default()
	for _, start := range []string{"", string(example), strings.ReplaceAll(string(example), "\n", "\r\n")} {
		all := start
		for _, f := range Form() {
			literal, err := f.literal(conf.Value(f.Key))
			require.NoError(t, err, f.Key)
			all, err = edit(all, f.Key, literal)
			require.NoError(t, err, f.Key)
		}
		loaded, err := parse("x", all, private, nil, false)
		require.NoError(t, err)
		require.Equal(t, Default(), loaded)
		if start != "" {
			require.Equal(t, strings.Count(start, "\n"), strings.Count(all, "\n"), "nothing was added")
		}
	}
}

func FuzzEdit(f *testing.F) {
	example, err := os.ReadFile("../../config.example.toml")
	require.NoError(f, err)
	for _, text := range []string{
		string(example), "", "shop = {}\n", "shop.name='a'\r\n[providers]\nlepay.csn=\"\"", "\ufeff[shop]\n#\n[scanner]", "providers = { yfpay = { key = '#' } }",
		"[shop]\nname = \"\"\"a\\\n  b\"\"\" # ]\n", "[codes]\nwechat=[ '}', \"]\" ,]\n", "shop = {\n name = \"a\", # x\n}\n",
	} {
		f.Add(text, uint8(3), "示例 = \"小店\" \\ '#'")
		f.Add(text, uint8(40), "12")
	}
	f.Fuzz(func(t *testing.T, text string, n uint8, value string) {
		field := Form()[int(n)%len(Form())]
		before, err := decodeTree(text)
		literal, bad := field.literal(value)
		if err != nil || bad != nil || !utf8.ValidString(value) || !utf8.ValidString(text) {
			return
		}
		edited, err := edit(text, field.Key, literal)
		if err != nil {
			return
		}
		after, err := decodeTree(edited)
		require.NoError(t, err)
		wanted, err := decodeTree("v = " + literal)
		require.NoError(t, err)
		path := strings.Split(field.Key, ".")
		if !hasKey(before, path) {
			checkInsertion(t, text, edited)
		}
		require.True(t, plant(before, path, wanted["v"]))
		require.True(t, reflect.DeepEqual(before, after))
	})
}

// checkInsertion holds that after is before with something put in at one place.
func checkInsertion(t *testing.T, before, after string) {
	t.Helper()
	from := 0
	for from < len(before) && from < len(after) && before[from] == after[from] {
		from++
	}
	require.True(t, strings.HasSuffix(after, before[from:]), "%q became %q", before, after)
}

func hasKey(tree map[string]any, path []string) bool {
	for _, part := range path[:len(path)-1] {
		tree, _ = tree[part].(map[string]any)
	}
	_, is := tree[path[len(path)-1]]
	return is
}

func TestQuote(t *testing.T) {
	for s, want := range map[string]string{
		"": `""`, "小店": `"小店"`, `a"b`: `"a\"b"`, `1\d`: `'1\d'`, `1\d'`: `"1\\d'"`, "a\tb\x7f": `"a\u0009b\u007F"`, "=SUM(A1)": `"=SUM(A1)"`,
	} {
		require.Equal(t, want, quote(s))
		tree, err := decodeTree("v = " + quote(s))
		require.NoError(t, err)
		require.Equal(t, s, tree["v"])
	}
}
