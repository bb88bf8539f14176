"""How long whole jobs take, against what others would write: ``python tests/bench_jobs.py`` (some minutes).

The job: networks without pre-training, with RBMs and with denoising autoencoders, pre-trained layer by layer
and fine-tuned, many seeds. Ours runs in processes with one thread each, as the experiments do; the tutorial
loop, one seed after the other, with the threads that PyTorch takes by itself. Seconds of the wall clock here,
because processes are what is compared: run it on a machine that has nothing else to do. All competitors take
turns; a ratio is the median over the rounds.
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import time
from unittest import mock

os.environ.setdefault("OMP_NUM_THREADS", "1")

import joblib
import numpy as np
import torch
from bench import CLASSES, PIXELS, TutorialDataset, digits, our_autoencoder, our_mlp, our_rbm, versus
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from utils.data import InfiniteMNIST, load_digits_5k
from utils.teaching import timing
from utils.torch_models import mlp, products, stacking
from utils.torch_models.streams import Streams

STARTS = ("none", "rbm", "autoencoder")
N, BATCH, DEPTH, WIDTH = 1000, 20, 3, 200
THREADS = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
IMPORTS = "import utils.data, utils.numpy_models.mlp, utils.numpy_models.rbm, utils.numpy_models.stacking"


def our_task(seeds, start):
    """All of one start for a group of seeds: one epoch a layer, one epoch of fine-tuning."""
    torch.set_num_threads(1)
    images, labels = digits(N)
    x, y = torch.from_numpy(images), torch.from_numpy(labels)
    rng = Streams(seeds, "pre-training")
    kind, n = ("rbm", 0) if start == "none" else (start, None)
    layers = stacking.pretrain(x, [WIDTH] * DEPTH, rng, kind, 0.05, 1, BATCH, n_pretrained=n)
    rng = Streams(seeds, "fine-tuning")
    mlp.train(stacking.with_output_layer(layers, CLASSES, rng), x, y, 0.1, 1, BATCH, rng)


def our_job(n_seeds, workers, group=2):
    """The whole job in processes; its units are seeds."""
    groups = [range(first, min(first + group, n_seeds)) for first in range(0, n_seeds, group)]
    calls = [(seeds, start) for seeds in groups for start in STARTS]

    def run():
        with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
            joblib.Parallel(n_jobs=workers, batch_size=1)(joblib.delayed(our_task)(*call) for call in calls)

    return n_seeds, run


def tutorial_job(n_seeds):
    """The same, written as in an introduction to PyTorch: DataLoader, modules, autograd, optimiser."""

    def run():
        torch.set_num_threads(THREADS)
        for _ in range(n_seeds):
            for start in STARTS:
                tutorial_task(start)
        torch.set_num_threads(1)

    return n_seeds, run


def tutorial_task(start):
    """One seed and one start: pre-train layer by layer on raw pixels, then fine-tune on normalised ones."""
    loader = DataLoader(TutorialDataset(*digits(N)), batch_size=BATCH, shuffle=True)
    linears = [nn.Linear(i, WIDTH) for i in (PIXELS, *[WIDTH] * (DEPTH - 1))]
    data = torch.from_numpy(digits(N)[0])
    for linear in linears if start != "none" else ():
        one_epoch = tutorial_rbm if start == "rbm" else tutorial_autoencoder
        one_epoch(linear, DataLoader(TensorDataset(data), batch_size=BATCH, shuffle=True))
        with torch.no_grad():
            data = torch.sigmoid(linear(data))
    hidden = [module for linear in linears for module in (linear, nn.Sigmoid())]
    model = nn.Sequential(nn.Flatten(), *hidden, nn.Linear(WIDTH, CLASSES))
    loss, optimiser = nn.CrossEntropyLoss(), torch.optim.SGD(model.parameters(), lr=0.1)
    for x, y in loader:
        optimiser.zero_grad()
        loss(model(x), y).backward()
        optimiser.step()


def tutorial_autoencoder(linear, loader):
    """A tied denoising autoencoder with autograd."""
    bias = torch.zeros(linear.in_features, requires_grad=True)
    optimiser = torch.optim.SGD([*linear.parameters(), bias], lr=0.05)
    for (x,) in loader:
        code = torch.sigmoid(linear(x * (torch.rand_like(x) > 0.25)))
        loss = nn.functional.binary_cross_entropy_with_logits(code @ linear.weight + bias, x, reduction="sum")
        optimiser.zero_grad()
        (loss / len(x)).backward()
        optimiser.step()


@torch.no_grad()
def tutorial_rbm(linear, loader):
    """CD-1 in whole tensors, each result a new one."""
    W, c, b = linear.weight, linear.bias, torch.zeros(linear.in_features)
    for (v0,) in loader:
        h0 = torch.sigmoid(v0 @ W.T + c)
        v1 = torch.bernoulli(torch.sigmoid(torch.bernoulli(h0) @ W + b))
        h1 = torch.sigmoid(v1 @ W.T + c)
        W += 0.05 * (h0.T @ v0 - h1.T @ v1) / len(v0)
        b += 0.05 * (v0 - v1).mean(0)
        c += 0.05 * (h0 - h1).mean(0)


def whole_jobs(rounds, n_seeds):
    """Print the ratios of whole jobs, and how they grow with the workers."""
    jobs = {f"{k} workers": our_job(n_seeds, k) for k in sorted({1, 2, THREADS})}
    jobs["tutorial"] = tutorial_job(2)
    samples = timing.samples(jobs, rounds, time.perf_counter)
    print(f"whole job, {n_seeds} seeds of {', '.join(STARTS)}, {DEPTH} x {WIDTH} units: seeds a second")
    for name, values in samples.items():
        print(f"  {name:<20}{statistics.median(values):>9.2f}")
    tell("2 workers / tutorial loop", versus(samples, "2 workers", "tutorial"), 6)
    tell("2 workers / 1 worker", versus(samples, "2 workers", "1 workers"), 1.7)


def shares(rounds):
    """Print the share of the training time that drawing noise and gathering the examples of a batch take."""
    jobs = {"MLP 3 x 200, batch 10": our_mlp(200, 10, 2), "RBM 784-500, batch 20": our_rbm(20, 2)}
    jobs["DAE 784-500, batch 20"] = our_autoencoder(20, 2)
    spent = {}

    def timed(name, function):
        def run(*arguments):
            start = time.process_time()
            result = function(*arguments)
            spent[name] = spent.get(name, 0) + time.process_time() - start
            return result

        return run

    print()
    patches = [
        mock.patch.object(products, "take", timed("gathering", products.take)),
        mock.patch.object(Streams, "random", timed("noise", Streams.random)),
    ]
    with contextlib.ExitStack() as stack:
        for patch in patches:
            stack.enter_context(patch)
        for name, (_, run) in jobs.items():
            run()
            spent.clear()
            start = time.process_time()
            for _ in range(rounds):
                run()
            total = time.process_time() - start
            parts = ", ".join(f"{part} {seconds / total:.0%}" for part, seconds in spent.items())
            print(f"{name}, 2 seeds: {parts} of the time")


def stream(rounds):
    """Print how fast InfiniteMNIST draws, and its share of the time of a network that learns from it."""
    source = load_digits_5k().train
    n, batch = 5_000, 100
    endless = InfiniteMNIST(source)
    jobs = {"InfiniteMNIST": (n, lambda: endless.slice(10**6, 10**6 + n))}
    jobs |= {f"{w}": our_mlp(w, batch) for w in (200, 1000)}
    samples = timing.samples(jobs, rounds)
    drawn = statistics.median(samples["InfiniteMNIST"])
    print(f"\nInfiniteMNIST: {drawn:,.0f} examples per CPU-second (target 30,000)")
    for width in ("200", "1000"):  # the paper's online networks have 1000 units a layer or more
        share = 1 / (1 + versus(samples, "InfiniteMNIST", width))
        print(f"  share of the time of 3 x {width} units, one seed, batch {batch}: {share:.0%} (target 15 %)")


def imports(rounds):
    """Print what importing our modules without PyTorch costs over NumPy alone, each in a new process."""
    took = {"import numpy": [], IMPORTS: []}
    for _ in range(rounds + 1):
        for code, seconds in took.items():
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            seconds.append(time.perf_counter() - start)
    over = np.subtract(took[IMPORTS], took["import numpy"])[1:]
    print(f"\nimporting utils over NumPy alone: {np.median(over):.2f} s (target 0.3 s)")


def tell(what, ratio, target):
    """Print one ratio beside its target."""
    print(f"  {what:<28}{ratio:>6.1f}x   (target {target}x)", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=20)
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    whole_jobs(arguments.rounds, arguments.seeds)
    shares(arguments.rounds)
    stream(arguments.rounds)
    imports(arguments.rounds)


if __name__ == "__main__":
    main()
