#!/bin/sh
# Makes the embedded clips of the voice, in zh-CN and en: WAV, 16 bit, mono, by espeak-ng. Mandarin is
# given to it as numbered pinyin, which it reads right; hanzi it reads as English.
#
# Needs Debian 12, whose package it installs. The result is committed, so only whoever changes a word has to run
# this; it is the same each time.
set -eu
cd "$(dirname "$0")"
../../scripts/packages.sh voice
exec python3 - <<'PY'
import array
import io
import math
import pathlib
import subprocess
import wave

QUIET = 0.02  # of the peak: what is softer at either end is cut off
FADE = 0.004  # seconds at either end, so that nothing clicks
LOUDNESS = 4000  # root mean square of each clip, of 32767
PEAK_MAX = 30000
TAPS = 24  # of the resampling filter, on either side

SYLLABLES = """ling2 yi1 yi2 yi4 er4 liang3 liang2 san1 si4 wu3 wu2 liu4 qi1 ba1 jiu3 jiu2 shi2 bai3 bai2 qian1 wan4
dian3 dian2 yuan2 jiao3 jiao2 fen1"""
NUMBERS = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million point"""

# Voice, speed in words a minute, samples a second, and the clips with what they say.
LANGUAGES = {
    "zh-CN": ("cmn-latn-pinyin", 240, 16000, {s: s for s in SYLLABLES.split()} | {
        "wechat": "wei1 xin4", "alipay": "zhi1 fu4 bao3", "unionpay": "yun2 shan3 fu4", "cash": "xian4 jin1",
        "received": "shou1 kuan3", "late": "chi2 dao4 kuan3", "test": "ce4 shi4"}),
    "en": ("en-us", 230, 11025, {n: n for n in NUMBERS.split()} | {
        "yuan": "yoo-ahn", "wechat": "we chat", "alipay": "ali pay", "unionpay": "union pay", "cash": "cash",
        "received": "received", "late": "late payment", "test": "test"}),
}


def speak(voice, speed, text):
    """Samples between -1 and 1, and their rate."""
    wav = subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "--stdout", text], check=True, capture_output=True).stdout
    # Written to a pipe, its header does not know the length.
    with wave.open(io.BytesIO(wav)) as f:
        samples = array.array("h", f.readframes(10 * f.getframerate()))
        return [s / 32768 for s in samples], f.getframerate()


def resample(samples, rate, to):
    """By a windowed sinc below the lower of the two half rates."""
    cut = min(1, to / rate)
    out = []
    for i in range(int(len(samples) * to / rate)):
        at = i * rate / to
        total = 0.0
        for k in range(max(0, int(at) - TAPS), min(len(samples), int(at) + TAPS + 1)):
            x = at - k
            window = 0.5 + 0.5 * math.cos(math.pi * x / (TAPS + 1))
            total += samples[k] * window * cut * (math.sin(math.pi * cut * x) / (math.pi * cut * x) if x else 1)
        out.append(total)
    return out


def trim(samples, rate):
    loud = QUIET * max(abs(s) for s in samples)
    heard = [i for i, s in enumerate(samples) if abs(s) > loud]
    samples = samples[heard[0]:heard[-1] + 1]
    fade = int(FADE * rate)
    for i in range(fade):
        samples[i] *= i / fade
        samples[-1 - i] *= i / fade
    return samples


def level(samples):
    rms = math.sqrt(sum(s * s for s in samples) / len(samples))
    gain = min(LOUDNESS / rms, PEAK_MAX / max(abs(s) for s in samples))
    return array.array("h", (round(s * gain) for s in samples))


for language, (voice, speed, rate, words) in LANGUAGES.items():
    folder = pathlib.Path(language)
    folder.mkdir(exist_ok=True)
    for old in folder.glob("*.wav"):
        old.unlink()
    for clip, text in words.items():
        with wave.open(str(folder / f"{clip}.wav"), "wb") as f:
            f.setparams((1, 2, rate, 0, "NONE", ""))
            f.writeframes(level(trim(resample(*speak(voice, speed, text), rate), rate)).tobytes())
PY
