"""Golden pictures of diffusers' StableDiffusionControlNetPipeline over tiny components with random weights, and those components as ONNX.

    pip install torch==2.13.0 diffusers==0.42.1 transformers==5.23.0 onnx==1.23.2 onnxscript==0.7.2
    python golden.py              (writes *.onnx, cases.json, tiles.json and *.f32 beside this file)

The components are those of notebooks/export/tiny_sd15.py. Each case stands in cases.json with its inputs; its numbers are in
CASE.f32, float32, little-endian: the latents after each step (steps, pictures, channels, height, width), then the pictures
from 0 to 1 (pictures, 3, height, width), then the same as bytes (pictures, height, width, 3). Token ids go to the encoder as
they are. Generators are on the CPU, one for each picture. tiles.json: latents and what diffusers decodes of them
in tiles; their numbers in TILES.f32: the latents, then the picture in tiles (3, height, width), then the whole one.
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
from diffusers import StableDiffusionControlNetPipeline, UniPCMultistepScheduler
from PIL import Image

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[5] / "notebooks" / "export"))
import export_sd15  # noqa: E402
import tiny_graph  # noqa: E402
import tiny_sd15  # noqa: E402
import torch_frequencies  # noqa: E402

BIG = 2**40 + 12345
NEGATIVE = 9
# name, sampler, width, height, steps, guidance, strength of the control, seeds
CASES = [
    ("base", "ddim", 48, 32, 4, 7.5, 1.0, [42]),
    ("tall", "ddim", 32, 64, 4, 5.0, 0.5, [7]),
    ("batch", "ddim", 32, 32, 4, 7.5, 1.0, [5, BIG, BIG + 1]),
    ("long", "ddim", 32, 32, 20, 7.5, 1.0, [3]),
    ("unguided", "ddim", 32, 32, 2, 1.0, 1.0, [42]),
    ("unipc", "unipc", 48, 32, 4, 7.5, 1.0, [42]),
    ("unipc_batch", "unipc", 32, 32, 5, 5.0, 0.5, [8, 9]),
    ("unipc_long", "unipc", 32, 32, 10, 7.5, 1.0, [3]),
    ("unipc_single", "unipc", 32, 32, 1, 7.5, 1.0, [3]),
]
# name, side of a tile in latents, rows, columns of latents
TILES = [("tiles", 8, 20, 26), ("odd_tiles", 8, 19, 7)]


def components(parts):
    float32 = torch.float32
    for made in [
        export_sd15.text_encoder(parts["text_encoder"]),
        export_sd15.unet(parts["controlnet"], parts["unet"], float32),
        export_sd15.vae_decoder(parts["vae"], float32),
    ]:
        # batch 2: a batch of 1 would be taken for a constant
        given = made.inputs(2, 0)
        file = HERE / f"{made.name}.onnx"
        tiny_graph.export(file, made.module, given, made.output, made.dynamic, torch_frequencies.use)


def control(width, height, index):
    """A picture that a test can write down: a slope with edges in it."""
    y, x = np.mgrid[0:height, 0:width]
    grey = (5 * x + 3 * y + 37 * index + 90 * ((x // 8 + y // 8) % 2)) % 256
    return np.stack([grey, grey, grey], axis=2).astype(np.uint8)


def prompt(index):
    return [(7 * i * i + 11 * i + 101 * index) % 290 + 5 for i in range(export_sd15.TOKENS)]


def run(pipe, name, sampler, width, height, steps, guidance, scale, seeds):
    count = len(seeds)
    text = pipe.text_encoder(torch.tensor([prompt(i) for i in range(count)])).last_hidden_state
    negative = pipe.text_encoder(torch.tensor([prompt(NEGATIVE)] * count)).last_hidden_state
    ddim = tiny_sd15.scheduler()
    pipe.scheduler = ddim if sampler == "ddim" else UniPCMultistepScheduler.from_config(ddim.config)
    latents = []

    def keep(pipe, i, t, tensors):
        latents.append(tensors["latents"].clone())
        return {}

    pictures = pipe(
        prompt_embeds=text,
        negative_prompt_embeds=negative,
        image=[Image.fromarray(control(width, height, i)) for i in range(count)],
        width=width,
        height=height,
        num_inference_steps=steps,
        guidance_scale=guidance,
        controlnet_conditioning_scale=scale,
        generator=[torch.Generator().manual_seed(seed) for seed in seeds],
        output_type="pt",
        callback_on_step_end=keep,
    ).images
    bytes_ = [np.asarray(p) for p in pipe.image_processor.numpy_to_pil(pipe.image_processor.pt_to_numpy(pictures))]
    store(name, torch.stack(latents), pictures, np.stack(bytes_))
    return {
        "name": name,
        "sampler": sampler,
        "width": width,
        "height": height,
        "steps": steps,
        "guidance": guidance,
        "scale": scale,
        "seeds": seeds,
        "timesteps": pipe.scheduler.timesteps.tolist(),
    }


def tiled(vae, name, side, rows, columns):
    latents = torch.randn(1, vae.config.latent_channels, rows, columns, generator=torch.Generator().manual_seed(1))
    whole = vae.decode(latents).sample
    vae.enable_tiling()
    vae.tile_latent_min_size = side
    vae.tile_sample_min_size = side * 2 ** (len(vae.config.block_out_channels) - 1)
    tiles = vae.decode(latents).sample
    vae.disable_tiling()
    store(name, latents, tiles, whole)
    return {"name": name, "side": side, "rows": rows, "columns": columns}


def store(name, *numbers):
    arrays = [np.asarray(n) for n in numbers]
    (HERE / f"{name}.f32").write_bytes(b"".join(a.astype(a.dtype.newbyteorder("<")).tobytes() for a in arrays))


def main():
    warnings.simplefilter("ignore")
    torch.set_grad_enabled(False)
    parts = tiny_sd15.parts()
    components(parts)
    pipe = StableDiffusionControlNetPipeline(
        tokenizer=None, safety_checker=None, feature_extractor=None, requires_safety_checker=False, **parts
    )
    pipe.set_progress_bar_config(disable=True)
    cases = [run(pipe, *case) for case in CASES]
    versions = {m.__name__: m.__version__ for m in (torch, diffusers, transformers, onnx, np)}
    alphas = tiny_sd15.scheduler().alphas_cumprod.tolist()
    write("cases.json", {"versions": versions, "alphas": alphas[::37], "cases": cases})
    write("tiles.json", {"versions": versions, "cases": [tiled(parts["vae"], *case) for case in TILES]})


def write(name, value):
    (HERE / name).write_text(json.dumps(value, indent=1) + "\n")


if __name__ == "__main__":
    main()
