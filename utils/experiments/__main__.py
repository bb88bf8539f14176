"""``python -m utils.experiments``: list, run, watch, verify and ship experiments, and judge the claims."""

import argparse
import os
import shutil
import sys
import textwrap

from ..data.cache import why
from ..stopping import stoppable
from .catalogue import EXPERIMENTS
from .engine.experiment import BUDGETS, ExperimentError, Stopped, UsageError, find


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are one sentence."""

    def error(self, message):
        raise UsageError(f"{message[:1].upper()}{message[1:]}; `{self.prog} --help` says what is possible.")


def main(arguments=None, experiments=EXPERIMENTS):
    """Run the command line.

    Returns
    -------
    int
        0 when all is well, 1 when something failed, 2 when the command cannot be what was meant, 130 after
        Ctrl-C, 143 after SIGTERM, 129 after SIGHUP; one sentence says what.
    """
    if sys.stdout is None:  # closed by whoever started this
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
    try:
        options = parser().parse_args(arguments)
        status = options.do(options, experiments) or 0
        sys.stdout.flush()
        return status
    except OSError as error:  # a full disk or a closed pipe, where the output goes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):  # who reads it has seen enough, as in `claims | head`
            return 0
        what = error.filename or "the output"
        print(f"Stopped: {what} cannot be written ({why(error)}).", file=sys.stderr)
        return 1
    except KeyboardInterrupt as error:
        stopped = Stopped("Stopped.", error)
        print(stopped, file=sys.stderr)
        return stopped.exit_code
    except ExperimentError as error:
        print(error, file=sys.stderr)
        return error.exit_code


def parser():
    """The commands and their options."""
    top = Parser(prog="python -m utils.experiments", description="The experiments of the course.")
    commands = top.add_subparsers(required=True, metavar="COMMAND", dest="command")

    def command(name, do, help, names=""):
        one = commands.add_parser(name, help=help, description=help)
        one.set_defaults(do=do)
        if do is do_list:
            one.add_argument("name", metavar="NAME", nargs="*", help="some of them; by default all")
            return one
        if names:
            nargs = names if names in "?+" else None
            one.add_argument("name", metavar="NAME", nargs=nargs, help="the experiment, see `list`")
        one.add_argument("--budget", metavar="B", help=", ".join(BUDGETS))
        one.add_argument("--out", metavar="FOLDER", help="results of this computer (COURSE_RESULTS)")
        return one

    command("list", do_list, "what each experiment asks, and its budgets")
    text = "compute what is missing, of some or `all`; may be stopped and started at any moment"
    one = command("run", do_run, text, "+")
    one.add_argument("--seeds", metavar="N", help="seeds for each condition, instead of the budget's")
    one.add_argument("--workers", metavar="N", help="processes; by default one a core")
    one.add_argument("--scheduler", metavar="ADDRESS", help="compute on a Dask cluster")
    text = "compute only the seeds that the shipped result lacks, and join them with it"
    one.add_argument("--extend", action="store_true", help=text)
    one.add_argument("--device", metavar="D", default="cpu", help="cpu (default), cuda or cuda:N")
    command("status", do_status, "what is finished, of one or all", "?").add_argument("--seeds", metavar="N")
    one = command("verify", do_verify, "check a shipped result and compute a slice of it again", "1")
    one.add_argument("--slice", metavar="CONDITION:SEED", help="by default another one each time")
    one.add_argument("--all", action="store_true", help="compute all of it again")
    one.add_argument("--workers", metavar="N", help="with --all: processes; by default one a core")
    one = command("ship", do_ship, "put a finished result among those that come with the course", "1")
    one.add_argument("--seeds", metavar="N", help="for a result of fewer seeds than planned: how many it has")
    text = "judge the paper's claims, C1 to C31, by the shipped results (or those in FOLDER)"
    one = command("claims", do_claims, text)
    text = "as a table in Markdown: all that is known, or, with `short`, that of the README"
    one.add_argument("--markdown", metavar="short", nargs="?", const="full", help=text)
    return top


def do_list(options, experiments):
    """Print what there is, or the experiments of some names."""
    for experiment in [find(name, experiments) for name in options.name or experiments]:
        names = ", ".join(claim.name for claim in experiment.claims)
        claims = f" Decides {names}." if names else ""
        text = (
            f"{experiment.question}{claims} Varied: {experiment.varied}. Measured: {experiment.measured}. "
            f"Plotted: {experiment.plotted}."
        )
        print(experiment.name)
        print(textwrap.fill(text, 100, initial_indent="  ", subsequent_indent="  "))
        for name, budget in experiment.budgets.items():
            print(f"    {name:7} {budget.seeds:4} seeds a condition, {budget.note}")


def do_run(options, experiments):
    """Run experiments, one after the other, and say where each one's table is."""
    budget = options.budget or "demo"
    wanted = chosen(options.name, budget, experiments)
    from .engine import runner

    how = run_options(options)
    with stoppable():
        for experiment in wanted:
            own = experiment.serves and "all" in options.name
            print(runner.run(experiment, budget, how._replace(seeds=None) if own else how), flush=True)


def chosen(names, budget, experiments):
    """The experiments of these names, each of which must have the budget; with ``all``, all that have it."""
    if "all" in names:
        check_budget(budget)
        return [experiment for experiment in experiments.values() if budget in experiment.budgets]
    wanted = [find(name, experiments) for name in dict.fromkeys(names)]
    for experiment in wanted:
        experiment.budget(budget)
    return wanted


def check_budget(name):
    """Raise a UsageError unless there is a budget of that name."""
    if name not in BUDGETS:
        raise UsageError(f"{name!r} is not a budget; choose one of {', '.join(BUDGETS)}.")


def run_options(options):
    """The options of a run, checked."""
    from .engine import arguments, planning

    counts = {}
    for name in ("seeds", "workers"):
        given = getattr(options, name, None)
        counts[name] = arguments.checked_count(given, f"--{name}") if given is not None else None
    device, scheduler = getattr(options, "device", "cpu"), getattr(options, "scheduler", None)
    arguments.check_device(device, scheduler)
    return planning.Options(
        **counts,
        scheduler=scheduler,
        device=device,
        folder=folder_of(options.out),
        extend=getattr(options, "extend", False),
    )


def folder_of(out):
    """The folder with results of this computer, or the one that ``--out`` names."""
    from .engine import arguments, store

    folder = store.results_folder(out)
    arguments.check_no_file(folder)
    return folder


def do_status(options, experiments):
    """Print what is finished of one experiment, or, a line each, of all with all their budgets."""
    if options.name:
        experiment = find(options.name, experiments)
        wanted = [(experiment, name) for name in ([options.budget] if options.budget else experiment.budgets)]
        experiment.budget(wanted[0][1])
    else:
        check_budget(options.budget or BUDGETS[0])
        every = [(experiment, name) for experiment in experiments.values() for name in experiment.budgets]
        wanted = [one for one in every if options.budget in (None, one[1])]
    from .engine import runner

    how = run_options(options)
    for experiment, name in wanted:
        own = experiment.serves and not options.name
        found = runner.status(experiment, name, how._replace(seeds=None) if own else how)
        place = "" if options.name else f"{experiment.name:13} {found.share:4.0%}  "
        print(f"{place}{name}: {found.sentence}", flush=True)


def do_verify(options, experiments):
    """Check a result, compute a slice or all of it again; 1 when it is not the same."""
    from .engine import store, verify

    experiment = find(options.name, experiments)
    if options.budget:
        experiment.budget(options.budget)
    folder = folder_of(options.out) if options.out else store.SHIPPED
    if options.all:
        how = run_options(options)._replace(folder=store.results_folder())
        with stoppable():
            comparison = verify.verify_all(experiment, options.budget, how, folder)
    else:
        comparison = verify.verify(experiment, options.budget, options.slice, folder)
    print(comparison.sentence)
    return 0 if comparison.passed else 1


def do_ship(options, experiments):
    """Copy a collected table and what is beside it to the shipped results, if all is what it should be."""
    from .engine import shipping, store

    experiment = find(options.name, experiments)
    name = options.budget or "course"
    experiment.budget(name)
    how = run_options(options)
    table, record = shipping.ship(experiment, name, how.folder, how.seeds)
    for text in record.get("rates_at_edge_of_grid", ()):
        print(f"Beware, the best rate is at the edge of its grid: {text}.", file=sys.stderr)
    target = store.result_path(store.SHIPPED, experiment.name, name)
    print(f"{target}: {len(table)} rows, {target.stat().st_size / 1e6:.2f} MB")


def do_claims(options, experiments):
    """Print the claims with their verdicts, and those that have none with the reason."""
    from . import every_claim
    from .engine import claims, shipping, store, verdicts

    check_budget(options.budget or BUDGETS[0])
    if options.markdown not in (None, "full", "short"):
        raise UsageError(f"--markdown is {options.markdown!r}; give `--markdown` or `--markdown short`.")
    folder = folder_of(options.out) if options.out else store.SHIPPED
    if not options.out:
        shipping.settle(folder)
    width = min(shutil.get_terminal_size().columns, 120)
    try:
        judged = claims.judge(experiments, folder, options.budget)
        told = [(one.claim, one.text(width)) for one in judged]
    except ExperimentError:
        raise
    except Exception:  # a result that is not whole is told in a sentence
        claims.require_whole(experiments, folder, options.budget)
        raise
    if options.markdown:
        lines = every_claim.lines_of(experiments, judged)
        print(every_claim.markdown(lines, options.markdown == "short"))
        return
    told += [(one.claim, one.text()) for one in every_claim.without_verdict(experiments, judged)]
    print(textwrap.fill(verdicts.LEGEND, width) + "\n")
    for _, text in sorted(told, key=lambda one: every_claim.number(one[0])):
        print(text)


if __name__ == "__main__":
    sys.exit(main())
