"""The plugin manifests of a bundle, one for each host, and the page for people beside them.

The three hosts differ in what they allow (HOSTS, Marketplaces): Agent Plugins and Cursor refuse
keys that they don't know, so that each gets its own file with what it knows. There is no `mcp.json`
as long as the runtime has no MCP server: none of the formats asks for one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from skill_runtime.core.bundle.listing import Listing, one_line

AGENT_PLUGINS_SCHEMA = "https://agent-plugins.org/schemas/1.0.0/plugin.schema.json"
LICENSE = "MIT-0"
ICON = "assets/icon.png"

_EXAMPLES = 5


def manifests(listing: Listing) -> Mapping[str, str]:
    """Path in the bundle → text."""
    skill = listing.skill
    shared = {
        "name": skill.name,
        **({"version": skill.version} if skill.version else {}),
        "description": listing.summary,
        "author": {"name": listing.author or f"The authors of {skill.name}"},
        **dict(listing.links),
        "license": LICENSE,
    }
    return {
        "plugin.json": _json({"$schema": AGENT_PLUGINS_SCHEMA, **shared}),
        ".claude-plugin/plugin.json": _json({**shared, "displayName": listing.title}),
        ".cursor-plugin/plugin.json": _json({
            **shared,
            "displayName": listing.title,
            "logo": ICON,
        }),
        "README.md": readme(listing),
    }


def readme(listing: Listing) -> str:
    """For people who look at the plugin in a marketplace."""
    skill = listing.skill
    examples = "".join(f"- {one_line(example)}\n" for example in skill.examples[:_EXAMPLES])
    tried = f"## Things to say\n\n{examples}\n" if examples else ""
    return f"""\
# {listing.title}

{skill.description}

## How it works

Install the plugin and tell the agent what you want, in any language. The skill in \
`skills/{skill.name}` carries a program that does the work: it sends the sentence on, follows the \
job, tells what changed and saves the finished file. It needs Python 3.11 or newer, and installs \
the packages that it uses into your own cache when it first runs.

{tried}## What goes where

Without set-up everything runs on your machine, with a stand-in for the generative service. The \
cloud is used only after you have set a token or agreed to it; then your sentences and the files \
that you name go there, and making things may cost credits. The token is never printed.

## License

{LICENSE}, see `LICENSE`.
"""


def _json(value: Mapping[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
