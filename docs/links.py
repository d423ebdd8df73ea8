"""Every link of the built pages that stays in them leads somewhere, and no page asks the network for anything."""
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

LOADS = {"script": "src", "img": "src", "link": "href", "iframe": "src"} # what a page fetches by itself

class Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.loads, self.names = [], [], set()
    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.names |= {given.get("id"), given.get("name")}
        if given.get("href") and tag == "a": self.links.append(given["href"])
        if (url := given.get(LOADS.get(tag))) and given.get("rel") != "canonical": self.loads.append(url)

def read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page

def problems(folder: Path):
    pages = {path.resolve(): read(path) for path in folder.rglob("*.html")}
    for path, page in pages.items():
        for url in page.links + page.loads:
            parts = urlsplit(url)
            if parts.scheme or parts.netloc:
                if url in page.loads and parts.scheme != "data": yield f"{path.name} loads {url}"
                continue
            target = (path.parent/unquote(parts.path)).resolve() if parts.path else path
            if target.is_dir(): target /= "index.html"
            if not target.is_file(): yield f"{path.relative_to(folder.resolve())}: {url} is not there"
            elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].names:
                yield f"{path.relative_to(folder.resolve())}: {url} has no such place"

if __name__ == "__main__":
    found = list(problems(Path(sys.argv[1])))
    print("\n".join(found) or "every link leads somewhere; nothing is loaded from elsewhere")
    sys.exit(bool(found))
