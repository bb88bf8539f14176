"""Answers to exercise 5.3."""

import torch


def update_with(step, minus=True):
    """An answer that makes one stack (S, N, H) from delta and rates, and lets ``baddbmm_`` do the rest."""

    def update_layer(W, b, h, delta, rates):
        scaled = step(delta, rates)
        W.baddbmm_(h.mT, scaled, alpha=-1 if minus else 1)
        b.sub_(scaled.sum(1), alpha=1 if minus else -1)

    return update_layer


def each(rates):
    return rates[:, None, None]


def update_new_names(W, b, h, delta, rates):
    W = W - each(rates) * (h.mT @ delta)
    b = b - rates[:, None] * delta.sum(1)


def update_returns(W, b, h, delta, rates):
    scaled = each(rates) * delta
    return torch.baddbmm(W, h.mT, scaled, alpha=-1), b - scaled.sum(1)


def update_data(W, b, h, delta, rates):
    W.data = W - each(rates) * (h.mT @ delta)
    b.data = b - rates[:, None] * delta.sum(1)


def update_set(W, b, h, delta, rates):
    W.set_(W - each(rates) * (h.mT @ delta))
    b -= rates[:, None] * delta.sum(1)


def update_swap(W, b, h, delta, rates):
    torch.utils.swap_tensors(W, W - each(rates) * (h.mT @ delta))
    b -= rates[:, None] * delta.sum(1)


def update_forgets_b(W, b, h, delta, rates):
    W.baddbmm_(h.mT, each(rates) * delta, alpha=-1)
    b = b - rates[:, None] * delta.sum(1)


def update_only_b(W, b, h, delta, rates):
    W.baddbmm(h.mT, each(rates) * delta, alpha=-1)
    b -= rates[:, None] * delta.sum(1)


def update_no_underscores(W, b, h, delta, rates):
    scaled = each(rates) * delta
    W.baddbmm(h.mT, scaled, alpha=-1)
    b.sub(scaled.sum(1))


def update_alpha_of_all(W, b, h, delta, rates):
    W.baddbmm_(h.mT, delta, alpha=-rates)
    b.sub_(rates[:, None] * delta.sum(1))


def update_alpha_number(W, b, h, delta, rates):
    W.baddbmm_(h.mT, delta, alpha=-float(rates))
    b.sub_(rates[:, None] * delta.sum(1))


def update_first_rate(W, b, h, delta, rates):
    W.baddbmm_(h.mT, delta, alpha=-rates[0].item())
    b.sub_(delta.sum(1), alpha=rates[0].item())


def update_mean_rate(W, b, h, delta, rates):
    W.baddbmm_(h.mT, delta, alpha=-rates.mean().item())
    b.sub_(delta.sum(1), alpha=rates.mean().item())


def update_only_W_by_seed(W, b, h, delta, rates):
    W.baddbmm_(h.mT, each(rates) * delta, alpha=-1)
    b.sub_(delta.sum(1), alpha=rates[0].item())


def update_b_twice(W, b, h, delta, rates):
    scaled = each(rates) * delta
    W.baddbmm_(h.mT, scaled, alpha=-1)
    b.sub_(rates[:, None] * scaled.sum(1))


def update_beta(W, b, h, delta, rates):
    W.baddbmm_(h.mT, each(rates) * delta, beta=0, alpha=-1)
    b.sub_(rates[:, None] * delta.sum(1))


def update_mixes(W, b, h, delta, rates):
    scaled = each(rates) * delta
    W -= each(rates) * (h.mT @ delta).sum(0)
    b -= scaled.sum(1)


def update_T(W, b, h, delta, rates):
    W.baddbmm_(h.T, each(rates) * delta, alpha=-1)


def update_rates_along_units(W, b, h, delta, rates):
    scaled = rates * delta
    W.baddbmm_(h.mT, scaled, alpha=-1)
    b.sub_(scaled.sum(1))


def update_b_by_seeds(W, b, h, delta, rates):
    scaled = each(rates) * delta
    W.baddbmm_(h.mT, scaled, alpha=-1)
    b.sub_(scaled.sum(0))


def update_b_broadcast(W, b, h, delta, rates):
    scaled = each(rates) * delta
    W.baddbmm_(h.mT, scaled, alpha=-1)
    b.sub_(scaled.sum(1, keepdim=True))


def update_no_transpose(W, b, h, delta, rates):
    W.baddbmm_(h, each(rates) * delta, alpha=-1)


def update_product_inside(W, b, h, delta, rates):
    W.baddbmm_(h.mT @ (each(rates) * delta))


def update_one_matrix(W, b, h, delta, rates):
    W.addmm_(h.mT, each(rates) * delta, alpha=-1)


def update_double(W, b, h, delta, rates):
    W.baddbmm_(h.mT, (each(rates) * delta).double(), alpha=-1)
    b.sub_((each(rates) * delta).sum(1))


def update_changes_delta(W, b, h, delta, rates):
    delta *= each(rates)
    W.baddbmm_(h.mT, delta, alpha=-1)
    b -= delta.sum(1)


def update_changes_h(W, b, h, delta, rates):
    h.mul_(each(rates))
    W.baddbmm_(h.mT, delta, alpha=-1)
    b -= rates[:, None] * delta.sum(1)


def update_large_product(W, b, h, delta, rates):
    W -= each(rates) * (h.mT @ delta)
    b -= rates[:, None] * delta.sum(1)


def update_large_einsum(W, b, h, delta, rates):
    W.copy_(W - torch.einsum("s,snv,snh->svh", rates, h, delta))
    b -= torch.einsum("s,snh->sh", rates, delta)


def update_large_slices(W, b, h, delta, rates):
    for s in range(len(W)):
        W[s] -= rates[s] * h[s].T @ delta[s]
        b[s] -= rates[s] * delta[s].sum(0)


def update_scaled_weights(W, b, h, delta, rates):
    W.div_(each(rates)).baddbmm_(h.mT, delta, alpha=-1).mul_(each(rates))
    b -= rates[:, None] * delta.sum(1)


def update_scaled_after(added):
    """The product is added to W first; then all of W, and b, are multiplied by the rates."""

    def update_layer(W, b, h, delta, rates):
        W.baddbmm_(h.mT, delta, alpha=added)
        W *= each(rates)
        b.sub_(rates[:, None] * delta.sum(1))

    return update_layer


def update_scaled_after_minus(W, b, h, delta, rates):
    W.baddbmm_(h.mT, delta)
    W *= each(-rates)
    b.sub_(rates[:, None] * delta.sum(1))


def update_large_product_of_small_rates(W, b, h, delta, rates):
    scaled = each(rates) * delta
    W -= h.mT @ scaled
    b -= scaled.sum(1)


def update_scales_h(W, b, h, delta, rates):
    W.baddbmm_((h * each(-rates)).mT, delta)
    b -= rates[:, None] * delta.sum(1)


def update_seed_by_seed(W, b, h, delta, rates):
    for s, rate in enumerate(rates.tolist()):
        W[s].addmm_(h[s].T, delta[s], alpha=-rate)
        b[s].sub_(delta[s].sum(0), alpha=rate)
    return W, b


def update_groups_of_one(W, b, h, delta, rates):
    for s in range(len(rates)):
        one = slice(s, s + 1)
        W[one].baddbmm_(h[one].mT, delta[one], alpha=-rates[s].item())
        b[one] = b[one] - rates[s] * delta[one].sum(1)


def update_out(W, b, h, delta, rates):
    scaled = torch.einsum("s,snh->snh", -rates, delta)
    torch.baddbmm(W, h.mT, scaled, out=W)
    torch.add(b, scaled.sum(-2), out=b)


def update_data_in_place(W, b, h, delta, rates):
    scaled = delta * rates.view(-1, 1, 1)
    W.data.baddbmm_(h.transpose(1, 2), scaled, alpha=-1)
    b.data -= scaled.sum(dim=1)


def update_example_by_example(W, b, h, delta, rates):
    scaled = rates.reshape(-1, 1, 1) * delta
    for n in range(h.shape[1]):
        W.addcmul_(h[:, n, :, None], scaled[:, n, None, :], value=-1)
    b.copy_(b - scaled.sum(1))


WRONG = [
    (update_new_names, "W and b are as before. W = W - ..."),
    (update_returns, "nobody puts them into the network"),
    (update_data, "W has other memory than before"),
    (update_set, "W has other memory than before"),
    (update_swap, "W has other memory than before"),
    (update_forgets_b, "b is as before"),
    (update_only_b, "W is as before: baddbmm without its underscore"),
    (update_no_underscores, "W and b are as before: baddbmm without its underscore"),
    (update_alpha_of_all, "alpha is one number for all seeds"),
    (update_alpha_number, "alpha is one number for all seeds"),
    (update_first_rate, "by the rate of the first one"),
    (update_mean_rate, "by the mean of the rates"),
    (update_only_W_by_seed, "b is wrong: every seed moves by the rate of the first one"),
    (update_b_twice, "b is wrong: the rates are in it twice"),
    (update_with(lambda delta, rates: each(rates) * delta, minus=False), "the sign is turned"),
    (update_with(lambda delta, rates: delta), "the rates are missing"),
    (update_with(lambda delta, rates: delta, minus=False), "without the rates and without the minus"),
    (update_with(lambda delta, rates: each(rates) * delta / delta.shape[1]), "divide by N once more"),
    (update_with(lambda delta, rates: each(rates) * delta / delta[..., 0].numel()), "divide by S and N"),
    (update_with(lambda delta, rates: each(rates**2) * delta), "W is wrong: the rates are in it twice"),
    (update_with(lambda delta, rates: rates[:, None] * delta), "lined up from the right"),
    (update_rates_along_units, "lined up from the right"),
    (update_beta, "forgets the old weights"),
    (update_mixes, "every seed has its own"),
    (update_T, "last two only"),
    (update_b_by_seeds, "must have the shape of b"),
    (update_b_broadcast, "must have the shape of b"),
    (update_no_transpose, "is a transpose (.mT) missing"),
    (update_product_inside, "multiplies by itself"),
    (update_one_matrix, "addmm_ is for one matrix"),
    (update_double, "keep the dtype"),
    (update_changes_delta, "delta is changed, too"),
    (update_changes_h, "h is changed, too"),
    (update_large_product, "the matrix product makes a new array of shape (2, 4, 5)"),
    (update_large_product, "add the product to W, and put the rates where an array is small"),
    (update_large_product_of_small_rates, "Let baddbmm_ add the product to W. The"),
    (update_scaled_after(-1), "the rates multiply the old weights as well"),
    (update_scaled_after(1), "the rates multiply the old weights as well"),
    (update_scaled_after_minus, "the rates multiply the old weights as well"),
    (update_large_einsum, "as large as the gradient"),
    (update_large_slices, "the matrix product makes a new array of shape (4, 5)"),
    (update_scaled_weights, "NaN"),
]

RIGHT = [
    update_with(lambda delta, rates: each(rates) * delta),
    update_scales_h,
    update_seed_by_seed,
    update_groups_of_one,
    update_out,
    update_data_in_place,
    update_example_by_example,
]
