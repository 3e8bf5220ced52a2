package wire

import "fmt"

// Setting is a key of a gateway's section of the config and what is wrong with
// its value, nil for nothing.
type Setting struct {
	Key   string
	Wrong error
}

// FirstWrong tells of the first setting that is wrong, beginning with its full name,
// section being such as "providers.lepay"; values are not repeated.
func FirstWrong(section string, settings ...Setting) error {
	for _, s := range settings {
		if s.Wrong != nil {
			return fmt.Errorf("%s.%s: %w", section, s.Key, s.Wrong)
		}
	}
	return nil
}

// WrongWhen is an error in the words of format when is holds.
func WrongWhen(is bool, format string, args ...any) error {
	if is {
		return fmt.Errorf(format, args...)
	}
	return nil
}

// Needed refuses an empty value.
func Needed(value string) error {
	return WrongWhen(value == "", "is needed, the vendor assigns it")
}

// OptionalWord refuses a value that is neither empty nor a Word.
func OptionalWord(value string, bytesMax int) error {
	return WrongWhen(value != "" && !Word(value, bytesMax), "may hold only letters, digits, - and _, at most %d of them", bytesMax)
}
