package gatewayhttp

import (
	"context"

	"facepay/kiosk"
	"facepay/providers/weburl"
)

// Gateway is the part that all vendors' gateways embed: a name and the way to it.
type Gateway struct {
	kiosk.UnimplementedGateway
	name string
	Base string // the base URL without a slash at its end
	HTTP *Client
}

// NewGateway makes what the gateway called name in the config embeds.
func NewGateway(name, baseURL string, client *Client) Gateway {
	return Gateway{name: name, Base: weburl.Base(baseURL), HTTP: client}
}

func (g *Gateway) Name() string { return g.name }

func (g *Gateway) Ping(ctx context.Context) error { return g.HTTP.Connect(ctx, g.Base) }
