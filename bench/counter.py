# SPDX-License-Identifier: BSD-2-Clause
"""A machine with real input and output, which is idle while a program reads its count of
instructions."""
import mmap
import socket
import struct
import subprocess
import time
from contextlib import ExitStack

from machine import QEMU, Absent

STARTED = 20  # seconds that QEMU has to start


def free_ports(count):
    with ExitStack() as probes:
        sockets = [probes.enter_context(socket.socket()) for _ in range(count)]
        for probe in sockets:
            probe.bind(('127.0.0.1', 0))
        return [probe.getsockname()[1] for probe in sockets]


def middle(counts):
    """The median, and the spread of the counts, in percent of it."""
    counts = sorted(counts)
    median = counts[len(counts) // 2]
    return median, 100 * (counts[-1] - counts[0]) / median


class Machine:
    """QEMU with the counting plugin (plugin/count.c).

    guests: each an ADDRESS:PORT to which one of self.ports of this machine leads; disk: the image
    of a virtio disk; iommu: with an IOMMU, and virtio devices that respect it, as `evm run` has it
    (plain Linux uses none unless it is told to)
    """

    def __init__(self, build, name, options, guests=(), disk=None, iommu=True):
        plugin, folder = build / 'bench/libcount.so', build / 'bench/counted'
        if not plugin.exists():
            raise Absent('there is no bench/libcount.so in the build')
        folder.mkdir(parents=True, exist_ok=True)
        self.ports = free_ports(len(guests))
        self.counts, self.log, self.errors = (folder / f'{name}.{kind}'
                                              for kind in ('counts', 'log', 'errors'))
        self.counts.unlink(missing_ok=True)
        serial = QEMU.index('stdio')
        self.command = [*QEMU[:serial], f'file:{self.log}', *QEMU[serial + 1:],
                        '-plugin', f'{plugin},counts={self.counts}',
                        *(['-device', 'intel-iommu'] if iommu else []), *options]
        device = 'disable-legacy=on,iommu_platform=' + ('on' if iommu else 'off')
        if guests:
            forward = ''.join(f',hostfwd=tcp:127.0.0.1:{port}-{guest}'
                              for port, guest in zip(self.ports, guests))
            self.command += ['-netdev', f'user,id=nic0{forward}',
                             '-device', f'virtio-net-pci,netdev=nic0,{device}']
        if disk:
            self.command += ['-drive', f'file={disk},format=raw,if=none,id=disk',
                             '-device', f'virtio-blk-pci,drive=disk,{device}']

    def __enter__(self):
        with open(self.errors, 'wb') as errors:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=errors,
                                            stderr=errors)
        deadline = time.monotonic() + STARTED
        while not self.counts.exists() or not self.counts.stat().st_size:
            if not self.runs() or time.monotonic() > deadline:
                self.__exit__()
                said = self.errors.read_text(errors='replace').strip()
                raise Absent(f'QEMU does not start: {said[-200:]}')
            time.sleep(0.05)
        with open(self.counts, 'rb') as file:
            self.words = mmap.mmap(file.fileno(), 8, access=mmap.ACCESS_READ)
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def runs(self):
        return self.process.poll() is None

    def printed(self):
        return self.log.read_text(errors='replace').strip() if self.log.exists() else ''

    def instructions(self):
        """All instructions that the machine has executed since power-on."""
        return struct.unpack('<Q', self.words[:8])[0]
