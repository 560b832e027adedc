"""Turns a FLUX.1 Depth checkpoint in diffusers' layout into a folder of ONNX components with a card for Isobath.

    python export_flux.py CHECKPOINT OUT [--lora FILE --lora-weight 1.0] [--precision bfloat16] [--id flux-onnx]

Each component is exported through torch.export and run once more by ONNX Runtime, with other sizes than it was exported
with, against torch. OUT can then be named in generators.path. README.md beside this file says what the real weights take.
"""

import argparse
import gc
import hashlib
import json
import pathlib
import shutil
import sys

import numpy as np
import onnx
import onnxruntime
import torch
from diffusers import AutoencoderKL, FluxControlPipeline, FluxTransformer2DModel
from transformers import AutoTokenizer, CLIPTextModel, T5EncoderModel

import double_cosines
import token_ids
import torch_frequencies

OPSET = 20
PRECISIONS = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}

# largest difference to torch, relative to the largest value; ONNX Runtime on a CPU, float32
TOLERANCE = 1e-4

DYNAMIC = torch.export.Dim.DYNAMIC


class ClipPooled(torch.nn.Module):
    """The one vector that FLUX takes of CLIP."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids):
        return self.model(input_ids).pooler_output


class T5Sequence(torch.nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, input_ids):
        return self.model(input_ids).last_hidden_state


class Velocity(torch.nn.Module):
    """The transformer by position, because guidance is absent where it is not embedded."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(
        self, hidden_states, encoder_hidden_states, pooled_projections, timestep, img_ids, txt_ids, guidance=None
    ):
        return self.model(
            hidden_states=hidden_states,
            encoder_hidden_states=encoder_hidden_states,
            pooled_projections=pooled_projections,
            timestep=timestep,
            img_ids=img_ids,
            txt_ids=txt_ids,
            guidance=guidance,
            return_dict=False,
        )[0]


class LatentParameters(torch.nn.Module):
    """Mean and log variance, nothing drawn: drawing is the caller's, by its seed."""

    def __init__(self, vae):
        super().__init__()
        self.encoder, self.quant = vae.encoder, vae.quant_conv

    def forward(self, sample):
        latent = self.encoder(sample)
        return latent if self.quant is None else self.quant(latent)


class Picture(torch.nn.Module):
    def __init__(self, vae):
        super().__init__()
        self.decoder, self.quant = vae.decoder, vae.post_quant_conv

    def forward(self, latent_sample):
        return self.decoder(latent_sample if self.quant is None else self.quant(latent_sample))


class Component:
    """One graph: a module, its inputs by name for any sizes, and which of their sides are open."""

    def __init__(self, name, module, inputs, dynamic, output):
        self.name, self.module, self.inputs = name, module.eval(), inputs
        self.dynamic, self.output = dynamic, output

    def export(self, folder, exact):
        folder = folder / self.name
        folder.mkdir(parents=True)
        path = folder / "model.onnx"
        # batches of 2: with 1 the exporter takes the batch for a constant
        given = self.inputs(2, 0)
        torch.onnx.export(
            self.module,
            kwargs=given,
            f=str(path),
            dynamo=True,
            opset_version=OPSET,
            input_names=list(given),
            output_names=[self.output],
            dynamic_shapes={name: self.dynamic[name] for name in given},
            external_data=True,
            verbose=False,
        )
        mend(path)
        print(f"{self.name}: {sum(f.stat().st_size for f in folder.iterdir())} bytes", end="", flush=True)
        try:
            print(f", differs from torch by at most {self.difference(path):.2e}")
        except onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented as e:
            if exact:
                raise
            print(f", not compared: {str(e).strip().splitlines()[0]}")

    def difference(self, path):
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        worst = 0.0
        for batch, size in ((1, 1), (3, 2)):
            given = self.inputs(batch, size)
            with torch.no_grad():
                expected = self.module(**given).float().numpy()
            fed = {name: value.numpy() for name, value in given.items()}
            found = session.run([self.output], fed)[0].astype(np.float32)
            if found.shape != expected.shape:
                sys.exit(f"{self.name}: {found.shape} where torch has {expected.shape}: its sizes are not open")
            difference = float(np.abs(found - expected).max() / max(1e-6, np.abs(expected).max()))
            if not difference <= TOLERANCE:
                sys.exit(f"{self.name}: differs from torch by {difference:.2e}, more than {TOLERANCE}")
            worst = max(worst, difference)
        return worst


def mend(path):
    """What runs on CPUs, with numbers of torch; weights beside the graph stay where they are."""
    model = onnx.load(str(path), load_external_data=False)
    double_cosines.replace(model)
    torch_frequencies.use(model, path.parent)
    onnx.save(model, str(path))


def randn(*shape, dtype=torch.float32, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed)).to(dtype)


def text_encoder(checkpoint, dtype):
    model = CLIPTextModel.from_pretrained(
        checkpoint, subfolder="text_encoder", torch_dtype=dtype, attn_implementation="eager"
    )
    words = model.config.vocab_size

    def inputs(batch, size):
        return {"input_ids": torch.randint(0, words, (batch, 77), generator=torch.Generator().manual_seed(size))}

    return Component("text_encoder", ClipPooled(model), inputs, {"input_ids": {0: DYNAMIC}}, "pooler_output")


def text_encoder_2(checkpoint, dtype, tokens):
    # the fused attention of torch leaves strides that the exporter cannot view with an open batch
    model = T5EncoderModel.from_pretrained(
        checkpoint, subfolder="text_encoder_2", torch_dtype=dtype, attn_implementation="eager"
    )
    words = model.config.vocab_size

    def inputs(batch, size):
        return {"input_ids": torch.randint(0, words, (batch, tokens), generator=torch.Generator().manual_seed(size))}

    return Component("text_encoder_2", T5Sequence(model), inputs, {"input_ids": {0: DYNAMIC}}, "last_hidden_state")


def transformer(checkpoint, dtype, tokens, lora, weight):
    model = merged(checkpoint, dtype, lora, weight) if lora else FluxTransformer2DModel.from_pretrained(
        checkpoint, subfolder="transformer", torch_dtype=dtype
    )
    config = model.config
    axes = len(config.axes_dims_rope)

    def inputs(batch, size):
        high, wide = 4 + size, 6 + 2 * size
        image_ids = torch.zeros(high, wide, axes)
        image_ids[..., 1] = torch.arange(high)[:, None]
        image_ids[..., 2] = torch.arange(wide)[None]
        given = {
            "hidden_states": randn(batch, high * wide, config.in_channels, dtype=dtype, seed=size),
            "encoder_hidden_states": randn(batch, tokens, config.joint_attention_dim, dtype=dtype, seed=size + 1),
            "pooled_projections": randn(batch, config.pooled_projection_dim, dtype=dtype, seed=size + 2),
            "timestep": torch.linspace(0.9, 0.4, batch).to(dtype),
            "img_ids": image_ids.reshape(-1, axes),
            "txt_ids": torch.zeros(tokens, axes),
        }
        if config.guidance_embeds:
            given["guidance"] = torch.linspace(10, 3.5, batch)
        return given

    dynamic = {
        "hidden_states": {0: DYNAMIC, 1: DYNAMIC},
        "encoder_hidden_states": {0: DYNAMIC},
        "pooled_projections": {0: DYNAMIC},
        "timestep": {0: DYNAMIC},
        "img_ids": {0: DYNAMIC},
        "txt_ids": {},
        "guidance": {0: DYNAMIC},
    }
    return Component("transformer", Velocity(model), inputs, dynamic, "out_hidden_states"), config


def merged(checkpoint, dtype, lora, weight):
    """Base and LoRA as one: the embedder is widened for the control, and the sums are in the weights."""
    base = FluxTransformer2DModel.from_pretrained(checkpoint, subfolder="transformer", torch_dtype=dtype)
    others = ("scheduler", "vae", "text_encoder", "tokenizer", "text_encoder_2", "tokenizer_2")
    pipeline = FluxControlPipeline(transformer=base, **dict.fromkeys(others))
    lora = pathlib.Path(lora)
    pipeline.load_lora_weights(str(lora.parent), weight_name=lora.name)
    pipeline.fuse_lora(lora_scale=weight)
    pipeline.unload_lora_weights(reset_to_overwritten_params=False)
    return pipeline.transformer


def autoencoder(checkpoint, dtype):
    vae = AutoencoderKL.from_pretrained(checkpoint, subfolder="vae", torch_dtype=dtype)
    factor = 2 ** (len(vae.config.block_out_channels) - 1)

    def pictures(batch, size):
        return {"sample": randn(batch, 3, (8 + 2 * size) * factor, (6 + 4 * size) * factor, dtype=dtype, seed=size)}

    def latents(batch, size):
        return {
            "latent_sample": randn(
                batch, vae.config.latent_channels, 8 + 2 * size, 6 + 4 * size, dtype=dtype, seed=size
            )
        }

    open_sides = {0: DYNAMIC, 2: DYNAMIC, 3: DYNAMIC}
    encoder = Component("vae_encoder", LatentParameters(vae), pictures, {"sample": open_sides}, "latent_parameters")
    decoder = Component("vae_decoder", Picture(vae), latents, {"latent_sample": open_sides}, "sample")
    return encoder, decoder, vae.config, factor


def tokenizers(checkpoint, given, tokens, out):
    """tokenizer.json of both, made from vocab.json and merges.txt where there is none."""
    for name, file in given.items():
        folder = out / name
        folder.mkdir()
        if file:
            shutil.copy(file, folder / "tokenizer.json")
        else:
            loaded = AutoTokenizer.from_pretrained(checkpoint, subfolder=name, use_fast=True)
            loaded.backend_tokenizer.save(str(folder / "tokenizer.json"))
    clip, t5 = (out / name / "tokenizer.json" for name in ("tokenizer", "tokenizer_2"))
    token_ids.write(clip, t5, out / "tokenizer" / "tokens.json", tokens)


def digest(path):
    sha = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            sha.update(block)
    return sha.hexdigest()


def files(folder):
    lines = []
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = json.dumps(path.relative_to(folder).as_posix())
        lines.append(f"      {name} {{ sha256 = \"{digest(path)}\", bytes = {path.stat().st_size} }}")
    return "\n".join(lines)


def card(options, config, vae, factor, schedule):
    """As conf/generators/flux-onnx.conf, with what was found in the checkpoint and the hashes of what was made."""
    components = "\n".join(
        f"  {folder.name} {{\n    source = {folder.name}\n    files {{\n{files(folder)}\n    }}\n  }}"
        for folder in sorted(options.out.iterdir())
        if folder.is_dir()
    )
    guidance = "  guidance { default = 10, min = 0, max = 100 }\n" if config.guidance_embeds else ""
    multiple = 2 * factor
    return f"""# Written by export_flux.py. Every key is explained in conf/generators/flux-onnx.conf.
id = {options.id}
title = {json.dumps(options.title)}
pipeline = flux_control
model = {json.dumps(options.model)}
precision = {options.precision}

parameters {{
  steps {{ default = 30, min = 1, max = {schedule["num_train_timesteps"]} }}
{guidance}  width {{ multiple = {multiple}, min = {multiple} }}
  height {{ multiple = {multiple}, min = {multiple} }}
  megapixels {{ values = [ "0.25", "1", match_input ] }}
  output_format {{ default = png, values = [ png, jpeg, webp ] }}
  output_quality {{ default = 95, min = 1, max = 100 }}
  outputs {{ default = 1, min = 1, max = 16 }}
}}

components {{
{components}
}}

latents {{ channels = {vae.latent_channels}, factor = {factor}, scale = {vae.scaling_factor}, shift = {vae.shift_factor} }}
text-tokens = {options.text_tokens}
schedule {{
  dynamic = {json.dumps(schedule["use_dynamic_shifting"])}
  shift = {schedule["shift"]}
  base-shift = {schedule["base_shift"]}
  max-shift = {schedule["max_shift"]}
  base-tokens = {schedule["base_image_seq_len"]}
  max-tokens = {schedule["max_image_seq_len"]}
  train-steps = {schedule["num_train_timesteps"]}
}}
guidance-embedded = {json.dumps(config.guidance_embeds)}
transformer {{
  double-blocks = {config.num_layers}
  single-blocks = {config.num_single_layers}
  heads = {config.num_attention_heads}
  head-size = {config.attention_head_dim}
  text-width = {config.joint_attention_dim}
}}
control {{ latent = sample }}
licence {{ name = {json.dumps(options.licence)}, commercial = {json.dumps(options.commercial)} }}
"""


def scheduler(checkpoint):
    defaults = {
        "num_train_timesteps": 1000,
        "use_dynamic_shifting": False,
        "shift": 1.0,
        "base_shift": 0.5,
        "max_shift": 1.15,
        "base_image_seq_len": 256,
        "max_image_seq_len": 4096,
    }
    return defaults | json.loads((checkpoint / "scheduler" / "scheduler_config.json").read_text())


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkpoint", type=pathlib.Path, help="folder in diffusers' layout")
    parser.add_argument("out", type=pathlib.Path, help="a new folder")
    parser.add_argument("--lora", help="safetensors file that is merged into the transformer")
    parser.add_argument("--lora-weight", type=float, default=1.0, help="its strength; FLUX.1-Depth-dev-lora: 0.85")
    parser.add_argument("--precision", choices=PRECISIONS, default="float32")
    parser.add_argument("--clip-tokenizer", help="a tokenizer.json instead of that of the checkpoint")
    parser.add_argument("--t5-tokenizer", help="likewise")
    parser.add_argument("--text-tokens", type=int, default=token_ids.T5_IDS)
    parser.add_argument("--id", default="flux-onnx", help="of the card")
    parser.add_argument("--title", default="FLUX.1 Depth [dev] on your own devices")
    parser.add_argument("--model", default="black-forest-labs/FLUX.1-Depth-dev", help="name of the checkpoint")
    parser.add_argument("--licence", default="FLUX.1 [dev] Non-Commercial License")
    parser.add_argument("--commercial", action="store_true", help="the licence allows commercial use")
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
    print(f"exporting into {part}")
    # one after the other, so that only one is in memory
    text_encoder(options.checkpoint, dtype).export(part, exact)
    text_encoder_2(options.checkpoint, dtype, options.text_tokens).export(part, exact)
    gc.collect()
    component, config = transformer(
        options.checkpoint, dtype, options.text_tokens, options.lora, options.lora_weight
    )
    component.export(part, exact)
    del component
    gc.collect()
    encoder, decoder, vae, factor = autoencoder(options.checkpoint, dtype)
    if config.in_channels != 8 * vae.latent_channels:
        sys.exit(f"the transformer takes {config.in_channels} channels, not those of a control: no Depth checkpoint")
    encoder.export(part, exact)
    decoder.export(part, exact)
    given = {"tokenizer": options.clip_tokenizer, "tokenizer_2": options.t5_tokenizer}
    tokenizers(options.checkpoint, given, options.text_tokens, part)
    out, options.out = options.out, part
    text = card(options, config, vae, factor, scheduler(options.checkpoint))
    (part / f"{options.id}.conf").write_text(text)
    part.rename(out)
    print(f"{out / (options.id + '.conf')}: put {out} into generators.path, then isobath doctor --generator {options.id}")


if __name__ == "__main__":
    main()
