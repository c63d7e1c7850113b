"""All files of a skill's bundles, as a mapping from path to contents (HOSTS, Marketplaces).

Pure: the runtime's own files come in, and the same input gives the same bytes anywhere. Paths have
`/`, whatever the system; there are no links, no execute bits and nothing hidden but what hosts ask
for.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from skill_runtime.core.bundle.icon import icon
from skill_runtime.core.bundle.listing import Listing
from skill_runtime.core.bundle.manifests import ICON, manifests
from skill_runtime.core.bundle.skill_page import ORIGINAL, check_page, skill_page
from skill_runtime.core.skill_reader.frontmatter import ParseYaml

SUMS = "SHA256SUMS"
"""Every file's digest, in the form that `sha256sum -c` reads; tells an untouched bundle later."""

Files = Mapping[str, bytes]


def build_bundles(listing: Listing, runtime: Files, parse_yaml: ParseYaml) -> dict[str, bytes]:
    """`clawhub/<name>/…`, `plugin/<name>/…` and the sums of all.

    `runtime` is the runtime's own files, by their path in the skill's folder. Raises SkillError
    where the skill can't be said again without loss.
    """
    page = skill_page(listing)
    check_page(page, listing.skill, parse_yaml)
    skill = {**runtime, "SKILL.md": page.encode()}
    if listing.original:
        skill[ORIGINAL] = f"{listing.original}\n".encode()
    name = listing.skill.name
    plugin = {
        **{path: text.encode() for path, text in manifests(listing).items()},
        ICON: icon(name),
        "LICENSE": runtime["LICENSE"],
        **_under(f"skills/{name}", skill),
    }
    files = {**_under(f"clawhub/{name}", skill), **_under(f"plugin/{name}", plugin)}
    return {**files, SUMS: sums(files).encode()}


def sums(files: Files) -> str:
    """A line for each file, in the order of the paths."""
    return "".join(
        f"{hashlib.sha256(contents).hexdigest()}  {path}\n"
        for path, contents in sorted(files.items())
    )


def _under(folder: str, files: Files) -> dict[str, bytes]:
    return {f"{folder}/{path}": contents for path, contents in files.items()}
