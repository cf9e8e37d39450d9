"""Loads a model of Unwrap Lab in transformers and TransformerLens, and measures it again.

    unwrap run spec.json --out run --checkpoints
    unwrap export run/stage-0.safetensors --out exported
    python docs/load_in_transformers.py exported/stage-0

or a folder of the zip that “Take out for PyTorch” gives. Needs torch and transformers; transformer_lens where it is installed.
"""

import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

folder = pathlib.Path(sys.argv[1])
model = AutoModelForCausalLM.from_pretrained(folder).eval()
tokenizer = AutoTokenizer.from_pretrained(folder)
print(f"{sum(p.numel() for p in model.parameters()):,} parameters; {len(tokenizer)} words")

sets = json.loads((folder / "held-out.json").read_text()) if (folder / "held-out.json").exists() else []
for held_out in sets:
    tokens, answers = torch.tensor(held_out["tokens"]), torch.tensor(held_out["answers"])
    with torch.no_grad():
        right = (model(tokens).logits[:, -1].argmax(-1) == answers).sum().item()
    print(f"{held_out['measure']}: {right} of {len(answers)} right; first prompt: {tokenizer.decode(tokens[0])}")
print((folder / "README.md").read_text())

try:
    from transformer_lens import TransformerBridge
except ImportError:
    sys.exit()
if sets:
    bridge = TransformerBridge.boot_transformers(str(folder))
    tokens = torch.tensor(sets[0]["tokens"][:8])
    with torch.no_grad():
        apart = (bridge(tokens) - model(tokens).logits).abs().max().item()
    print(f"TransformerLens: largest difference of logits {apart:.1e}")
