"""Loads tokenizer.json texts with Hugging Face tokenizers and runs them on texts and ids.

Request: {"cases": [{"json": tokenizer.json as text, "texts": [...], "idLists": [[...]]}]}.
An encoding that the library refuses is answered as {"error": true}.
"""
import json
import sys

from tokenizers import Tokenizer


def encode(tokenizer, text):
    try:
        plain = tokenizer.encode(text, add_special_tokens=False)
        framed = tokenizer.encode(text, add_special_tokens=True)
    except Exception:
        return {"error": True}
    return {
        "ids": plain.ids,
        "framed": framed.ids,
        "offsets": [list(pair) for pair in plain.offsets],
        "decoded": tokenizer.decode(plain.ids, skip_special_tokens=False),
        "stripped": tokenizer.decode(framed.ids, skip_special_tokens=True),
    }


def answer(case):
    tokenizer = Tokenizer.from_str(case["json"])
    return {
        "size": tokenizer.get_vocab_size(with_added_tokens=True),
        "texts": [encode(tokenizer, text) for text in case["texts"]],
        "idLists": [tokenizer.decode(ids, skip_special_tokens=False) for ids in case["idLists"]],
    }


json.dump([answer(case) for case in json.load(sys.stdin)["cases"]], sys.stdout)
