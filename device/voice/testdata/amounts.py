#!/usr/bin/env python3
"""Makes amounts.tsv, which the voice is compared with: 200 amounts from 0.01 to 20002.02 yuan, each with its
clips and its numbered pinyin as 十二点三四元 and as 十二元三角四分, and with its English clips.

It shares nothing with the program: Chinese numerals are made as text, by writing every digit with its unit and
striking zeros out; tones are changed in the text by the rules of the language.

usage: ./amounts.py >amounts.tsv"""
import random
import re

PINYIN = dict(zip("零一二两三四五六七八九十百千万点元角分微信支付宝收款",
                  "ling2 yi1 er4 liang3 san1 si4 wu3 liu4 qi1 ba1 jiu3 shi2 bai3 qian1 wan4 dian3 yuan2 jiao3 fen1 "
                  "wei1 xin4 zhi1 fu4 bao3 shou1 kuan3".split()))
WORDS = {"微信": "wechat", "支付宝": "alipay", "收款": "received"}


def numeral(digits):
    """Hanzi of a whole number below 10^8 that is written in digits."""
    groups = re.findall("....", digits.zfill(8))
    texts = []
    for group in groups:
        text = "".join("零一二三四五六七八九"[int(d)] + unit for d, unit in zip(group, "千百十個"))
        texts.append(re.sub("零+", "零", re.sub("零[千百十個]", "零", text).replace("個", "")).rstrip("零"))
    text = "万".join(texts) if texts[0] else texts[1]
    text = text.lstrip("零") or "零"
    return re.sub("^一十", "十", text)


def spoken(text):
    """Two is 两 before 千, and alone before 万 and before a measure."""
    return re.sub("^二(?=万|$)", "两", text.replace("二千", "两千"))


def decimal(amount):
    whole, fraction = amount.split(".")
    fraction = fraction.rstrip("0")
    if fraction:
        number = numeral(whole)
        return (spoken(number) if number != "二" else number) + "点" + "".join("零一二三四五六七八九"[int(d)] for d in fraction) + "元"
    return spoken(numeral(whole)) + "元"


def units(amount):
    whole, (jiao, fen) = amount.split(".")
    text = spoken(numeral(whole)) + "元" if int(whole) else ""
    if int(jiao):
        text += spoken(numeral(jiao)) + "角"
    elif text and int(fen):
        text += "零"
    return text + (spoken(numeral(fen)) + "分" if int(fen) else "")


def syllables(text):
    """Numbered pinyin of a number, with changed tones."""
    said = []
    for i, hanzi in enumerate(text):
        sound = PINYIN[hanzi]
        before, after = text[:i][-1:], text[i + 1:i + 2]
        if hanzi == "一":
            alone = before not in tuple("十百千万点零") or before == "零" and after == "分"
            if after and after in "百千":
                sound = "yi4"
            elif after == "万" and before == "":
                sound = "yi2"
            elif after and after in "元角分" and alone and "点" not in text[:i]:
                sound = "yi4"
        said.append(sound)
    line = " ".join(said)
    # From left to right, each by the tone that the next one has in the dictionary.
    return re.sub(r"3(?= [a-z]+3)", "2", line)


UNITS = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
         "seventeen eighteen nineteen").split()
TENS = dict(zip(range(20, 100, 10), "twenty thirty forty fifty sixty seventy eighty ninety".split()))


def english(n):
    if n < 20:
        return [UNITS[n]]
    if n < 100:
        return [TENS[n // 10 * 10]] + ([UNITS[n % 10]] if n % 10 else [])
    if n < 1000:
        return [UNITS[n // 100], "hundred"] + (english(n % 100) if n % 100 else [])
    return english(n // 1000) + ["thousand"] + (english(n % 1000) if n % 1000 else [])


def english_amount(amount):
    whole, fraction = amount.split(".")
    fraction = fraction.rstrip("0")
    words = english(int(whole))
    if fraction:
        words += ["point"] + [UNITS[int(d)] for d in fraction]
    return words + ["yuan"]


def amounts():
    edges = """0.01 0.02 0.05 0.09 0.10 0.11 0.12 0.15 0.20 0.22 0.25 0.29 0.50 0.55 0.59 0.90 0.95 0.99 1.00 1.01
    1.02 1.10 1.11 1.20 1.22 1.50 2.00 2.01 2.02 2.20 2.22 2.50 3.00 5.00 5.05 5.50 5.55 5.95 9.00 9.09 9.50 9.90
    9.99 10.00 10.01 10.10 11.00 11.11 12.00 12.30 12.34 14.00 15.50 19.99 20.00 20.02 21.00 22.00 22.22 25.50 30.00
    50.00 55.55 90.00 99.00 99.99 100.00 100.01 101.00 102.00 105.00 109.00 110.00 111.00 111.11 112.00 115.00
    120.00 150.00 155.55 190.00 199.99 200.00 202.00 210.00 212.12 220.00 222.22 250.00 500.00 505.00 550.00 555.55
    590.00 900.00 909.09 950.00 990.00 999.99 1000.00 1000.01 1001.00 1001.01 1010.00 1011.00 1012.00 1100.00
    1101.00 1110.00 1111.11 1200.00 1500.00 2000.00 2000.02 2002.02 2020.00 2022.22 2200.00 2222.22 5000.00 5005.00
    5050.50 5500.00 5555.55 9000.00 9009.00 9090.90 9900.00 9999.99 10000.00 10000.01 10001.00 10010.00 10011.00
    10012.00 10100.00 10101.01 11000.00 11010.00 11111.11 12000.00 12001.00 12012.00 12345.67 15000.00 15500.50 19999.99
    20000.00 20000.02 20001.00 20002.00 20002.02""".split()
    chance = random.Random(20261129)
    chosen = dict.fromkeys(edges)
    while len(chosen) < 200:
        fen = int(10 ** chance.uniform(0, 6.301))
        if fen <= 2000202:
            chosen[f"{fen // 100}.{fen % 100:02}"] = None
    return sorted(chosen, key=lambda a: int(a.replace(".", "")))


def line(amount, n):
    wallet = ("微信", "支付宝")[n % 2]
    columns = [amount, WORDS[wallet]]
    head = " ".join(PINYIN[h] for h in wallet + "收款")
    for text in (decimal(amount), units(amount)):
        number = syllables(text)
        columns += [text, f"{WORDS[wallet]} received {number}", f"{head} {number}"]
    columns.append(" ".join([WORDS[wallet]] + english_amount(amount) + ["received"]))
    return "\t".join(columns)


print("# Made by amounts.py: amount, wallet, then twice hanzi, clips and pinyin (in decimals, in units), English clips")
for i, amount in enumerate(amounts()):
    print(line(amount, i))
