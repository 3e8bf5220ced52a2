package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"facepay/app/config"
	"facepay/kiosk"
	"facepay/store"
)

// pinLineMax bounds the line that --stdin reads, far over any PIN.
const pinLineMax = 64

var pinDigits = fmt.Sprintf("%d to %d digits", kiosk.PINDigitsMin, kiosk.PINDigitsMax)

func newPINCommand(opts *config.Options) *cobra.Command {
	var fromStdin bool
	cmd := &cobra.Command{
		Use:   "pin",
		Short: "Set the manager's PIN",
		Long:  "Sets the manager's PIN of " + pinDigits + ". The till of the same data folder must not be running.",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := opts.Load()
			if err != nil {
				return err
			}
			ask := askTwice
			if fromStdin {
				ask = firstLine
			}
			pin, err := ask(cmd.InOrStdin(), cmd.ErrOrStderr())
			if err != nil {
				return err
			}
			return setPIN(cmd.Context(), s, pin)
		},
	}
	cmd.Flags().BoolVar(&fromStdin, "stdin", false, "read the PIN from the first line of standard input")
	return cmd
}

func setPIN(ctx context.Context, s config.Loaded, pin string) (err error) {
	ledger, err := store.Open(ctx, s.DataDir, store.Options{Location: config.ShopLocation()})
	if err != nil {
		return fmt.Errorf("open the ledger: %w", err)
	}
	defer func() { err = errors.Join(err, ledger.Close()) }()
	return ledger.SetPIN(ctx, pin)
}

func firstLine(in io.Reader, _ io.Writer) (string, error) {
	line, err := bufio.NewReader(io.LimitReader(in, pinLineMax)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read the PIN: %w", err)
	}
	return strings.TrimRight(line, "\r\n"), nil
}

var (
	errPINDiffers = errors.New("the two PINs differ; nothing was changed")
	errPINAborted = errors.New("no PIN was entered; nothing was changed")
)

// askTwice reads the PIN from a terminal without showing it.
func askTwice(in io.Reader, prompt io.Writer) (string, error) {
	file, ok := in.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return "", config.Usagef("standard input is no terminal; use facepay pin --stdin")
	}
	// Raw before the first prompt: what a quick hand types ahead is not echoed.
	before, err := term.MakeRaw(int(file.Fd()))
	if err != nil {
		return "", fmt.Errorf("ready the terminal: %w", err)
	}
	defer term.Restore(int(file.Fd()), before)
	terminal := term.NewTerminal(struct {
		io.Reader
		io.Writer
	}{in, prompt}, "")
	var pins [2]string
	for i, words := range []string{"New PIN (" + pinDigits + "): ", "Once more: "} {
		if pins[i], err = terminal.ReadPassword(words); err != nil {
			return "", errPINAborted
		}
	}
	if pins[0] != pins[1] {
		return "", errPINDiffers
	}
	return pins[0], nil
}
