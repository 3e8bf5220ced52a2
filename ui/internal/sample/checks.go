package sample

import (
	"time"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// checkedAt is a clock's time as the checks tell it.
const checkedAt = "2006-01-02 15:04:05 -07:00"

const checkFolder = "/home/shop/.local/share/facepay"

// sick is a failure with a text for the bar.
func sick(c kiosk.Check, cause kiosk.Cause, name string, args ...string) kiosk.CheckResult {
	f := health.Failed(c, cause, name, args...)
	f.Brief = kiosk.T("check.brief."+name, args...)
	return f
}

// What the faults of the bar's samples are.
var (
	cable   = sick(kiosk.CheckNetwork, kiosk.CauseMachine, "network.no_link")
	offline = sick(kiosk.CheckTCP, kiosk.CauseNetwork, "tcp.offline", "address", "203.0.113.9:443")
	diskLow = sick(kiosk.CheckDisk, kiosk.CauseMachine, "disk.full", "free", "31 MB", "share", "<1%", "least", "512 MB")
	noPort  = sick(kiosk.CheckScanner, kiosk.CauseMachine, "scanner.gone", "port", "/dev/serial/by-id/usb-Newland_Auto-ID_NLS-HR22-if00", "reason", "no such file or directory")
)

// checks are the screen of findings, well and in every kind of trouble, and the
// bar with whose fault it is.
func (m maker) checks() []Named {
	here := m.now.Format(checkedAt)
	inside := []kiosk.CheckResult{
		health.OK(kiosk.CheckConfig, "config.ok", "file", "/home/shop/.config/facepay/config.toml", "provider", "lepay"),
		health.OK(kiosk.CheckFolder, "folder.ok", "dir", checkFolder),
		health.OK(kiosk.CheckDisk, "disk.ok", "free", "212 GB", "share", "43%"),
		health.OK(kiosk.CheckLedger, "ledger.ok"),
		health.OK(kiosk.CheckScanner, "scanner.none"),
		health.OK(kiosk.CheckFonts, "fonts.ok", "n", "1024"),
	}
	way := []kiosk.CheckResult{
		health.OK(kiosk.CheckNetwork, "network.ok", "link", "eth0", "address", "192.168.1.7"),
		health.OK(kiosk.CheckDNS, "dns.ok", "host", "fw.lepay.vip", "addresses", "203.0.113.9, 203.0.113.10", "ms", "12"),
		health.OK(kiosk.CheckTCP, "tcp.ok", "address", "203.0.113.9:443", "ms", "21"),
		health.OK(kiosk.CheckTLS, "tls.ok", "issuer", "DigiCert Inc", "until", "2027-03-01 07:59"),
		health.OK(kiosk.CheckHTTP, "http.ok", "ms", "82", "status", "404"),
		health.OK(kiosk.CheckClock, "clock.ok", "here", here, "off", kiosk.T("check.seconds", "n", "1").Arg()),
	}
	clockOff := sick(kiosk.CheckClock, kiosk.CauseMachine, "clock.off", "here", here,
		"there", m.at(8*time.Hour).Format(checkedAt), "off", kiosk.T("check.hours", "n", "8").Arg(), "way", "@check.ahead")
	certificate := sick(kiosk.CheckTLS, kiosk.CauseGateway, "tls.expired",
		"from", m.now.AddDate(0, 0, -94).Format(time.DateOnly)+" 08:00", "until", m.now.AddDate(0, 0, -2).Format(time.DateOnly)+" 08:00", "now", m.now.Format("2006-01-02 15:04"))
	notices := health.OK(kiosk.CheckNotifications, "notices.none")
	fine := m.check(append(append(append([]kiosk.CheckResult{}, inside...), way...), notices))
	busy := m.check(nil)
	busy.Checks.Busy, busy.Checks.At = true, kiosk.Text{}

	worst := append([]kiosk.CheckResult{}, inside...)
	worst[2], worst[4] = diskLow, noPort
	expires := health.Warning(kiosk.CheckTLS, "tls.expires", "until", m.now.AddDate(0, 0, 8).Format(time.DateOnly)+" 08:00", "days", "7")
	expires.Cause = kiosk.CauseGateway
	trouble := m.check(append(append(append([]kiosk.CheckResult{}, worst...), way[0], way[1], way[2], expires, way[4]), clockOff, notices))
	trouble.Warnings, trouble.Status.Scanner = []kiosk.CheckResult{diskLow, clockOff}, kiosk.ScannerGone
	network := m.check(append(append(append([]kiosk.CheckResult{}, inside...), way[0], way[1], offline),
		health.Warning(kiosk.CheckClock, "clock.alone", "here", here), notices))
	network.Fault, network.Status.Gateway = &offline, m.silent()
	return []Named{
		{"check-ok", fine}, {"check-busy", busy}, {"check-trouble", trouble}, {"check-network", network},
		{"bar-machine", m.blamed(&cable)}, {"bar-network", m.blamed(&offline)}, {"bar-gateway", m.blamed(&certificate)},
		{"bar-ailing", m.ailing(clockOff, diskLow)},
	}
}

func (m maker) silent() kiosk.GatewayStatus {
	return kiosk.GatewayStatus{State: kiosk.GatewayUnreachable, Since: m.at(41 * time.Second)}
}

func (m maker) check(findings []kiosk.CheckResult) kiosk.View {
	v := m.base()
	v.Screen, v.Pay = kiosk.ScreenChecks, nil
	v.Checks = &kiosk.CheckReport{Results: findings, At: kiosk.T("check.at", "time", m.at(12*time.Second).Format(time.TimeOnly))}
	v.Panel.Buttons = []kiosk.Button{
		back,
		{Action: kiosk.ActionCheck, Key: kiosk.KeyF5, Label: kiosk.T("button.check_again")},
	}
	return v
}

// blamed is a sale that waits for a gateway whose silence has a known cause.
func (m maker) blamed(f *kiosk.CheckResult) kiosk.View {
	v := m.unknown()
	v.Panel.Detail = kiosk.T("panel.fault.because", "what", f.Brief.Arg())
	v.Fault, v.Status.Gateway = f, m.silent()
	return v
}

func (m maker) ailing(findings ...kiosk.CheckResult) kiosk.View {
	v := m.base()
	v.Warnings, v.Status.Open = findings, 2
	return v
}
