package customer

import (
	"fyne.io/fyne/v2/canvas"

	"facepay/ui/draw"
)

// paintAdvert draws what lies over an advert: the shop's strip; and, where there
// is no advert, a view of our own with the shop's name.
func (s stage) paintAdvert(c *draw.Canvas, st stageState) {
	unit := c.Unit
	r := stageRoom(c, st)
	if !st.picture {
		s.paintScene(c, draw.R(0, 0, c.W, r.H-stripRow(c.Scale)))
	}
	c.Fill(draw.R(0, r.H-stripRow(c.Scale), c.W, c.H-r.H+stripRow(c.Scale)), draw.StageStrip, 0)
	wallets := s.Texts.Accepts(s.Accepts)
	pad := 45 * unit
	if c.W < 480*unit {
		pad = sideEdge(c)
	}
	soft := draw.Style{Size: 20 * unit, Color: draw.Faint(draw.StageInk, draw.StageStrip, 0.1), Align: draw.Right}
	row := draw.R(pad, r.H-stripRow(c.Scale), c.W-2*pad, stripRow(c.Scale))
	name := draw.Style{Size: 20 * unit, Bold: true, Color: draw.StageInk}
	between := 20 * unit
	for soft.Size > draw.SizeLegend*unit && draw.Width(wallets, soft)+between+draw.Width(s.Shop, name) > row.W {
		soft.Size -= unit
		name.Size = soft.Size
	}
	c.Text(wallets, row, soft)
	row.W -= draw.Width(wallets, soft) + between
	c.Text(c.Truncate(s.Shop, row.W, name), row, name)
}

// paintScene draws a moon over hills, from a handful of shapes that the screen
// itself draws: it costs no memory and is sharp at any size.
func (s stage) paintScene(c *draw.Canvas, r draw.Rect) {
	unit := c.Unit
	sky := canvas.NewVerticalGradient(draw.SceneTop, draw.SceneBottom)
	c.Add(sky, draw.R(r.X, r.Y, r.W, r.H+2))
	moon := min(r.W, r.H) * 0.34
	c.Disc(r.Right()-moon*0.64, r.Y+moon*0.86, moon, draw.SceneMoon)
	for i, colour := range draw.SceneHills {
		d := r.W * (1.5 + 0.25*float32(i))
		x := r.X + r.W*[]float32{0.1, 0.95, 0.35}[i]
		top := r.Bottom() - r.H*[]float32{0.3, 0.2, 0.1}[i]
		c.Disc(x, top+d/2, d, colour)
	}
	pad := 45 * unit
	name := draw.Style{Size: 60 * unit, Bold: true, Color: draw.StageInk}
	lines := draw.Balanced(s.Shop, r.W-2*pad, name)
	if len(lines) > 2 {
		name.Size = 42 * unit
	}
	for name.Size > 27*unit && draw.Splits(s.Shop, r.W-2*pad, name) {
		name.Size -= unit
	}
	lines = draw.Balanced(s.Shop, r.W-2*pad, name)
	lines = lines[:min(len(lines), 3)]
	leading := name.Size * 1.26
	y := r.Bottom() - r.H*0.2 - float32(len(lines))*leading
	c.Text(s.Tr("screen.stage.welcome"), draw.R(pad, y-46*unit, r.W-2*pad, 44*unit), draw.Style{Size: 27 * unit, Color: draw.Faint(draw.StageInk, draw.SceneBottom, 0.12)})
	for i, line := range lines {
		c.Text(line, draw.R(pad, y+float32(i)*leading, r.W-2*pad, leading), name)
	}
}
