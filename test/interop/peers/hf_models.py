"""Runs transformers' GPT-2 and Llama on model folders of ours: config.json as it is, weights under the names of the library.

Request: {"folders": [...], "ids": [[...]], "targets": [[...]]}. Answers logits, mean loss and the norm of every gradient, by our
names, in double precision: what a float32 implementation should come close to.
"""
import json
import sys
from os.path import join

import torch
from safetensors.torch import load_file
from transformers import AutoConfig, AutoModelForCausalLM


def transposed(tensor):
    return tensor.transpose(0, 1)


def gpt2_weights(ours, config):
    """GPT-2 keeps [inputs, outputs] as we do, with query, key and value side by side; its biases always exist."""

    def bias(name, size):
        return ours[name] if name in ours else torch.zeros(size, dtype=torch.float64)

    width, hidden = config.n_embd, config.n_inner
    weights = {
        "transformer.wte.weight": ours["embedding.weight"],
        "transformer.wpe.weight": ours["positions.weight"],
        "transformer.ln_f.weight": ours["norm.weight"],
        "transformer.ln_f.bias": bias("norm.bias", width),
        "lm_head.weight": transposed(ours["head.weight"]) if "head.weight" in ours else ours["embedding.weight"],
    }
    for layer in range(config.n_layer):
        mine, theirs = f"blocks.{layer}", f"transformer.h.{layer}"
        parts = [f"{mine}.attention.{part}" for part in ("query", "key", "value")]
        weights[f"{theirs}.attn.c_attn.weight"] = torch.cat([ours[f"{part}.weight"] for part in parts], 1)
        weights[f"{theirs}.attn.c_attn.bias"] = torch.cat([bias(f"{part}.bias", width) for part in parts])
        for name, other, size in (
            ("attention-norm", "ln_1", width),
            ("attention.output", "attn.c_proj", width),
            ("mlp-norm", "ln_2", width),
            ("mlp.up", "mlp.c_fc", hidden),
            ("mlp.down", "mlp.c_proj", width),
        ):
            weights[f"{theirs}.{other}.weight"] = ours[f"{mine}.{name}.weight"]
            weights[f"{theirs}.{other}.bias"] = bias(f"{mine}.{name}.bias", size)
    return weights


def llama_weights(ours, config):
    """Llama keeps [outputs, inputs]."""
    weights = {
        "model.embed_tokens.weight": ours["embedding.weight"],
        "model.norm.weight": ours["norm.weight"],
        "lm_head.weight": transposed(ours["head.weight"]) if "head.weight" in ours else ours["embedding.weight"],
    }
    for layer in range(config.num_hidden_layers):
        mine, theirs = f"blocks.{layer}", f"model.layers.{layer}"
        for name, other in (
            ("attention.query", "self_attn.q_proj"),
            ("attention.key", "self_attn.k_proj"),
            ("attention.value", "self_attn.v_proj"),
            ("attention.output", "self_attn.o_proj"),
            ("mlp.gate", "mlp.gate_proj"),
            ("mlp.up", "mlp.up_proj"),
            ("mlp.down", "mlp.down_proj"),
        ):
            weights[f"{theirs}.{other}.weight"] = transposed(ours[f"{mine}.{name}.weight"])
        weights[f"{theirs}.input_layernorm.weight"] = ours[f"{mine}.attention-norm.weight"]
        weights[f"{theirs}.post_attention_layernorm.weight"] = ours[f"{mine}.mlp-norm.weight"]
    return weights


CONVERTERS = {"gpt2": gpt2_weights, "llama": llama_weights}


def answer(folder, ids, targets):
    config = AutoConfig.from_pretrained(folder)
    config._attn_implementation = "eager"
    model = AutoModelForCausalLM.from_config(config).double().eval()
    ours = {
        name: tensor.double().requires_grad_() for name, tensor in load_file(join(folder, "model.safetensors")).items()
    }
    weights = CONVERTERS[config.model_type](ours, config)
    missing = {name for name, _ in model.named_parameters()} - set(weights)
    if missing:
        raise SystemExit(f"no weights for {sorted(missing)}")
    logits = torch.func.functional_call(model, weights, (torch.tensor(ids),), {"use_cache": False}).logits
    loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), torch.tensor(targets).flatten())
    gradients = torch.autograd.grad(loss, list(ours.values()))
    return {
        "logits": logits.flatten().tolist(),
        "loss": loss.item(),
        "gradientNorms": {name: gradient.norm().item() for name, gradient in zip(ours, gradients)},
    }


torch.manual_seed(0)
request = json.load(sys.stdin)
json.dump([answer(folder, request["ids"], request["targets"]) for folder in request["folders"]], sys.stdout)
