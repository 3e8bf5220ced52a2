package setup

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestMountPoints_AreThoseOfMedia(t *testing.T) {
	const table = `proc /proc proc rw 0 0
/dev/sdb1 /media/shop/KINGSTON\040USB vfat rw 0 0
/dev/sdc1 /run/media/shop/x exfat rw 0 0
/dev/sdd1 /mnt vfat rw 0 0
/dev/sde1 /mnt/stick vfat rw 0 0
/dev/sdf1 /mnt/locked vfat ro,nosuid 0 0
box /mnt/box tmpfs ro,nosuid 0 0
server:/x /mnt/far nfs4 rw 0 0
/dev/sda1 /media ext4 rw 0 0
/dev/sda2 /mediaeval ext4 rw 0 0
broken
`
	require.Equal(t, []string{"/media/shop/KINGSTON USB", "/run/media/shop/x", "/mnt", "/mnt/stick", "/mnt/locked"}, mountPoints(table))
}
