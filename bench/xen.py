# SPDX-License-Identifier: BSD-2-Clause
"""The web server in a PV guest of Xen, behind a bridge in dom0: the same kernel and server as on
plain Linux."""
import gzip
import subprocess
from pathlib import Path

import peers
import web
from machine import Absent

LIBRARIES = ['libxencall1', 'libxendevicemodel1', 'libxenevtchn1', 'libxenforeignmemory1',
             'libxengnttab1', 'libxenhypfs1', 'libxenmisc4.17', 'libxenstore4', 'libxentoolcore1',
             'libxentoollog1', 'libyajl2', 'libfdt1', 'liblzo2-2', 'libnl-3-200',
             'libnl-route-3-200']
PACKAGES = ['xen-hypervisor-4.17-amd64', 'xen-utils-4.17', 'xenstore-utils', *LIBRARIES]
TOOLS = ['usr/bin/xenstore-write',
         *('usr/lib/xen-4.17/bin/' + name
           for name in ('xl', 'xenstored', 'xenconsoled', 'xen-init-dom0'))]
DOM0_MODULES = [*peers.VIRTIO, 'xen-privcmd', 'xenfs', 'xen-evtchn', 'xen-gntdev', 'xen-gntalloc',
                'llc', 'stp', 'bridge', 'xen-netback']
GUEST_MODULES = ['xen-netfront']
DOM0_PARAMETERS = 'console=hvc0 quiet panic=-1'
# SMAP: QEMU 7.2 reads the stack of an IRET in ring 3, where PV kernels run, as if the hypervisor
# read it.
XEN_PARAMETERS = 'dom0_mem=512M smap=no console=com1 loglvl=error guest_loglvl=error'
SECONDS = 300  # until the guest answers
# An instruction takes 1 ns: at an emulated PV guest's speed, timer ticks would be up to a third of
# a request.
CLOCK = ['-icount', 'shift=0,align=off,sleep=on']


def dom0_root(build, unpacked, kernel, guest_kernel):
    """An initramfs for dom0, with the guest's kernel and initramfs."""
    here = Path(__file__).parent / 'xen'
    guest_root = web.guest_root(build, guest_kernel, GUEST_MODULES,
                                Path(__file__).parent / 'linux/init.sh')
    paths = [f'{unpacked}/usr/lib/x86_64-linux-gnu',
             f'{unpacked}/usr/lib/xen-4.17/lib/x86_64-linux-gnu']
    files = {'init': here / 'dom0.sh', 'bridge.sh': here / 'bridge.sh',
             'guest.cfg': here / 'guest.cfg', 'bin/busybox': '/bin/busybox',
             'guest/kernel': guest_kernel, 'guest/initramfs': guest_root}
    for program in (unpacked / tool for tool in TOOLS):
        files |= peers.libraries(program, paths) | {f'bin/{program.name}': program}
    # Threads need this library to end; no program names it.
    files['lib/libgcc_s.so.1'] = '/lib/x86_64-linux-gnu/libgcc_s.so.1'
    return peers.initramfs(files | peers.modules(kernel, DOM0_MODULES), build / 'bench/xen')


def measure(build):
    unpacked = peers.unpack(PACKAGES, build / 'bench/xen_packages')
    kernel = peers.kernel(build / 'bench/dom0', 'linux-image-amd64')
    guest_kernel = peers.kernel(build / 'bench/peer')
    hypervisor = build / 'bench/xen_packages/xen'
    hypervisor.write_bytes(gzip.decompress((unpacked / 'boot/xen-4.17-amd64.gz').read_bytes()))
    root = dom0_root(build, unpacked, kernel, guest_kernel)
    options = [*CLOCK, '-m', '1G', '-kernel', str(hypervisor), '-append', XEN_PARAMETERS,
               '-initrd', f'{kernel} {DOM0_PARAMETERS},{root}']
    figures = web.measure_server(build, 'peer_xen', options, SECONDS, iommu=False)
    return {f'peer_xen_{name}': value for name, value in figures.items()}
