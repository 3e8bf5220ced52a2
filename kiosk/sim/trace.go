package sim

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"facepay/kiosk"
)

// note writes one line of a replay: an event, an effect or a move of money with
// all its particulars. In all other runs there is no trace, and nothing is said.
func (w *world) note(who, format string, args ...any) {
	if w.trace != nil {
		fmt.Fprintf(w.trace, "%14s  %-8s %s\n", w.now().Round(time.Millisecond), who, fmt.Sprintf(format, args...))
	}
}

// said is an event or an effect with its type.
func said(x any) string { return reflect.TypeOf(x).Name() + " " + brief(reflect.ValueOf(x)) }

// brief is all of v that is not zero. Of a call it is the name alone, since its
// rows were saved before it, and of a view what tells where the till stands.
func brief(v reflect.Value) string {
	switch x := v.Interface().(type) {
	case kiosk.Call:
		return fmt.Sprintf("#%d %s %s", x.ID, x.Kind, (x.Payment.OrderNo + kiosk.OrderNo(x.Refund.No)).Tail())
	case *kiosk.View:
		return sayView(x)
	case time.Time:
		return x.Format("15:04:05.000")
	case fmt.Stringer, error:
		return fmt.Sprint(x)
	}
	var s []string
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		return brief(v.Elem())
	case reflect.Slice:
		for i := range v.Len() {
			s = append(s, brief(v.Index(i)))
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			if !value.IsZero() {
				s = append(s, field.Name+":"+brief(value))
			}
		}
	default:
		return fmt.Sprint(v)
	}
	return "{" + strings.Join(s, " ") + "}"
}

func sayView(v *kiosk.View) string {
	s := fmt.Sprintf("%s %s problem=%q panel=%s/%s stage=%s %s open=%d buttons=", v.Screen, v.Amount.Text, v.Amount.Problem.ID,
		v.Panel.Tone, v.Panel.Title.ID, v.Customer.Kind, v.Customer.Amount, v.Status.Open)
	for _, b := range v.Panel.Buttons {
		s += string(b.Action) + "(" + string(b.Key) + ") "
	}
	return s
}
