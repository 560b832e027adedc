"""Makes a Stable Diffusion 1.5 checkpoint with a depth ControlNet, a few hundred kilobytes of random weights, in diffusers' layout.

    python tiny_sd15.py FOLDER

Every rule of the real pipeline applies to it (residuals of a second network, control in pixels, negative prompt, an
autoencoder with a factor and convolutions beside it), with numbers that differ from the real ones: factor 2 instead of 8,
two levels instead of four, sizes in steps of 4 instead of 64. Its pictures are noise. Without a tokenizer: feed ids below 1000.
"""

import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, ControlNetModel, DDIMScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

TEXT_WIDTH = 16


def unet():
    torch.manual_seed(0)
    return UNet2DConditionModel(
        sample_size=16,
        in_channels=4,
        out_channels=4,
        block_out_channels=(4, 8),
        layers_per_block=2,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=2,
        norm_num_groups=2,
    )


def controlnet():
    torch.manual_seed(0)
    made = ControlNetModel(
        in_channels=4,
        block_out_channels=(4, 8),
        layers_per_block=2,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        cross_attention_dim=TEXT_WIDTH,
        attention_head_dim=2,
        norm_num_groups=2,
        conditioning_embedding_out_channels=(4, 8),
    )
    # a new ControlNet ends in zeros, which would prove nothing
    for last in [made.controlnet_cond_embedding.conv_out, *made.controlnet_down_blocks, made.controlnet_mid_block]:
        torch.nn.init.normal_(last.weight, std=0.3)
        torch.nn.init.normal_(last.bias, std=0.3)
    return made


def text_encoder():
    torch.manual_seed(0)
    return CLIPTextModel(
        CLIPTextConfig(
            bos_token_id=0,
            eos_token_id=2,
            pad_token_id=1,
            hidden_size=TEXT_WIDTH,
            intermediate_size=37,
            layer_norm_eps=1e-05,
            num_attention_heads=4,
            num_hidden_layers=2,
            vocab_size=1000,
            hidden_act="quick_gelu",
        )
    )


def vae():
    torch.manual_seed(0)
    return AutoencoderKL(
        sample_size=32,
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D", "DownEncoderBlock2D"),
        up_block_types=("UpDecoderBlock2D", "UpDecoderBlock2D"),
        block_out_channels=(4, 8),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=2,
        scaling_factor=0.18215,
    )


def scheduler():
    """With the numbers of Stable Diffusion 1.5."""
    return DDIMScheduler(
        num_train_timesteps=1000,
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
    )


def parts():
    """The parts by the name of their folder, in evaluation mode."""
    made = {"text_encoder": text_encoder(), "controlnet": controlnet(), "unet": unet(), "vae": vae()}
    for part in made.values():
        part.eval()
    return {**made, "scheduler": scheduler()}


def save(folder):
    for name, part in parts().items():
        part.save_pretrained(Path(folder) / name)


if __name__ == "__main__":
    save(sys.argv[1])
