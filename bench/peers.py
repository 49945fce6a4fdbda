# SPDX-License-Identifier: BSD-2-Clause
"""The peer: the distribution's cloud kernel on the same machine, with the same program as its first
process."""
import os
import re
import shutil
import subprocess
from pathlib import Path

from machine import Absent, number, run, smallest, work

PACKAGE = 'linux-image-cloud-amd64'
VIRTIO = ['virtio_ring', 'virtio', 'virtio_pci_legacy_dev', 'virtio_pci_modern_dev', 'virtio_pci',
          'virtio_blk', 'failover', 'net_failover', 'virtio_net']
OPTIONS = 'console=ttyS0 quiet panic=-1 -- poweroff'
MIB = 1024  # in KiB


def unpack(packages, folder):
    """Unpacks packages into a folder, without an installation."""
    if not (folder / 'complete').exists():
        folder.mkdir(parents=True, exist_ok=True)
        got = subprocess.run(['apt-get', '-o', 'APT::Sandbox::User=root', 'download', *packages],
                             cwd=folder, capture_output=True, text=True, check=False)
        if got.returncode:
            raise Absent(f'cannot download {packages[0]}: {got.stderr.strip()[-200:]}; '
                         'run apt-get update')
        for package in folder.glob('*.deb'):
            subprocess.run(['dpkg-deb', '-x', package, folder], check=True)
            package.unlink()
        (folder / 'complete').touch()
    return folder


def kernel(cache, package=PACKAGE):
    """The distribution's kernel, taken out of its package in `cache`."""
    found = sorted(cache.glob('boot/vmlinuz-*'))
    if not found:
        depends = subprocess.run(['apt-cache', 'depends', package], capture_output=True, text=True,
                                 check=False).stdout
        names = [line.split()[-1] for line in depends.splitlines()
                 if 'Depends: linux-image' in line]
        if not names:
            raise Absent(f'apt knows no package {package}; run apt-get update')
        found = sorted(unpack(names[:1], cache).glob('boot/vmlinuz-*'))
    return found[0]


def initramfs(files, folder):
    """Makes an initramfs in `folder` of this machine's files and folders: path there -> here."""
    root, archive = folder / 'root', folder / 'initramfs'
    shutil.rmtree(root, ignore_errors=True)
    for path in ('dev', 'proc', 'sys', 'tmp', 'run'):
        (root / path).mkdir(parents=True)
    os.mknod(root / 'dev/console', 0o20600, os.makedev(5, 1))
    for path, source in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if Path(source).is_dir() else shutil.copy)(source, root / path)
    listed = '\n'.join(str(path.relative_to(root)) for path in sorted(root.rglob('*')))
    with open(archive, 'wb') as output:
        subprocess.run(['cpio', '--quiet', '-o', '-H', 'newc'], input=listed.encode(), cwd=root,
                       stdout=output, check=True)
    return archive


def options(image, root, command):
    """QEMU's options for a machine that runs the kernel with an initramfs whose /init runs the
    command."""
    return ['-m', '512M', '-kernel', str(image), '-initrd', str(root),
            '-append', f'console=ttyS0 quiet panic=-1 -- {command}']


def libraries(program, paths=()):
    """The shared libraries of a program, and its interpreter, for initramfs(). paths: other folders
    to search."""
    environment = os.environ | {'LD_LIBRARY_PATH': ':'.join(paths)}
    lines = subprocess.run(['ldd', program], capture_output=True, text=True, check=True,
                           env=environment).stdout
    if 'not found' in lines:
        raise Absent(f'{program} lacks a library: {lines}')
    found = re.findall(r'(?:(\S+) => )?(/\S+) \(0x', lines)
    return {f'lib/{name}' if name else path[1:]: path for name, path in found}


def modules(image, names):
    """Modules of the kernel, for initramfs(); their names there give the order to load them in."""
    folder = next((image.parent.parent / 'lib/modules').iterdir())
    found = {name: next(folder.rglob(f'{name}.ko'), None) for name in names}
    if None in found.values():
        raise Absent(f'{image.name} has no module {[name for name in names if not found[name]]}')
    return {f'modules/{number:02}-{name}.ko': path
            for number, (name, path) in enumerate(found.items())}


def measure(program, entry, cache):
    """Figures of the peer; entry: a kernel that prints the TSC at its first instruction."""
    image = kernel(cache)
    parameters = ['-initrd', str(initramfs({'init': program}, cache / 'first')), '-append', OPTIONS]
    runs = {shift: run(image, 256 * MIB, parameters, shift) for shift in (0, 4)}
    before = {shift: number(run(entry, 256 * MIB, shift=shift), 'entry_tsc') for shift in (0, 4)}
    figures = {f'peer_linux_{name}': value for name, value in runs[0].items()
               if name not in ('boot_tsc', 'done')}
    figures['peer_linux_boot'] = work(lambda shift: number(runs[shift], 'boot_tsc') - before[shift])

    def boots(kib):
        return 'boot_tsc' in run(image, kib, parameters, shift=None)
    figures['peer_linux_min_memory_mib'] = smallest(boots, 16 * MIB, 256 * MIB, MIB) // MIB
    return figures
