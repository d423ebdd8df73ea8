__version__ = "0.1.0"

_HOMES = {"RQAE": "model", "RQAEConfig": "model", "LanguageModel": "lm", "ActivationStore": "activations"}
__all__ = list(_HOMES)

def __getattr__(name): # imported when first used: transformers alone takes seconds, and drawing a figure needs none of it
    if name not in _HOMES: raise AttributeError(f"module 'rqae' has no attribute {name!r}")
    from importlib import import_module
    return getattr(import_module(f"rqae.{_HOMES[name]}"), name)
