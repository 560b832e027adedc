"""Writes what the Python library makes of 50 prompts, for comparison with what Isobath makes of them.

    python token_ids.py CLIP_TOKENIZER.json T5_TOKENIZER.json OUT.json

Ids are cut and padded by the library itself: 77 of CLIP, padded with its end; 512 of T5, padded with 0.
export_flux.py puts such a file beside the components (tokens.json), and `isobath doctor --generator` compares.
"""

import json
import pathlib
import sys

from tokenizers import Tokenizer

CLIP_IDS = 77
T5_IDS = 512

PROMPTS = [
    "",
    " ",
    "A painting of a squirrel eating a burger",
    "a painting of a squirrel eating a burger",
    "A PAINTING OF A SQUIRREL EATING A BURGER",
    "cat",
    "c",
    "It's late, they're gone, we'll see, I've been, I'm here, he'd know, don't",
    "IT'S LATE, THEY'RE GONE, WE'LL SEE",
    "rock 'n' roll, the '90s, ''quoted'', 'single'",
    "it’s a typographic apostrophe, “quotes”, and an em—dash…",
    "café, naïve, Zürich, señor Núñez, fjord, façade",
    "cafe\u0301, nai\u0308ve, Zu\u0308rich: the same in combining marks",
    "Ångström and Å (Angstrom sign) and ﬁne ligatures, ½, ², №, ™",
    "İstanbul, ISTANBUL, ıspanak, ẞ and ß, Σίσυφος ΣΊΣΥΦΟΣ",
    "日本の古い橋、夕方",
    "北京的雪，胡同里的红灯笼",
    "서울의 밤, 비 오는 거리",
    "מגדלור ישן בסערה",
    "منارة قديمة في العاصفة",
    "Старый маяк в шторм",
    "หอประภาคารเก่า",
    "एक पुराना पुल",
    "full width：ＡＢＣ　１２３",
    "🦊",
    "a fox 🦊 in the snow ❄️, family 👨‍👩‍👧‍👦, flag 🇨🇭, thumbs 👍🏽",
    "emoji🙂without🙂spaces",
    "\tTabs\tand\nnew lines\r\nand   many    spaces  ",
    "\n\n\n",
    "no-break\u00a0space, thin\u2009space, zero\u200bwidth, line\u2028separator, ideographic\u3000space",
    "1950s poster, 4k, 35mm, f/1.8, 12345678901234567890",
    "3.14159, 1,000,000, 50%, $25, €30, #7, @home, a&b, c*d, e^f",
    "!!!???...,,,;;;:::",
    "(((masterpiece))), [best quality], {very detailed:1.3}",
    "<lora:depth:0.8> <b>bold</b> &amp; &lt;",
    "<|startoftext|> a text with <|endoftext|> special tokens </s> <pad> <unk> <extra_id_0>",
    "https://example.org/path?query=1&other=two#fragment",
    "snake_case, kebab-case, camelCase, SCREAMING_CASE",
    "C:\\temp\\new \\n \\t backslashes",
    "a" * 300,
    "supercalifragilisticexpialidocious pneumonoultramicroscopicsilicovolcanoconiosis",
    "word " * 80,
    "a quiet harbour waiting for the evening sun, oil painting. " * 60,
    "1 2 3 4 5 6 7 8 9 " * 20,
    "日本" * 400,
    "🦊" * 100,
    "a\u0300" * 200,
    "\u202eright to left override\u202c and \ufeffbyte order mark",
    "control\u0001characters\u0007and\u007fdelete",
    "The lighthouse, built beside deep water, lit by the moon: highly detailed; cinematic, 4k! Isn't it?",
]


def ids(tokenizer, length, pad):
    tokenizer.no_padding()
    tokenizer.enable_truncation(max_length=length)
    tokenizer.enable_padding(length=length, pad_id=pad)
    return [encoding.ids for encoding in tokenizer.encode_batch(PROMPTS)]


def end(tokenizer):
    """The last id of every text."""
    tokenizer.no_padding()
    return tokenizer.encode("").ids[-1]


def write(clip, t5, out, t5_ids=T5_IDS):
    clip, t5 = Tokenizer.from_file(str(clip)), Tokenizer.from_file(str(t5))
    golden = {"prompts": PROMPTS, "clip": ids(clip, CLIP_IDS, end(clip)), "t5": ids(t5, t5_ids, 0)}
    pathlib.Path(out).write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{out}: {len(PROMPTS)} prompts")


if __name__ == "__main__":
    write(*sys.argv[1:4])
