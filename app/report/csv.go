package report

import (
	"encoding/csv"
	"io"
)

// writeCSV writes a table as CSV with a line of column names.
func writeCSV(w io.Writer, t table) error {
	out := csv.NewWriter(w)
	if err := out.Write(t.head); err != nil {
		return err
	}
	cells := make([]string, len(t.head))
	for row, err := range t.rows {
		if err != nil {
			return err
		}
		for i, c := range row {
			if c.kind == cellText {
				cells[i] = inert(c.text)
			} else {
				cells[i] = c.plain()
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
