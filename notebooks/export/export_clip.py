"""Turns a CLIP checkpoint in transformers' layout into two ONNX graphs with a card for Isobath.

    python export_clip.py CHECKPOINT OUT [--id clip-vit-base-patch32]

Both encoders are exported through torch.export and run once more by ONNX Runtime, with another batch than they were exported
with, against torch. OUT can then be named in evaluate.generations.clip-path, and the card's id in evaluate.generations.clip.
"""

import argparse
import hashlib
import json
import pathlib
import shutil
import sys

import numpy as np
import onnxruntime
import torch
from transformers import AutoTokenizer, CLIPModel

OPSET = 18

# largest difference to torch, relative to the largest value; ONNX Runtime on a CPU
TOLERANCE = 1e-4

BATCH = torch.export.Dim.DYNAMIC


class Vision(torch.nn.Module):
    """From normalised pixels to the space that pictures and texts share."""

    def __init__(self, model):
        super().__init__()
        self.model, self.projection = model.vision_model, model.visual_projection

    def forward(self, pixel_values):
        return self.projection(self.model(pixel_values=pixel_values).pooler_output)


class Text(torch.nn.Module):
    """From token ids to the same space."""

    def __init__(self, model):
        super().__init__()
        self.model, self.projection = model.text_model, model.text_projection

    def forward(self, input_ids, attention_mask):
        return self.projection(self.model(input_ids=input_ids, attention_mask=attention_mask).pooler_output)


def pixels(config, batch):
    side = config.vision_config.image_size
    return torch.randn(batch, 3, side, side, generator=torch.Generator().manual_seed(batch))


def words(config, batch):
    """Ids with an end, and a mask of what stands before and at it, of two lengths."""
    text = config.text_config
    ids = torch.randint(
        3, 300, (batch, text.max_position_embeddings), generator=torch.Generator().manual_seed(batch)
    )
    mask = torch.ones_like(ids)
    for row in range(batch):
        end = 5 + 3 * row
        ids[row, end:] = text.vocab_size - 1 if text.eos_token_id == 2 else text.eos_token_id
        mask[row, end + 1 :] = 0
    return {"input_ids": ids, "attention_mask": mask}


def export(module, inputs, outputs, path):
    """Batches of 2: with 1 the exporter takes the batch for a constant."""
    given = inputs(2)
    torch.onnx.export(
        module.eval(),
        kwargs=given,
        f=str(path),
        dynamo=True,
        opset_version=OPSET,
        input_names=list(given),
        output_names=outputs,
        dynamic_shapes={name: {0: BATCH} for name in given},
        external_data=False,
        verbose=False,
    )
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    worst = 0.0
    for batch in (1, 3):
        given = inputs(batch)
        with torch.no_grad():
            expected = module(**given)
        expected = expected if isinstance(expected, tuple) else (expected,)
        found = session.run(outputs, {name: value.numpy() for name, value in given.items()})
        for name, mine, theirs in zip(outputs, found, expected):
            theirs = theirs.numpy()
            if mine.shape != theirs.shape:
                sys.exit(f"{path.name}: {name} is {mine.shape} where torch has {theirs.shape}")
            worst = max(worst, float(np.abs(mine - theirs).max() / max(1e-6, np.abs(theirs).max())))
    if not worst <= TOLERANCE:
        sys.exit(f"{path.name}: differs from torch by {worst:.2e}, more than {TOLERANCE}")
    print(f"{path.name}: {path.stat().st_size} bytes, differs from torch by at most {worst:.2e}")


def graphs(model, out):
    """The two encoders, with the names that optimum gives them."""
    export(
        Vision(model),
        lambda batch: {"pixel_values": pixels(model.config, batch)},
        ["image_embeds"],
        out / "vision_model.onnx",
    )
    export(Text(model), lambda batch: words(model.config, batch), ["text_embeds"], out / "text_model.onnx")


def entry(path):
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return f"  {json.dumps(path.name)} {{ sha256 = \"{digest}\", bytes = {path.stat().st_size} }}"


def preparation(checkpoint):
    """What the checkpoint says of its pictures; CLIP's own where it says nothing."""
    file = checkpoint / "preprocessor_config.json"
    said = json.loads(file.read_text()) if file.exists() else {}
    return (
        said.get("image_mean", [0.48145466, 0.4578275, 0.40821073]),
        said.get("image_std", [0.26862954, 0.26130258, 0.27577711]),
    )


def card(options, config, out):
    """As conf/clip/clip-vit-base-patch32.conf, with the numbers of the checkpoint and the hashes of what was made."""
    mean, std = preparation(options.checkpoint)
    files = "\n".join(entry(out / name) for name in ("text_model.onnx", "tokenizer.json", "vision_model.onnx"))
    return f"""# Written by export_clip.py. Every key is explained in conf/clip/clip-vit-base-patch32.conf.
id = {options.id}
title = {json.dumps(options.title)}
verified = false
licence {{ name = {json.dumps(options.licence)}, commercial = {json.dumps(options.commercial)} }}
source = "."
files {{
{files}
}}
image {{
  graph = "vision_model.onnx"
  size = {config.vision_config.image_size}
  mean = {json.dumps(mean)}
  std = {json.dumps(std)}
}}
text {{
  graph = "text_model.onnx"
  tokenizer = "tokenizer.json"
  tokens = {config.text_config.max_position_embeddings}
}}
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=pathlib.Path, help="folder in transformers' layout")
    parser.add_argument("out", type=pathlib.Path, help="a new folder")
    parser.add_argument("--tokenizer", type=pathlib.Path, help="a tokenizer.json instead of that of the checkpoint")
    parser.add_argument("--id", default="clip-vit-base-patch32", help="of the card")
    parser.add_argument("--title", default="CLIP ViT-B/32 of OpenAI")
    parser.add_argument("--licence", default="MIT")
    parser.add_argument("--commercial", action=argparse.BooleanOptionalAction, default=True)
    return parser.parse_args()


def main():
    options = arguments()
    if options.out.exists():
        sys.exit(f"{options.out} is there already. Give a new folder.")
    part = options.out.with_name(options.out.name + ".part")
    # of an export that was interrupted
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    model = CLIPModel.from_pretrained(options.checkpoint, attn_implementation="eager").eval()
    graphs(model, part)
    if options.tokenizer:
        shutil.copy(options.tokenizer, part / "tokenizer.json")
    else:
        loaded = AutoTokenizer.from_pretrained(options.checkpoint, use_fast=True)
        loaded.backend_tokenizer.save(str(part / "tokenizer.json"))
    (part / f"{options.id}.conf").write_text(card(options, model.config, part))
    part.rename(options.out)
    print(f"{options.out}: name it in evaluate.generations.clip-path, and {options.id} in evaluate.generations.clip")


if __name__ == "__main__":
    main()
