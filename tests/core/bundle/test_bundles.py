from __future__ import annotations

import hashlib
import json
import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.bundle import SUMS, build_bundles
from skill_runtime.core.bundle.icon import SIZE, icon
from skill_runtime.core.bundle.manifests import manifests
from skill_runtime.errors import SkillError
from tests.core.bundle.skills import HEAD, SAMPLES, listing_of, sample

RUNTIME = {"LICENSE": b"MIT-0\n", "skill_runtime/__main__.py": b"print()\n"}
# What the hosts' schemas know; they refuse any other key.
AGENT_PLUGINS_KEYS = {
    "$schema", "name", "version", "description", "author", "homepage", "repository", "license",
    "keywords", "extensions",
}  # fmt: skip
CURSOR_KEYS = {
    "name", "displayName", "description", "version", "author", "publisher", "homepage",
    "repository", "license", "logo", "keywords", "category", "tags", "commands", "agents",
    "skills", "rules", "hooks", "variables", "mcpServers",
}  # fmt: skip
# Every byte of an icon, so that no machine, zlib or Python may draw it otherwise.
KNOWN_ICONS = {
    "lantern-studio": "be05c54c2bdc6d9ffac9f2088fa252f25b613e9ef603fd2dde81cd71347c415f",
    "harbour": "e6d51de55cf66555fe17cce24d5dc2dcd8937e523821f03f9a8d09f8f41db835",
}


def built(path: Path) -> Mapping[str, bytes]:
    return build_bundles(sample(path), RUNTIME, parse_strict_yaml)


def manifest(path: Path, name: str) -> dict[str, object]:
    loaded = json.loads(manifests(sample(path))[name])
    assert isinstance(loaded, dict)
    return loaded


def test_the_bundles_hold_these_files_and_no_others() -> None:
    files = built(SAMPLES[0])
    name = sample(SAMPLES[0]).skill.name
    skill = ["LICENSE", "SKILL.md", "references/original.md", "skill_runtime/__main__.py"]
    plugin = [
        ".claude-plugin/plugin.json", ".cursor-plugin/plugin.json", "LICENSE", "README.md",
        "assets/icon.png", "plugin.json", *(f"skills/{name}/{path}" for path in skill),
    ]  # fmt: skip
    assert sorted(files) == sorted([
        SUMS,
        *(f"clawhub/{name}/{path}" for path in skill),
        *(f"plugin/{name}/{path}" for path in plugin),
    ])


def test_the_skill_is_the_same_in_both() -> None:
    files = built(SAMPLES[0])
    name = sample(SAMPLES[0]).skill.name
    inside = f"plugin/{name}/skills/"
    copies = {path.removeprefix(inside): files[path] for path in files if path.startswith(inside)}
    clawhub = {p.removeprefix("clawhub/"): files[p] for p in files if p.startswith("clawhub/")}
    assert copies == clawhub


def test_the_sums_name_every_file_once() -> None:
    files = dict(built(SAMPLES[0]))
    lines = files.pop(SUMS).decode().splitlines()
    expected = {path: hashlib.sha256(contents).hexdigest() for path, contents in files.items()}
    assert {line.split("  ")[1]: line.split("  ")[0] for line in lines} == expected
    assert len(lines) == len(files)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_each_host_s_manifest_has_only_keys_that_it_knows(path: Path) -> None:
    agent, cursor = manifest(path, "plugin.json"), manifest(path, ".cursor-plugin/plugin.json")
    assert set(agent) <= AGENT_PLUGINS_KEYS
    assert agent["$schema"] == "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"
    assert set(cursor) <= CURSOR_KEYS
    assert f"plugin/{cursor['name']}/{cursor['logo']}" in built(path)
    for stated in (agent, cursor, manifest(path, ".claude-plugin/plugin.json")):
        assert stated["name"] == sample(path).skill.name
        assert stated["version"] == sample(path).skill.version
        assert 10 <= len(str(stated["description"])) <= 160
        assert stated["author"]


def test_a_skill_without_a_version_states_none() -> None:
    listing = listing_of("---\nname: a-skill\ndescription: Makes films.\n---\n")
    stated = [json.loads(text) for path, text in manifests(listing).items() if ".json" in path]
    assert ["version" in manifest for manifest in stated] == [False] * 3


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_the_readme_is_long_enough_to_be_listed(path: Path) -> None:
    readme = manifests(sample(path))["README.md"]
    assert len(readme.split()) >= 40
    assert sample(path).title in readme


def test_no_bundle_promises_an_mcp_server_that_the_runtime_lacks() -> None:
    files = built(SAMPLES[0])
    assert not [path for path in files if path.endswith("mcp.json")]
    assert not [path for path in files if path.endswith(".json") and b"mcpServers" in files[path]]


def test_two_skills_with_nothing_in_common_are_two_bundles_with_one_runtime() -> None:
    first, second = (built(path) for path in SAMPLES[:2])
    assert not {path for path in first if path != SUMS} & set(second)


# --- the icon -----------------------------------------------------------------------------------


def chunks(image: bytes) -> Iterator[tuple[bytes, bytes]]:
    """The PNG's chunks; their checksums are right."""
    assert image[:8] == b"\x89PNG\r\n\x1a\n"
    at = 8
    while at < len(image):
        (length,) = struct.unpack_from(">I", image, at)
        kind, data = image[at + 4 : at + 8], image[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", image, at + 8 + length) == (zlib.crc32(kind + data),)
        yield kind, data
        at += 12 + length


def test_the_icon_is_a_whole_picture_of_512_pixels() -> None:
    parts = dict(chunks(icon("lantern-studio")))
    assert struct.unpack(">IIBBBBB", parts[b"IHDR"]) == (SIZE, SIZE, 8, 3, 0, 0, 0)
    pixels = zlib.decompress(parts[b"IDAT"])
    assert len(pixels) == SIZE * (SIZE + 1)
    assert set(pixels[:: SIZE + 1]) == {0}
    colors = [parts[b"PLTE"][at : at + 3] for at in range(0, len(parts[b"PLTE"]), 3)]
    assert max(pixels) < len(colors) <= 256
    center = pixels[SIZE // 2 * (SIZE + 1) + 1 + SIZE // 2]
    corner = pixels[1]
    assert colors[center] == b"\xff\xff\xff" != colors[corner]


def test_the_icon_s_mark_has_soft_edges() -> None:
    parts = dict(chunks(icon("harbour")))
    rows = zlib.decompress(parts[b"IDAT"])
    edge = {rows[y * (SIZE + 1) + 1 + x] % 17 for y in range(150, 362) for x in range(180, 392)}
    assert edge == set(range(17))


@pytest.mark.parametrize(("name", "digest"), KNOWN_ICONS.items())
def test_an_icon_is_the_same_bytes_everywhere(name: str, digest: str) -> None:
    assert hashlib.sha256(icon(name)).hexdigest() == digest


def test_skills_have_icons_of_their_own() -> None:
    names = [re.sub(r"\W", "-", path.stem) for path in SAMPLES]
    assert len({icon(name) for name in names}) == len(names)


def test_a_skill_that_can_not_be_bundled_without_loss_is_not_bundled() -> None:
    body = "| Code | Meaning |\n|---|---|\n| 1001 | again |\n| 1001 | and again |\n"
    listing = listing_of(HEAD + body)
    assert listing.skill.errors == {"1001": "reauth"}
    with pytest.raises(SkillError, match="`errors`"):
        build_bundles(listing, RUNTIME, parse_strict_yaml)
