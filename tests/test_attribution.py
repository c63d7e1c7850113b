from __future__ import annotations

from urllib.parse import unquote

import httpx
from hypothesis import given
from hypothesis import strategies as st

from skill_runtime.core.attribution import attribution_headers
from skill_runtime.core.platform import Platform
from skill_runtime.model.skill import Skill

CURSOR = Platform("cursor", "cursor")


def test_the_three_headers_say_name_version_and_platform() -> None:
    headers = attribution_headers(Skill(name="a-skill", version="1.10"), CURSOR)
    assert headers == {
        "X-Skill-Source": "a-skill",
        "X-Skill-Version": "1.10",
        "X-Skill-Platform": "cursor",
    }


def test_a_missing_version_is_no_missing_header() -> None:
    assert attribution_headers(Skill(name="a", version=""), CURSOR)["X-Skill-Version"] == "unknown"


def test_no_value_can_begin_a_second_header() -> None:
    headers = attribution_headers(Skill(name="a\r\nX-Evil: 1", version="1\n2"), CURSOR)
    assert headers["X-Skill-Source"] == "a%0D%0AX-Evil:%201"
    assert headers["X-Skill-Version"] == "1%0A2"


def test_letters_outside_of_ascii_are_percent_encoded() -> None:
    assert attribution_headers(Skill(name="灯会", version="1"), CURSOR)["X-Skill-Source"] == (
        "%E7%81%AF%E4%BC%9A"
    )


@given(st.text(min_size=1, max_size=64), st.text(max_size=64))
def test_any_value_is_fit_for_a_request_and_can_be_decoded(name: str, version: str) -> None:
    headers = attribution_headers(Skill(name=name, version=version), CURSOR)
    request = httpx.Request("GET", "http://localhost/", headers=headers)
    assert unquote(request.headers["X-Skill-Source"]) == name
    assert unquote(request.headers["X-Skill-Version"]) == (version or "unknown")
    assert all(value.isascii() and value.isprintable() for value in headers.values())
