"""The last gate before a report is written: nothing in it may call out, run or tell on us."""

import base64
import getpass
import hashlib
import re
import socket
from collections import Counter
from html.parser import HTMLParser

from lib.run.environment import ROOT

LOADING = r"@import|expression\(|url\((?!['\"]?(?:data:|#))"
# What may not stand in a page, matched from the start of the lines that `_Page` makes of it.
FORBIDDEN = [
    r"(iframe|object|embed|base|link|form|applet|frame|portal) ",
    r"meta http-equiv=refresh",
    r"\S+ on",
    r"\S+ (src|srcset|poster|background|data|action|formaction|ping)=(?!data:image/)",
    r"(?!a |image )\S+ (xlink:)?href=(?!#)",
    r"a (xlink:)?href=(?!#|https?://|mailto:)",
    r"image (xlink:)?href=(?!#|data:image/)",
    rf"(\S+ style=|style>).*({LOADING})",
    r"<!--",
]
FORBIDDEN_PART = re.compile("|".join(FORBIDDEN), re.IGNORECASE | re.DOTALL)


def script_hash(script: str) -> str:
    """Give the hash by which a Content-Security-Policy knows a script."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def lint(html: str, allowed_hash: str = "") -> list[str]:
    """List everything in a page that may not be in a deliverable (empty means good)."""
    parts = _Page(html).parts
    ids = [part.partition(" id=")[2] for part in parts if re.match(r"\S+ id=", part)]
    links = re.findall(r"^\S+ (?:xlink:)?href=#(.+)$", "\n".join(parts), re.MULTILINE)
    scripts = [part.removeprefix("script>") for part in parts if part.startswith("script>")]
    found = [f"mag niet: {part.strip()[:60]}" for part in parts if FORBIDDEN_PART.match(part)]
    found += ["een onbekend script" for text in scripts if script_hash(text) != allowed_hash]
    found += [f"dubbele id {name}" for name, count in Counter(ids).items() if count > 1]
    found += [f"verwijzing zonder doel: #{name}" for name in set(links) - set(ids)]
    found += [f"spoor van deze computer: {trace}" for trace in _traces() if trace in html]
    found += [] if parts.count("h1 ") == 1 else ["niet precies één h1"]
    found += [] if html.rstrip().endswith("</html>") else ["de pagina is afgebroken"]
    return sorted(set(found))


class _Page(HTMLParser):
    """A page as lines: `tag `, `tag attribute=value`, `script>text`, `style>text`, `<!--text`."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append(f"{tag} ")
        self.parts += [f"{tag} {name}={(value or '').strip()}" for name, value in attrs]

    def handle_data(self, data: str) -> None:
        if self.cdata_elem:
            self.parts.append(f"{self.cdata_elem}>{data}")

    def handle_comment(self, data: str) -> None:
        self.parts.append(f"<!--{data}")


def _traces() -> list[str]:
    """List words that would tell on the machine: folders, user, host, tracebacks."""
    user, host = getpass.getuser(), socket.gethostname()
    folders = ["/tmp/", "file://", str(ROOT), f"/home/{user}", f"Users\\{user}", f"/Users/{user}"]
    names = [f"{user}@", f"@{host}", *re.findall(r".*\d.*", host)]  # without a digit any word
    return ["Traceback (most recent", "ipykernel", *folders, *names]
