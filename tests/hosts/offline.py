"""Runs commands where there is no network: a program of its own, for `unshare --net`.

    unshare --user --map-root-user --net python offline.py < commands.json

In goes a JSON list of commands, each a list of words; out comes a JSON list of what each gave:
its exit code and both outputs. Loopback is brought up, since the studio talks through it; nothing
else can be reached. The commands share the namespace, so that one finds what another started.
"""

from __future__ import annotations

import fcntl
import json
import socket
import struct
import subprocess
import sys

_SIOCGIFFLAGS, _SIOCSIFFLAGS, _IFF_UP = 0x8913, 0x8914, 1
_IFREQ = "16sh14x"


def bring_up_loopback() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        asked = struct.pack(_IFREQ, b"lo", 0)
        (_, flags) = struct.unpack(_IFREQ, fcntl.ioctl(control, _SIOCGIFFLAGS, asked))
        fcntl.ioctl(control, _SIOCSIFFLAGS, struct.pack(_IFREQ, b"lo", flags | _IFF_UP))


def main() -> None:
    bring_up_loopback()
    results = []
    for command in json.load(sys.stdin):
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        results.append([done.returncode, done.stdout.decode(), done.stderr.decode()])
    sys.stdout.write(json.dumps(results))


if __name__ == "__main__":
    main()
