# SPDX-License-Identifier: BSD-2-Clause
"""The peer: the distribution's cloud kernel on the same machine, with the same program as its first process."""
import os
import shutil
import subprocess
from pathlib import Path

from machine import Absent, number, run, smallest, work

PACKAGE = 'linux-image-cloud-amd64'
OPTIONS = 'console=ttyS0 quiet panic=-1 -- poweroff'
MIB = 1024  # in KiB


def kernel(cache):
    """The distribution's kernel, taken out of its package in `cache`; nothing is installed."""
    found = sorted(cache.glob('boot/vmlinuz-*'))
    if not found:
        cache.mkdir(parents=True, exist_ok=True)
        depends = subprocess.run(['apt-cache', 'depends', PACKAGE], capture_output=True, text=True, check=False).stdout
        names = [line.split()[-1] for line in depends.splitlines() if 'Depends: linux-image' in line]
        if not names:
            raise Absent(f'apt knows no package {PACKAGE}; run apt-get update')
        got = subprocess.run(['apt-get', 'download', names[0]], cwd=cache, capture_output=True, text=True, check=False)
        for package in cache.glob('*.deb'):
            subprocess.run(['dpkg', '-x', package, cache], check=True)
        found = sorted(cache.glob('boot/vmlinuz-*'))
        if not found:
            raise Absent(f'cannot download {names[0]}: {got.stderr.strip()[-200:]}')
    return found[0]


def initramfs(program, cache):
    """An initramfs with nothing but `program` as /init."""
    root, archive = cache / 'root', cache / 'initramfs'
    root.mkdir(parents=True, exist_ok=True)
    shutil.copy(program, root / 'init')
    (root / 'dev').mkdir(exist_ok=True)
    if not (root / 'dev/console').exists():
        os.mknod(root / 'dev/console', 0o20600, os.makedev(5, 1))
    with open(archive, 'wb') as output:
        subprocess.run(['cpio', '--quiet', '-o', '-H', 'newc'], input=b'.\ninit\ndev\ndev/console\n', cwd=root,
                       stdout=output, check=True)
    return archive


def measure(program, entry, cache):
    """Figures of the peer; entry: a kernel that prints the TSC at its first instruction."""
    image = kernel(cache)
    options = ['-initrd', str(initramfs(program, cache)), '-append', OPTIONS]
    runs = {shift: run(image, 256 * MIB, options, shift) for shift in (0, 4)}
    before = {shift: number(run(entry, 256 * MIB, shift=shift), 'entry_tsc') for shift in (0, 4)}
    figures = {f'peer_linux_{name}': value for name, value in runs[0].items() if name not in ('boot_tsc', 'done')}
    figures['peer_linux_boot'] = work(lambda shift: number(runs[shift], 'boot_tsc') - before[shift])

    def boots(kib):
        return 'boot_tsc' in run(image, kib, options, shift=None)
    figures['peer_linux_min_memory_mib'] = smallest(boots, 16 * MIB, 256 * MIB, MIB) // MIB
    return figures
