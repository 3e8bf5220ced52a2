package app

import (
	"facepay/device/voice"
	"facepay/store/atomicfile"
)

// newRecorder makes the recorder of the shop's own voice; nil where nothing is said.
// changed is told when it does something else.
func (a *App) newRecorder(changed func()) *voice.Recorder {
	if a.voice == nil {
		return nil
	}
	return voice.NewRecorder(voice.RecorderOptions{
		Language: a.setup.Config.Language, DataDir: a.setup.DataDir, Play: a.voice.Play,
		Save: atomicfile.Replace, Remove: atomicfile.Remove, Changed: changed, Kept: a.voice.Reload, Log: a.log,
	})
}
