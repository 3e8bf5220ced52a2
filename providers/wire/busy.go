package wire

// wordings is the source of words that no vendor documents.
const wordings = "words that gateways use for it"

// BusyWords are pieces of a reply's words by which a gateway asks to be asked
// less often, or later. Whatever else the reply says, it is no word on the
// payment: such a gateway has not looked.
func BusyWords(field string) ResultCodes {
	return ResultCodes{
		Call: "any call", Does: "Any call", Field: field, AnyCase: true, Phrases: true, Note: "Counts in whatever is no success.",
		Rows: Rows(Busy, "It has not looked: it asks to be asked later.", wordings,
			"繁忙", "busy", "频繁", "too often", "限流", "throttled", "请求过多", "too many requests",
			"SYSTEM BUSY", "system busy", "SYSTEM IS BUSY", "system busy", "SERVER BUSY", "server busy", "SERVER IS BUSY", "server busy",
			"TOO MANY REQUEST", "too many requests", "TOO FREQUENT", "too often", "FREQUENTLY", "too often", "RATE LIMIT", "throttled"),
	}
}
