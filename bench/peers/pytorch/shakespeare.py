"""Trains the peer as the preset std/shakespeare-char trains ours: the same sizes, batches, schedule, clipping and evaluations.

One argument, JSON: {"data": path, "steps", "tuning"}. Answers {"loss": of the last evaluation, in nats}.
"""
import json
import math
import os
import sys

import torch

from gpt import GPT, groups

SIZES = {"layers": 4, "heads": 4, "width": 128, "context": 64, "bias": False}
BATCH, RATE, WARMUP, FLOOR, EVALUATE_EVERY, EVALUATE_BATCHES = 12, 1e-3, 100, 0.1, 250, 20

request = json.loads(sys.argv[1])
steps, tuning = request["steps"], request["tuning"]
torch.set_num_threads(int(os.environ["OMP_NUM_THREADS"]))
torch.set_flush_denormal(tuning["flushDenormal"])
torch.manual_seed(1)

with open(request["data"], encoding="utf-8") as file:
    text = file.read()
alphabet = sorted(set(text))
number = {character: at for at, character in enumerate(alphabet)}
tokens = torch.tensor([number[character] for character in text])
split = int(len(tokens) * 0.9)
training, validation = tokens[:split], tokens[split:]

model = GPT({**SIZES, "vocabulary": len(alphabet)}, tuning)
optimizer = torch.optim.AdamW(groups(model, 0.1), lr=RATE, betas=(0.9, 0.99), foreach=tuning["foreach"])


def windows(data, starts):
    rows = torch.stack([data[start : start + SIZES["context"] + 1] for start in starts])
    return rows[:, :-1].contiguous(), rows[:, 1:].contiguous()


def factor(step):
    if step <= WARMUP:
        return step / WARMUP
    progress = (step - WARMUP) / max(1, steps - WARMUP)
    return FLOOR + (1 - FLOOR) * (1 + math.cos(math.pi * progress)) / 2


@torch.no_grad()
def evaluate():
    """The first batches of the validation split, as windows that follow each other."""
    total = 0.0
    for batch in range(EVALUATE_BATCHES):
        starts = [(batch * BATCH + row) * SIZES["context"] for row in range(BATCH)]
        total += model.loss(*windows(validation, starts)).item()
    return total / EVALUATE_BATCHES


loss = evaluate()
for step in range(1, steps + 1):
    for group in optimizer.param_groups:
        group["lr"] = RATE * factor(step)
    starts = torch.randint(len(training) - SIZES["context"] - 1, (BATCH,)).tolist()
    optimizer.zero_grad(set_to_none=tuning["setToNone"])
    model.loss(*windows(training, starts)).backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    if step % EVALUATE_EVERY == 0 or step == steps:
        loss = evaluate()
print(json.dumps({"loss": loss}))
