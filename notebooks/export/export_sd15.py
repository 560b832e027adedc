"""Turns Stable Diffusion 1.5 and a depth ControlNet in diffusers' layout into a folder of ONNX components with a card for Isobath.

    python export_sd15.py CHECKPOINT CONTROLNET OUT [--precision float16] [--id sd15-depth-onnx]

Each component is exported through torch.export and run once more by ONNX Runtime, with other sizes than it was exported
with, against torch. OUT can then be named in generators.path. README.md beside this file says more.
"""

import argparse
import gc
import json
import pathlib
import shutil
import sys

import torch
from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
from transformers import AutoTokenizer, CLIPTextModel

from export_flux import DYNAMIC, PRECISIONS, Component, Picture, files, randn

TOKENS = 77


class Sequence(torch.nn.Module):
    """The last hidden state, which Stable Diffusion attends to."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids):
        return self.model(input_ids).last_hidden_state


class Noise(torch.nn.Module):
    """A step: ControlNet and network as one graph, so that what the one gives the other never leaves the device."""

    def __init__(self, controlnet, unet):
        super().__init__()
        self.controlnet, self.unet = controlnet, unet

    def forward(self, sample, timestep, encoder_hidden_states, controlnet_cond, conditioning_scale):
        down, mid = self.controlnet(
            sample, timestep, encoder_hidden_states, controlnet_cond, conditioning_scale, return_dict=False
        )
        return self.unet(
            sample,
            timestep,
            encoder_hidden_states,
            down_block_additional_residuals=down,
            mid_block_additional_residual=mid,
            return_dict=False,
        )[0]


def text_encoder(model):
    words = model.config.vocab_size

    def inputs(batch, size):
        ids = torch.randint(0, words, (batch, TOKENS), generator=torch.Generator().manual_seed(size))
        return {"input_ids": ids}

    return Component("text_encoder", Sequence(model), inputs, {"input_ids": {0: DYNAMIC}}, "last_hidden_state")


def unet(controlnet, unet, dtype):
    levels = len(unet.config.block_out_channels)
    factor = 2 ** (len(controlnet.config.conditioning_embedding_out_channels) - 1)

    def inputs(batch, size):
        # in steps of what the levels halve
        high, wide = (3 + size << levels - 1), (4 + 2 * size << levels - 1)
        text = (batch, TOKENS, unet.config.cross_attention_dim)
        return {
            "sample": randn(batch, unet.config.in_channels, high, wide, dtype=dtype, seed=size),
            "timestep": torch.tensor([981 - 400 * size]),
            "encoder_hidden_states": randn(*text, dtype=dtype, seed=size + 1),
            "controlnet_cond": randn(batch, 3, factor * high, factor * wide, dtype=dtype, seed=size + 2).sigmoid(),
            "conditioning_scale": torch.tensor([1 - 0.25 * size], dtype=dtype),
        }

    sides = {0: DYNAMIC, 2: DYNAMIC, 3: DYNAMIC}
    dynamic = {
        "sample": sides,
        "timestep": {},
        "encoder_hidden_states": {0: DYNAMIC},
        "controlnet_cond": sides,
        "conditioning_scale": {},
    }
    return Component("unet", Noise(controlnet, unet), inputs, dynamic, "out_sample")


def vae_decoder(vae, dtype):
    def latents(batch, size):
        shape = (batch, vae.config.latent_channels, 8 + 2 * size, 6 + 4 * size)
        return {"latent_sample": randn(*shape, dtype=dtype, seed=size)}

    return Component(
        "vae_decoder", Picture(vae), latents, {"latent_sample": {0: DYNAMIC, 2: DYNAMIC, 3: DYNAMIC}}, "sample"
    )


def tokenizer(checkpoint, given, out):
    """tokenizer.json, made from vocab.json and merges.txt where there is none."""
    folder = out / "tokenizer"
    folder.mkdir()
    if given:
        shutil.copy(given, folder / "tokenizer.json")
    else:
        loaded = AutoTokenizer.from_pretrained(checkpoint, subfolder="tokenizer", use_fast=True)
        loaded.backend_tokenizer.save(str(folder / "tokenizer.json"))


def scheduler(checkpoint):
    """The numbers of the noise, whichever scheduler the checkpoint names: its steps are DDIM's here."""
    defaults = {"num_train_timesteps": 1000, "steps_offset": 0, "set_alpha_to_one": True}
    found = defaults | json.loads((checkpoint / "scheduler" / "scheduler_config.json").read_text())
    kinds = (found["beta_schedule"], found.get("prediction_type", "epsilon"), found.get("timestep_spacing", "leading"))
    if kinds != ("scaled_linear", "epsilon", "leading"):
        sys.exit(f"the scheduler is {kinds}: of another family than Stable Diffusion 1.5")
    return found


def card(options, vae, unet, schedule):
    """As conf/generators/sd15-depth-onnx.conf, with what was found in the checkpoint and the hashes of what was made."""
    components = "\n".join(
        f"  {folder.name} {{\n    source = {folder.name}\n    files {{\n{files(folder)}\n    }}\n  }}"
        for folder in sorted(options.out.iterdir())
        if folder.is_dir()
    )
    factor = 2 ** (len(vae.block_out_channels) - 1)
    multiple = factor * 2 ** (len(unet.block_out_channels) - 1)
    # diffusers means heads by attention_head_dim where num_attention_heads is not given
    heads = unet.num_attention_heads or unet.attention_head_dim
    heads = heads if isinstance(heads, int) else heads[0]
    return f"""# Written by export_sd15.py. Every key is explained in conf/generators/sd15-depth-onnx.conf.
id = {options.id}
title = {json.dumps(options.title)}
pipeline = sd_controlnet
model = {json.dumps(options.model)}
precision = {options.precision}

parameters {{
  steps {{ default = 20, min = 1, max = {schedule["num_train_timesteps"] - 1} }}
  guidance {{ default = 7.5, min = 1, max = 30 }}
  width {{ default = 512, multiple = {multiple}, min = {4 * multiple} }}
  height {{ default = 512, multiple = {multiple}, min = {4 * multiple} }}
  output_format {{ default = png, values = [ png, jpeg, webp ] }}
  output_quality {{ default = 95, min = 1, max = 100 }}
  outputs {{ default = 1, min = 1, max = 16 }}
}}

components {{
{components}
}}

latents {{ channels = {vae.latent_channels}, factor = {factor}, scale = {vae.scaling_factor}, shift = 0 }}
controlnet {{
  size-multiple = {multiple}
  heads = {heads}
  scale = 1.0
  negative-prompt = ""
  sampler = unipc
  beta-start = {schedule["beta_start"]}
  beta-end = {schedule["beta_end"]}
  train-steps = {schedule["num_train_timesteps"]}
  steps-offset = {schedule["steps_offset"]}
  alpha-to-one = {json.dumps(schedule["set_alpha_to_one"])}
}}
licence {{ name = {json.dumps(options.licence)}, commercial = {json.dumps(options.commercial)} }}
"""


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=pathlib.Path, help="folder in diffusers' layout")
    parser.add_argument("controlnet", type=pathlib.Path, help="folder of the ControlNet, likewise")
    parser.add_argument("out", type=pathlib.Path, help="a new folder")
    parser.add_argument("--precision", choices=PRECISIONS, default="float32")
    parser.add_argument("--clip-tokenizer", help="a tokenizer.json instead of that of the checkpoint")
    parser.add_argument("--id", default="sd15-depth-onnx", help="of the card")
    parser.add_argument("--title", default="Stable Diffusion 1.5 with a depth ControlNet on your own devices")
    parser.add_argument("--model", default="lllyasviel/control_v11f1p_sd15_depth", help="name of the checkpoint")
    parser.add_argument("--licence", default="CreativeML OpenRAIL-M")
    parser.add_argument("--no-commercial", dest="commercial", action="store_false", help="the licence forbids it")
    return parser.parse_args()


def main():
    options = arguments()
    if options.out.exists():
        sys.exit(f"{options.out} is there already. Give a new folder.")
    dtype, exact = PRECISIONS[options.precision], options.precision == "float32"
    part = options.out.with_name(options.out.name + ".part")
    # of an export that was interrupted
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True)
    schedule = scheduler(options.checkpoint)
    print(f"exporting into {part}")

    def load(kind, folder, **more):
        return kind.from_pretrained(folder, torch_dtype=dtype, **more)

    # one after the other, so that no more is in memory than must be
    text = load(CLIPTextModel, options.checkpoint, subfolder="text_encoder", attn_implementation="eager")
    text_encoder(text).export(part, exact)
    del text
    gc.collect()
    control = load(ControlNetModel, options.controlnet)
    network = load(UNet2DConditionModel, options.checkpoint, subfolder="unet")
    config = network.config
    unet(control, network, dtype).export(part, exact)
    del control, network
    gc.collect()
    vae = load(AutoencoderKL, options.checkpoint, subfolder="vae")
    vae_decoder(vae, dtype).export(part, exact)
    tokenizer(options.checkpoint, options.clip_tokenizer, part)
    out, options.out = options.out, part
    (part / f"{options.id}.conf").write_text(card(options, vae.config, config, schedule))
    part.rename(out)
    print(f"{out / (options.id + '.conf')}: put {out} into generators.path, then isobath doctor --generator {options.id}")


if __name__ == "__main__":
    main()
