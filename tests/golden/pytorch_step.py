"""Reference numbers from PyTorch for tests/pytorch_step.rs: the same model, its gradients and AdamW, in float64.

Nothing here is taken from the project but the names, shapes and order of its parameters. The model is written with
PyTorch's own layer_norm, gelu, scaled_dot_product_attention and cross_entropy; optimiser and clipping are
torch.optim.AdamW and torch.nn.utils.clip_grad_norm_.

Command, from the repository root; rewrites tests/golden/pytorch_step.json:

    python3 -m venv /tmp/torchvenv && /tmp/torchvenv/bin/pip install torch numpy
    /tmp/torchvenv/bin/python tests/golden/pytorch_step.py

The file in the repository was written with torch 2.15.0 on a processor. Starting weights are float32 numbers, so
that both sides begin with exactly the same ones; everything after that is float64, rounded to nine digits.
"""

import json
from pathlib import Path

import torch
from torch.nn import functional as F

VOCABULARY, CONTEXT, WIDTH, BLOCKS, HEADS, BATCH = 12, 6, 8, 2, 2, 3
SEED = 20_260
ADAMW = {"beta_1": 0.9, "beta_2": 0.98, "epsilon": 1e-8, "weight_decay": 0.01}
RATE = 1e-2
LIMIT = 0.5
RECORDED_STEPS = (1, 3)


def shapes():
    """Name and shape of every parameter; a matrix is [inputs, outputs]."""
    d = WIDTH
    yield "token.weight", (VOCABULARY, d)
    yield "position.weight", (CONTEXT, d)
    for block in range(BLOCKS):
        at = f"blocks.{block}."
        yield at + "norm_attention.gain", (d,)
        yield at + "norm_attention.bias", (d,)
        for matrix in ("query", "key", "value", "output"):
            yield f"{at}attention.{matrix}.weight", (d, d)
            yield f"{at}attention.{matrix}.bias", (d,)
        yield at + "norm_mlp.gain", (d,)
        yield at + "norm_mlp.bias", (d,)
        yield at + "mlp_in.weight", (d, 4 * d)
        yield at + "mlp_in.bias", (4 * d,)
        yield at + "mlp_out.weight", (4 * d, d)
        yield at + "mlp_out.bias", (d,)
    yield "norm_final.gain", (d,)
    yield "norm_final.bias", (d,)
    yield "head.weight", (d, VOCABULARY)


def start(generator):
    """Weights far larger than a training run starts with, so that every path through the model matters."""
    weights = {}
    for name, shape in shapes():
        values = 0.3 * torch.randn(shape, generator=generator, dtype=torch.float32)
        weights[name] = values + 1.0 if name.endswith(".gain") else values
    return weights


def logits(p, tokens):
    """[batch, seq] → [batch, seq, vocabulary]."""
    batch, seq = tokens.shape

    def norm(x, name):
        return F.layer_norm(x, (WIDTH,), p[name + ".gain"], p[name + ".bias"], eps=1e-5)

    def linear(x, name):
        return F.linear(x, p[name + ".weight"].T, p[name + ".bias"])

    def heads(x):
        return x.view(batch, seq, HEADS, WIDTH // HEADS).transpose(1, 2)

    x = F.embedding(tokens, p["token.weight"]) + p["position.weight"][:seq]
    for block in range(BLOCKS):
        at = f"blocks.{block}."
        h = norm(x, at + "norm_attention")
        q, k, v = (heads(linear(h, f"{at}attention.{m}")) for m in ("query", "key", "value"))
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + linear(mixed.transpose(1, 2).reshape(batch, seq, WIDTH), at + "attention.output")
        h = norm(x, at + "norm_mlp")
        x = x + linear(F.gelu(linear(h, at + "mlp_in"), approximate="none"), at + "mlp_out")
    return norm(x, "norm_final") @ p["head.weight"]


def loss_of(p, inputs, targets, objective):
    scores = logits(p, inputs)
    if objective == "answer":
        return F.cross_entropy(scores[:, -1], targets[:, -1])
    return F.cross_entropy(scores.flatten(0, 1), targets.flatten())


def fresh(weights):
    return {name: value.to(torch.float64).requires_grad_() for name, value in weights.items()}


def train(weights, inputs, targets, objective, limit):
    """Loss before each step, the gradient's norm before clipping, and the weights after the recorded steps."""
    p = fresh(weights)
    optimiser = torch.optim.AdamW(
        p.values(),
        lr=RATE,
        betas=(ADAMW["beta_1"], ADAMW["beta_2"]),
        eps=ADAMW["epsilon"],
        weight_decay=ADAMW["weight_decay"],
    )
    losses, norms, after = [], [], {}
    for step in range(1, max(RECORDED_STEPS) + 1):
        optimiser.zero_grad()
        loss = loss_of(p, inputs, targets, objective)
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(p.values(), float("inf") if limit is None else limit)
        assert limit is None or norm > 1.2 * limit, f"the clip is not active: the norm is {norm}"
        optimiser.step()
        losses.append(loss.item())
        norms.append(norm.item())
        if step in RECORDED_STEPS:
            after[str(step)] = numbers(p)
    return {
        "clip": limit,
        "losses": [rounded(v) for v in losses],
        "gradient_norms": [rounded(v) for v in norms],
        "weights_after": after,
    }


def rounded(value):
    return float(f"{value:.9g}")


def numbers(tensors):
    return {name: [rounded(v) for v in tensor.detach().flatten().tolist()] for name, tensor in tensors.items()}


def main():
    generator = torch.Generator().manual_seed(SEED)
    weights = start(generator)
    inputs = torch.randint(VOCABULARY, (BATCH, CONTEXT), generator=generator)
    targets = torch.randint(VOCABULARY, (BATCH, CONTEXT), generator=generator)
    objectives = {}
    for objective in ("answer", "every-token"):
        p = fresh(weights)
        loss = loss_of(p, inputs, targets, objective)
        loss.backward()
        objectives[objective] = {
            "loss": rounded(loss.item()),
            "gradients": numbers({name: value.grad for name, value in p.items()}),
            "runs": [train(weights, inputs, targets, objective, limit) for limit in (None, LIMIT)],
        }
    golden = {
        "torch": torch.__version__,
        "config": {
            "vocabulary": VOCABULARY,
            "context": CONTEXT,
            "width": WIDTH,
            "blocks": BLOCKS,
            "heads": HEADS,
        },
        "adamw": ADAMW,
        "rate": RATE,
        "batch": {"size": BATCH, "inputs": inputs.flatten().tolist(), "targets": targets.flatten().tolist()},
        "weights": numbers(weights),
        "logits": [rounded(v) for v in logits(fresh(weights), inputs).detach().flatten().tolist()],
        "objectives": objectives,
    }
    path = Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(f"{path}: {path.stat().st_size} bytes, torch {torch.__version__}")
    for name, objective in objectives.items():
        for run in objective["runs"]:
            print(name, "clip", run["clip"], "losses", run["losses"], "norms", run["gradient_norms"])


if __name__ == "__main__":
    main()
