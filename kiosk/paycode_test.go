package kiosk

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

const (
	wechatCode = "134567890123456789"
	faceCode   = "fp0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"
)

func TestCodes_WhatMayGoOn(t *testing.T) {
	table := DefaultPayCodes()
	for text, goesOn := range map[string]bool{
		"134567890123456789":       false,
		"13456789012345678":        true,
		"1345678901234567890":      false,
		"2812345678901234":         true,
		"281234567890123456":       true,
		"281234567890123456789012": false,
		"6212345678901234567":      false,
		"6901234567892":            false,
		"62":                       true,
		"":                         true,
		faceCode:                   false,
		faceCode[:20]:              true,
		"]C0281234567890123456":    true,
	} {
		require.Equal(t, goesOn, table.Continues(NewPayCode(text)), text)
	}
	own, err := PayCodeSettings{WeChat: []string{`1[0-5]\d{16}|99\d{3}(0|1\d)`}}.Table()
	require.NoError(t, err)
	require.True(t, own.Continues(NewPayCode("991231")))
	require.False(t, own.Continues(NewPayCode("991230")))
}

func TestCode_NeverPrintsWhole(t *testing.T) {
	c := NewPayCode(wechatCode)
	for _, s := range []string{
		c.String(), fmt.Sprint(c), fmt.Sprintf("%v %+v %#v %s %q %x", c, c, c, c, c, c),
		fmt.Sprintf("%+v", Scanned{Code: c}), fmt.Sprintf("%#v", Call{Code: c}), c.LogValue().String(),
		fmt.Sprint(errors.New(c.String())),
	} {
		require.NotContains(t, s, wechatCode[:14])
	}
	require.Equal(t, "6789", c.Tail())
	require.Empty(t, NewPayCode("1234567").Tail())
	require.Equal(t, wechatCode, c.Reveal())
}

func TestCodeTable(t *testing.T) {
	for code, want := range map[string]struct {
		wallet Wallet
		face   bool
	}{
		"100000000000000000":           {WeChat, false},
		"159999999999999999":           {WeChat, false},
		"2512345678901234":             {Alipay, false},
		"300000000000000000":           {Alipay, false},
		"284236166272756154":           {Alipay, false},
		"fp" + fmt.Sprintf("%033d", 7): {Alipay, true},
		"6212345678901234567":          {UnionPay, false},
	} {
		p, err := DefaultPayCodes().Recognise(NewPayCode(code))
		require.NoError(t, err, code)
		require.Equal(t, want.wallet, p.Wallet)
		require.Equal(t, want.face, p.Face)
	}
	_, err := DefaultPayCodes().Recognise(NewPayCode("160000000000000000"))
	require.ErrorIs(t, err, ErrPayCodeUnknown)
}
