"""Run one function for several seeds, on as many cores as there are, up to two."""

import joblib
from threadpoolctl import threadpool_limits

from .bars import progress_bar


def each_seed(function, seeds, workers=None):
    """Call ``function(seed)`` for each seed, each in a process with one thread.

    Parameters
    ----------
    function : callable
        May be defined in the notebook; what it returns must be picklable.
    seeds : iterable
        One argument a call: usually integers, but anything that the function takes.
    workers : int, optional
        Processes; by default 2, or 1 where there is one core only.

    Returns
    -------
    list
        The results, in the order of ``seeds``: they do not depend on the number of workers.
    """
    seeds = list(seeds)
    workers = min(2, joblib.cpu_count()) if workers is None else workers
    with threadpool_limits(1), joblib.parallel_config("loky", inner_max_num_threads=1):
        jobs = joblib.Parallel(n_jobs=workers, return_as="generator")
        results = jobs(joblib.delayed(function)(seed) for seed in seeds)
        return list(progress_bar(results, total=len(seeds)))
