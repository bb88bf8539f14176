"""Orthogonal and permuted starts: what they keep and what they lose."""

import pytest
import torch

from utils.torch_models import mlp, starts
from utils.torch_models.streams import Streams

SEEDS = (4, 11)


@pytest.mark.parametrize("sizes", [(30, 9, 9), (9, 20)])
def test_orthogonal_layers_keep_lengths_up_to_the_gain(sizes):
    for W, b in starts.init_orthogonal(sizes, Streams(SEEDS, "orthogonal"), gain=4):
        short = W if W.shape[1] >= W.shape[2] else W.mT
        product = short.mT @ short  # (S, n, n)
        torch.testing.assert_close(
            product, 16 * torch.eye(len(product[0])).expand(2, -1, -1), atol=1e-5, rtol=0
        )
        assert W.dtype == torch.float32
        assert not b.any()
        assert not torch.equal(W[0], W[1])


def test_an_orthogonal_start_does_not_depend_on_the_seeds_beside_it():
    both, alone = (starts.init_orthogonal((9, 9), Streams(some, "orthogonal"))[0].W for some in (SEEDS, [11]))
    torch.testing.assert_close(both[1], alone[0])
    many = starts.init_orthogonal((9, 9), Streams(range(200), "orthogonal"))[0].W
    assert many.mean(dim=0).abs().max() < 0.12, "no orientation is preferred"


def test_permuted_layers_keep_every_value_of_their_own_seed_and_layer():
    layers = mlp.init_mlp((30, 9, 5), Streams(SEEDS))
    layers = [layer._replace(b=torch.randn_like(layer.b)) for layer in layers]
    permuted = starts.permute_within_layers(layers, Streams(SEEDS, "permutation"))
    for old, new in zip(layers, permuted, strict=True):
        for before, after in zip(old, new, strict=True):
            assert before.shape == after.shape
            assert torch.equal(before.flatten(1).sort().values, after.flatten(1).sort().values)
            assert not torch.equal(before, after)
