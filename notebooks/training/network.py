"""The network of isobath-tiny: depthwise separable encoder and decoder, additive skips, half a million parameters."""

import torch
from torch import nn
from torch.nn import functional as F

WIDTHS = (24, 48, 96, 176, 288)
BLOCKS = (1, 2, 3, 3)


def normed(conv: nn.Conv2d) -> list[nn.Module]:
    return [conv, nn.BatchNorm2d(conv.out_channels), nn.ReLU(inplace=True)]


class Separable(nn.Module):
    """Depthwise, then pointwise convolution; adds its input where the shape allows."""

    def __init__(self, inputs: int, outputs: int, kernel: int = 3, stride: int = 1):
        super().__init__()
        depthwise = nn.Conv2d(inputs, inputs, kernel, stride, kernel // 2, groups=inputs, bias=False)
        self.body = nn.Sequential(*normed(depthwise), *normed(nn.Conv2d(inputs, outputs, 1, bias=False)))
        self.residual = stride == 1 and inputs == outputs

    def forward(self, x):
        y = self.body(x)
        return x + y if self.residual else y


class TinyDepth(nn.Module):
    """Normalised RGB (n, 3, h, w), sides multiples of 32, to inverse relative depth (n, 1, h, w), never negative."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(*normed(nn.Conv2d(3, WIDTHS[0], 3, 2, 1, bias=False)))
        stages = []
        for inputs, outputs, blocks in zip(WIDTHS, WIDTHS[1:], BLOCKS):
            more = [Separable(outputs, outputs) for _ in range(blocks - 1)]
            stages.append(nn.Sequential(Separable(inputs, outputs, stride=2), *more))
        self.stages = nn.ModuleList(stages)
        self.context = nn.Sequential(nn.Linear(WIDTHS[-1], 64), nn.ReLU(inplace=True), nn.Linear(64, WIDTHS[-1]))
        self.ups = nn.ModuleList(Separable(a, b, 5) for a, b in zip(WIDTHS[:0:-1], WIDTHS[-2::-1]))
        self.last = Separable(WIDTHS[0], 16, 5)
        self.smooth = Separable(16, 16, 3)
        self.head = nn.Conv2d(16, 1, 1)
        nn.init.constant_(self.head.bias, 1.0)

    def forward(self, x):
        x = self.stem(x)
        skips = []
        for stage in self.stages:
            skips.append(x)
            x = stage(x)
        # A mean over both sides, not an adaptive pool, keeps the exported shapes symbolic.
        x = x + self.context(x.mean((2, 3)))[:, :, None, None]
        for up, skip in zip(self.ups, reversed(skips)):
            x = F.interpolate(up(x), scale_factor=2.0, mode="nearest") + skip
        x = F.interpolate(self.last(x), scale_factor=2.0, mode="nearest")
        return F.relu(self.head(self.smooth(x)))


def parameters(network: nn.Module) -> int:
    return sum(p.numel() for p in network.parameters())


if __name__ == "__main__":
    network = TinyDepth().eval()
    print(parameters(network), network(torch.zeros(2, 3, 64, 96)).shape)
