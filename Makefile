# The course's commands. The first one that needs it makes a virtual environment in .venv; when a list of
# requirements changes, or this folder moves, the next command brings it up to date.
#   make lab ARGS="--no-browser --port=9999"     options for JupyterLab
#   make lab PYTHON=python3.12                   another Python
#   make fresh LESSON=03                         a blank copy of lesson 03 in my_answers, beside yours
#   make export LESSON=03                        your copy of lesson 03 as a page, in build/export
#   make bank ARGS="-k 03-"                      lesson 03 alone
#   make lab VENV=/somewhere/else                another place for the environment

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
RUN = "$(VENV)/bin/python" -m
# pip compiles with one core; COMPILE takes all, leaves out the packages' own tests and what the course hardly
# imports, and goes on where some package's file cannot be compiled.
PIP = $(RUN) pip install --disable-pip-version-check --quiet --no-compile
SELDOM = /tests?/|/torch/(_inductor|ao|onnx|testing)/|/(docker|networkx|pip|sympy)/
COMPILE = { $(RUN) compileall -qq -j 0 -x '$(SELDOM)' "$(VENV)/lib" || true; }
# Jupyter refuses to run as root unless told; in a container there is nobody else.
AS_ROOT = $(if $(filter 0,$(shell id -u)),--allow-root)
# Notebooks limit their threads by themselves; the tests of models and experiments, and the benchmark, are no
# notebooks. They use the cores through processes: more threads would only be in each other's way.
ONE_THREAD = OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1
# One a core. More would be in each other's way: lessons that share a core drive each other's weights out of its
# cache (measured with four lessons: 302 seconds of processor time with four workers, 256 with three, 243 with two).
WORKERS = -p tests.imports -n 2 --dist worksteal

# Python keeps what it has compiled, whatever the shell says: dozens of processes load the same files.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help lab fresh export test check bank lessons bench course tools unanswered
.PHONY: handout slides rehearsal site binder-check
.DEFAULT_GOAL := help

help: ## show this list
	@echo "Commands (the first one installs what it needs, which takes some minutes):"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1	\2/p' Makefile

lab: course ## open your copies of the lessons in JupyterLab
	$(RUN) utils.teaching.copies
	JUPYTER_CONFIG_PATH="$(CURDIR)/binder/jupyter$${JUPYTER_CONFIG_PATH:+:$$JUPYTER_CONFIG_PATH}" \
	$(RUN) jupyterlab --ip=127.0.0.1 --ServerApp.root_dir="$(CURDIR)" \
	--LabApp.default_url=/lab/tree/my_answers/00_start_here.ipynb $(AS_ROOT) $(ARGS)

fresh: course ## put a blank copy of a lesson beside yours: make fresh LESSON=03
	@$(RUN) utils.teaching.copies --fresh "$(LESSON)"

export: course ## write your copy of a lesson as a page that needs no network: make export LESSON=03
	@$(RUN) utils.teaching.export --lesson "$(LESSON)" $(ARGS)

test: tools ## run every test, every notebook and the style check
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(ONE_THREAD) $(RUN) pytest $(WORKERS) tests $(ARGS)

check: tools ## run the style check and the fast tests, and look for known security holes
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(ONE_THREAD) $(RUN) pytest $(WORKERS) -m "not slow" tests $(ARGS)
	@"$(VENV)/bin/python" tests/audit.py

bank: tools ## run each lesson with every right answer of the banks (an hour)
	$(ONE_THREAD) $(RUN) pytest $(WORKERS) --bank tests/test_bank.py $(ARGS)

unanswered: course ## tell whether any lesson has answers, before you contribute
	$(RUN) utils.teaching.build --check --unanswered

lessons: course ## build and run the notebooks from solutions/source
	$(RUN) utils.teaching.build --execute

site: tools ## build the course as a site, in _site/, from what has been computed
	$(RUN) utils.site $(ARGS)

bench: tools ## measure models and whole jobs against what others would write, and marking (5 minutes)
	$(ONE_THREAD) "$(VENV)/bin/python" tests/bench.py $(ARGS)
	$(ONE_THREAD) "$(VENV)/bin/python" tests/bench_jobs.py
	$(ONE_THREAD) $(RUN) tests.bench_marking

HANDOUT ?= build/course.zip
handout: ## write build/course.zip: the last commit without solutions and tests
	@mkdir -p build
	git archive --prefix=course/ -o "$(HANDOUT)" HEAD -- . ':!solutions' ':!tests' ':!.ci' ':!.github'

slides: course ## write build/slides: a deck of each lesson, a file that needs no network
	$(RUN) utils.teaching.slides $(ARGS)

rehearsal: tools ## run ten kernels of lesson 01 at once on one core (5 minutes)
	$(RUN) tests.rehearsal $(ARGS)

binder-check: tools ## make the recipe of Binder's image, with repo2docker, and try its scripts
	$(RUN) pytest -q tests/test_binder.py $(ARGS)

# An environment keeps what was installed last, in .course and .tools, and for which folder, in .folder. What differs
# is installed again. None of these files is a target of make, since VENV may have spaces in it.
course:
	@[ -e "$(VENV)/.made" ] || { \
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	echo "The course needs Python 3.11 or later, and $(PYTHON) is not: install one, then name it, for example" \
	"make lab PYTHON=python3.11" >&2; exit 1; }; \
	$(PYTHON) -m venv "$(VENV)" || { \
	echo "$(PYTHON) cannot make a virtual environment in $(VENV): on Debian or Ubuntu, install python3-venv." >&2; \
	exit 1; }; \
	touch "$(VENV)/.made"; }
	@"$(VENV)/bin/python" -c "" 2>/dev/null || { \
	echo "The Python that $(VENV) was made with is not here any more: delete $(VENV), then try again." >&2; exit 1; }
	@[ ! -e "$(VENV)/.folder" ] || pwd -P | cmp -s - "$(VENV)/.folder" || { \
	echo "The course was in $$(cat "$(VENV)/.folder") when $(VENV) was set up: bringing it up to date."; \
	$(PIP) --no-index --no-deps --no-build-isolation -e . && \
	$(RUN) utils.environment && pwd -P > "$(VENV)/.folder"; }
	@cat requirements.txt pyproject.toml | cmp -s - "$(VENV)/.course" || { \
	echo "Installing the course into $(VENV): some minutes and 1.5 GB the first time" \
	"(on Linux more, without README's line on the small PyTorch)."; \
	$(PIP) -r requirements.txt && $(COMPILE) && pwd -P > "$(VENV)/.folder" && \
	cat requirements.txt pyproject.toml > "$(VENV)/.course"; }

tools: course
	@[ -e tests/requirements.txt ] || { \
	echo "This copy of the course was handed out without its tests: make lab is all it needs." >&2; exit 1; }
	@cmp -s tests/requirements.txt "$(VENV)/.tools" || { \
	echo "Installing what the tests need into $(VENV)."; \
	$(PIP) -r tests/requirements.txt && $(COMPILE) && cp tests/requirements.txt "$(VENV)/.tools"; }
