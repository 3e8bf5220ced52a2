// Package adverts keeps the shop's pictures on disk, so that they play without a
// network too: the gateway's, fetched now and then, and the shop's own folder's.
package adverts

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/picture"
	"facepay/providers/gatewayhttp"
	"facepay/providers/weburl"
)

const (
	folderName   = "adverts" // in the data folder
	picturesMax  = 50        // of either source: at 8 s each they take seven minutes
	refreshEvery = time.Hour // the interval at which the gateway's list is fetched
	// retryFirst and retryMax bound the wait after a failed refresh, doubled each time.
	retryFirst = time.Minute
	retryMax   = refreshEvery
	lookEvery  = 10 * time.Second // the interval at which the shop's folder is read
	keepFor    = 24 * time.Hour   // the age up to which a picture is not fetched again
	// offlineMax is the age of the newest picture up to which the gateway's play while it
	// cannot be asked: offers of last season do a shop no good.
	offlineMax = 30 * 24 * time.Hour
)

// Source is a gateway that lists the absolute addresses of the shop's pictures.
type Source interface {
	Adverts(ctx context.Context) ([]string, error)
}

// Album is the pictures and their list. Its methods are for one goroutine.
type Album struct {
	source  Source
	http    *gatewayhttp.Client
	disk    folder
	shop    shopFolder
	config  func() Config // asked at each look
	log     *slog.Logger
	changed func([]kiosk.Advert)
	now     func() time.Time // in the shop's time zone

	list     []stored // the gateway's that play
	previous []stored // the gateway's that played before
	own      []own    // the shop's that can be shown
	told     []kiosk.Advert
	toldOnce bool
	refused  map[string]bool // addresses that the log was told of
}

// New makes an album in <data>/adverts. changed is called by Run and Sync, on
// their goroutine, with what is to play now, at the start and whenever that
// changes. config is asked at each look; source is nil where the gateway has no
// pictures; now is in the shop's time zone.
func New(data string, config func() Config, source Source, client *gatewayhttp.Client, log *slog.Logger, now func() time.Time, changed func([]kiosk.Advert)) *Album {
	return &Album{
		source: source, http: client, log: log, changed: changed, now: now, refused: map[string]bool{},
		disk:   folder{filepath.Join(data, folderName)},
		config: config,
	}
}

// Run shows what is on disk at once, then refreshes until ctx ends: hourly, and
// sooner, with growing pauses, after a failure, which it logs. It returns nil.
func (a *Album) Run(ctx context.Context) error {
	a.Open()
	retry := retryFirst
	next := a.now()
	for ctx.Err() == nil {
		if !a.now().Before(next) {
			next = a.now().Add(refreshEvery)
			if err := a.Sync(ctx); err != nil && ctx.Err() == nil {
				next = a.now().Add(retry)
				a.log.Warn("adverts not refreshed", "err", err, "again_in", retry)
				retry = min(2*retry, retryMax)
			} else {
				retry = retryFirst
			}
		}
		a.look()
		select {
		case <-ctx.Done():
		case <-time.After(min(lookEvery, untilMinute(a.now()), max(0, next.Sub(a.now())))):
		}
	}
	return nil
}

// Open tells the last good list: a start needs no network.
func (a *Album) Open() {
	list, err := a.disk.readList()
	if err != nil {
		a.log.Warn("adverts start empty", "err", err)
	}
	a.list, a.previous = list, nil
	a.look()
}

// Sync fetches the gateway's list and its pictures. Whatever fails, what plays
// stays on disk and in the list. A picture that is refused for good (not found,
// no picture, too large) is left out; one that did not come this time makes the
// refresh incomplete: then no picture of the list is removed, and the error says so.
func (a *Album) Sync(ctx context.Context) error {
	var urls []string
	if a.source != nil {
		var err error
		if urls, err = a.source.Adverts(ctx); err != nil {
			return fmt.Errorf("list of adverts: %w", err)
		}
	}
	list, missing := a.fetch(ctx, urls[:min(len(urls), picturesMax)])
	if err := ctx.Err(); err != nil {
		return fmt.Errorf("pictures of adverts: %w", err)
	}
	if missing != nil {
		for _, p := range a.list {
			if len(list) < picturesMax && a.disk.bytes(list) < cacheBytesMax && !slices.ContainsFunc(list, func(q stored) bool { return q.URL == p.URL }) {
				list = append(list, p)
			}
		}
	}
	if !slices.Equal(list, a.list) {
		if err := a.disk.writeList(list); err != nil {
			return err
		}
	}
	a.previous, a.list = a.list, list
	a.tell()
	err := a.disk.sweep(a.list, a.previous) // also where one picture never comes, or the others would heap up
	if missing != nil {
		err = errors.Join(fmt.Errorf("some adverts did not come: %w", missing), err)
	}
	return err
}

// fetch brings pictures to disk. missing is the first failure that another try may mend.
func (a *Album) fetch(ctx context.Context, urls []string) (list []stored, missing error) {
	refused := map[string]bool{}
	defer func() { a.refused = refused }()
	for _, u := range urls {
		if a.disk.bytes(list) >= cacheBytesMax {
			a.log.Warn("adverts left out: there are too many large ones", "kept", len(list), "listed", len(urls))
			break
		}
		u = overTLS(u)
		if slices.ContainsFunc(list, func(p stored) bool { return p.URL == u }) {
			continue
		}
		had := slices.IndexFunc(a.list, func(p stored) bool { return p.URL == u })
		if had >= 0 && a.fresh(a.list[had]) {
			list = append(list, a.list[had])
			continue
		}
		p, err := a.fetchOne(ctx, u)
		switch {
		case err == nil:
			list = append(list, p)
		case permanent(err):
			if !a.refused[u] { // once, not at each refresh
				a.log.Warn("advert left out", "url", shown(u), "err", err)
			}
			refused[u] = true
		default:
			if missing == nil {
				missing = err
			}
			if had >= 0 {
				list = append(list, a.list[had])
			}
		}
	}
	return list, missing
}

// fresh reports whether p is recent; a clock that was put back makes it old.
func (a *Album) fresh(p stored) bool {
	age := a.now().Sub(p.Fetched)
	return age >= 0 && age < keepFor
}

// errStatus is an HTTP status with which asking again is of no use.
var errStatus = errors.New("refused")

func (a *Album) fetchOne(ctx context.Context, address string) (stored, error) {
	if err := weburl.Check(address); err != nil {
		return stored{}, fmt.Errorf("%w: address %w", errStatus, err)
	}
	reply, err := a.http.Download(ctx, address, picture.BytesMax)
	if err != nil {
		return stored{}, err
	}
	if err := reply.OK(); err != nil {
		if reply.Status >= 400 && reply.Status <= 499 && reply.Status != 408 && reply.Status != 429 {
			return stored{}, fmt.Errorf("%w: %w", errStatus, err)
		}
		return stored{}, err
	}
	ending, err := picture.Check(reply.Body)
	if err != nil {
		return stored{}, err
	}
	name, err := a.disk.keep(reply.Body, ending)
	if err != nil {
		return stored{}, err
	}
	return stored{URL: address, File: name, Fetched: a.now().UTC().Truncate(time.Second)}, nil
}

// overTLS asks a public host for its picture by https although the gateway
// listed it with http, which a till does not speak to strangers.
func overTLS(address string) string {
	rest, plain := strings.CutPrefix(address, "http://")
	if plain && weburl.Check(address) != nil && weburl.Check("https://"+rest) == nil {
		return "https://" + rest
	}
	return address
}

func permanent(err error) bool {
	causes := []error{errStatus, picture.ErrFormat, picture.ErrLarge, gatewayhttp.ErrTooLarge, gatewayhttp.ErrRedirect}
	return slices.ContainsFunc(causes, func(cause error) bool { return errors.Is(err, cause) })
}

// shown is an address without its query, which may hold a signature.
func shown(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return kiosk.Trim(address)
}

// untilMinute is the time to the next minute, at which hours begin and end.
func untilMinute(now time.Time) time.Duration {
	return time.Minute - now.Sub(now.Truncate(time.Minute))
}

// look reads the shop's folder again. A folder that cannot be read now, such as
// an unplugged stick, has no pictures now.
func (a *Album) look() {
	c := a.config()
	if c.Dir != a.shop.path {
		a.shop = shopFolder{path: c.Dir}
	}
	a.shop.usual = c.Interval
	own, mistakes, err := a.shop.scan()
	if err != nil && len(a.own) > 0 {
		a.log.Warn("the shop's own adverts are gone", "err", err)
	}
	for _, m := range mistakes {
		a.log.Warn("the shop's own adverts", "place", m.Place, "mistake", m.What.ID, "args", m.What.Args)
	}
	a.own = own
	a.tell()
}

// playing are the pictures that play at t.
func (a *Album) playing(t time.Time) (list []kiosk.Advert) {
	list = a.disk.adverts(a.list, a.shop.usual, t)
	for _, o := range a.own {
		if advert, plays := o.at(t); plays {
			list = append(list, advert)
		}
	}
	return list
}

// tell hands over what plays when it changed, and once at the start.
func (a *Album) tell() {
	list := a.playing(a.now())
	if a.toldOnce && slices.Equal(list, a.told) {
		return
	}
	a.told, a.toldOnce = list, true
	a.changed(slices.Clone(list))
}
