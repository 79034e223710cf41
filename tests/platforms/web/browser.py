"""A strict little browser without scripts: cookies, forms, redirects, and a look at every page.

It does what a browser does and nothing that one would not: a form is sent with the fields that it
has, a cookie goes where its path lets it. Each page is held to what ours promise: headers, our own
files only, no script and no style in it, a label for every field.
"""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote, urlencode, urljoin, urlsplit

import aiohttp

VOID = {"meta", "link", "input", "img", "br", "rect", "path"}
DEMANDED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass
class Node:
    """An element of a page."""

    tag: str
    of: dict[str, str] = field(default_factory=dict)
    children: list["Node | str"] = field(default_factory=list)

    def all(self, tag: str = "", **of: str) -> list["Node"]:
        """Every element below of this kind, with these attributes."""
        found = []
        for child in self.children:
            if isinstance(child, Node):
                fits = child.tag == tag or not tag
                if fits and all(child.of.get(k.rstrip("_")) == v for k, v in of.items()):
                    found.append(child)
                found += child.all(tag, **of)
        return found

    def one(self, tag: str = "", **of: str) -> "Node":
        """The only one of these."""
        [found] = self.all(tag, **of)
        return found

    @property
    def text(self) -> str:
        """What it says; each paragraph is a line, one that stands apart has an empty one above."""
        lines = self.all("p")
        if not lines or self.tag != "div":
            return self._said().strip("\n")
        apart = ["\n" if "apart" in line.of.get("class", "").split() else "" for line in lines]
        said = (f"{gap}{line._said()}" for gap, line in zip(apart, lines, strict=True))
        return "\n".join(said)

    def _said(self) -> str:
        return "".join(c if isinstance(c, str) else c._said() for c in self.children)


class Reader(HTMLParser):
    """Reads a page; anything that is not closed, or named twice, is a mistake."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Node("")
        self.open = [self.root]
        self.ids: set[str] = set()

    def handle_starttag(self, tag, attrs):
        node = Node(tag, {k: v or "" for k, v in attrs})
        if name := node.of.get("id"):
            assert name not in self.ids, f"the id {name} is there twice"
            self.ids.add(name)
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data):
        self.open[-1].children.append(data)


def _choice(node: Node) -> bool:
    return node.of.get("type") == "radio"


def read(html: str) -> Node:
    reader = Reader()
    reader.feed(html)
    reader.close()
    assert reader.open == [reader.root], f"<{reader.open[-1].tag}> is never closed"
    return reader.root


@dataclass(frozen=True)
class Form:
    """A form as it can be sent: `fields` are those that it has, with what they say."""

    action: str
    method: str
    fields: dict[str, str]
    buttons: tuple[Node, ...]


@dataclass(frozen=True)
class Article:
    """A message on a page."""

    id: str
    text: str
    buttons: tuple[Node, ...]
    form: Form | None
    file: tuple[str, str] | None
    mine: bool

    @property
    def labels(self) -> tuple[str, ...]:
        return tuple(button.text for button in self.buttons)


class Page:
    """A page that was read."""

    def __init__(self, status: int, url: str, html: str, headers: Any) -> None:
        self.status, self.url, self.html, self.headers = status, url, html, headers
        self.root = read(html)

    @property
    def title(self) -> str:
        return self.root.one("title").text

    @property
    def language(self) -> str:
        return self.root.one("html").of["lang"]

    @property
    def text(self) -> str:
        said = self.root.one("main").all()
        return "\n".join(node.text for node in said if node.tag in ("p", "h1", "h2", "a", "button"))

    @property
    def said(self) -> list[str]:
        """What was answered."""
        [found] = self.root.all(id="said") or [Node("")]
        return [each.text for each in found.all("div", class_="text")]

    def form(self, **of: str) -> Form:
        return self._form(self.root.one("form", **of))

    def forms(self) -> list[Form]:
        return [self._form(each) for each in self.root.all("form")]

    def _form(self, form: Node) -> Form:
        fields = {e.of["name"]: e.of.get("value", "") for e in form.all("input") if not _choice(e)}
        chosen = {e.of["name"]: e.of["value"] for e in form.all("input", checked="")}
        fields |= {e.of["name"]: "" for e in form.all("input") if _choice(e)} | chosen
        fields |= {e.of["name"]: e.text for e in form.all("textarea")}
        action = form.of.get("action", self.url)
        return Form(action, form.of.get("method", "get"), fields, tuple(form.all("button")))

    @property
    def articles(self) -> list[Article]:
        """The messages of a room, in the order of the page."""
        return [
            self._article(each, mine=part.of["id"] == "me")
            for part in self.root.all("section")
            for each in part.all("article")
        ]

    def _article(self, node: Node, *, mine: bool) -> Article:
        [text] = [e for e in node.all("div") if e.of.get("class") == "text"]
        forms = node.all("form")
        buttons = [
            b for f in forms for b in f.all() if "button" in (b.tag, *b.of.get("class", "").split())
        ]
        files = [(e.of["src"], "") for e in node.all("img")] or [
            (e.of["href"], e.of["download"]) for e in node.all("a") if "download" in e.of
        ]
        form = self._form(forms[0]) if forms else None
        return Article(
            node.of["id"], text.text, tuple(buttons), form, files[0] if files else None, mine
        )


class Browser:
    """One browser of one person. `base` is the address of the site."""

    def __init__(self, base: str, language: str = "en") -> None:
        self.base = base
        self.language = language
        self.jar: dict[tuple[str, str], str] = {}
        self.page: Page | None = None
        self.refuses = False  # cookies
        self.traffic = 0
        self._session = aiohttp.ClientSession(
            cookie_jar=aiohttp.DummyCookieJar(), auto_decompress=True
        )

    async def close(self) -> None:
        await self._session.close()

    # -- requests ------------------------------------------------------------------------------

    def cookies(self, path: str) -> str:
        """What is sent to a path: cookies whose own path it is in."""
        fits = {
            name: value
            for (name, of), value in self.jar.items()
            if path == of or path.startswith(of.rstrip("/") + "/")
        }
        return "; ".join(f"{name}={value}" for name, value in fits.items())

    async def request(
        self, method: str, url: str, data: bytes | None = None, **headers: str
    ) -> Page:
        """A request and the redirects it is answered with. Gives the page, and keeps it."""
        for _ in range(5):
            path = urlsplit(url).path
            sent = {"Accept-Language": self.language, "Cookie": self.cookies(path), **headers}
            sent = {name.replace("_", "-"): value for name, value in sent.items() if value}
            async with self._session.request(
                method, urljoin(self.base, url), data=data, headers=sent, allow_redirects=False
            ) as answer:
                body = await answer.read()
                self._keep(answer)
                if answer.status == 303:
                    url, method, data = answer.headers["Location"], "GET", None
                    headers.pop("Content_Type", None)
                    continue
                return self._read(answer, path, body)
        raise AssertionError("it leads round and round")

    def _keep(self, answer: aiohttp.ClientResponse) -> None:
        for text in answer.headers.getall("Set-Cookie", []):
            if self.refuses:
                continue
            pair, *rest = [part.strip() for part in text.split(";")]
            name, value = pair.split("=", 1)
            said = {k.lower(): v for k, _, v in (part.partition("=") for part in rest)}
            if said.get("max-age") == "0":
                self.jar.pop((name, said["path"]), None)
                continue
            assert "httponly" in said, "a script could read it"
            assert said["samesite"] == "Lax"
            assert said["path"].startswith(("/room/", "/public/"))
            self.jar[name, said["path"]] = value

    def _read(self, answer: aiohttp.ClientResponse, path: str, body: bytes) -> Page:
        assert answer.content_type == "text/html", (answer.status, body[:200])
        page = Page(answer.status, path, body.decode("utf-8"), answer.headers)
        if answer.status < 404 or answer.status in (404, 429, 503):
            check(page)
        self.page = page
        return page

    async def fetch(self, url: str) -> tuple[str, bytes]:
        """A file: its name and what is in it."""
        headers = {"Cookie": self.cookies(urlsplit(url).path)}
        async with self._session.get(urljoin(self.base, url), headers=headers) as answer:
            assert answer.status == 200, answer.status
            said = answer.headers["Content-Disposition"]
            name = re.search(r"filename\*=UTF-8''(\S+)", said)
            assert name
            return unquote(name[1]), await answer.read()

    # -- what a person does --------------------------------------------------------------------

    async def open(self, url: str) -> Page:
        return await self.request("GET", url)

    async def send(self, form: Form, button: Node | None = None, **fields: str) -> Page:
        """Send a form, by a button of it; fields that it does not have cannot be filled."""
        assert fields.keys() <= form.fields.keys(), (fields, form.fields)
        filled = {**form.fields, **fields}
        action = form.action
        if button is not None:
            action = button.of.get("formaction", action)
            if name := button.of.get("name"):
                filled[name] = button.of["value"]
        if form.method == "get":
            return await self.open(f"{action}?{urlencode(filled)}")
        return await self.post(action, filled)

    async def post(self, url: str, fields: dict[str, str], **headers: str) -> Page:
        """Send these fields from a page of the site."""
        data = urlencode({k: v.replace("\n", "\r\n") for k, v in fields.items()}).encode()
        said = {"Origin": self.base, "Content_Type": "application/x-www-form-urlencoded"}
        return await self.request("POST", url, data, **{**said, **headers})


def check(page: Page) -> None:
    """What every page of ours promises."""
    for name, value in DEMANDED.items():
        assert page.headers[name] == value, name
    policy = page.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    root = page.root
    assert root.one("html").of["lang"] in ("en", "es", "fr", "nl", "pt")
    assert root.one("title").text
    assert len(root.all("h1")) == 1
    assert root.one("main")
    assert not root.all("style")
    for node in root.all():
        assert not {name for name in node.of if name.startswith("on") or name == "style"}
        for name in ("src", "href", "action", "formaction"):
            url = node.of.get(name, "")
            own = url.startswith(("/", "#")) or "/room/" in url or "/back/" in url
            assert not url or own, f"{url} is not ours"
    for script in root.all("script"):
        assert script.of["src"].startswith("/assets/")
        assert not script.children
    labelled = {label.of["for"] for label in root.all("label")}
    for node in root.all("input") + root.all("textarea"):
        assert node.of.get("type") == "hidden" or node.of["id"] in labelled
    for image in root.all("img"):
        assert image.of["alt"]
