# SPDX-License-Identifier: BSD-2-Clause
"""Input and output within a Linux kernel: programs print marks around the work to count."""
import re
import subprocess
import time
from pathlib import Path

import peers
from counter import Machine, middle
from machine import Absent, image

MARK = re.compile(r'mark (\w+) (\d+)\r?\n')
LOOK = 0.03  # seconds
SILENCE = 60  # seconds without a mark after which the machine is done
TCP, DISK = ['vm_tcp_round_trip', 'vm_tcp_mb'], ['disk_read_4k', 'disk_write_4k_fsync']


def marks(machine):
    """Each mark, and the count of instructions when it was seen: some idle time follows it."""
    seen, last = 0, time.monotonic()
    while True:
        found = MARK.findall(machine.printed() + '\n')
        for name, count in found[seen:]:
            if name == 'end':
                return
            yield name, int(count), machine.instructions()
        if len(found) > seen:
            seen, last = len(found), time.monotonic()
        if not machine.runs() or time.monotonic() - last > SILENCE:
            raise Absent(f'it stopped; it printed: {machine.printed()[-200:]!r}')
        time.sleep(LOOK)


def measure(build, name, options, **devices):
    """All figures that the programs of a machine mark; the first round of each does not count."""
    rounds, begin = {}, (0, 0)
    with Machine(build, name, options, **devices) as machine:
        for figure, count, instructions in marks(machine):
            if count:
                begin = (count, instructions)
            else:
                rounds.setdefault(figure, []).append((instructions - begin[1]) // begin[0])
    result = {}
    for figure, counts in rounds.items():
        result[figure], result[f'{figure}_spread'] = middle(counts[1:])
    return result


def measure_tcp(build):
    return measure(build, 'tcp', ['-m', '128M', '-kernel', str(image(build, 'tcp.yaml'))])


def new_disk(build, name):
    """Makes a new disk with an empty ext4 file system."""
    data = build / f'bench/counted/{name}.data'
    data.parent.mkdir(parents=True, exist_ok=True)
    data.unlink(missing_ok=True)
    with open(data, 'wb') as file:
        file.truncate(64 << 20)
    try:
        subprocess.run(['mke2fs', '-q', '-F', '-t', 'ext4', data], check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise Absent(f'mke2fs: {error}') from error
    return data


def measure_disk(build):
    return measure(build, 'disk', ['-m', '128M', '-kernel', str(image(build, 'disk.yaml'))],
                   disk=new_disk(build, 'disk'))


def measure_linux_disk(build):
    kernel, folder = peers.kernel(build / 'bench/peer'), build / 'bench/peer_disk'
    files = {'init': Path(__file__).parent / 'linux/init.sh', 'bin/busybox': '/bin/busybox',
             'io_bench': build / 'bench/io_bench'}
    root = peers.initramfs(files | peers.modules(kernel, peers.VIRTIO), folder)
    figures = measure(build, 'peer_linux_disk',
                      peers.options(kernel, root, '/io_bench disk /dev/vda'),
                      disk=new_disk(build, 'peer_linux_disk'), iommu=False)
    return {f'peer_linux_{name}': value for name, value in figures.items()}
