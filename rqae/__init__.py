import os

__version__ = "0.1.0"

# Threads that wait for one another sleep: one that spins keeps its core beside a busy process, while the one that it
# waits for has none. OpenMP reads this once, when PyTorch is loaded, which comes after; kernels inherit it.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

_HOMES = {"RQAE": "model", "RQAEConfig": "model", "LanguageModel": "lm", "ActivationStore": "activations"}
__all__ = list(_HOMES)

def __getattr__(name): # imported when first used: transformers alone takes seconds, and drawing a figure needs none of it
    if name not in _HOMES: raise AttributeError(f"module 'rqae' has no attribute {name!r}")
    from importlib import import_module
    return getattr(import_module(f"rqae.{_HOMES[name]}"), name)
