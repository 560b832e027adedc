"""Embeddings and cosines of a tiny CLIP with random weights, by transformers, and that CLIP as ONNX.

    pip install torch==2.13.0 transformers==5.23.0 onnx==1.23.2 onnxscript==0.7.2 onnxruntime==1.31.1 pillow==13.0.0
    python golden.py              (writes *.onnx and golden.json beside this file)

vision_model.onnx and text_model.onnx are made by notebooks/export/export_clip.py; model.onnx is both in one graph, as published
exports have it, with normalised embeddings. Pictures are those of ../golden, the tokenizer is ../../generate/tokenizers/clip.json.
They are prepared by CLIPImageProcessorPil, which resizes with Pillow as OpenAI's own code does. What stands in golden.json is
normalised: an embedding per picture and prompt, then the cosine of each with each.
"""

import json
import sys
from pathlib import Path

import onnx
import torch
from PIL import Image
from tokenizers import Tokenizer
from transformers import CLIPConfig, CLIPModel
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parents[5] / "notebooks" / "export"))
import export_clip  # noqa: E402

TOKENS = 77
PICTURES = ["large.png", "odd.png", "tall.png", "tiny.png", "grey.png"]
PROMPTS = [
    "",
    "a quiet harbour waiting for the evening sun, oil painting",
    "A CAFÉ, naïve 🦊",
    "word " * 80,
]


def model(end, begin):
    torch.manual_seed(0)
    tower = dict(hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, hidden_act="quick_gelu")
    config = CLIPConfig(
        text_config=dict(
            **tower, vocab_size=900, max_position_embeddings=TOKENS, bos_token_id=begin, eos_token_id=end, pad_token_id=end
        ),
        vision_config=dict(**tower, image_size=224, patch_size=16),
        projection_dim=12,
        # weights of the usual size leave all pictures in one place
        initializer_factor=4.0,
        attn_implementation="eager",
    )
    return CLIPModel(config).eval()


class Both(torch.nn.Module):
    def __init__(self, clip):
        super().__init__()
        self.clip = clip

    def forward(self, input_ids, pixel_values, attention_mask):
        out = self.clip(input_ids=input_ids, pixel_values=pixel_values, attention_mask=attention_mask)
        return out.logits_per_image, out.text_embeds, out.image_embeds


def strip(path):
    """What only people read is most of a tiny file."""
    graph = onnx.load(path)
    for proto in [graph.graph, *graph.functions]:
        for node in proto.node:
            del node.metadata_props[:]
            node.ClearField("doc_string")
        del proto.value_info[:]
        del proto.metadata_props[:]
    for entry in [*graph.graph.input, *graph.graph.output, *graph.graph.initializer]:
        del entry.metadata_props[:]
    del graph.metadata_props[:]
    onnx.save(graph, path)
    print(path.name, path.stat().st_size, "bytes")


def main():
    tokenizer = Tokenizer.from_file(str(HERE.parents[1] / "generate" / "tokenizers" / "clip.json"))
    tokenizer.no_padding()
    begin, end = tokenizer.encode("").ids
    clip = model(end, begin)
    export_clip.graphs(clip, HERE)

    def inputs(batch):
        return {
            "input_ids": export_clip.words(clip.config, batch)["input_ids"],
            "pixel_values": export_clip.pixels(clip.config, batch),
            "attention_mask": export_clip.words(clip.config, batch)["attention_mask"],
        }

    export_clip.export(Both(clip), inputs, ["logits_per_image", "text_embeds", "image_embeds"], HERE / "model.onnx")
    for name in ("vision_model", "text_model", "model"):
        strip(HERE / f"{name}.onnx")

    tokenizer.enable_truncation(max_length=TOKENS)
    tokenizer.enable_padding(length=TOKENS, pad_id=end)
    encoded = tokenizer.encode_batch(PROMPTS)
    pictures = [Image.open(HERE.parent / "golden" / name).convert("RGB") for name in PICTURES]
    processor = CLIPImageProcessorPil()
    pixels = processor(pictures, return_tensors="pt")["pixel_values"]
    with torch.no_grad():
        out = clip(
            input_ids=torch.tensor([e.ids for e in encoded]),
            attention_mask=torch.tensor([e.attention_mask for e in encoded]),
            pixel_values=pixels,
        )
    golden = {
        "pictures": PICTURES,
        "prompts": PROMPTS,
        "image_embeds": out.image_embeds.tolist(),
        "text_embeds": out.text_embeds.tolist(),
        "cosines": (out.image_embeds @ out.text_embeds.T).tolist(),
        # every 32nd row and column, from 5 on, of the tensor that goes in
        "pixels": [[round(x, 6) for x in picture.flatten().tolist()] for picture in pixels[:, :, 5::32, 5::32]],
    }
    (HERE / "golden.json").write_text(json.dumps(golden, separators=(",", ":")) + "\n")
    print(golden["cosines"])


if __name__ == "__main__":
    main()
