"""The last gate before a report is written: nothing in it may call out, run or tell on us."""

import base64
import getpass
import hashlib
import re
import socket
from html.parser import HTMLParser
from pathlib import Path

from lib.run.environment import ROOT

FORBIDDEN = {"iframe", "object", "embed", "base", "link", "form", "applet", "frame", "portal"}
LOADING = {"src", "srcset", "poster", "background", "data", "action", "formaction", "ping"}
LINKING = {"href", "xlink:href"}


def script_hash(script: str) -> str:
    """Give the hash by which a Content-Security-Policy knows a script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def lint(html: str, allowed_hash: str = "") -> list[str]:
    """List everything in a page that may not be in a deliverable (empty means good)."""
    page = _Page(allowed_hash)
    page.feed(html)
    page.close()
    found = page.found + _telling(html) + _broken_links(page)
    if page.headings != 1:
        found.append(f"{page.headings} keer h1")
    if not html.rstrip().endswith("</html>"):
        found.append("de pagina is afgebroken")
    return sorted(set(found))


class _Page(HTMLParser):
    def __init__(self, allowed_hash: str) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed = allowed_hash
        self.found: list[str] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.headings = 0
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside = tag if tag in {"script", "style"} else self.inside
        self.headings += tag == "h1"
        values = {name: (value or "").strip() for name, value in attrs}
        if tag in FORBIDDEN:
            self.found.append(f"element {tag}")
        if tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.found.append("meta refresh")
        for name, value in values.items():
            self._attribute(tag, name, value)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self.inside = ""

    def _attribute(self, tag: str, name: str, value: str) -> None:
        if name.startswith("on"):
            self.found.append(f"attribuut {name}")
        if name == "id":
            if value in self.ids:
                self.found.append(f"dubbele id {value}")
            self.ids.add(value)
        if name in LOADING and not value.startswith("data:image/"):
            self.found.append(f"{tag} laadt {value[:60]}")
        if name in LINKING:
            outside = re.match(r"(https?://|mailto:)", value) and tag == "a"
            if value.startswith("#"):
                self.links.add(value[1:])
            elif not outside and not (tag == "image" and value.startswith("data:image/")):
                self.found.append(f"{tag} wijst naar {value[:60]}")
        if name == "style":
            self._style(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside == "script" and script_hash(data) != self.allowed:
            self.found.append("een onbekend script")
        if self.inside == "style":
            self._style(data)

    def handle_comment(self, data: str) -> None:
        self.found.append(f"opmerking {data.strip()[:40]}")

    def _style(self, css: str) -> None:
        if re.search(r"@import|expression\(|url\((?!['\"]?(?:data:|#))", css):
            self.found.append("stijl laadt een bestand")


def _telling(html: str) -> list[str]:
    """Find traces of the machine: folders, user, host, tracebacks."""
    user, host = getpass.getuser(), socket.gethostname()
    traces = ["Traceback (most recent", "/tmp/", "ipykernel", "file://", str(ROOT), f"{user}@"]
    traces += [f"/home/{user}", f"Users\\{user}", f"/Users/{user}", f"@{host}"]
    if len(str(Path.home())) > 5:  # in a container this is /root, and that may be any word
        traces.append(str(Path.home()))
    if re.search(r"\d", host):
        traces.append(host)
    return [f"spoor van deze computer: {trace}" for trace in traces if trace in html]


def _broken_links(page: _Page) -> list[str]:
    missing = {link for link in page.links if link} - page.ids
    return [f"verwijzing zonder doel: #{link}" for link in missing]
