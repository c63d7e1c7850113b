"""The three headers that every request of a skill carries (CONTRACT, Base, headers, identity).

Their values come from a file that anybody may have written, so that they are made safe first:
everything that isn't printable ASCII, and `%` itself, is percent-encoded as UTF-8. Nothing can
begin a second header, an ordinary name goes out as it is, and the backend can decode the rest
without loss.
"""

from __future__ import annotations

from urllib.parse import quote

from skill_runtime.core.platform import Platform
from skill_runtime.model.skill import Skill

UNSTATED_VERSION = "unknown"  # an empty header counts as a missing one, and the export answers 402

_SAFE = "".join(chr(code) for code in range(0x21, 0x7F) if chr(code) != "%")


def attribution_headers(skill: Skill, platform: Platform) -> dict[str, str]:
    """X-Skill-Source, X-Skill-Version and X-Skill-Platform."""
    return {
        "X-Skill-Source": quote(skill.name, safe=_SAFE),
        "X-Skill-Version": quote(skill.version, safe=_SAFE) or UNSTATED_VERSION,
        "X-Skill-Platform": platform.header,
    }
