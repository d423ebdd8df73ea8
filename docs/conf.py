"""The notebooks as pages: `make docs` builds them with what came out, and a page a module from docstrings and comments."""
import importlib
import pkgutil
import re
from pathlib import Path

from docutils import nodes
from fastcore.docments import docments
from latex2mathml.converter import convert

import rqae

HERE = Path(__file__).parent
project, author, release = "rqae", "The rqae contributors", rqae.__version__
copyright = "2026, the rqae contributors"
extensions = ["myst_nb", "sphinx.ext.autodoc"]
root_doc = "docs/index"
include_patterns = ["docs/**", "nbs/*.ipynb", "nbs/tutorials/*.ipynb", "nbs/experiments/*.ipynb",
                    "nbs/figures/*.ipynb", "*.md"]
exclude_patterns = [".venv", "_docs", "build", "data", "rqae", "README.md"] # README is nbs/index.ipynb
nb_execution_mode = "off" # they hold what came out
nb_render_markdown_format = "myst" # links in what cells show
nb_ipywidgets_js = {} # would come from the network
myst_enable_extensions = ["dollarmath", "amsmath"]
suppress_warnings = ["myst.header", "misc.highlighting_failure", "mystnb.unknown_mime_type", "toc.not_included"]
autodoc_member_order = "bysource"
html_theme = "furo" # its fonts are the reader's own
html_title = "rqae"
html_math_renderer = "mathml" # drawn by the browser: no script, no network
html_extra_path = ["extra"]
html_copy_source = False

def api_pages():
    "A page for each module."
    folder = HERE/"api"
    folder.mkdir(exist_ok=True)
    for name in sorted(module.name for module in pkgutil.iter_modules(rqae.__path__) if module.name[0] != "_"):
        if name == "tests": continue
        page = f"# {name}\n\n```{{eval-rst}}\n.. automodule:: rqae.{name}\n   :members:\n   :undoc-members:\n```\n"
        file = folder/f"{name}.md"
        if not file.is_file() or file.read_text() != page: file.write_text(page)

def as_rst(text: str # a docstring or comment: `code` is code, nothing else means anything
          ) -> str:
    parts = re.split(r"`([^`]+)`", text)
    return "".join(rf"\ ``{part}``\ " if i % 2 else re.sub(r"([*|_\\])", r"\\\1", part) for i, part in enumerate(parts))

def with_comments(app, what, name, found, options, lines: list[str]):
    "A docstring, and the comment beside each parameter."
    lines[:] = map(as_rst, lines) if what != "attribute" else [] # which have no words of their own
    if what not in ("function", "method", "class"): return
    try: known = docments(found, full=True)
    except (TypeError, ValueError, OSError, SyntaxError): return # nothing of Python's own has comments
    comments = {parameter: one.docment for parameter, one in known.items() if parameter != "self" and one.docment}
    if comments: lines.append("")
    for parameter, comment in comments.items():
        lines.append(f"{':returns' if parameter == 'return' else f':param {parameter}'}: {as_rst(' '.join(comment.split()))}")

def inline_math(translator, node):
    translator.body.append(convert(node.astext()))
    raise nodes.SkipNode

def display_math(translator, node):
    translator.body.append(f"<div>{convert(node.astext(), display='block')}</div>")
    raise nodes.SkipNode

def setup(app):
    api_pages()
    app.connect("autodoc-process-docstring", with_comments)
    app.add_html_math_renderer("mathml", (inline_math, None), (display_math, None))
