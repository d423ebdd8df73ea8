"""Packaging: everything is read from settings.ini, as nbdev keeps it."""
import shutil
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

config = ConfigParser(delimiters=["="])
config.read("settings.ini", encoding="utf-8")
cfg = config["DEFAULT"]
# settings.ini separates requirements with spaces, so none may contain one
extras = {key.removesuffix("_requirements"): cfg[key].split() for key in cfg if key.endswith("_requirements")}

# what `rqae.files.shipped` finds where there is no clone: git has one copy, a wheel another
SHIPPED = ["settings.ini", "data/*.json*", "data/profiles/*", "data/results/**/*", "data/pretrained/**/*",
           "nbs/explore.ipynb", "nbs/experiments/*.ipynb", "nbs/figures/*.ipynb", "nbs/tutorials/*.ipynb"]

class BuildWithShipped(build_py):
    def run(self):
        super().run()
        if self.editable_mode: return # the clone is there
        for file in (file for pattern in SHIPPED for file in Path().glob(pattern) if file.is_file()):
            copy = Path(self.build_lib)/"rqae"/"shipped"/file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, copy)

setup(
    name=cfg["lib_name"], version=cfg["version"], description=cfg["description"], keywords=cfg["keywords"],
    author=cfg["author"], author_email=cfg["author_email"], license="Apache-2.0", url=cfg["git_url"],
    packages=find_packages(include=["rqae", "rqae.*"]), package_data={"rqae": ["*.js", "*.css", "*.html"]},
    python_requires=f">={cfg['min_python']}", install_requires=cfg["requirements"].split(), extras_require=extras,
    long_description=Path("README.md").read_text(encoding="utf-8") if Path("README.md").exists() else "",
    long_description_content_type="text/markdown", cmdclass={"build_py": BuildWithShipped},
    entry_points={"console_scripts": cfg["console_scripts"].split()},
)
