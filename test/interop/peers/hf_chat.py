"""Renders conversations with transformers' apply_chat_template, with the tokenizer.json files of test/oracles.

Request: {"cases": [{"vocabulary": path of a tokenizer.json, "tokens": {"bos_token": ...}, "template": Jinja,
"messages": [...], "tools": [...] or null, "prompt": bool, "encode": bool}]}.
Answer: one {"text"} for each, with {"ids", "mask"} where they were asked for, or {"error"} where the template raises.
`mask` is null where the template has no `generation` blocks. The clock is hidden, as it is from templates of ours.
"""
import functools
import json
import sys

from jinja2.exceptions import TemplateError
from transformers import PreTrainedTokenizerFast


@functools.cache
def load(path, tokens):
    return PreTrainedTokenizerFast(tokenizer_file=path, clean_up_tokenization_spaces=False, **dict(tokens))


def answer(case):
    tokenizer = load(case["vocabulary"], tuple(sorted(case["tokens"].items())))
    arguments = {
        "tools": case["tools"],
        "chat_template": case["template"],
        "add_generation_prompt": case["prompt"],
    }
    try:
        text = tokenizer.apply_chat_template(case["messages"], tokenize=False, **arguments)
    except TemplateError as error:
        return {"error": str(error)}
    if not case["encode"]:
        return {"text": text}
    marked = "generation" in case["template"].replace("add_generation_prompt", "")
    encoded = tokenizer.apply_chat_template(
        case["messages"], tokenize=True, return_dict=True, return_assistant_tokens_mask=marked, **arguments
    )
    return {"text": text, "ids": encoded["input_ids"], "mask": encoded["assistant_masks"] if marked else None}


json.dump([answer(case) for case in json.load(sys.stdin)["cases"]], sys.stdout)
