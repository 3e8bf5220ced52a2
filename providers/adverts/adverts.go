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
	dir     func() string // of shop, asked at each look
	log     *slog.Logger
	changed func(files []string)
	now     func() time.Time

	list     []picture // the gateway's that play
	previous []picture // the gateway's that played before
	own      []string  // the shop's that play
	told     []string
	toldOnce bool
}

// New makes an album in <data>/adverts. changed is called by Run and Sync, on
// their goroutine, with the whole paths of what is to be shown, at the start
// and whenever that changes. dir names the shop's own folder at each look, "" for none;
// source is nil where the gateway has no pictures.
func New(data string, dir func() string, source Source, client *gatewayhttp.Client, log *slog.Logger, changed func(files []string)) *Album {
	return &Album{
		source: source, http: client, log: log, changed: changed, now: time.Now,
		disk: folder{filepath.Join(data, folderName)},
		dir:  dir,
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
		case <-time.After(min(lookEvery, max(0, next.Sub(a.now())))):
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
			if len(list) < picturesMax && a.disk.bytes(list) < cacheBytesMax && !slices.ContainsFunc(list, func(q picture) bool { return q.URL == p.URL }) {
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
func (a *Album) fetch(ctx context.Context, urls []string) (list []picture, missing error) {
	for _, u := range urls {
		if a.disk.bytes(list) >= cacheBytesMax {
			a.log.Warn("adverts left out: there are too many large ones", "kept", len(list), "listed", len(urls))
			break
		}
		u = overTLS(u)
		if slices.ContainsFunc(list, func(p picture) bool { return p.URL == u }) {
			continue
		}
		had := slices.IndexFunc(a.list, func(p picture) bool { return p.URL == u })
		if had >= 0 && a.fresh(a.list[had]) {
			list = append(list, a.list[had])
			continue
		}
		p, err := a.fetchOne(ctx, u)
		switch {
		case err == nil:
			list = append(list, p)
		case permanent(err):
			a.log.Warn("advert left out", "url", shown(u), "err", err)
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
func (a *Album) fresh(p picture) bool {
	age := a.now().Sub(p.Fetched)
	return age >= 0 && age < keepFor
}

// errStatus is an HTTP status with which asking again is of no use.
var errStatus = errors.New("refused")

func (a *Album) fetchOne(ctx context.Context, address string) (picture, error) {
	if err := weburl.Check(address); err != nil {
		return picture{}, fmt.Errorf("%w: address %w", errStatus, err)
	}
	reply, err := a.http.Download(ctx, address, pictureBytesMax)
	if err != nil {
		return picture{}, err
	}
	if err := reply.OK(); err != nil {
		if reply.Status >= 400 && reply.Status <= 499 && reply.Status != 408 && reply.Status != 429 {
			return picture{}, fmt.Errorf("%w: %w", errStatus, err)
		}
		return picture{}, err
	}
	ending, err := inspect(reply.Body)
	if err != nil {
		return picture{}, err
	}
	name, err := a.disk.keep(reply.Body, ending)
	if err != nil {
		return picture{}, err
	}
	return picture{URL: address, File: name, Fetched: a.now().UTC().Truncate(time.Second)}, nil
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
	causes := []error{errStatus, errNotPicture, errTooBig, gatewayhttp.ErrTooLarge, gatewayhttp.ErrRedirect}
	return slices.ContainsFunc(causes, func(cause error) bool { return errors.Is(err, cause) })
}

// shown is an address without its query, which may hold a signature.
func shown(address string) string {
	address, _, _ = strings.Cut(address, "?")
	return kiosk.Trim(address)
}

// look reads the shop's folder again. A folder that cannot be read now, such as
// an unplugged stick, has no pictures now.
func (a *Album) look() {
	if dir := a.dir(); dir != a.shop.path {
		a.shop = shopFolder{path: dir}
	}
	own, skipped, err := a.shop.scan()
	if err != nil && len(a.own) > 0 {
		a.log.Warn("the shop's own adverts are gone", "err", err)
	}
	if len(skipped) > 0 {
		a.log.Warn("files that cannot be shown as adverts", "names", skipped)
	}
	a.own = own
	a.tell()
}

// tell hands the files over when they changed, and once at the start.
func (a *Album) tell() {
	var files []string
	for _, p := range a.list {
		files = append(files, a.disk.file(p.File))
	}
	files = append(files, a.own...)
	if a.toldOnce && slices.Equal(files, a.told) {
		return
	}
	a.told, a.toldOnce = files, true
	a.changed(slices.Clone(files))
}
