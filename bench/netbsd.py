# SPDX-License-Identifier: BSD-2-Clause
"""NetBSD's rump kernels as VMs; measured if EVM_RUMP_DIR names a folder with their archives."""
import os
import re

from machine import Absent, number, output, run, smallest, work

MIB = 1024  # in KiB
KERNELS = ['base', 'vfs', 'net', 'ffs', 'all']
SERVICES = ['getpid', 'read_4k', 'write_4k', 'tcp_round_trip_lo', 'tcp_mb_lo']
CLIENTS = ['local', 'component']
START = re.compile(r'has started in (\d+) TSC ticks')
MEMORY = re.compile(r'(\d+) of \d+ KiB of memory are in use')


def need_archives():
    if not os.environ.get('EVM_RUMP_DIR'):
        raise Absent('EVM_RUMP_DIR names no folder with rump archives')


def found(pattern, text):
    match = pattern.search(text)
    if not match:
        raise Absent('the rump kernel has not started')
    return int(match[1])


def measure_kernels(image, build):
    """Instructions from the VM's first one until its rump kernel runs, and its memory use then."""
    need_archives()
    figures = {}
    for name in KERNELS:
        kernel = image(build, f'netbsd/boot_{name}.yaml')
        runs = {shift: output(kernel, 64 * MIB, shift=shift) for shift in (0, 4)}
        figures[f'netbsd_boot_{name}'] = work(lambda shift, runs=runs: found(START, runs[shift]))
        figures[f'netbsd_memory_kib_{name}'] = found(MEMORY, runs[0])
    return figures


def measure_memory(image, build):
    need_archives()
    small = image(build, 'netbsd/small.yaml')
    memory = smallest(lambda kib: 'hello' in run(small, kib, timeout=30), MIB, 64 * MIB, 256)
    second = run(image(build, 'netbsd/second.yaml'), 64 * MIB)
    return {'netbsd_min_memory_mib': memory / MIB,
            'netbsd_additional_rk_kib': number(second, 'additional_vm_kib')}


def measure_services(image, build):
    need_archives()
    return {name: value for who in CLIENTS
            for name, value in run(image(build, f'netbsd/services_{who}.yaml'), 128 * MIB).items()}
