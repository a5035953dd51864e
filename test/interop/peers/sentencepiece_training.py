"""Trains SentencePiece models, or loads those that it gets, and runs them on texts and ids.

Request: {"corpus": [...], "cases": [{"options": trainer options, "model": base64 or null}], "texts": [...]}.
A case without a model is trained. The option `rules` asks for nmt_nfkc for the characters of the corpus and a few blocks, because the
whole map of characters takes 230 KB; `decoded_rules` maps decoded text, target by source.
"""
import base64
import contextlib
import io
import json
import random
import sys
import tempfile
import unicodedata

import sentencepiece

LATIN_GREEK_CYRILLIC_KANA = [(0x00, 0x250), (0x370, 0x500), (0x3040, 0x3100), (0xFF00, 0xFFA0)]
SPACES = [0x09, 0x0A, 0x0C, 0x0D, 0x85, 0x1680, 0x200B, 0x200C, 0x200E, 0x200F, 0x2028, 0x2029, 0x2581, 0xFEFF, 0xFFFD]


def train(options, lines):
    writer = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines),
        model_writer=writer,
        num_threads=1,
        minloglevel=2,
        hard_vocab_limit=False,
        max_sentence_length=20000,
        **options,
    )
    return writer.getvalue()


def few_rules(lines):
    """Target of each source: single characters, and characters with the marks that they compose with."""
    whole = sentencepiece.SentencePieceProcessor(
        model_proto=train({"vocab_size": 400, "normalization_rule_name": "nmt_nfkc", "remove_extra_whitespaces": False}, lines)
    )
    characters = {chr(point) for first, end in LATIN_GREEK_CYRILLIC_KANA for point in range(first, end)}
    characters |= {chr(point) for point in SPACES} | set("".join(lines))
    sources = {c for c in characters if not 0xD800 <= ord(c) < 0xE000 and c != "\0"}
    sources |= {d for c in characters for d in [unicodedata.normalize("NFD", c)] if len(d) > 1}
    rules = {}
    for source in sorted(sources):
        target = whole.normalize("x" + source + "x")[2:-1].replace("\u2581", " ")
        if target != source:
            rules[source] = target
    return rules


def spell(text):
    return " ".join(f"{ord(character):X}" for character in text)


def write_rules(name, rules):
    with open(name, "w", encoding="ascii") as file:
        for source, target in rules.items():
            file.write(f"{spell(source)}\t{spell(target)}\n")


def train_case(options, lines):
    rest = {key: value for key, value in options.items() if key not in ("rules", "decoded_rules")}
    # Models keep the names of files: they must be the same every time.
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        if "rules" in options:
            write_rules("rules.tsv", few_rules(lines))
            rest["normalization_rule_tsv"] = "rules.tsv"
        if "decoded_rules" in options:
            write_rules("decoded.tsv", options["decoded_rules"])
            rest["denormalization_rule_tsv"] = "decoded.tsv"
        return train(rest, lines)


def draw_lists(size):
    draw = random.Random(5)
    return [[draw.randrange(size) for _ in range(draw.randrange(1, 9))] for _ in range(30)]


def answer(case, request):
    lines = [line for text in request["corpus"] for line in text.split("\n") if line.strip()]
    model = train_case(case["options"], lines) if case["model"] is None else base64.b64decode(case["model"])
    processor = sentencepiece.SentencePieceProcessor(model_proto=model)
    encoded = [processor.encode(text) for text in request["texts"]]
    lists = draw_lists(processor.get_piece_size())
    return {
        "model": base64.b64encode(model).decode("ascii"),
        "size": processor.get_piece_size(),
        "roles": [processor.pad_id(), processor.bos_id(), processor.eos_id(), processor.unk_id()],
        "texts": [{"ids": ids, "decoded": processor.decode(ids)} for ids in encoded],
        "idLists": [{"ids": ids, "decoded": processor.decode(ids)} for ids in lists],
    }


request = json.load(sys.stdin)
json.dump([answer(case, request) for case in request["cases"]], sys.stdout)
