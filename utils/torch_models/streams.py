"""Random numbers for many seeds at once: each seed has streams of its own, on the CPU or the GPU.

What a seed draws depends on the seed and on the name of the streams, never on the seeds beside it. Three
streams a seed are kept apart: initialisation, order of the examples, and noise. So two trainings that need
different amounts of noise still start from the same weights and see the examples in the same order.

Numbers are drawn seed by seed into slices of one (S, ...) tensor. Noise is drawn in large blocks, so the loop
over seeds is rare: on a GPU nothing else is launched seed by seed but one permutation an epoch, and nothing
comes from the CPU.
"""

import math

import numpy as np
import torch

PURPOSES = ("initialisation", "order", "noise")
BLOCK = {"cpu": 2**16, "other": 2**20}  # numbers a seed: a CPU's cache, or few launches; never changed by S


class Streams:
    """Random streams of several seeds, with the methods of :class:`numpy.random.Generator` that we use.

    Every method returns a tensor with a leading axis of length S. The models accept any object with these
    methods and the attributes ``seeds`` and ``device``, for example one that replays given numbers.

    Parameters
    ----------
    seeds : sequence of int
        One for each network, not negative.
    name : str
        Streams of different names are independent, e.g. ``"pretraining"`` and ``"fine-tuning"``.
    device : str or torch.device, default "cpu"
        The same seed draws different numbers on the CPU and on a GPU.

    Raises
    ------
    ValueError
        If there is no seed, or one is negative or not a whole number, or the device is not there.
    """

    def __init__(self, seeds, name="", device="cpu"):
        self.seeds = checked_seeds(seeds)
        self.device = checked_device(device)
        self._generators = {
            purpose: [make_generator(seed, i, name, self.device) for seed in self.seeds]
            for i, purpose in enumerate(PURPOSES)
        }
        size = BLOCK["cpu" if self.device.type == "cpu" else "other"]
        self._size, self._used, self._block = size, size, None

    def __len__(self):
        return len(self.seeds)

    def uniform(self, low, high, shape):
        """Uniform numbers from ``low`` to ``high``, (S, *shape), from the initialisation streams."""
        out = torch.empty(len(self), math.prod(shape), device=self.device)
        fill("initialisation", self._generators, out)
        return out.view(len(self), *shape).mul_(high - low).add_(low)

    def integers(self, low, high, shape):
        """Whole numbers from ``low`` to ``high - 1``, (S, *shape), from the initialisation streams."""
        out = torch.empty(len(self), *shape, dtype=torch.int64, device=self.device)
        for row, generator in zip(out, self._generators["initialisation"], strict=True):
            if isinstance(generator, torch.Generator):
                row.random_(low, high, generator=generator)
            else:
                row.numpy()[...] = generator.integers(low, high, shape)
        return out

    def permutation(self, n):
        """The numbers 0 to ``n - 1`` in random order, (S, n), from the streams for the order."""
        out = torch.empty(len(self), n, dtype=torch.int64, device=self.device)
        for row, generator in zip(out, self._generators["order"], strict=True):
            if isinstance(generator, torch.Generator):
                torch.randperm(n, generator=generator, device=self.device, out=row)
            else:
                row.numpy()[...] = generator.permutation(n)
        return out

    def random(self, shape):
        """Uniform float32 numbers in [0, 1), (S, *shape), from the noise streams.

        The tensor is part of a block: use it before the next call.
        """
        n = math.prod(shape)
        if n > self._size:
            out = torch.empty(len(self), n, device=self.device)
            fill("noise", self._generators, out)
            return out.view(len(self), *shape)
        if self._used + n > self._size:  # what is left of the block is not used
            if self._block is None:
                with torch.inference_mode(False):  # so that it can be refilled in either mode
                    self._block = torch.empty(len(self), self._size, device=self.device)
            fill("noise", self._generators, self._block)
            self._used = 0
        self._used += n
        return self._block[:, self._used - n : self._used].view(len(self), *shape)


def fill(purpose, generators, out):
    """Fill row ``s`` of ``out`` (S, n) with uniform float32 numbers in [0, 1) of the stream of seed ``s``."""
    for row, generator in zip(out, generators[purpose], strict=True):
        if isinstance(generator, torch.Generator):
            row.uniform_(generator=generator)
        else:  # on a CPU NumPy's generator takes two thirds of the time of torch's
            generator.random(out=row.numpy(), dtype=np.float32)


def make_generator(seed, purpose, name, device):
    """One stream: NumPy's generator on the CPU, torch's on a GPU, seeded from seed, purpose and name."""
    sequence = np.random.SeedSequence([seed, purpose, *name.encode()])
    if device.type == "cpu":
        return np.random.Generator(np.random.PCG64(sequence))
    generator = torch.Generator(device=device)
    generator.manual_seed(int(sequence.generate_state(1, np.uint64)[0]))
    return generator


def checked_seeds(seeds):
    """The seeds as a tuple of int, or a ValueError that says what is wrong."""
    seeds = tuple(np.atleast_1d(np.asarray(seeds)).tolist())
    if not seeds or not all(isinstance(seed, int) and seed >= 0 for seed in seeds):
        raise ValueError(
            f"seeds is {seeds}; give at least one whole number, none negative, for example range(20)."
        )
    return seeds


def checked_device(device):
    """The device as a torch.device, or a ValueError where this machine has none such."""
    device = torch.device(device)
    if device.type == "cuda" and not torch.cuda.is_available():
        raise ValueError("device is 'cuda', but PyTorch sees no GPU here; use device='cpu'.")
    return device
