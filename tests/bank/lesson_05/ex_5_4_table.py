"""Answers to exercise 5.4."""

import numpy as np


def rows_of(table, start, depth):
    return table[(table.start == start) & (table.depth == depth)]


def chosen(rule, report="test_error", select=rows_of, reduce="mean"):
    def chosen_error(table, start, depth):
        rows = select(table, start, depth)
        return rows.loc[rows.epoch == rule(rows), report].agg(reduce)

    return chosen_error


def by_valid(rows):
    return rows.groupby("epoch").valid_error.mean().idxmin()


def by_test(rows):
    return rows.groupby("epoch").test_error.mean().idxmin()


def all_epochs(table, start, depth):
    return rows_of(table, start, depth).test_error.mean()


def each_seeds_best(table, start, depth):
    rows = rows_of(table, start, depth)
    return rows.loc[rows.groupby("seed").valid_error.idxmin(), "test_error"].mean()


def luckiest(table, start, depth):
    return rows_of(table, start, depth).groupby("seed").test_error.min().mean()


def single_run(table, start, depth):
    rows = rows_of(table, start, depth)
    return rows.loc[rows.valid_error.idxmin(), "test_error"]


def the_epoch(table, start, depth):
    return by_valid(rows_of(table, start, depth))


def a_series(table, start, depth):
    rows = rows_of(table, start, depth)
    return rows.loc[rows.epoch == by_valid(rows), "test_error"]


def as_text(table, start, depth):
    return f"{chosen(by_valid)(table, start, depth):.3f}"


def spoils_the_table(table, start, depth):
    result = chosen(by_valid)(table, start, depth)
    table.drop(table.index[:5], inplace=True)
    return result


def position(rows):
    return rows.groupby("epoch").valid_error.mean().argmin()


def smallest_of_all(rows):
    return rows.loc[rows.valid_error.idxmin(), "epoch"]


def chosen_over_the_table(table, start, depth):
    rows = rows_of(table, start, depth)
    epoch = table.groupby("epoch")["valid_error"].mean().idxmin()
    return rows.loc[rows["epoch"] == epoch, "test_error"].mean()


def joined_by_and(table, start, depth):
    rows = table[(table["start"] == start) and (table["depth"] == depth)]
    return rows.test_error.mean()


def no_parentheses(table, start, depth):
    rows = table[table["start"] == start & table["depth"] == depth]
    return rows.test_error.mean()


def chosen_pivot(table, start, depth):
    wide = table.query("start == @start and depth == @depth").pivot_table(
        index="epoch", values=["valid_error", "test_error"]
    )
    return float(wide.loc[wide.valid_error.idxmin(), "test_error"])


def chosen_sorted(table, start, depth):
    rows = rows_of(table, start, depth).groupby("epoch")[["valid_error", "test_error"]].mean()
    return rows.sort_values("valid_error").test_error.iloc[0]


def chosen_numpy(table, start, depth):
    keep = ((table["start"] == start) & (table["depth"] == depth)).to_numpy()
    epoch, valid, test = (table[name].to_numpy()[keep] for name in ("epoch", "valid_error", "test_error"))
    best = min(set(epoch), key=lambda e: valid[epoch == e].mean())
    return test[epoch == best].mean()


def middle(rows):
    return rows.groupby("epoch").valid_error.median().idxmin()


def worst(rows):
    return rows.groupby("epoch").valid_error.max().idxmin()


def chosen_as_an_array(table, start, depth):
    return np.array(chosen_numpy(table, start, depth))


def forgets_the_return(table, start, depth):
    chosen(by_valid)(table, start, depth)


def of_no_rows(table, start, depth):
    rows = table[(table["start"] == start) & (table["depth"] == str(depth))]
    return rows.test_error.mean()


def chosen_by_loop(table, start, depth):
    sums = {}
    for row in table.itertuples():
        if row.start == start and row.depth == depth:
            valid, test = sums.setdefault(row.epoch, ([], []))
            valid.append(float(row.valid_error))
            test.append(float(row.test_error))
    best = min(sums.values(), key=lambda both: sum(both[0]))
    return sum(best[1]) / len(best[1])


def chosen_by_index(table, start, depth):
    means = table.groupby(["start", "depth", "epoch"])[["valid_error", "test_error"]].mean()
    some = means.loc[start, depth]
    return some.test_error[some.valid_error.idxmin()]


WRONG = [
    (chosen(middle), "the smallest *median*"),
    (chosen(middle, reduce="median"), "the smallest *median*"),
    (chosen(worst), "that of the worst seed"),
    (forgets_the_return, "is the return missing"),
    (of_no_rows, "the mean of no rows"),
    (chosen(by_test), "test digits may not choose"),
    (chosen(lambda rows: rows.epoch.max()), "this is the last epoch"),
    (all_epochs, "mean over all epochs"),
    (chosen(by_valid, reduce="median"), "median over seeds"),
    (chosen(by_valid, report="valid_error"), "validation error at the chosen epoch"),
    (each_seeds_best, "its own best epoch"),
    (luckiest, "luckiest test error"),
    (single_run, "single run"),
    (chosen(by_valid, reduce="min"), "best seed's test error"),
    (chosen(by_valid, select=lambda table, *_: table), "all starts and depths"),
    (chosen(by_valid, select=lambda t, start, d: rows_of(t, start, 3 - d)), "another start or depth"),
    (the_epoch, "this is the epoch"),
    (a_series, "return one number"),
    (spoils_the_table, "changes table in place"),
    (as_text, "return one number"),
    (chosen(position), "argmin gives the position"),
    (chosen(smallest_of_all), "epoch of the single smallest"),
    (chosen_over_the_table, "not for all together"),
    (chosen(by_valid, select=lambda t, start, d: t[t.start == start]), "only one of the two conditions"),
    (joined_by_and, "each in parentheses"),
    (no_parentheses, "each in parentheses"),
]

RIGHT = [
    chosen(by_valid),
    chosen_pivot,
    chosen_sorted,
    chosen_numpy,
    chosen_by_index,
    chosen_as_an_array,
    chosen_by_loop,
]
