"""Run a command with no network but this computer's own loopback.

Use: ``unshare --user --map-root-user --net python without_network.py COMMAND [ARGUMENT...]``

In the fresh network namespace that ``unshare`` makes, even the loopback is down; Jupyter's kernels need it.
"""

import fcntl
import os
import socket
import struct
import sys

SIOCSIFFLAGS = 0x8914  # from linux/sockios.h
IFF_UP, IFF_RUNNING = 0x1, 0x40  # from linux/if.h
OUTSIDE = ("192.0.2.1", 443)  # an address reserved for documentation (RFC 5737)


def raise_loopback():
    """Bring the interface ``lo`` up."""
    request = struct.pack("16sH14x", b"lo", IFF_UP | IFF_RUNNING)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:
        fcntl.ioctl(control, SIOCSIFFLAGS, request)


def interfaces():
    """Names of the network interfaces."""
    return [name for _, name in socket.if_nameindex()]


def is_cut_off():
    """Is there no interface but loopback, and no way out?"""
    try:
        socket.create_connection(OUTSIDE, timeout=5).close()
    except OSError as error:
        return interfaces() == ["lo"] and not isinstance(error, TimeoutError)
    return False


def main(command):
    """Replace this process by ``command``, or refuse where a network is in reach."""
    if interfaces() != ["lo"]:
        sys.exit(
            f"There are other interfaces than lo ({', '.join(interfaces())}): start this under unshare --net."
        )
    raise_loopback()
    if not is_cut_off():
        sys.exit("The network is still in reach.")
    os.execvp(command[0], command)


if __name__ == "__main__":
    main(sys.argv[1:])
