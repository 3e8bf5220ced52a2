package kiosk

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// TestView_EqualSeesEveryField changes each field of a View in turn, however
// deep, and wants Equal to notice: a field that is added and forgotten there
// would stay undrawn.
func TestView_EqualSeesEveryField(t *testing.T) {
	full := func() *View {
		v := &View{}
		fill(reflect.ValueOf(v).Elem())
		return v
	}
	require.True(t, full().Equal(full()))
	n := leaves(reflect.ValueOf(full()).Elem(), -1)
	require.Greater(t, n, 40)
	for i := range n {
		v := full()
		leaves(reflect.ValueOf(v).Elem(), i)
		require.False(t, full().Equal(v), "change %d is not seen: %+v", i, v)
	}
}

// fill gives every pointer and slice one element, so that all leaves exist.
func fill(v reflect.Value) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem())
	case v.Kind() == reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		fill(v.Index(0))
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i))
		}
	}
}

// leaves counts the leaves of v and changes the one numbered at.
func leaves(v reflect.Value, at int) int {
	n := 0
	var walk func(reflect.Value)
	walk = func(v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[time.Time]():
			if n == at {
				v.Set(reflect.ValueOf(time.Unix(1, 0)))
			}
			n++
		case v.Kind() == reflect.Pointer:
			walk(v.Elem())
		case v.Kind() == reflect.Slice:
			walk(v.Index(0))
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				walk(v.Field(i))
			}
		default:
			if n == at {
				switch v.Kind() {
				case reflect.String:
					v.SetString(v.String() + "x")
				case reflect.Bool:
					v.SetBool(!v.Bool())
				default:
					v.SetInt(v.Int() + 1)
				}
			}
			n++
		}
	}
	walk(v)
	return n
}
