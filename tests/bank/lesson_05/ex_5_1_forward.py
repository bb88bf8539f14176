"""Answers to exercise 5.1."""

import numpy as np
import scipy.special
import torch

from utils.torch_models import mlp


def forward_with(affine, squash=torch.sigmoid, output=lambda a: a):
    def forward(params, x):
        activations = [x]
        for W, b in params[:-1]:
            activations.append(squash(affine(activations[-1], W, b)))
        activations.append(output(affine(activations[-1], *params[-1])))
        return activations

    return forward


def plain(x, W, b):
    return x @ W + b[:, None]


def forward_seed_by_seed(params, x):
    activations = [x]
    for depth, (W, b) in enumerate(params, start=1):
        a = torch.stack([activations[-1][s] @ W[s] + b[s] for s in range(len(x))])
        activations.append(1 / (1 + torch.exp(-a)) if depth < len(params) else a)
    return activations


def forward_scores_only(params, x):
    return forward_with(plain)(params, x)[-1]


def forward_without_input(params, x):
    return forward_with(plain)(params, x)[1:]


def forward_in_numpy(params, x):
    return [part.numpy() for part in forward_with(plain)(params, x)]


def forward_changes_x(params, x):
    x *= 1.0 + 1e-3
    out = forward_with(plain)(params, x / (1.0 + 1e-3))
    return out


def numpy_sigmoid(a):
    return 1 / (1 + np.exp(-a))


def detached_sigmoid(a):
    return torch.from_numpy(scipy.special.expit(a.detach().numpy()))


def forward_in_float32(params, x):
    return [part.float() for part in forward_with(plain)(params, x)]


def forward_lists_of_seeds(params, x):
    activations = [x]
    for depth, (W, b) in enumerate(params, start=1):
        a = [activations[-1][s] @ W[s] + b[s] for s in range(len(x))]
        activations.append([torch.sigmoid(one) for one in a] if depth < len(params) else a)
    return activations


def forward_elementwise(params, x):
    activations = [x]
    for W, b in params:
        activations.append(torch.sigmoid(activations[-1] * W + b.unsqueeze(1)))
    return activations


def overflowing_sigmoid(a):
    return torch.exp(a) / (1 + torch.exp(a))


def forward_as_tuple(params, x):
    return tuple(forward_with(plain)(params, x))


def forward_in_place(params, x):
    activations, last = [x], len(params) - 1
    for depth, (W, b) in enumerate(params):
        a = torch.einsum("snv,svh->snh", activations[-1], W)
        a += b[:, None]
        activations.append(a if depth == last else a.sigmoid_())
    return activations


WRONG = [
    (forward_with(plain, overflowing_sigmoid), "overflows to infinity"),
    (forward_with(lambda x, W, b: x @ W - b[:, None]), "biases are subtracted"),
    (
        forward_with(lambda x, W, b: x @ W + b),
        "they lack the axis of the examples. (when your",
    ),
    (forward_with(lambda x, W, b: x @ W), "biases are missing"),
    (forward_with(lambda x, W, b: x @ W[0] + b[:, None]), "do not take W[0]"),
    (forward_with(lambda x, W, b: x @ W + b[0]), "biases of the first one"),
    (forward_with(lambda x, W, b: torch.einsum("snv,tvh->snh", x, W) + b[:, None]), "seeds get mixed"),
    (forward_with(plain, output=lambda a: torch.softmax(a, 2)), "no softmax here"),
    (forward_with(plain, output=lambda a: torch.softmax(a, 1)), "softmax over the wrong axis"),
    (forward_with(plain, output=torch.sigmoid), "no sigmoid there"),
    (forward_with(plain, lambda a: a), "lack their sigmoid"),
    (forward_with(plain, torch.relu), "not ReLU"),
    (forward_with(lambda x, W, b: W.T @ x + b[:, None]), ".mT turns round the last two only"),
    (forward_scores_only, "not the scores alone"),
    (forward_without_input, "starts with the input"),
    (forward_in_numpy, "PyTorch tensors are expected"),
    (forward_changes_x, "changes x in place; work on a copy (x.clone())"),
    (forward_with(plain, numpy_sigmoid), "cannot be followed by autograd"),
    (forward_with(plain, detached_sigmoid), "cannot be followed by autograd"),
    (forward_in_float32, "keep the dtype of x"),
    (forward_lists_of_seeds, "torch.stack"),
    (forward_elementwise, "multiplies number by number"),
    (forward_with(lambda x, W, b: x @ W + b.unsqueeze(2)), "belongs in the middle"),
    (forward_with(lambda x, W, b: x @ W.mT + b.unsqueeze(1)), "is a transpose (.mT) missing, or one too"),
]

RIGHT = [
    forward_with(plain),
    forward_seed_by_seed,
    forward_with(lambda x, W, b: torch.einsum("snv,svh->snh", x, W) + b.unsqueeze(-2)),
    forward_with(
        lambda x, W, b: torch.baddbmm(b.unsqueeze(1), x, W), lambda a: 0.5 + 0.5 * torch.tanh(a / 2)
    ),
    mlp.forward,
    forward_as_tuple,
    forward_in_place,
]
