"""A real ADK server on loopback, from an environment of its own below `build/`, made once."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

VERSION = "2.13.0"
REPOSITORY = Path(__file__).parents[2]
ENVIRONMENT = REPOSITORY / "build" / f"adk-{VERSION}"
AGENTS = Path(__file__).with_name("agents")
_START_S = 60


@pytest.fixture(scope="session")
def adk() -> Path:
    """The `adk` command; 137 MB from the package index the first time."""
    done = ENVIRONMENT / "installed"
    if not done.exists():
        subprocess.run([sys.executable, "-m", "venv", "--clear", ENVIRONMENT], check=True)
        pip = [ENVIRONMENT / "bin" / "python", "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, f"google-adk=={VERSION}"], check=True)
        done.touch()
    return ENVIRONMENT / "bin" / "adk"


@pytest.fixture(scope="session")
def server(adk: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Its address."""
    folder = tmp_path_factory.mktemp("adk")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    options = ["--port", str(port), "--session_service_uri", "memory://", "--no-reload"]
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [adk, "api_server", *options, AGENTS],
            stdout=log,
            stderr=log,
            env=environment,
            cwd=folder,
        )
    try:
        url = f"http://127.0.0.1:{port}"
        transport = httpx.HTTPTransport(retries=7)  # with growing pauses
        with httpx.Client(transport=transport, timeout=_START_S) as client:
            assert client.get(f"{url}/list-apps").json() == ["assistant", "scripted"]
        yield url
    finally:
        process.terminate()
        process.wait(20)
