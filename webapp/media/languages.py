"""Languages as containers write them (ISO 639-2), and as everything else of ours does (BCP 47)."""

from __future__ import annotations

# ISO 639-1 code, then its ISO 639-2 codes (terminology, and bibliographic where it differs).
_CODES = """
af afr, am amh, ar ara, as asm, az aze, be bel, bg bul, bn ben, bo bod tib, bs bos, ca cat,
cs ces cze, cy cym wel, da dan, de deu ger, el ell gre, en eng, eo epo, es spa, et est,
eu eus baq, fa fas per, fi fin, fo fao, fr fra fre, fy fry, ga gle, gd gla, gl glg, gu guj,
ha hau, he heb, hi hin, hr hrv, ht hat, hu hun, hy hye arm, id ind, ig ibo, is isl ice, it ita,
ja jpn, jv jav, ka kat geo, kk kaz, km khm, kn kan, ko kor, ku kur, ky kir, la lat, lb ltz,
ln lin, lo lao, lt lit, lv lav, mg mlg, mi mri mao, mk mkd mac, ml mal, mn mon, mr mar,
ms msa may, mt mlt, my mya bur, nb nob, ne nep, nl nld dut, nn nno, no nor, oc oci, pa pan,
pl pol, ps pus, pt por, qu que, ro ron rum, ru rus, rw kin, sd snd, si sin, sk slk slo, sl slv,
sn sna, so som, sq sqi alb, sr srp, su sun, sv swe, sw swa, ta tam, te tel, tg tgk, th tha,
tk tuk, tl tgl, tr tur, tt tat, uk ukr, ur urd, uz uzb, vi vie, xh xho, yi yid, yo yor,
zh zho chi, zu zul
"""
_TWO_LETTERS = {code: entry.split()[0] for entry in _CODES.split(",") for code in entry.split()[1:]}
_UNKNOWN = {"", "und", "unk", "zxx", "mis", "mul"}
_MAX_TAG = 35
"""RFC 5646, 4.4.1: the longest tag that everybody must be able to keep."""


def language_tag(written: str) -> str | None:
    """The BCP 47 tag for what a container says; None where it names no language."""
    tag = written.strip().replace("_", "-")
    first, *rest = tag.split("-")
    if first.lower() in _UNKNOWN or not tag.replace("-", "").isalnum() or not tag.isascii():
        return None
    short = _TWO_LETTERS.get(first.lower(), first.lower())
    return "-".join([short, *rest])[:_MAX_TAG]
