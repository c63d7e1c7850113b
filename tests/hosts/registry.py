"""A ClawHub registry on loopback: takes what `clawhub skill publish` sends, gives it out as an
archive, and knows a published version again by its fingerprint, as the real one does.

It keeps what was sent to the letter, so that what comes out is what the publisher's tool put in.
"""

from __future__ import annotations

import io
import json
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

OWNER = "publisher"
_SKILLS = "/api/v1/skills"


@dataclass(frozen=True, slots=True)
class Version:
    """One published version."""

    number: str
    fingerprint: str
    files: Mapping[str, bytes]


@dataclass
class Registry:
    """`url` while it runs; `published` by slug, oldest first; `unanswered` paths nobody knew."""

    published: dict[str, list[Version]] = field(default_factory=dict)
    unanswered: list[str] = field(default_factory=list)
    _stored: dict[str, bytes] = field(default_factory=dict)
    _asked_fingerprint: str = ""

    def __enter__(self) -> Self:
        registry = self

        class Handler(_Handler):
            answer = registry.answer

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def answer(self, method: str, target: str, body: bytes) -> object | bytes | None:
        """A JSON value, an archive, or None for what isn't there."""
        parts = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        fixed: dict[str, Callable[[], object]] = {
            "GET /api/v1/whoami": lambda: {"user": {"handle": OWNER}},
            "GET /api/v1/resolve": lambda: self._resolve(query),
            "GET /api/v1/download": lambda: self._archive(query["slug"], query.get("version")),
            f"POST {_SKILLS}/-/upload-url": self._ticket,
            f"POST {_SKILLS}": lambda: self._publish(json.loads(body)),
            f"POST {_SKILLS}/-/security-verdicts": lambda: self._verdicts(json.loads(body)),
        }
        if found := fixed.get(f"{method} {parts.path}"):
            return found()
        if method == "POST" and parts.path.startswith("/upload/"):
            self._stored[parts.path.removeprefix("/upload/")] = body
            return {"storageId": parts.path.removeprefix("/upload/")}
        answer = self._of_skill(*parts.path.removeprefix(f"{_SKILLS}/").split("/", 1))
        if answer is None:
            self.unanswered.append(f"{method} {target}")
        return answer

    # --- publishing ---------------------------------------------------------------------------

    def _resolve(self, query: Mapping[str, str]) -> object:
        self._asked_fingerprint = query["hash"]
        versions = self.published.get(query["slug"], [])
        match = [v.number for v in versions if v.fingerprint == query["hash"]]
        return {
            "match": {"version": match[-1]} if match else None,
            "latestVersion": {"version": versions[-1].number} if versions else None,
        }

    def _ticket(self) -> object:
        number = f"{len(self._stored)}"
        self._stored[number] = b""
        return {"uploadUrl": f"{self.url}/upload/{number}", "uploadTicket": number}

    def _publish(self, sent: dict[str, Any]) -> object:
        files = {file["path"]: self._stored[file["storageId"]] for file in sent["files"]}
        version = Version(sent["version"], self._asked_fingerprint, files)
        self.published.setdefault(sent["slug"], []).append(version)
        return {"ok": True, "skillId": "s", "versionId": "v", "publicationStatus": "published"}

    # --- installing ---------------------------------------------------------------------------

    def _of_skill(self, slug: str, what: str = "") -> object:
        if slug not in self.published:
            return None
        latest = self.published[slug][-1].number
        version = {"version": latest, "createdAt": 0, "changelog": "", "license": "MIT-0"}
        named = {"slug": slug, "displayName": slug}
        if what == "":
            times = {"tags": {}, "stats": {}, "createdAt": 0, "updatedAt": 0}
            return {
                "skill": {**named, **times},
                "latestVersion": version,
                "owner": {"handle": OWNER},
                "moderation": None,
            }
        if what == "install":
            download = f"{self.url}/api/v1/download?slug={slug}&version={latest}"
            return {
                "ok": True,
                "slug": slug,
                "installKind": "archive",
                "archive": {"version": latest, "downloadUrl": download},
            }
        return {"version": version, "skill": named} if what.startswith("versions/") else None

    def _verdicts(self, asked: Mapping[str, Any]) -> object:
        """OpenClaw installs only what the registry's scan has passed; here all is."""
        return {
            "items": [
                {
                    "ok": True,
                    "decision": "pass",
                    "reasons": [],
                    "requestedSlug": item["slug"],
                    "requestedOwnerHandle": item.get("ownerHandle"),
                    "requestedVersion": item["version"],
                    "slug": item["slug"],
                    "version": item["version"],
                    "publisherHandle": OWNER,
                    "overview": "Nothing was found.",
                    "skillUrl": f"{self.url}/{OWNER}/{item['slug']}",
                    "securityAuditUrl": f"{self.url}/{OWNER}/{item['slug']}/security-audit",
                    "security": {"status": "clean", "passed": True},
                }
                for item in asked["items"]
            ]
        }

    def _archive(self, slug: str, number: str | None) -> bytes | None:
        versions = self.published.get(slug, [])
        version = next((v for v in reversed(versions) if number in {None, v.number}), None)
        if version is None:
            return None
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            for path, contents in version.files.items():
                archive.writestr(path, contents)
        return packed.getvalue()


class _Handler(BaseHTTPRequestHandler):
    answer: Callable[[str, str, bytes], object | bytes | None]

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - inherited
        """Tests keep their output clean."""

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        found = self.answer(self.command, self.path, body)
        binary = isinstance(found, bytes)
        payload = found if isinstance(found, bytes) else json.dumps(found or "not found").encode()
        self.send_response(404 if found is None else 200)
        self.send_header("Content-Type", "application/zip" if binary else "application/json")
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)
