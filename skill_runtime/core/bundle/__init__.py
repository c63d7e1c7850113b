"""Marketplace bundles of a skill (HOSTS, Marketplaces): its page, manifests, icon and the runtime.

Pure: `read_listing` takes a SKILL.md's text, `build_bundles` gives every file's path and bytes.
"""

from __future__ import annotations

from skill_runtime.core.bundle.bundles import SUMS, Files, build_bundles, sums
from skill_runtime.core.bundle.listing import Listing, read_listing
from skill_runtime.core.bundle.skill_page import ORIGINAL

__all__ = ["ORIGINAL", "SUMS", "Files", "Listing", "build_bundles", "read_listing", "sums"]
