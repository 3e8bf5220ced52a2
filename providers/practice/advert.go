package practice

import (
	"embed"
	"net/http"
)

const advertPath = "/adverts/"

// advertFiles were drawn for this program, without text, so that they suit every shop and language.
//
//go:embed adverts
var advertFiles embed.FS

// AdvertURLs are the addresses of the shop's pictures, for whoever asks by r.
func AdvertURLs(r Request) []string {
	files, _ := advertFiles.ReadDir("adverts") // embedded: it is there
	var urls []string
	for _, f := range files {
		urls = append(urls, r.Base+advertPath+f.Name())
	}
	return urls
}

func (s *Server) serveAdvert(w http.ResponseWriter, r *http.Request) {
	if s.Network() == NetworkReset {
		dropConnection(w)
		return
	}
	w.Header().Set("Cache-Control", "public, max-age=3600")
	http.ServeFileFS(w, r, advertFiles, "adverts/"+r.PathValue("file"))
}
