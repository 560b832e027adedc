"""Golden pictures of diffusers' FluxControlPipeline over tiny components with random weights, and those components as ONNX.

    pip install torch==2.13.0 diffusers==0.42.1 transformers==5.23.0 onnx==1.23.2 onnxscript==0.7.2
    python golden.py              (writes *.onnx, cases.json, random.json and *.f32 beside this file)

The components are those of notebooks/export/tiny_flux.py. Each case stands in cases.json with its inputs; its numbers are in
CASE.f32, float32, little-endian: the latents after each step (steps, pictures, tokens, channels), then the pictures from 0
to 1 (pictures, 3, height, width), then the same as 8-bit numbers (pictures, height, width, 3). Token ids go to the encoders
as they are. Generators are on the CPU, one for each picture.
"""

import json
import sys
import warnings
from pathlib import Path

import diffusers
import numpy as np
import onnx
import torch
import transformers
from diffusers import FluxControlPipeline
from diffusers.models.autoencoders.vae import DiagonalGaussianDistribution
from PIL import Image

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[5] / "notebooks" / "export"))
import double_cosines  # noqa: E402
import tiny_flux  # noqa: E402
import tiny_graph  # noqa: E402
import torch_frequencies  # noqa: E402

BIG = 2**40 + 12345
# name, width, height, steps, guidance, seeds, latent
CASES = [
    ("base", 48, 32, 4, 10.0, [42], "sample"),
    ("square", 64, 64, 4, 10.0, [7], "sample"),
    ("tall", 32, 96, 4, 10.0, [7], "sample"),
    ("long", 32, 32, 28, 10.0, [3], "sample"),
    ("batch", 48, 32, 4, 10.0, [5, 6, 7], "sample"),
    ("batch_mean", 32, 48, 4, 30.0, [5, BIG, BIG + 1], "mean"),
    ("big_seed", 48, 32, 4, 30.0, [BIG], "sample"),
    ("weak", 48, 32, 4, 1.0, [42], "sample"),
    ("mean", 48, 32, 4, 10.0, [42], "mean"),
    ("long_mean", 32, 32, 28, 30.0, [2**63 - 1], "mean"),
]


class Encoder(torch.nn.Module):
    """A text encoder as a function of ids alone."""

    def __init__(self, encoder, pooled):
        super().__init__()
        self.encoder = encoder
        self.pooled = pooled

    def forward(self, input_ids):
        out = self.encoder(input_ids=input_ids)
        return out.pooler_output if self.pooled else out.last_hidden_state


class VaeEncoder(torch.nn.Module):
    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, sample):
        return self.vae.encoder(sample)


class VaeDecoder(torch.nn.Module):
    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, latent_sample):
        return self.vae.decoder(latent_sample)


class Transformer(torch.nn.Module):
    def __init__(self, transformer):
        super().__init__()
        self.transformer = transformer

    def forward(
        self, hidden_states, encoder_hidden_states, pooled_projections, timestep, img_ids, txt_ids, guidance
    ):
        return self.transformer(
            hidden_states=hidden_states,
            encoder_hidden_states=encoder_hidden_states,
            pooled_projections=pooled_projections,
            timestep=timestep,
            img_ids=img_ids,
            txt_ids=txt_ids,
            guidance=guidance,
            return_dict=False,
        )[0]


def export(name, module, inputs, output, dynamic):
    tiny_graph.export(HERE / f"{name}.onnx", module, inputs, output, dynamic, mend)


def mend(model):
    double_cosines.replace(model)
    torch_frequencies.use(model)


def components(parts):
    d = torch.export.Dim.DYNAMIC
    # batch 2: a batch of 1 would be taken for a constant
    export(
        "text_encoder",
        Encoder(parts["text_encoder"], True),
        {"input_ids": torch.randint(3, 999, (2, 77))},
        "pooler_output",
        {"input_ids": {0: d}},
    )
    export(
        "text_encoder_2",
        Encoder(parts["text_encoder_2"], False),
        {"input_ids": torch.randint(3, 999, (2, tiny_flux.TEXT_TOKENS))},
        "last_hidden_state",
        {"input_ids": {0: d}},
    )
    export(
        "vae_encoder",
        VaeEncoder(parts["vae"]),
        {"sample": torch.rand(2, 3, 32, 48)},
        "latent_parameters",
        {"sample": {0: d, 2: d, 3: d}},
    )
    export(
        "vae_decoder",
        VaeDecoder(parts["vae"]),
        {"latent_sample": torch.rand(2, tiny_flux.LATENT_CHANNELS, 16, 24)},
        "sample",
        {"latent_sample": {0: d, 2: d, 3: d}},
    )
    tokens = 96
    export(
        "transformer",
        Transformer(parts["transformer"]),
        {
            "hidden_states": torch.rand(2, tokens, 8 * tiny_flux.LATENT_CHANNELS),
            "encoder_hidden_states": torch.rand(2, tiny_flux.TEXT_TOKENS, 32),
            "pooled_projections": torch.rand(2, 32),
            "timestep": torch.rand(2),
            "img_ids": torch.rand(tokens, 3),
            "txt_ids": torch.zeros(tiny_flux.TEXT_TOKENS, 3),
            "guidance": torch.rand(2),
        },
        "out_hidden_states",
        {
            "hidden_states": {0: d, 1: d},
            "encoder_hidden_states": {0: d},
            "pooled_projections": {0: d},
            "timestep": {0: d},
            "img_ids": {0: d},
            "txt_ids": {},
            "guidance": {0: d},
        },
    )


def control(width, height, index):
    """A picture that a test can write down: a slope with edges in it."""
    y, x = np.mgrid[0:height, 0:width]
    grey = (5 * x + 3 * y + 37 * index + 90 * ((x // 8 + y // 8) % 2)) % 256
    return np.stack([grey, grey, grey], axis=2).astype(np.uint8)


def prompt(index):
    """Ids of both encoders."""
    clip = [(7 * i * i + 11 * i + 101 * index) % 990 + 5 for i in range(77)]
    t5 = [(13 * i * i + 5 * i + 71 * index) % 1090 + 5 for i in range(tiny_flux.TEXT_TOKENS)]
    return clip, t5


def run(pipe, name, width, height, steps, guidance, seeds, latent):
    count = len(seeds)
    ids = [prompt(i) for i in range(count)]
    pooled = pipe.text_encoder(torch.tensor([clip for clip, _ in ids])).pooler_output
    text = pipe.text_encoder_2(torch.tensor([t5 for _, t5 in ids])).last_hidden_state
    controls = [Image.fromarray(control(width, height, i)) for i in range(count)]
    latents = []

    def keep(pipe, i, t, tensors):
        latents.append(tensors["latents"].clone())
        return {}

    drawn = DiagonalGaussianDistribution.sample
    if latent == "mean":
        DiagonalGaussianDistribution.sample = lambda self, generator=None: self.mean
    try:
        pictures = pipe(
            prompt_embeds=text,
            pooled_prompt_embeds=pooled,
            control_image=controls,
            width=width,
            height=height,
            num_inference_steps=steps,
            guidance_scale=guidance,
            generator=[torch.Generator().manual_seed(seed) for seed in seeds],
            output_type="pt",
            callback_on_step_end=keep,
        ).images
    finally:
        DiagonalGaussianDistribution.sample = drawn
    bytes_ = [np.asarray(p) for p in pipe.image_processor.numpy_to_pil(pipe.image_processor.pt_to_numpy(pictures))]
    numbers = [torch.stack(latents).numpy(), pictures.numpy(), np.stack(bytes_).astype(np.float32)]
    (HERE / f"{name}.f32").write_bytes(b"".join(n.astype("<f4").tobytes() for n in numbers))
    return {
        "name": name,
        "width": width,
        "height": height,
        "steps": steps,
        "guidance": guidance,
        "seeds": seeds,
        "latent": latent,
        "sigmas": [float(s) for s in pipe.scheduler.sigmas],
    }


def draws():
    """Bits of torch.randn: several draws from one generator, since short draws keep something back."""
    cases = []
    for seed, counts in [(0, [16]), (42, [1, 5, 16, 17, 3]), (BIG, [15, 40, 768]), (-3, [31, 2, 2])]:
        generator = torch.Generator().manual_seed(seed)
        bits = [
            [f"{v:08x}" for v in torch.randn(count, generator=generator).numpy().view(np.uint32)] for count in counts
        ]
        cases.append({"seed": seed, "draws": bits})
    return cases


def main():
    warnings.simplefilter("ignore")
    torch.set_grad_enabled(False)
    parts = tiny_flux.parts()
    torch.manual_seed(1)
    components(parts)
    pipe = FluxControlPipeline(tokenizer=None, tokenizer_2=None, **parts)
    pipe.set_progress_bar_config(disable=True)
    cases = [run(pipe, *case) for case in CASES]
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, transformers, onnx, np)}
    shape = {
        "latent-channels": tiny_flux.LATENT_CHANNELS,
        "vae-factor": pipe.vae_scale_factor,
        "vae-scale": pipe.vae.config.scaling_factor,
        "vae-shift": pipe.vae.config.shift_factor,
        "text-tokens": tiny_flux.TEXT_TOKENS,
    }
    write("cases.json", {"versions": versions, "model": shape, "cases": cases})
    write("random.json", {"versions": versions, "cases": draws()})


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    main()
