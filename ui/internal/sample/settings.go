package sample

import (
	"slices"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// settingsView is the View of the entry of this id with the rest of it as it mostly is.
func settingsView(entry string, title, help kiosk.Text, rows ...kiosk.SetupRow) kiosk.SetupView {
	v := kiosk.SetupView{Title: title, Help: help, Rows: rows, Buttons: []kiosk.Button{settingsButton(kiosk.KeyEsc, "back", false)}}
	ids := []string{"phone", "page.language", "page.shop", "page.till", "page.gateway", "page.scanner", "page.people", "page.day", "page.adverts", "page.screens", "page.devices", "record", "version", "check"}
	for i, id := range ids {
		v.Entries = append(v.Entries, kiosk.SetupEntry{Name: kiosk.T("setup." + id)})
		if id == entry {
			v.Entry = i
		}
	}
	return v
}

func settingsButton(k kiosk.Key, id string, main bool) kiosk.Button {
	return kiosk.Button{Key: k, Label: kiosk.T("setup.do." + id), Main: main}
}

func typedValue(value string) kiosk.Text { return kiosk.T("setup.choice.as_is", "value", value) }

func setting(key, value string) kiosk.SetupRow {
	return kiosk.SetupRow{Name: kiosk.T("setting." + key), Value: typedValue(value)}
}

// formPages are the pages of Settings that are plain forms, with their keys and values.
var formPages = map[string][]string{
	"language": {"language", "中文"},
	"till":     {"shop.till", "01", "cashier.max_amount", "50000.00", "cashier.default_qr", string(kiosk.WeChat)},
	"scanner":  {"scanner.port", "/dev/serial/by-id/usb-Newland_Auto-ID_NLS-HR22-if00", "scanner.baud", "9600", "codes.wechat", "1[0-5][0-9]{16}", "codes.alipay", "(2[5-9]|30)[0-9]{14,22}", "codes.alipay_face", "fp[0-9a-z]{33}", "codes.unionpay", "62[0-9]{17}"},
	"day":      {"shop.day_start", "04:00", "cashier.cash", "✓", "cashier.count_apps", "✓"},
	"adverts":  {"adverts.interval", "8s", "adverts.dir", "/home/shop/adverts"},
	"screens":  {"customer_screen.enabled", "✓", "customer_screen.monitor", "HDMI-1 DEL 1280,0", "customer_screen.page_port", "0", "screen.awake", "07:30-22:00"},
	"devices": {"pole.port", "/dev/ttyUSB1", "pole.baud", "2400", "pole.dialect", "led8", "printer.port", "192.168.1.50:9100", "printer.columns", "32", "printer.encoding", "gb18030", "printer.auto", "paid",
		"face.port", "/dev/ttyUSB2", "face.max_amount", "5000.00", "voice.volume", "80", "voice.hours", "07:30-22:00", "backup.to", "/media/shop/KINGSTON", "backup.at", "closing", "backup.keep", "14"},
}

// form is a plain form of Settings with its first field chosen.
func form(page string) kiosk.SetupView {
	var rows []kiosk.SetupRow
	values := formPages[page]
	for i := 0; i < len(values); i += 2 {
		row := setting(values[i], values[i+1])
		if w := kiosk.Wallet(values[i+1]); w == kiosk.WeChat {
			row.Value = w.Text()
		}
		rows = append(rows, row)
	}
	v := settingsView("page."+page, kiosk.T("setup.page."+page), kiosk.T("setting.help."+values[0]), rows...)
	v.Inside = true
	return v
}

// settings are the states of the page Settings by their names.
func settings() map[string]kiosk.SetupView {
	save := settingsButton(kiosk.KeyF7, "save", true)

	phone := settingsView("phone", kiosk.T("setup.phone"), kiosk.T("setup.phone.scan"))
	phone.QR, phone.Left, phone.Inside = "http://192.168.1.23:41873/setup/Yq3vT8mXw2Lr", 9*time.Minute+48*time.Second, true

	asked := settingsView("phone", kiosk.T("setup.from.phone"), kiosk.T("setup.asked.help"),
		kiosk.SetupRow{Name: kiosk.T("setting.shop.name"), Old: typedValue("facepay"), Value: typedValue(Shop + " · 大学路店"), Plain: true},
		kiosk.SetupRow{Name: kiosk.T("setting.provider"), Old: kiosk.T("setup.provider.practice"), Value: kiosk.T("setup.provider.lepay"), Plain: true},
		kiosk.SetupRow{Name: kiosk.T("setting.providers.lepay.merchant_id"), Old: kiosk.T("setup.value.empty"), Value: typedValue("15"), Plain: true},
		kiosk.SetupRow{Name: kiosk.T("setting.providers.lepay.store_id"), Old: kiosk.T("setup.value.empty"), Value: typedValue("460"), Plain: true})
	asked.Row, asked.Inside = -1, true
	asked.Buttons = []kiosk.Button{settingsButton(kiosk.KeyEsc, "drop", false), settingsButton(kiosk.KeyEnter, "save", true)}

	shop := settingsView("page.shop", kiosk.T("setup.page.shop"), kiosk.T("setting.help.shop.name"), setting("shop.name", Shop))
	shop.Inside, shop.Edit = true, &kiosk.SetupEdit{Text: typedValue("Pinewood Tea")}
	shop.Buttons = append(shop.Buttons, settingsButton(kiosk.KeyEnter, "ok", true))

	provider := kiosk.SetupRow{Name: kiosk.T("setting.provider"), Value: kiosk.T("setup.provider.lepay"), Note: kiosk.T("setup.note.unsaved"), Marked: true}
	address := kiosk.SetupRow{Name: kiosk.T("setting.providers.lepay.base_url"), Value: typedValue("https://pay.lepay.example/gateway"), Note: kiosk.T("setup.note.environ", "name", "FACEPAY_LEPAY_BASE_URL")}
	store := setting("providers.lepay.store_id", "460")
	rows := []kiosk.SetupRow{provider, address, setting("providers.lepay.merchant_id", "15"), store}
	gateway := settingsView("page.gateway", kiosk.T("setup.page.gateway"), kiosk.T("setup.gateway.help"), rows...)
	gateway.Entries[gateway.Entry].Marked, gateway.Inside = true, true
	gateway.Told, gateway.Tone = kiosk.T("setup.bad.value", "field", "@setting.providers.lepay.store_id", "key", "providers.lepay.store_id", "reason", "@bad.needed"), kiosk.ToneFailed
	gateway.Buttons = append(gateway.Buttons, settingsButton(kiosk.KeyF5, "test", false), save)

	choice := gateway
	choice.Told, choice.Edit = kiosk.Text{}, &kiosk.SetupEdit{Choice: 1}
	for _, name := range []string{"practice", "lepay", "smallsaas", "yfpay", "alipayservice", "weidoufu", "alipay", "wechatpay", "official"} {
		choice.Edit.Choices = append(choice.Edit.Choices, kiosk.T("setup.provider."+name))
	}
	choice.Buttons = shop.Buttons

	busy := gateway
	gateway.Rows = slices.Clone(rows)
	gateway.Rows[3].Value = kiosk.T("setup.value.empty")
	busy.Busy, busy.Told, busy.Tone = true, kiosk.T("setup.gateway.busy"), kiosk.TonePlain

	person := func(role, name, pin string) kiosk.SetupRow {
		return kiosk.SetupRow{Name: kiosk.T("role." + role), Value: typedValue(name), Note: kiosk.T("setup.pin." + pin)}
	}
	people := settingsView("page.people", kiosk.T("setup.page.people"), kiosk.T("setup.people.help"),
		person("owner", "王秀英", "has"), person("manager", "Li Na", "has"), person("cashier", "王小明", "none"),
		kiosk.SetupRow{Name: kiosk.T("setup.people.add"), Value: kiosk.T("setup.people.add.value")})
	people.Inside, people.Row, people.Rights = true, 2, true

	pin := people
	pin.Rights, pin.Edit, pin.Buttons = false, &kiosk.SetupEdit{Text: typedValue("•••"), Digits: true}, shop.Buttons
	pin.Help, pin.Told, pin.Tone = kiosk.T("setup.people.step.pin", "name", "王小明"), kiosk.T("setup.pin.again"), kiosk.TonePlain

	check := settingsView("check", kiosk.T("setup.check"), kiosk.T("setup.check.help"))
	check.Results = []kiosk.CheckResult{health.OK(kiosk.CheckFolder, "folder.ok", "dir", checkFolder), cable, diskLow, health.OK(kiosk.CheckLedger, "ledger.ok"), noPort}
	check.Told, check.Tone = kiosk.T("setup.check.failed"), kiosk.ToneFailed
	check.Buttons = append(check.Buttons, settingsButton(kiosk.KeyF5, "check", true))

	const folder = "/media/shop/KINGSTON/facepay-1.1.0"
	version := settingsView("version", kiosk.T("setup.version"), kiosk.T("setup.version.help"),
		kiosk.SetupRow{Name: kiosk.T("setup.version.stick"), Value: typedValue(folder)})
	version.Entries[version.Entry].Marked, version.Inside = true, true
	version.Results = []kiosk.CheckResult{
		health.OK(kiosk.CheckUpdate, "update.ok", "version", "1.0.0"),
		health.Warning(kiosk.CheckUpdate, "update.refused", "version", "1.0.5", "reason", kiosk.T("update.reason.slow", "more", "30s").Arg()),
	}
	version.Told, version.Tone = kiosk.T("setup.version.bad.signature"), kiosk.ToneFailed

	offered := settingsView("version", kiosk.T("setup.version.another"), kiosk.T("setup.version.asked", "folder", folder),
		kiosk.SetupRow{Name: kiosk.T("setup.version"), Old: typedValue("1.0.0"), Value: typedValue("1.1.0"), Plain: true})
	offered.Row, offered.Inside = -1, true
	offered.Buttons = append(offered.Buttons, settingsButton(kiosk.KeyEnter, "stage", true))

	staged := version
	staged.Results = []kiosk.CheckResult{version.Results[0], health.OK(kiosk.CheckUpdate, "update.staged", "version", "1.1.0")}
	staged.Told, staged.Tone = kiosk.T("setup.version.staged", "version", "1.1.0"), kiosk.TonePaid
	staged.Buttons = append(staged.Buttons, settingsButton(kiosk.KeyF6, "restart", true))

	record := settingsView("record", kiosk.T("setup.record"), kiosk.T("setup.record.progress", "n", "12", "words", "34", "own", "11"))
	record.Inside, record.Told = true, kiosk.T("setup.record.ready")
	record.Recorder = &kiosk.SetupRecorder{Word: "九（百）", Reading: "jiú", At: 15, Own: make([]bool, 34)}
	for i := range 15 {
		record.Recorder.Own[i] = i != 4
	}
	record.Buttons = append(record.Buttons, settingsButton(kiosk.KeyF5, "listen", false), settingsButton(kiosk.KeyEnter, "record", true))

	hearing, word := record, *record.Recorder
	word.Hearing, word.Level = true, 0.86
	hearing.Recorder, hearing.Told = &word, kiosk.T("setup.record.listening")
	hearing.Buttons = []kiosk.Button{settingsButton(kiosk.KeyEsc, "stop", false), settingsButton(kiosk.KeyEnter, "said", true)}

	taken, word2 := record, *record.Recorder
	word2.Word, word2.Reading, word2.At, word2.Own = "late payment", "", 38, make([]bool, 41)
	word2.Own[38], word2.Taken, word2.Playing = true, true, true
	taken.Recorder, taken.Told = &word2, kiosk.T("setup.record.taken")
	taken.Buttons = []kiosk.Button{
		settingsButton(kiosk.KeyEsc, "discard", false), settingsButton(kiosk.KeyF5, "listen", false), settingsButton(kiosk.KeyF6, "again", false), settingsButton(kiosk.KeyEnter, "keep", true),
	}

	unheard := record
	word3 := *record.Recorder
	word3.Own = slices.Repeat([]bool{true}, 34)
	unheard.Recorder = &word3
	unheard.Buttons = slices.Insert(slices.Clone(record.Buttons), 1, settingsButton(kiosk.KeyBackspace, "remove", false))
	unheard.Told, unheard.Tone = kiosk.T("setup.record.bad.gone"), kiosk.ToneFailed

	all := map[string]kiosk.SetupView{
		"settings-record": record, "settings-record-hearing": hearing, "settings-record-taken": taken, "settings-record-gone": unheard,
		"settings-version": version, "settings-version-asked": offered, "settings-version-staged": staged,
		"settings-phone": phone, "settings-asked": asked, "settings-shop": shop, "settings-gateway": gateway,
		"settings-choice": choice, "settings-test": busy, "settings-people": people, "settings-pin": pin, "settings-check": check,
	}
	for page := range formPages {
		all["settings-"+page] = form(page)
	}
	devices := form("devices")
	devices.Rows = append(deviceRows(), devices.Rows...)
	devices.Row, devices.Help = 1, kiosk.T("device.help")
	devices.Buttons = append(devices.Buttons, settingsButton(kiosk.KeyF5, "test", true))
	all["settings-devices"] = devices
	tried := devices
	tried.Results = health.One(health.OK(kiosk.CheckPole, "pole.tried", "port", "/dev/ttyUSB1", "since", "2026-11-27 14:02:11", "last", "12.34", "at", "2026-11-27 18:30:02"))
	tried.Told, tried.Tone = kiosk.T("setup.check.well"), kiosk.TonePaid
	all["settings-devices-tried"] = tried
	tablet := form("screens")
	tablet.Rows = append(tablet.Rows, kiosk.SetupRow{Name: kiosk.T("setup.tablet"), Value: kiosk.T("setup.tablet.many", "n", "2")})
	tablet.Row, tablet.Help, tablet.QR = len(tablet.Rows)-1, kiosk.T("setup.tablet.help.on"), "http://192.168.1.23:8790/customer/GQ3TMMZQGYZTIMRS"
	tablet.Told, tablet.Tone = kiosk.T("setup.tablet.started"), kiosk.TonePaid
	tablet.Buttons = append(tablet.Buttons, settingsButton(kiosk.KeyEnter, "take_back", true))
	all["settings-tablet"] = tablet
	return all
}

// deviceRows are devices in each of their states.
func deviceRows() (rows []kiosk.SetupRow) {
	now := time.Date(2026, 11, 27, 18, 32, 17, 0, time.UTC)
	since, yesterday := now.Add(-4*time.Hour-30*time.Minute), now.Add(-26*time.Hour)
	for _, r := range []kiosk.DeviceReport{
		{Device: kiosk.DeviceScanner, State: kiosk.DeviceReady, Port: "/dev/ttyACM0", Name: "Newland Auto-ID NLS-HR22", Since: yesterday, Last: kiosk.T("device.last.code", "tail", "6789"), LastAt: now.Add(-2 * time.Minute)},
		{Device: kiosk.DevicePole, State: kiosk.DeviceReady, Port: "/dev/ttyUSB1", Name: "USB2.0-Serial", Since: since, Last: kiosk.T("device.last.shown", "amount", "12.34"), LastAt: now.Add(-2 * time.Minute)},
		{Device: kiosk.DevicePrinter, State: kiosk.DeviceUnknown, Port: "192.168.1.50:9100"},
		{Device: kiosk.DeviceFace, State: kiosk.DeviceGone, Port: "/dev/ttyUSB2", Since: now.Add(-5 * time.Minute), Last: kiosk.T("device.last.cleared"), LastAt: now.Add(-6 * time.Minute)},
		{Device: kiosk.DeviceVoice, State: kiosk.DeviceTrouble, Since: since, Trouble: kiosk.T("device.trouble.shared", "program", "pulseaudio")},
		{Device: kiosk.DeviceCustomerScreen, State: kiosk.DeviceReady, Port: "HDMI-1 DEL-A0C7-4C3A5331 +1280+0", Name: "DELL E2016H", Since: since, Last: kiosk.T("device.last.cleared"), LastAt: now.Add(-time.Minute)},
		{Device: kiosk.DeviceTablet, State: kiosk.DeviceOff},
		{Device: kiosk.DeviceAdverts, State: kiosk.DeviceReady, Port: "/home/shop/.local/share/facepay/adverts", Since: since, Last: kiosk.T("device.last.picture", "name", "秋季新品.webp"), LastAt: now.Add(-time.Minute)},
	} {
		rows = append(rows, r.Row(now))
	}
	return rows
}
