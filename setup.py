"""Packaging: everything is read from settings.ini, as nbdev keeps it."""
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup

config = ConfigParser(delimiters=["="])
config.read("settings.ini", encoding="utf-8")
cfg = config["DEFAULT"]
extras = {key.removesuffix("_requirements"): cfg[key].split()
          for key in ("models_requirements", "notebook_requirements", "sae_requirements", "dev_requirements")}

# settings.ini separates requirements with spaces, so none may contain one
setup(
    name=cfg["lib_name"], version=cfg["version"], description=cfg["description"], keywords=cfg["keywords"],
    author=cfg["author"], author_email=cfg["author_email"], license="Apache-2.0", url=cfg["git_url"],
    packages=find_packages(include=["rqae", "rqae.*"]), include_package_data=True, package_data={"rqae": ["*.js", "*.css", "*.html"]},
    python_requires=f">={cfg['min_python']}", install_requires=cfg["requirements"].split(), extras_require=extras,
    long_description=Path("README.md").read_text(encoding="utf-8") if Path("README.md").exists() else "",
    long_description_content_type="text/markdown",
    entry_points={"console_scripts": cfg["console_scripts"].split()},
)
