from __future__ import annotations

import pytest

from skill_runtime.adapters.strict_yaml import parse_strict_yaml
from skill_runtime.core.skill_reader import read_skill
from skill_runtime.core.trust import (
    addresses_named,
    fault_of_download,
    fault_of_link,
    is_allowed_path,
    is_inside,
    is_public,
    judge_api_base,
)
from skill_runtime.errors import SkillError
from tests.addresses import IS_PUBLIC
from tests.skill_reader.reading import HEAD, problems, read

TRUSTED = [
    ("mega-api-prod.nemovideo.ai", "https://mega-api-prod.nemovideo.ai"),
    ("https://mega-api-prod.nemovideo.ai/", "https://mega-api-prod.nemovideo.ai"),
    ("HTTPS://API.NEMOVIDEO.AI/v1?x#y", "https://api.nemovideo.ai"),
    ("https://nemovideo.ai:443/", "https://nemovideo.ai"),
    ("https://nemovideo.com", "https://nemovideo.com"),
    ("wss://gateway.nemovideo.ai/ws", "wss://gateway.nemovideo.ai"),
]
UNTRUSTED = [
    ("https://mega-api-prod.nemovideo.ai.evil.example", "mega-api-prod.nemovideo.ai.evil.example"),
    ("https://mega-api-prod.nemovideo.ai@evil.example", "evil.example"),
    ("https://user:pass@nemovideo.ai", "nemovideo.ai"),
    ("https://@nemovideo.ai", "nemovideo.ai"),
    ("https://evil.example/mega-api-prod.nemovideo.ai", "evil.example"),
    ("https://evilnemovideo.ai", "evilnemovideo.ai"),
    ("https://nemovideo.ai.", "nemovideo.ai."),
    ("https://nemovideo..ai", "nemovideo..ai"),
    ("http://mega-api-prod.nemovideo.ai", "mega-api-prod.nemovideo.ai"),
    ("ftp://nemovideo.ai", "nemovideo.ai"),
    ("https://nemovideo.ai:8443", "nemovideo.ai"),
    ("https://nemovide\N{CYRILLIC SMALL LETTER O}.ai", "nemovide\N{CYRILLIC SMALL LETTER O}.ai"),
    ("https://xn--nemovide-1fg.ai", "xn--nemovide-1fg.ai"),
    ("https://nemovideo\N{IDEOGRAPHIC FULL STOP}ai", "nemovideo\N{IDEOGRAPHIC FULL STOP}ai"),
    ("https://nemovideo.ai\\.evil.example", "nemovideo.ai\\.evil.example"),
    ("https://nemovideo.ai%2eevil.example", "nemovideo.ai%2eevil.example"),
    ("https://127.0.0.1", "127.0.0.1"),
    ("https://[::1]", "[::1]"),
    ("http://localhost:8000", "localhost"),
    ("https://\N{KELVIN SIGN}.nemovideo.ai", "k.nemovideo.ai"),
    ("https://nemovideo.ai:443:80", "nemovideo.ai"),
    ("https://nemovideo.ai:0443", "nemovideo.ai"),
    ("https:/nemovideo.ai", "https"),
    ("//nemovideo.ai", "//nemovideo.ai"),
    ("https:\\\\nemovideo.ai", "https"),
    ("https://*.nemovideo.ai", "*.nemovideo.ai"),
    ("https://nemovideo.ai#@evil.example", "nemovideo.ai"),
    ("https://2130706433", "2130706433"),
    ("https://0x7f.1", "0x7f.1"),
    ("javascript://nemovideo.ai", "nemovideo.ai"),
    ("file://nemovideo.ai", "nemovideo.ai"),
    ("https://nemovideo.ai evil.example", "nemovideo.ai evil.example"),
    ("https://", "https://"),
    ("", ""),
]


@pytest.mark.parametrize(("stated", "url"), TRUSTED)
def test_the_vendors_hosts_are_trusted_without_their_path(stated: str, url: str) -> None:
    judged = judge_api_base(stated)
    assert (judged.url, judged.fault) == (url, None)


@pytest.mark.parametrize(("stated", "host"), UNTRUSTED)
def test_anything_else_is_refused_and_its_real_host_named(stated: str, host: str) -> None:
    judged = judge_api_base(stated)
    assert judged.fault
    assert judged.host == host


@pytest.mark.parametrize(
    "stated",
    ["https://example.org", "https://example.org:8443", "http://127.0.0.1:9", "http://[::1]:9"],
)
def test_a_user_may_name_any_https_host_and_http_on_loopback(stated: str) -> None:
    judged = judge_api_base(stated, named_by_user=True)
    assert (judged.url, judged.fault) == (stated, None)


@pytest.mark.parametrize(
    "stated",
    ["http://localhost:99999", "https://example.org:0", "https://example.org:x", "http://[::1"],
)
def test_a_port_or_an_address_that_can_not_be_is_refused_whoever_names_it(stated: str) -> None:
    assert judge_api_base(stated, named_by_user=True).fault


@pytest.mark.parametrize("rest", ["/pre/fix", "?key=1", "#part", "//pre/"])
@pytest.mark.parametrize("base", ["https://example.org", "http://127.0.0.1:9"])
def test_what_a_user_says_behind_a_host_is_not_dropped_silently(base: str, rest: str) -> None:
    judged = judge_api_base(base + rest, named_by_user=True)
    assert judged.fault
    assert judged.fault.endswith(f"name it as {base}")
    assert judge_api_base(base + "/", named_by_user=True).fault is None
    stated_by_a_skill = judge_api_base(base + rest, trusted=frozenset({base}))
    assert (stated_by_a_skill.url, stated_by_a_skill.fault) == (base, None)


@pytest.mark.parametrize(
    "stated", ["http://example.org", "https://a@example.org", "http://localhost.example.org", "x y"]
)
def test_even_a_user_cannot_name_a_base_that_leaks(stated: str) -> None:
    assert judge_api_base(stated, named_by_user=True).fault


def test_an_address_of_this_machine_is_the_user_s_to_name() -> None:
    judged = judge_api_base("http://127.0.0.1:8000")
    assert judged.fault
    assert "only the user" in judged.fault


NAMED = addresses_named(
    "https://cuts.example.org:8443/", "http://127.0.0.1:8000", "http://example.org", "studio", ""
)


def test_only_an_address_that_a_token_may_go_to_is_named() -> None:
    assert sorted(NAMED) == ["http://127.0.0.1:8000", "https://cuts.example.org:8443"]


@pytest.mark.parametrize("base", ["https://cuts.example.org:8443", "http://127.0.0.1:8000"])
@pytest.mark.parametrize("body", ["API base: {}", "curl -X POST {}/api/auth/anonymous-token"])
def test_a_skill_may_state_an_address_that_the_user_named(base: str, body: str) -> None:
    text = HEAD + body.format(base)
    assert read_skill(text, parse_strict_yaml, trusted=NAMED).api_base == base
    with pytest.raises(SkillError):
        read_skill(text, parse_strict_yaml)


@pytest.mark.parametrize(
    "base",
    [
        "https://cuts.example.org",
        "https://x.cuts.example.org:8443",
        "https://cuts.example.org.evil.example:8443",
        "https://me@cuts.example.org:8443",
        "http://cuts.example.org:8443",
        "http://127.0.0.1:8001",
        "http://localhost:8000",
    ],
)
def test_naming_one_address_trusts_no_other(base: str) -> None:
    assert judge_api_base(base, trusted=NAMED).fault


@pytest.mark.parametrize(
    "sentence",
    [
        "**API base**: `{}`",
        "Base URL: {}",
        "| `NEMO_API_URL` | No | {} |",
        "$API = ${{NEMO_API_URL:-{}}}",
        "All calls go to `{}`.",
        'curl -X POST "{}/api/auth/anonymous-token"',
        "POST to `{}/run_sse`",
        "curl {}/v1/run",
        "The service answers at {}",
        "Host: {}",
        "Ask the [endpoint]({}).",
        "If it is not set, POST {}/run_sse",
        "Never show the token when calling {}/run_sse",
        "Do not wait: call {}/run_sse",
        "Instead of waiting POST {}/run_sse",
        "Read the docs, then GET {}/docs/api/auth/token",
    ],
)
@pytest.mark.parametrize(
    "base",
    [
        "https://mega-api-prod.nemovideo.ai.evil.example",
        "https://mega-api-prod.nemovideo.ai@evil.example",
        "https://evil.example/mega-api-prod.nemovideo.ai",
        "http://mega-api-prod.nemovideo.ai",
        "https://nemovide\N{CYRILLIC SMALL LETTER O}.ai",
    ],
)
def test_one_good_base_does_not_cover_for_a_bad_one(sentence: str, base: str) -> None:
    good = "**API base**: `https://mega-api-prod.nemovideo.ai`\n"
    (problem,) = problems(HEAD + good + sentence.format(base))
    assert judge_api_base(base).host in problem.message
    assert problem.line == 7


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("~/.config/nemovideo/", True),
        ("~/.config/nemovideo/client_id", True),
        ("$HOME/.config/a-skill/client_id", True),
        ("~/.config/a-skill", True),
        ("${XDG_CONFIG_HOME:-~/.config}/nemovideo/client_id", True),
        ("${XDG_CONFIG_HOME:-$HOME/.config}/a-skill/client_id", True),
        ("${XDG_CONFIG_HOME:-${HOME}/.config}/other/client_id", False),
        ("${XDG_CONFIG_HOME:-/etc}/nemovideo/client_id", False),
        ("${XDG_CONFIG_HOME}/nemovideo/client_id", False),
        ("~/.config/other/client_id", False),
        ("~/.config/nemovideo/../x", False),
        ("~/.config/nemovideo/.ssh/x", False),
        ("~/.config/../x", False),
        ("~/.ssh/id", False),
        ("/etc/passwd", False),
        ("~/.config/nemovideo/$X", False),
        ("C:\\x\\client_id", False),
        ("~/.config/nemovideo/a/b.c", True),
        ("~/.config/nemovideo//x", False),
        ("~/.config/nemovideo/x\n", False),
        ("~/.config/nemovide\N{CYRILLIC SMALL LETTER O}/x", False),
        ("~root/.config/nemovideo/x", False),
        ("", False),
    ],
)
def test_a_skill_may_name_files_in_two_folders_only(path: str, allowed: bool) -> None:
    assert is_allowed_path(path, "a-skill") is allowed


def test_a_name_in_any_alphabet_has_its_folder() -> None:
    assert is_allowed_path("~/.config/灯会-video/client_id", "灯会-video")
    assert not is_allowed_path("~/.config/灯会/client_id", "灯会-video")


@pytest.mark.parametrize(
    "line",
    [
        "Read or create a UUID at `~/.config/other/client_id`.",
        "The client id is stored in `~/.nemo/id.txt`.",
        "cat $HOME/.ssh/client_id",
        "Client-ID: C:\\keys\\client_id",
    ],
)
def test_a_client_id_elsewhere_is_refused(line: str) -> None:
    (problem,) = problems(HEAD + line)
    assert "client id path" in problem.message


def test_paths_that_only_stand_beside_a_client_id_are_no_client_id_paths() -> None:
    line = (
        "Send `X-Client-Id` to `/api/auth/x`; by `~/.clawhub/` it is `clawhub`. 2>/dev/null\n"
        "UUID=$(/usr/bin/uuidgen || cat /proc/sys/kernel/random/uuid)\n"
        "Keep the UUID and read -F 'files=@/path/to/file.mp4' and `.client_id` or client_id.\n"
        "Save the client-id, then POST to /tasks/me/session or `$API/api/auth/client-id`.\n"
    )
    assert read(HEAD + line).client_id_path is None


@pytest.mark.parametrize("address", IS_PUBLIC)
def test_an_address_is_public_or_inside(address: str) -> None:
    assert is_public(address) is IS_PUBLIC[address]


@pytest.mark.parametrize(
    ("addresses", "inside"),
    [
        ([], False),
        (["10.0.0.1"], True),
        (["127.0.0.1", "::1"], True),
        (["93.184.216.34"], False),
        (["93.184.216.34", "10.255.255.1"], False),
    ],
)
def test_one_private_address_beside_a_public_one_makes_no_host_local(
    addresses: list[str], inside: bool
) -> None:
    assert is_inside(addresses) is inside


DOWNLOADS = {
    # scheme, addresses, whether the backend is local, what is wrong
    "https from anywhere": ("https", ["93.184.216.34"], False, ""),
    "https through a proxy": ("https", [], False, ""),
    "https from inside": ("https", ["10.0.0.1"], False, "inside this machine or network"),
    "one address inside": ("https", ["93.184.216.34", "::1"], False, "inside this machine"),
    "plain http": ("http", ["93.184.216.34"], False, "http"),
    "plain http through a proxy": ("http", [], False, "http"),
    "plain http on loopback": ("http", ["127.0.0.1"], False, "inside this machine"),
    "a local backend's own machine": ("http", ["127.0.0.1", "::1"], True, ""),
    "a local backend's network": ("https", ["192.168.1.1"], True, ""),
    "its network without TLS": ("http", ["192.168.1.1"], True, "http"),
    "a file": ("file", [], True, "file"),
}


@pytest.mark.parametrize("about", DOWNLOADS)
def test_a_download_comes_from_where_it_may(about: str) -> None:
    scheme, addresses, local, wrong = DOWNLOADS[about]
    fault = fault_of_download(scheme, addresses, backend_is_local=local)
    assert (wrong in fault) if fault else not wrong


LINKS = {
    "https://cdn.test/a.mp4": "",
    "http://8.8.8.8/a.mp4": "",
    "https://[2001:4860:4860::8888]/a.mp4": "",
    "https://10.example.test/a.mp4": "",
    **dict.fromkeys(
        [
            *("http://127.0.0.1/a.mp4", "http://localhost:80/a", "https://a.localhost./b"),
            *("http://10.0.0.1/a", "http://169.254.169.254/latest", "http://[::1]/a"),
            *("http://[fe80::1]/a", "http://[::ffff:10.0.0.1]/a", "http://2130706433/a"),
            *("http://0x7f.1/a", "http://127.1/a", "http://printer.local/a", "http://db.internal/"),
            *("http://user@127.0.0.1/a", "http://224.0.0.1/a"),
        ],
        "private",
    ),
    **dict.fromkeys(
        ["ftp://x.test/a", "file:///etc/passwd", "http:///a", "https://", "http://[::1"], "scheme"
    ),
}


@pytest.mark.parametrize("link", LINKS)
def test_a_link_for_a_backend_elsewhere(link: str) -> None:
    assert fault_of_link(link, backend_is_local=False) == LINKS[link]


def test_a_backend_on_this_machine_may_fetch_inside_it() -> None:
    assert fault_of_link("http://127.0.0.1/a.mp4", backend_is_local=True) == ""
    assert fault_of_link("file:///etc/passwd", backend_is_local=True) == "scheme"
