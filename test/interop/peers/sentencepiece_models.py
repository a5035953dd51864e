"""Loads SentencePiece models and runs them on texts and ids.

Request: {"cases": [{"model": path, "texts": [...], "idLists": [[...]]}]}.
"""
import json
import sys

from sentencepiece import SentencePieceProcessor


def answer(case):
    processor = SentencePieceProcessor(model_file=case["model"])
    ids = [processor.encode(text) for text in case["texts"]]
    roles = {
        "pad": processor.pad_id(),
        "bos": processor.bos_id(),
        "eos": processor.eos_id(),
        "unk": processor.unk_id(),
    }
    return {
        "size": processor.get_piece_size(),
        "specials": {role: id for role, id in roles.items() if id >= 0},
        "texts": [{"ids": each, "decoded": processor.decode(each)} for each in ids],
        "idLists": [processor.decode(each) for each in case["idLists"]],
    }


json.dump([answer(case) for case in json.load(sys.stdin)["cases"]], sys.stdout)
