"""Trains two small tokenizers of the kinds that FLUX uses, for tests: BPE like CLIP's, Unigram like T5's.

    python train_tokenizers.py FOLDER

writes FOLDER/clip.json and FOLDER/t5.json. The text they learn from is made here, so that the files come out the same
everywhere. Ids stay below the vocabularies of the encoders of tiny_flux.py: 1000 and 1103.
"""

import itertools
import json
import pathlib
import sys

from tokenizers import (
    AddedToken,
    Regex,
    Tokenizer,
    decoders,
    models,
    normalizers,
    pre_tokenizers,
    processors,
    trainers,
)

CLIP_VOCABULARY = 1000
T5_PIECES = 1000
T5_SENTINELS = 100

SUBJECTS = """a quiet harbour|an old stone bridge|the lighthouse|a narrow street|two children|my grandmother's kitchen
|a squirrel|the painter|three boats|a café|naïve angels|the mountain railway|an orchard|a robot gardener|the cathedral
|a tiger|some dancers|a glass vase|the reading room|a snow-covered village|señor Núñez|a fjord|Zürich|the owl's nest""".replace("\n", "").split("|")
VERBS = """waiting for|looking at|built beside|painted before|eating|carrying|reflected in|floating above|hidden behind
|growing around|lit by|made of""".replace("\n", "").split("|")
OBJECTS = """a burger|the evening sun|wet cobblestones|a hundred lanterns|oak and brass|deep water|fresh bread|fog
|the red door|a field of lavender|an empty theatre|copper wires|the moon|a long shadow|coloured paper""".replace("\n", "").split("|")
STYLES = """oil painting|watercolour|photograph, 35mm, f/1.8|in winter|highly detailed|soft light|isometric view
|line drawing|it's late|they're gone|we'll see|I've been here|don't move|cinematic, 4k|1950s poster""".replace("\n", "").split("|")


def corpus():
    """Every subject with every verb, objects and styles in turn: 288 sentences."""
    rest = itertools.cycle(list(zip(OBJECTS * len(STYLES), STYLES * len(OBJECTS))))
    return [
        f"{subject} {verb} {object}, {style}"
        for (subject, verb), (object, style) in zip(itertools.product(SUBJECTS, VERBS), rest)
    ]


def clip():
    """As in the tokenizer.json of openai/clip-vit-large-patch14, with fewer merges."""
    tokenizer = Tokenizer(models.BPE(end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(
                Regex(r"'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), "removed", invert=True
            ),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    trainer = trainers.BpeTrainer(
        vocab_size=CLIP_VOCABULARY, end_of_word_suffix="</w>", initial_alphabet=letters, show_progress=False
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    learned = json.loads(tokenizer.to_str())["model"]["merges"]

    # CLIP's order: bytes, bytes at the end of a word, merges, begin and end
    begin, end = "<|startoftext|>", "<|endoftext|>"
    tokens = letters + [letter + "</w>" for letter in letters]
    merges = []
    for left, right in (merge if isinstance(merge, list) else merge.split(" ") for merge in learned):
        if len(tokens) == CLIP_VOCABULARY - 2:
            break
        if left in tokens and right in tokens and left + right not in tokens:
            tokens.append(left + right)
            merges.append((left, right))
    tokens += [begin, end]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    tokenizer.model = models.BPE(vocabulary, merges, end_of_word_suffix="</w>", unk_token=end, fuse_unk=False)
    tokenizer.add_special_tokens([AddedToken(begin, special=True), AddedToken(end, special=True)])
    tokenizer.post_processor = processors.RobertaProcessing(
        (end, vocabulary[end]), (begin, vocabulary[begin]), trim_offsets=False, add_prefix_space=False
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def t5():
    """As in the tokenizer.json of T5; NFKC stands for SentencePiece's own character map, which cannot be trained."""
    tokenizer = Tokenizer(models.Unigram())
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    trainer = trainers.UnigramTrainer(
        vocab_size=T5_PIECES,
        special_tokens=["<pad>", "</s>", "<unk>"],
        unk_token="<unk>",
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(), trainer)
    tokenizer.add_special_tokens(
        [AddedToken(f"<extra_id_{i}>", special=True) for i in reversed(range(T5_SENTINELS))]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", special_tokens=[("</s>", tokenizer.token_to_id("</s>"))]
    )
    tokenizer.decoder = decoders.Metaspace()
    return tokenizer


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, tokenizer in (("clip", clip()), ("t5", t5())):
        path = folder / f"{name}.json"
        tokenizer.save(str(path), pretty=False)
        print(f"{path}: {tokenizer.get_vocab_size()} ids, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
