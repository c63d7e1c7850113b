"""Event streams made of what trips decoders, each decoded twice: by ours, in chunks, and by the
standard's algorithm over the whole text. Whether both ever differ, and how fast they are checked.

    python -m benchmarks.event_streams --inputs 1000000 [--first N] [--processes 2]

Every stream is made from its number, so a finding is repeated by `--first NUMBER --inputs 1`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor

from benchmarks import campaign
from tests.core.plain_decoder import decoded_in, plainly_decoded, strange_stream

_SHORT = 20_000
_BATCH = 5_000
_SHOWN = 20


def report(inputs: int = _SHORT, first: int = 0, processes: int = 2) -> Iterator[str]:
    """The figures, then each finding."""
    began = time.perf_counter()
    starts = range(first, first + inputs, _BATCH)
    sizes = [min(_BATCH, first + inputs - start) for start in starts]
    with ProcessPoolExecutor(processes) as pool:
        findings = [number for found in pool.map(_batch, starts, sizes) for number in found]
    seconds = time.perf_counter() - began
    yield (
        f"{inputs} strange event streams           (no findings)   "
        f"{inputs / seconds:.0f} inputs/s, {len(findings)} findings"
    )
    yield from (f"input {number}: {strange_stream(number)}" for number in findings[:_SHOWN])


def _batch(first: int, inputs: int) -> list[int]:
    return [number for number in range(first, first + inputs) if _differs(strange_stream(number))]


def _differs(chunks: list[bytes]) -> bool:
    return decoded_in(chunks) != plainly_decoded(b"".join(chunks))


if __name__ == "__main__":
    sys.exit(campaign.run("event_streams", report, _SHORT))
