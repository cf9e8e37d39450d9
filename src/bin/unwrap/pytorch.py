"""Milliseconds a training step of the same transformer in PyTorch eager, on as many threads as asked.

Called by `unwrap bench --against pytorch` with one JSON argument: sizes, batch, steps, warm_up, threads. Prints one line of JSON.
Attention is tried written out, as minGPT has it, and as PyTorch's own scaled_dot_product_attention; the faster one counts.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, width, heads, context, built_in):
        super().__init__()
        self.heads, self.built_in = heads, built_in
        self.norm_attention, self.norm_mlp = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key, self.value, self.output = (nn.Linear(width, width) for _ in range(4))
        self.mlp_in, self.mlp_out = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)
        self.register_buffer("future", torch.triu(torch.full((context, context), float("-inf")), 1))

    def forward(self, x):
        batch, seq, width = x.shape
        y = self.norm_attention(x)
        query, key, value = (
            layer(y).view(batch, seq, self.heads, -1).transpose(1, 2) for layer in (self.query, self.key, self.value)
        )
        if self.built_in:
            mixed = F.scaled_dot_product_attention(query, key, value, is_causal=True)
        else:
            scores = query @ key.transpose(-2, -1) / (width / self.heads) ** 0.5
            mixed = F.softmax(scores + self.future[:seq, :seq], -1) @ value
        x = x + self.output(mixed.transpose(1, 2).reshape(batch, seq, width))
        return x + self.mlp_out(F.gelu(self.mlp_in(self.norm_mlp(x))))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, width, blocks, heads, built_in):
        super().__init__()
        self.token, self.position = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.Sequential(*(Block(width, heads, context, built_in) for _ in range(blocks)))
        self.norm, self.head = nn.LayerNorm(width), nn.Linear(width, vocabulary, bias=False)

    def forward(self, tokens):
        x = self.token(tokens) + self.position.weight[: tokens.shape[1]]
        return self.head(self.norm(self.blocks(x)))


def measure(ask, built_in):
    torch.manual_seed(1)
    model = Gpt(*(ask[key] for key in ("vocabulary", "context", "width", "blocks", "heads")), built_in)
    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.999), weight_decay=0.01)
    shape = (ask["batch"], ask["context"])
    times, losses = [], []
    for step in range(ask["warm_up"] + ask["steps"]):
        begin = time.perf_counter()
        inputs = torch.randint(ask["vocabulary"], shape)
        targets = torch.cat([inputs[:, :1], inputs[:, :-1]], 1)
        loss = F.cross_entropy(model(inputs).flatten(0, 1), targets.flatten())
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        if step >= ask["warm_up"]:
            times.append(1e3 * (time.perf_counter() - begin))
    return times, losses


ask = json.loads(sys.argv[1])
torch.set_num_threads(ask["threads"])
runs = {name: measure(ask, name == "built in") for name in ("written out", "built in")}
name, (times, losses) = min(runs.items(), key=lambda run: sum(run[1][0]))
print(json.dumps({"version": torch.__version__, "attention": name, "times": times, "losses": losses}))
