"""Writes sacrebleu.json: scores of sacrebleu (pip install sacrebleu==2.6.0) that the tests compare with.

    python test/golden/make.py > test/golden/sacrebleu.json
"""

import json
import sys

import sacrebleu
from sacrebleu.metrics import BLEU

CORPORA = {
    "short": (
        ["The dog bit the man.", "It wasn't surprising.", "The man had just bitten him."],
        [
            ["The dog bit the man.", "It was not unexpected.", "The man bit him first."],
            ["The dog had bit the man.", "No one was surprised.", "The man had bitten the dog."],
        ],
    ),
    "punctuation": (
        [
            "In 1851, Melville's \"Moby-Dick; or, The Whale\" sold 3,215 copies at $1.50...",
            "Call me <Ishmael> & friends: e-mail a@b.example (or not)!",
            "From page 12-13 it's 99.5% whale,whale,whale.",
        ],
        [
            [
                "In 1851 Melville's \"Moby-Dick; or, The Whale\" sold about 3,215 copies, at $1.50.",
                "Call me &quot;Ishmael&quot; &amp; friends: e-mail a@b.example, or not!",
                "On pages 12-13, it is 99.5 % whale, whale, whale.",
            ]
        ],
    ),
    "unicode": (
        ["Précisément: la baleine blanche était là 🐳 !", "Der Wal — ein großes Tier."],
        [["Précisément : la baleine blanche était ici 🐳 !", "Der Wal – ein sehr großes Tier."]],
    ),
    "sentence": (["the whale"], [["the white whale"]]),
    "nothing in common": (["a b c"], [["d e f"]]),
    "empty": (["", "the whale swam on"], [["the whale", "the whale swam on and on"]]),
    "repeats": (["the the the the the the the"], [["the cat is on the mat"], ["there is a cat on the mat"]]),
}

TOKENIZERS = {"13a": "13a", "characters": "char", "whitespace": "none"}
SMOOTHINGS = {"none": "none", "floor": "floor", "add-k": "add-k", "exponential": "exp"}


def cases():
    for corpus, (texts, references) in CORPORA.items():
        for tokenize, theirs in TOKENIZERS.items():
            for smoothing, method in SMOOTHINGS.items():
                for options in ({}, {"effectiveOrder": True}, {"order": 2, "lowercase": True, "smoothValue": 0.5}):
                    needs_value = smoothing in ("floor", "add-k")
                    metric = BLEU(
                        tokenize=theirs,
                        smooth_method=method,
                        smooth_value=options.get("smoothValue", 0.1) if needs_value else None,
                        max_ngram_order=options.get("order", 4),
                        lowercase=options.get("lowercase", False),
                        effective_order=options.get("effectiveOrder", False),
                    )
                    yield {
                        "corpus": corpus,
                        "options": {"tokenize": tokenize, "smoothing": smoothing, **options},
                        "score": metric.corpus_score(texts, references).score,
                    }


json.dump(
    {
        "source": f"sacrebleu {sacrebleu.__version__}",
        "corpora": {
            name: [
                {"prediction": text, "references": [stream[i] for stream in references]}
                for i, text in enumerate(texts)
            ]
            for name, (texts, references) in CORPORA.items()
        },
        "cases": list(cases()),
    },
    sys.stdout,
    ensure_ascii=False,
    indent=1,
)
print()
