package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"

	"github.com/spf13/cobra"

	"facepay/app/config"
	"facepay/providers"
	"facepay/providers/practice"
)

func newPracticeCommand() *cobra.Command {
	listen := practice.Defaults().Listen
	cmd := &cobra.Command{
		Use:   "practice",
		Short: "Run only the practice gateway and its customer page",
		Long: "Runs the practice gateway, whose customer page plays the customer's phone, until it is\n" +
			"interrupted. Its address is the first line of output. Listen on 0.0.0.0:8780, say, and\n" +
			"real phones in the shop's network can open the page.",
		Args: noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return servePractice(cmd.Context(), listen, cmd.OutOrStdout())
		},
	}
	cmd.Flags().StringVar(&listen, "listen", listen, "`HOST:PORT`; port 0 takes a free one")
	return cmd
}

func servePractice(ctx context.Context, listen string, out io.Writer) (err error) {
	host, port, err := net.SplitHostPort(listen)
	if err != nil {
		return config.Usagef("--listen %q: is not host:port, such as 127.0.0.1:8780", listen)
	}
	if _, err := netip.ParseAddrPort("127.0.0.1:" + port); err != nil {
		return config.Usagef("--listen %q: %q is not a port from 0 to 65535", listen, port)
	}
	options := practice.Defaults()
	options.Listen = listen
	options.PhonePages = !isLoopback(host)
	server, err := practice.Start(ctx, options, providers.Dialects()...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close()) }()
	for _, url := range server.URLs() {
		if _, err := fmt.Fprintln(out, url); err != nil {
			return fmt.Errorf("print the address: %w", err)
		}
	}
	<-ctx.Done()
	return nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	address, err := netip.ParseAddr(host)
	return err == nil && address.IsLoopback()
}
