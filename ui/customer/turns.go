package customer

import "facepay/kiosk"

// turns is whose turn it is: the credit of each picture, by its file, which grows by its
// weight and is paid with at its turn. So those of more weight come more often, evenly
// spread, and a list that changes or a sale between leaves all their due.
type turns map[string]int

func (t turns) next(list []kiosk.Advert) kiosk.Advert {
	all, best := 0, 0
	listed := make(map[string]bool, len(list))
	for i, a := range list {
		weight := max(1, a.Weight)
		all += weight
		t[a.File] += weight
		listed[a.File] = true
		if t[a.File] > t[list[best].File] {
			best = i
		}
	}
	t[list[best].File] -= all
	for file := range t {
		if !listed[file] {
			delete(t, file)
		}
	}
	return list[best]
}
