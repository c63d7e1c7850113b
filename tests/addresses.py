"""Addresses and whether they belong to the internet: the client and the studio, which share no
code, are held to one table.
"""

from __future__ import annotations

from collections.abc import Mapping

IS_PUBLIC: Mapping[str, bool] = {
    **dict.fromkeys(
        [
            *("8.8.8.8", "93.184.216.34", "2606:4700::1111", "2606:2800:220:1::1"),
            *("::ffff:93.184.216.34", "64:ff9b::808:808", "2002:808:808::"),
        ],
        True,
    ),
    **dict.fromkeys(
        [
            *("127.0.0.1", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254"),
            *("100.64.0.1", "0.1.2.3", "224.0.0.1", "255.255.255.255"),
            *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:192.168.1.1"),
            *("::ffff:0:127.0.0.1", "64:ff9b::a00:1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1"),
            *("2002:7f00:1::", "fe80::1%eth0", "fec0::1", "fd00::1", "ff02::1"),
            *("100::1", "2001:db8::1", "5f00::1"),
        ],
        False,
    ),
}
