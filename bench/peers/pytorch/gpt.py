"""The peer's model: a plain GPT-2 as one writes it in PyTorch, float32, with tied embeddings and the tanh GELU.

It has the parameters of `std/gpt`; one fused projection holds those of query, key and value. `sizes`: layers, heads, width,
context, vocabulary, bias. `tuning` picks between equal ways of computing, see tuning.json.
"""
import json
import math
import struct

import torch
import torch.nn.functional as F
from torch import nn

STD = 0.02


class Norm(nn.Module):
    """LayerNorm, with or without a bias; nn.LayerNorm always has one in older versions."""

    def __init__(self, width, bias):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))
        self.bias = nn.Parameter(torch.zeros(width)) if bias else None

    def forward(self, x):
        return F.layer_norm(x, self.weight.shape, self.weight, self.bias, 1e-5)


class Attention(nn.Module):
    def __init__(self, sizes, tuning):
        super().__init__()
        self.heads, self.width = sizes["heads"], sizes["width"]
        self.scale = 1 / math.sqrt(self.width // self.heads)
        self.kind = tuning["attention"]
        self.row = ROWS[tuning["rows"]]
        self.project = nn.Linear(self.width, 3 * self.width, bias=sizes["bias"])
        self.output = nn.Linear(self.width, self.width, bias=sizes["bias"])
        context = sizes["context"]
        allowed = torch.ones(context, context, dtype=torch.bool).tril()
        self.register_buffer("hidden", ~allowed, persistent=False)
        bias = torch.zeros(context, context).masked_fill(~allowed, float("-inf"))
        self.register_buffer("bias", bias, persistent=False)

    def forward(self, x):
        batch, length, width = x.shape
        query, key, value = self.project(x).split(width, dim=2)
        shape = (batch, length, self.heads, width // self.heads)
        query, key, value = (part.view(shape).transpose(1, 2) for part in (query, key, value))
        mixed = getattr(self, self.kind)(query, key, value, length)
        return self.output(mixed.transpose(1, 2).reshape(batch, length, width))

    def masked(self, query, key, value, length):
        scores = (query @ key.transpose(2, 3)) * self.scale
        return torch.softmax(scores.masked_fill(self.hidden[:length, :length], float("-inf")), dim=-1) @ value

    def added(self, query, key, value, length):
        """Scale and mask inside the product."""
        batch, heads, _, size = query.shape
        query, key, value = (part.reshape(batch * heads, length, size) for part in (query, key, value))
        scores = torch.baddbmm(self.bias[:length, :length], query, key.transpose(1, 2), alpha=self.scale)
        return torch.bmm(torch.softmax(scores, dim=-1), value).view(batch, heads, length, size)

    def halves(self, query, key, value, length):
        """The first half of the places does not look at the second: a quarter of the products less."""
        middle = length // 2
        first = self.added(query[:, :, :middle], key[:, :, :middle], value[:, :, :middle], middle)
        batch, heads, _, size = query.shape
        query = query[:, :, middle:].reshape(batch * heads, length - middle, size)
        key, value = (part.reshape(batch * heads, length, size) for part in (key, value))
        scores = torch.baddbmm(self.bias[middle:length, :length], query, key.transpose(1, 2), alpha=self.scale)
        second = torch.bmm(torch.softmax(scores, dim=-1), value).view(batch, heads, length - middle, size)
        return torch.cat([first, second], dim=2)

    def step(self, x, keys, values, place):
        """One token of one sequence: x [1, width]; keys and values [heads, context, headWidth] are written at `place`."""
        query, key, value = self.row(self.project, x).view(3, self.heads, 1, -1).unbind(0)
        keys[:, place : place + 1] = key
        values[:, place : place + 1] = value
        scores = torch.bmm(query, keys[:, : place + 1].transpose(1, 2)) * self.scale
        mixed = torch.bmm(torch.softmax(scores, dim=-1), values[:, : place + 1])
        return self.row(self.output, mixed.view(1, self.width))


class Block(nn.Module):
    def __init__(self, sizes, tuning):
        super().__init__()
        width, bias = sizes["width"], sizes["bias"]
        self.row = ROWS[tuning["rows"]]
        self.attention_norm = Norm(width, bias)
        self.attention = Attention(sizes, tuning)
        self.mlp_norm = Norm(width, bias)
        self.up = nn.Linear(width, 4 * width, bias=bias)
        self.down = nn.Linear(4 * width, width, bias=bias)

    def forward(self, x):
        x = x + self.attention(self.attention_norm(x))
        return x + self.down(F.gelu(self.up(self.mlp_norm(x)), approximate="tanh"))

    def step(self, x, keys, values, place):
        x = x + self.attention.step(self.attention_norm(x), keys, values, place)
        return x + self.row(self.down, F.gelu(self.row(self.up, self.mlp_norm(x)), approximate="tanh"))


class GPT(nn.Module):
    def __init__(self, sizes, tuning):
        super().__init__()
        self.sizes = sizes
        self.rows = tuning["rows"]
        width = sizes["width"]
        self.tokens = nn.Embedding(sizes["vocabulary"], width)
        self.positions = nn.Embedding(sizes["context"], width)
        self.blocks = nn.ModuleList(Block(sizes, tuning) for _ in range(sizes["layers"]))
        self.norm = Norm(width, sizes["bias"])
        self.initialise()

    def initialise(self):
        for module in self.modules():
            if isinstance(module, (nn.Linear, nn.Embedding)):
                nn.init.normal_(module.weight, 0, STD)
            if isinstance(module, nn.Linear) and module.bias is not None:
                nn.init.zeros_(module.bias)
        for block in self.blocks:
            for last in (block.attention.output, block.down):
                nn.init.normal_(last.weight, 0, STD / math.sqrt(2 * len(self.blocks)))

    def forward(self, ids):
        """ids int64 [batch, length] -> hidden states [batch, length, width], normed."""
        x = self.tokens(ids) + self.positions.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.norm(x)

    def loss(self, ids, targets):
        logits = F.linear(self.forward(ids), self.tokens.weight)
        return F.cross_entropy(logits.view(-1, logits.shape[-1]), targets.view(-1))

    def prefill(self, ids):
        """ids int64 [length] -> (logits of the last place [vocabulary], keys and values of each layer)."""
        x = self.tokens(ids) + self.positions.weight[: len(ids)]
        x = x.unsqueeze(0)
        caches = []
        for block in self.blocks:
            heads, width, context = self.sizes["heads"], self.sizes["width"], self.sizes["context"]
            keys, values = (torch.zeros(heads, context, width // heads) for _ in range(2))
            _, key, value = block.attention.project(block.attention_norm(x)).split(width, dim=2)
            keys[:, : len(ids)] = key.view(len(ids), heads, -1).transpose(0, 1)
            values[:, : len(ids)] = value.view(len(ids), heads, -1).transpose(0, 1)
            caches.append((keys, values))
            x = block(x)
        return self.score(self.norm(x[0, -1:])), caches

    def step(self, token, place, caches):
        """One more token at `place`; the caches are written in place. -> logits [vocabulary]"""
        x = (self.tokens.weight[token] + self.positions.weight[place]).view(1, -1)
        for block, (keys, values) in zip(self.blocks, caches):
            x = block.step(x, keys, values, place)
        return self.score(self.norm(x))

    def score(self, x):
        if self.rows == "vector":
            return torch.mv(self.tokens.weight, x.view(-1))
        return F.linear(x.view(1, -1), self.tokens.weight).view(-1)


def vector_row(layer, x):
    """A linear layer on one row, as a product of matrix and vector."""
    if layer.bias is None:
        return torch.mv(layer.weight, x.view(-1)).view(1, -1)
    return torch.addmv(layer.bias, layer.weight, x.view(-1)).view(1, -1)


"""How linear layers take the one row of a decoding step: as everybody writes it, or by hand."""
ROWS = {"linear": lambda layer, x: layer(x), "vector": vector_row}


def groups(model, decay):
    """Parameters for AdamW: matrices decay, vectors do not."""
    parameters = list(model.parameters())
    return [
        {"params": [each for each in parameters if each.dim() > 1], "weight_decay": decay},
        {"params": [each for each in parameters if each.dim() < 2], "weight_decay": 0.0},
    ]


def load_weights(model, path):
    """Take the weights of a safetensors file of `std/gpt`, one tensor at a time. Every tensor must find its place."""
    places = {}

    def take(name, module, rows=slice(None)):
        turned = isinstance(module, nn.Linear)  # ours are [inputs, outputs]
        places[f"{name}.weight"] = (module.weight, rows, turned)
        if getattr(module, "bias", None) is not None:
            places[f"{name}.bias"] = (module.bias, rows, False)

    width = model.sizes["width"]
    for at, block in enumerate(model.blocks):
        for part, name in enumerate(("query", "key", "value")):
            rows = slice(part * width, (part + 1) * width)
            take(f"blocks.{at}.attention.{name}", block.attention.project, rows)
        take(f"blocks.{at}.attention.output", block.attention.output)
        take(f"blocks.{at}.attention-norm", block.attention_norm)
        take(f"blocks.{at}.mlp-norm", block.mlp_norm)
        take(f"blocks.{at}.mlp.up", block.up)
        take(f"blocks.{at}.mlp.down", block.down)
    take("embedding", model.tokens)
    take("positions", model.positions)
    take("norm", model.norm)
    with open(path, "rb") as file, torch.no_grad():
        (length,) = struct.unpack("<Q", file.read(8))
        entries = json.loads(file.read(length))
        entries.pop("__metadata__", None)
        if entries.keys() != places.keys():
            raise ValueError(f"other parameters: {sorted(entries.keys() ^ places.keys())}")
        for name, (parameter, rows, turned) in places.items():
            begin, end = entries[name]["data_offsets"]
            file.seek(8 + length + begin)
            given = torch.frombuffer(bytearray(file.read(end - begin)), dtype=torch.float32)
            given = given.view(entries[name]["shape"])
            target = parameter[rows]
            given = given.t() if turned else given
            if target.shape != given.shape:
                raise ValueError(f"{name} is {list(given.shape)}, not {list(target.shape)}")
            target.copy_(given)
