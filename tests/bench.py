"""How fast the models are, against what others would write: ``python tests/bench.py`` (about three minutes).

One thread, and all competitors take turns, so that a busy machine slows them alike: the ratios of one run
mean more than its rates. Rates are seeds x examples per CPU-second, medians over the rounds. "of peak" is the
share of this machine's speed at multiplying two large float32 matrices, measured in the same rounds.

With ``--device cuda`` only our models run, with many seeds, in seconds of the wall clock.
"""

import argparse
import os
import statistics
import time

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import torch
from PIL import Image
from sklearn.neural_network import BernoulliRBM
from torch import nn
from torch.utils.data import DataLoader, Dataset

from utils.numpy_models import autoencoder as numpy_autoencoder
from utils.numpy_models import rbm as numpy_rbm
from utils.teaching import timing
from utils.torch_models import autoencoder, mlp, products, rbm
from utils.torch_models.streams import Streams

PIXELS, CLASSES = 784, 10
MLP_TARGETS = {(200, 10): (5.5, None), (200, 20): (4.5, 0.5), (1000, 100): (1.3, 0.7)}  # speed-up, of peak


def digits(n, seed=0):
    """Made-up data of the size and range of MNIST: images (n, 784), float32, and labels (n,)."""
    rng = np.random.default_rng(seed)
    images = (rng.random((n, PIXELS), dtype=np.float32) < 0.2).astype(np.float32)
    return images, rng.integers(0, CLASSES, n)


class TutorialDataset(Dataset):
    """Images one by one, as the usual introduction has them: a PIL image, turned into a tensor, normalised.

    The transforms do what torchvision's ``ToTensor`` and ``Normalize`` do to it, step by step.
    """

    def __init__(self, images, labels):
        images = (images * 255).astype(np.uint8).reshape(-1, 28, 28)
        self.images, self.labels = torch.from_numpy(images), torch.from_numpy(labels)
        self.transforms = (to_tensor, normalise)

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, i):
        image, label = Image.fromarray(self.images[i].numpy()), int(self.labels[i])
        for transform in self.transforms:
            image = transform(image)
        return image, label


def to_tensor(image):
    """A PIL image as a float tensor (channels, height, width) in [0, 1]."""
    pixels = torch.from_numpy(np.array(image, np.uint8, copy=True))
    pixels = pixels.view(image.size[1], image.size[0], len(image.getbands()))
    return pixels.permute((2, 0, 1)).contiguous().to(torch.float32).div(255)


def normalise(image, mean=(0.1307,), std=(0.3081,)):
    """Subtract MNIST's mean and divide by its standard deviation."""
    mean, std = (torch.as_tensor(numbers, dtype=image.dtype).view(-1, 1, 1) for numbers in (mean, std))
    return image.clone().sub_(mean).div_(std)


def autograd_mlp(width):
    """A network with its loss and optimiser, as PyTorch's own modules make it: function of a batch."""
    sizes = (PIXELS, width, width, width)
    hidden = [m for i, o in zip(sizes[:-1], sizes[1:], strict=True) for m in (nn.Linear(i, o), nn.Sigmoid())]
    model = nn.Sequential(nn.Flatten(), *hidden, nn.Linear(width, CLASSES))
    loss, optimiser = nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=0.01)

    def step(x, y):
        optimiser.zero_grad()
        loss(model(x), y).backward()
        optimiser.step()

    return step


def tutorial_mlp(width, batch):
    """Dataset, DataLoader, modules, autograd, an optimiser: returns (examples, function that trains)."""
    n = 1000 if width < 500 else 500
    loader = DataLoader(TutorialDataset(*digits(n)), batch_size=batch, shuffle=True)
    step = autograd_mlp(width)

    def run():
        for x, y in loader:
            step(x, y)

    return n, run


def indexed_mlp(width, batch):
    """The same network on tensors that are indexed, without a DataLoader."""
    n = 1000 if width < 500 else 500
    (x, y), step = map(torch.as_tensor, digits(n)), autograd_mlp(width)

    def run():
        for index in torch.randperm(n).split(batch):
            step(x[index], y[index])

    return n, run


def our_mlp(width, batch, n_seeds=1, n=None, device="cpu"):
    """The same network and data for ``n_seeds`` seeds together."""
    n = n or (2000 if width < 500 else 500)
    x, y = (torch.as_tensor(a).to(device) for a in digits(n))
    rng = Streams(range(n_seeds), "bench", device)
    params = mlp.init_mlp((PIXELS, width, width, width, CLASSES), rng)
    return n_seeds * n, lambda: mlp.train(params, x, y, 0.01, 1, batch, rng)


def our_rbm(batch, n_seeds=1, n=5000, device="cpu"):
    rng = Streams(range(n_seeds), "bench", device)
    model, (x, _) = rbm.init_rbm(PIXELS, 500, rng), digits(n)
    return n_seeds * n, lambda: rbm.train_rbm(model, x, 0.01, 1, batch, rng)


def rbm_products(batch, n=2000):
    """The four products of a CD-1 step and nothing else: no CD-1 with these products can be faster."""
    model, (x, _) = rbm.init_rbm(PIXELS, 500, Streams(range(1), "bench")), digits(n)
    v = torch.as_tensor(x[:batch])[None]
    h = torch.zeros(1, batch, 500)
    both = products.Outer(*(torch.cat((part, part), dim=1) for part in (v, h)))

    def run():
        for _ in range(n // batch):
            for _ in range(2):
                products.affine(v, model.W, model.c)
            products.affine(h, model.W.mT, model.b)
            both.add_to(model.W, 0.01)

    return n, torch.inference_mode()(run)


def our_autoencoder(batch, n_seeds=1, n=2000, device="cpu"):
    rng = Streams(range(n_seeds), "bench", device)
    model, (x, _) = autoencoder.init_autoencoder(PIXELS, 500, rng), digits(n)
    return n_seeds * n, lambda: autoencoder.train_autoencoder(model, x, 0.01, 1, batch, rng)


def numpy_rbm_job(batch, n=5000):
    rng = np.random.default_rng(0)
    model, (x, _) = numpy_rbm.init_rbm(PIXELS, 500, rng), digits(n)
    return n, lambda: numpy_rbm.train_rbm(model, x, 0.01, 1, batch, rng)


def numpy_autoencoder_job(batch, n=1000):
    rng = np.random.default_rng(0)
    model, (x, _) = numpy_autoencoder.init_autoencoder(PIXELS, 500, rng), digits(n)
    return n, lambda: numpy_autoencoder.train_autoencoder(model, x, 0.01, 1, batch, rng)


def sklearn_rbm(batch, n=5000):
    x, _ = digits(n)
    model = BernoulliRBM(500, learning_rate=0.01, batch_size=batch, n_iter=1, random_state=0)
    return n, lambda: model.fit(x)


def autograd_autoencoder(batch, n=1000):
    """Tied denoising autoencoder, in PyTorch with autograd; masks each pixel by its own coin (cheaper)."""
    x = torch.as_tensor(digits(n)[0])
    W = torch.empty(PIXELS, 500).uniform_(-0.03, 0.03).requires_grad_()
    b, c = (torch.zeros(size, requires_grad=True) for size in (PIXELS, 500))
    optimiser = torch.optim.SGD((W, b, c), lr=0.01)

    def run():
        for index in torch.randperm(n).split(batch):
            some = x[index]
            code = torch.sigmoid((some * (torch.rand_like(some) > 0.25)) @ W + c)
            loss = nn.functional.binary_cross_entropy_with_logits(code @ W.T + b, some, reduction="sum")
            optimiser.zero_grad()
            (loss / len(some)).backward()
            optimiser.step()

    return n, run


def sgemm(size=1024):
    """One product of two large matrices; its "examples" are floating-point operations."""
    a, out = torch.rand(size, size), torch.empty(size, size)
    return 2 * size**3, lambda: torch.mm(a, a, out=out)


def mlp_operations(width):
    """Floating-point operations of one example: two products a layer and a third below all but the first."""
    return 6 * (PIXELS * width + 2 * width * width + width * CLASSES) - 2 * PIXELS * width


def versus(samples, ours, other):
    """Median over the rounds of the ratio of two rates."""
    return statistics.median(a / b for a, b in zip(samples[ours], samples[other], strict=True))


def line(what, samples, ours, other, target, operations, peak_target=None):
    """Print one comparison: our rate, the other's, their ratio and target, and our share of the peak."""
    mine, theirs = (statistics.median(samples[name]) for name in (ours, other))
    of_peak = statistics.median(
        a * operations / p for a, p in zip(samples[ours], samples["sgemm"], strict=True)
    )
    wanted = f"{target:.1f}x" if target else "    "
    peak_wanted = f"{peak_target:.0%}" if peak_target else "   "
    ratio = versus(samples, ours, other)
    print(
        f"{what:<44}{mine:>9,.0f}{theirs:>9,.0f}{ratio:>7.1f}x{wanted:>8}{of_peak:>9.0%}{peak_wanted:>8}",
        flush=True,
    )


def compare(rounds):
    """The table of ratios against other implementations, one thread."""
    print(f"{'examples per CPU-second':<44}{'ours':>9}{'other':>9}{'ratio':>8}{'target':>8}{'of peak':>9}")
    for (width, batch), (target, peak_target) in MLP_TARGETS.items():
        jobs = {
            "tutorial": tutorial_mlp(width, batch),
            "autograd": indexed_mlp(width, batch),
            "sgemm": sgemm(),
        }
        jobs |= {f"{s} seeds": our_mlp(width, batch, s) for s in (1, 2)}
        samples = timing.samples(jobs, rounds)
        for s in (1, 2):
            what = f"MLP 784-{width}x3-10 batch {batch}, {s} seed{'s'[: s - 1]} / tutorial"
            line(what, samples, f"{s} seeds", "tutorial", target, mlp_operations(width), peak_target)
        line(f"{'':21}the same / autograd", samples, "2 seeds", "autograd", None, mlp_operations(width))
    jobs = {"torch": our_rbm(20), "numpy": numpy_rbm_job(20), "sklearn": sklearn_rbm(20), "sgemm": sgemm()}
    jobs["products"] = rbm_products(20)
    samples, operations = timing.samples(jobs, rounds), 10 * PIXELS * 500
    line("RBM 784-500 batch 20, PyTorch / sklearn", samples, "torch", "sklearn", 2.1, operations)
    line(f"{'':21}its four products / sklearn", samples, "products", "sklearn", None, operations)
    line("RBM 784-500 batch 20, NumPy / sklearn", samples, "numpy", "sklearn", 1.6, operations)
    jobs = {"torch": our_autoencoder(20), "numpy": numpy_autoencoder_job(20)}
    samples = timing.samples(jobs | {"autograd": autograd_autoencoder(20), "sgemm": sgemm()}, rounds)
    line("DAE 784-500 batch 20, PyTorch / autograd", samples, "torch", "autograd", 1.9, operations)
    line("DAE 784-500 batch 20, NumPy / autograd", samples, "numpy", "autograd", None, operations)


def scaling(rounds, device, seeds):
    """Our own rates against the number of seeds in a group and the width."""
    on_cpu = device == "cpu"
    clock = time.process_time if on_cpu else time.perf_counter
    wait = None if on_cpu else torch.cuda.synchronize
    jobs = {f"MLP 784-200x3-10 batch 20, {s} seeds": our_mlp(200, 20, s, 500, device) for s in seeds}
    jobs |= {f"RBM 784-500 batch 20, {s} seeds": our_rbm(20, s, 500, device) for s in seeds}
    jobs |= {f"DAE 784-500 batch 20, {s} seeds": our_autoencoder(20, s, 500, device) for s in seeds}
    jobs |= {
        f"MLP 784-{w}x3-10 batch 20, {seeds[0]} seeds": our_mlp(w, 20, seeds[0], 500, device)
        for w in (400, 800, 1200)
    }
    print(f"\n{'seeds x examples per ' + ('CPU-second' if on_cpu else 'second'):<44}{'ours':>9}")
    for name, values in timing.samples(jobs, rounds, clock, wait).items():
        print(f"{name:<44}{statistics.median(values):>9,.0f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--device", default="cpu")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.device == "cpu":
        compare(arguments.rounds)
    seeds = (1, 2, 4, 16) if arguments.device == "cpu" else (1, 16, 100, 400)
    scaling(max(1, arguments.rounds // 2), arguments.device, seeds)


if __name__ == "__main__":
    main()
