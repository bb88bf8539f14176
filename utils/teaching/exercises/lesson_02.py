"""The exercises of lesson 02: a restricted Boltzmann machine from NumPy."""

from functools import partial
from itertools import product

import numpy as np

from ...numpy_models import rbm
from ...numpy_models.mlp import sigmoid
from ...numpy_models.rbm import RBM, energy, gibbs_step, hidden_probabilities, sample_bernoulli
from ..exercise import Case, FunctionExercise, Mistake, OpenExercise
from .judges_02 import all_states, judge_gibbs, judge_gradient
from .trials_02 import judge_prediction, judge_settings


def _random_rbm(n_visible, n_hidden, scale=1.0):
    rng = np.random.default_rng(2)
    return RBM(*(scale * rng.normal(size=shape) for shape in ((n_visible, n_hidden), n_visible, n_hidden)))


def _energy_by_loops(v, h, W, b, c):
    weights = sum(W[j, i] * v[j] * h[i] for j in range(len(b)) for i in range(len(c)))
    return -weights - sum(b[j] * v[j] for j in range(len(b))) - sum(c[i] * h[i] for i in range(len(c)))


def _states(n):
    return list(product((0, 1), repeat=n))


# 2.1 log partition function ------------------------------------------------------------------------------


def log_partition(W, b, c):
    v, h = all_states(len(b)), all_states(len(c))
    E = [energy(np.tile(one, (len(h), 1)), h, W, b, c) for one in v]  # every v with every h
    return np.logaddexp.reduce(-np.concatenate(E))


def _log_partition_oracle(W, b, c):
    """State by state, with sums over units written out."""
    pairs = product(_states(len(b)), _states(len(c)))
    return np.logaddexp.reduce([-_energy_by_loops(v, h, W, b, c) for v, h in pairs])


def _log_partition_cases():
    return [
        Case(
            "one visible and one hidden unit, W = [[1]] and no biases",
            (np.ones((1, 1)), np.zeros(1), np.zeros(1)),
        ),
        Case("2 visible and 3 hidden units", _random_rbm(2, 3)),
        Case("3 visible and 3 hidden units", _random_rbm(3, 3)),
        Case("energies in the thousands", _random_rbm(4, 3, scale=1000.0)),
    ]


def _all_energies(W, b, c):
    return np.array([[_energy_by_loops(v, h, W, b, c) for h in _states(len(c))] for v in _states(len(b))])


LOG_PARTITION = FunctionExercise(
    "log partition function",
    log_partition,
    _log_partition_oracle,
    _log_partition_cases,
    mistakes=(
        Mistake("exp(-E) overflows: take logarithms of sums with np.logaddexp.reduce, or take the largest term out.",
                lambda W, b, c: np.log(np.exp(-_all_energies(W, b, c)).sum())),
        Mistake("The sign of the energy is wrong: a state counts exp(-E), so that low energies count most.",
                lambda W, b, c: np.logaddexp.reduce(_all_energies(W, b, c).ravel())),
        Mistake("The logarithm is missing: this is Z itself.", lambda W, b, c: np.exp(-_all_energies(W, b, c)).sum()),
        Mistake("This is the mean over the states; Z is their sum.",
                lambda W, b, c: log_partition(W, b, c) - (len(b) + len(c)) * np.log(2)),
        Mistake("This pairs the first v with the first h, the second with the second, and so on: "
                "Z needs every v with every h.",
                lambda W, b, c: np.logaddexp.reduce(-np.diag(_all_energies(W, b, c)))),
        Mistake("The hidden states are missing: this adds up the visible states with all hidden units off.",
                lambda W, b, c: np.logaddexp.reduce(-_all_energies(W, b, c)[:, 0])),
        Mistake("This is the sum of the energies; Z adds up exp(-E).", lambda W, b, c: _all_energies(W, b, c).sum()),
        Mistake("This is in bits (log2); use the natural logarithm.",
                lambda W, b, c: log_partition(W, b, c) / np.log(2)),
        Mistake("The sign is wrong: this is -log Z.", lambda W, b, c: -log_partition(W, b, c)),
    ),
)  # fmt: skip

# 2.2 free energy -----------------------------------------------------------------------------------------


def _free_energy_oracle(v, W, b, c):
    """Its definition: minus the log of the sum of exp(-E) over all hidden states."""
    rows = [[-_energy_by_loops(row, h, W, b, c) for h in _states(len(c))] for row in v]
    return np.array([-np.logaddexp.reduce(row) for row in rows])


def _free_energy_cases():
    some = np.array([[0.0, 0, 0], [1, 0, 1], [1, 1, 1]])
    return [
        Case(
            "no weights, b = [1, 2, 3] and c = [1, 2]",
            (some, np.zeros((3, 2)), np.array([1.0, 2, 3]), np.array([1.0, 2])),
        ),
        Case("3 states of 3 visible units, 2 hidden units", (some, *_random_rbm(3, 2))),
        Case("3 states of 3 visible units, 3 hidden units", (some, *_random_rbm(3, 3))),
        Case("inputs to hidden units near ±1000", (some, *_random_rbm(3, 2, scale=1000.0))),
    ]


def _free_energy_variant(visible=-1.0, hidden=-1.0, bias=1.0, soft=lambda a: np.logaddexp(0, a), axis=1):
    return lambda v, W, b, c: visible * (v @ b) + hidden * soft(bias * c + v @ W).sum(axis=axis)


FREE_ENERGY = FunctionExercise(
    "free energy",
    rbm.free_energy,
    _free_energy_oracle,
    _free_energy_cases,
    mistakes=(
        Mistake("The sign is wrong: this is -F, the log of the unnormalised probability.",
                _free_energy_variant(1.0, 1.0)),
        Mistake("The sign of the hidden part is wrong: F = -b v - sum log(1 + exp(...)).", _free_energy_variant(hidden=1.0)),
        Mistake("The sign of the visible part is wrong: F = -b v - sum log(1 + exp(...)).", _free_energy_variant(visible=1.0)),
        Mistake("The visible biases are forgotten: the term -b v is missing.", _free_energy_variant(visible=0.0)),
        Mistake("The hidden biases are forgotten: a hidden unit's input is c_i + v W_i.", _free_energy_variant(bias=0.0)),
        Mistake("The exponential overflows: np.logaddexp(0, a) is log(1 + exp(a)) for any a.",
                _free_energy_variant(soft=lambda a: np.log(1 + np.exp(a)))),
        Mistake("The 1 is missing: a hidden unit is off or on, so its sum is exp(0) + exp(a).",
                _free_energy_variant(soft=lambda a: a)),
        Mistake("The logarithm is missing: each hidden unit gives log(1 + exp(a)).",
                _free_energy_variant(soft=lambda a: 1 + np.exp(a))),
        Mistake("This is the energy with h at its probabilities; F adds up all hidden states (it also has their entropy).",
                lambda v, W, b, c: energy(v, hidden_probabilities(v, W, c), W, b, c)),
        Mistake("This is one number for the whole batch; F has one for each row (sum over axis 1).",
                lambda v, W, b, c: rbm.free_energy(v, W, b, c).sum()),
        Mistake("This is the mean over the batch; F has one number for each row.",
                lambda v, W, b, c: rbm.free_energy(v, W, b, c).mean()),
        Mistake("The sum over the hidden units is missing.",
                lambda v, W, b, c: -(v @ b)[:, None] - np.logaddexp(0, c + v @ W)),
        Mistake("The sum goes over the examples (axis 0); it must go over the hidden units (axis 1).",
                _free_energy_variant(axis=0)),
    ),
)  # fmt: skip

# 2.3 Gibbs step ------------------------------------------------------------------------------------------


def _uniform(p, rng):
    return (rng.random(p.shape) < p) * 1.0


def _gibbs_variant(hidden=_uniform, visible=_uniform, b_scale=1.0, c_scale=1.0, down=None):
    """A wrong step; ``down(p, h)`` is what goes down instead of the sample ``h``."""

    def step(v, W, b, c, rng):
        p = sigmoid(v @ W + c_scale * c)
        h = hidden(p, rng)
        going_down = h if down is None else down(p, rng)
        return visible(sigmoid(going_down @ W.T + b_scale * b), rng), h

    return step


def _gibbs_then_up(v, W, b, c, rng):
    new, _ = gibbs_step(v, W, b, c, rng)
    return new, _uniform(sigmoid(new @ W + c), rng)


def _round(p, rng):
    return (p > 0.5) * 1.0


def _inverted(p, rng):
    return (rng.random(p.shape) > p) * 1.0


def _one_each(p, rng):
    return (rng.random((len(p), 1)) < p) * 1.0


GIBBS_MISTAKES = (
    Mistake("You round the probabilities of h: a unit with probability 0.7 must be on in 70 % of the draws.",
            _gibbs_variant(hidden=_round)),
    Mistake("You round the probabilities of v: a unit with probability 0.7 must be on in 70 % of the draws.",
            _gibbs_variant(visible=_round)),
    Mistake("You round: a unit with probability 0.7 must be on in 70 % of the draws.", _gibbs_variant(_round, _round)),
    Mistake("On the way down you use the probabilities of h; use the sampled h.", _gibbs_variant(down=lambda p, rng: p)),
    Mistake("You draw h twice: v must be sampled from the same h that you return.", _gibbs_variant(down=_uniform)),
    Mistake("The h that you return was sampled from the new v; return the one that v was sampled from.", _gibbs_then_up),
    Mistake("The comparison is the wrong way round: a unit is on where the random number is below its probability.",
            _gibbs_variant(_inverted, _inverted)),
    Mistake("The hidden biases c are forgotten.", _gibbs_variant(c_scale=0.0)),
    Mistake("The visible biases b are forgotten.", _gibbs_variant(b_scale=0.0)),
    Mistake("Both biases are forgotten.", _gibbs_variant(b_scale=0.0, c_scale=0.0)),
    Mistake("v has not moved: sample it from P(v | h).", lambda v, W, b, c, rng: (v, gibbs_step(v, W, b, c, rng)[1])),
    Mistake("All units of an example share one random number: draw one for each unit, in the shape of the probabilities.",
            _gibbs_variant(_one_each, _one_each)),
    Mistake("You compare with normal random numbers; they must be uniform between 0 and 1.",
            _gibbs_variant(*[lambda p, rng: (rng.normal(size=p.shape) < p) * 1.0] * 2)),
)  # fmt: skip

GIBBS = OpenExercise("a Gibbs step", rbm.gibbs_step, partial(judge_gibbs, mistakes=GIBBS_MISTAKES))

# 2.4 contrastive divergence ------------------------------------------------------------------------------


def cd_gradient(v, W, b, c, rng, k=1):
    v_model = v
    for _ in range(k):
        v_model, _ = gibbs_step(v_model, W, b, c, rng)  # (N, V)
    h = hidden_probabilities(v, W, c)  # (N, H)
    h_model = hidden_probabilities(v_model, W, c)
    dW = (v.T @ h - v_model.T @ h_model) / len(v)
    return RBM(dW, (v - v_model).mean(axis=0), (h - h_model).mean(axis=0))


def _chain(v, W, b, c, rng, k, hidden=sample_bernoulli, visible=sample_bernoulli):
    for _ in range(k):
        v = visible(sigmoid(hidden(sigmoid(v @ W + c), rng) @ W.T + b), rng)
    return v


def _gap(v, v_model, W, c, data=1.0, model=1.0, h_model=None):
    h = sigmoid(v @ W + c)
    h_model = sigmoid(v_model @ W + c) if h_model is None else h_model
    dW = data * v.T @ h / len(v) - model * v_model.T @ h_model / len(v_model)
    db = data * v.mean(axis=0) - model * v_model.mean(axis=0)
    return RBM(dW, db, data * h.mean(axis=0) - model * h_model.mean(axis=0))


def _same(p, rng):
    return p


def _from_noise(v, W, b, c, rng, k):
    return _gap(v, _chain((rng.random(v.shape) < 0.5) * 1.0, W, b, c, rng, k), W, c)


def _h_of_the_step(v, W, b, c, rng, k):
    """The hidden state that the last v was sampled from, in the place of P(h | last v)."""
    v_model = _chain(v, W, b, c, rng, k - 1)
    v_model, h = gibbs_step(v_model, W, b, c, rng)
    return _gap(v, v_model, W, c, h_model=h)


CD_MISTAKES = (
    Mistake("The sign is wrong: the gradient of the log-likelihood is the data's term minus the model's.",
            lambda *args: RBM(*(-part for part in cd_gradient(*args)))),
    Mistake("The gradient of the visible biases is forgotten: db is the mean of v minus that of the chain's v.",
            lambda *args: cd_gradient(*args)._replace(b=np.zeros(len(args[2])))),
    Mistake("The gradient of the hidden biases is forgotten: dc is the mean of h minus that of the chain's h.",
            lambda *args: cd_gradient(*args)._replace(c=np.zeros(len(args[3])))),
    Mistake("Both biases are forgotten.",
            lambda *args: cd_gradient(*args)._replace(b=np.zeros(len(args[2])), c=np.zeros(len(args[3])))),
    Mistake("The model's term is missing: without it the weights grow for ever.",
            lambda v, W, b, c, rng, k: _gap(v, v, W, c, model=0.0)),
    Mistake("The chain goes on with probabilities instead of samples: both layers must be sampled in each step.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, _same, _same), W, c)),
    Mistake("The chain's hidden units are probabilities on the way down; sample them.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, _same), W, c)),
    Mistake("The chain's visible units are probabilities; sample them.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k, visible=_same), W, c)),
    Mistake("The chain makes one step whatever k is.", lambda v, W, b, c, rng, k: cd_gradient(v, W, b, c, rng, 1)),
    Mistake("The chain makes one step too many.", lambda v, W, b, c, rng, k: cd_gradient(v, W, b, c, rng, k + 1)),
    Mistake("The chain starts from noise; in contrastive divergence it starts at the data.", _from_noise),
    Mistake("The model's term takes the data's h; it needs P(h | v) at the end of the chain.",
            lambda v, W, b, c, rng, k: _gap(v, _chain(v, W, b, c, rng, k), W, c, h_model=sigmoid(v @ W + c))),
    Mistake("The model's term takes the h that the last v was sampled from; compute P(h | v) from the last v.",
            _h_of_the_step),
)  # fmt: skip

CD = OpenExercise("contrastive divergence", cd_gradient, partial(judge_gradient, mistakes=CD_MISTAKES))

# 2.5 and 2.6 ---------------------------------------------------------------------------------------------

PREDICTION = OpenExercise(
    "the bias of contrastive divergence",
    {"ten times as many chains": "the same", "ten Gibbs steps": "smaller", "parameters doubled": "larger"},
    judge_prediction,
)
SETTINGS = OpenExercise("a budget of Gibbs steps", {"rate": 0.2, "k": 1, "batch_size": 10}, judge_settings)

EXERCISES = {
    "2.1": LOG_PARTITION,
    "2.2": FREE_ENERGY,
    "2.3": GIBBS,
    "2.4": CD,
    "2.5": PREDICTION,
    "2.6": SETTINGS,
}
