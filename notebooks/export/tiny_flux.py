"""Makes a FLUX.1 Depth checkpoint of a few hundred kilobytes with random weights, in diffusers' layout.

    python tiny_flux.py FOLDER

Every rule of the real pipeline applies to it (2x2 packing, control channels, guidance embedding, dynamic shift, an
autoencoder with a factor), with numbers that differ from the real ones, so that none can be assumed: 2 latent channels
instead of 16, factor 2 instead of 8, 48 text tokens instead of 512. Its pictures are noise. Without tokenizers: feed ids
below 1000 to CLIP and below 1103 to T5.
"""

import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, FlowMatchEulerDiscreteScheduler, FluxTransformer2DModel
from transformers import CLIPTextConfig, CLIPTextModel, T5Config, T5EncoderModel

TEXT_TOKENS = 48
LATENT_CHANNELS = 2


def transformer():
    torch.manual_seed(0)
    return FluxTransformer2DModel(
        patch_size=1,
        in_channels=8 * LATENT_CHANNELS,
        out_channels=4 * LATENT_CHANNELS,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=32,
        pooled_projection_dim=32,
        guidance_embeds=True,
        axes_dims_rope=(4, 4, 8),
    )


def text_encoder():
    torch.manual_seed(0)
    return CLIPTextModel(
        CLIPTextConfig(
            bos_token_id=0,
            eos_token_id=2,
            pad_token_id=1,
            hidden_size=32,
            intermediate_size=37,
            layer_norm_eps=1e-05,
            num_attention_heads=4,
            num_hidden_layers=5,
            vocab_size=1000,
            hidden_act="gelu",
            projection_dim=32,
        )
    )


def text_encoder_2():
    torch.manual_seed(0)
    return T5EncoderModel(
        T5Config(
            vocab_size=1103,
            d_model=32,
            d_kv=8,
            d_ff=37,
            num_layers=5,
            num_heads=4,
            relative_attention_num_buckets=8,
            feed_forward_proj="gated-gelu",
            dropout_rate=0.0,
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
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=1,
        use_quant_conv=False,
        use_post_quant_conv=False,
        shift_factor=0.0609,
        scaling_factor=1.5035,
    )


def scheduler():
    return FlowMatchEulerDiscreteScheduler(
        num_train_timesteps=1000,
        shift=3.0,
        use_dynamic_shifting=True,
        base_shift=0.5,
        max_shift=1.15,
        base_image_seq_len=256,
        max_image_seq_len=4096,
    )


def parts():
    """The parts by the name of their folder, in evaluation mode."""
    made = {
        "text_encoder": text_encoder(),
        "text_encoder_2": text_encoder_2(),
        "transformer": transformer(),
        "vae": vae(),
    }
    for part in made.values():
        part.eval()
    return {**made, "scheduler": scheduler()}


def save(folder):
    for name, part in parts().items():
        part.save_pretrained(Path(folder) / name)


if __name__ == "__main__":
    save(sys.argv[1])
