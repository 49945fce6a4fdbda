# SPDX-License-Identifier: BSD-2-Clause
"""The emulated machine of all measurements: one CPU, every instruction one nanosecond of its
clock."""
import json
import re
import subprocess
import threading
from pathlib import Path

# Without ERMS and FSRM: with them the peer clears and copies pages byte by byte, and each byte
# would count as an instruction.
QEMU = ['qemu-system-x86_64', '-accel', 'tcg', '-cpu', 'max,-erms,-fsrm', '-machine', 'q35',
        '-display', 'none', '-serial', 'stdio', '-monitor', 'none', '-nodefaults', '-no-reboot',
        '-device', 'isa-debug-exit,iobase=0xf4,iosize=0x04']
LINE = re.compile(r'\bbench (\w+) (0x[0-9a-f]+|\d+|absent: .*)')


class Absent(Exception):
    """The figure cannot be measured; the text says why."""


def image(build, manifest):
    """The bootable image of a manifest of this folder."""
    output = build / 'bench' / Path(manifest).with_suffix('.img').name
    if not (build / 'evm').exists():
        raise Absent('there is no evm in the build')
    done = subprocess.run([build / 'evm', 'build', build / 'bench' / manifest, '-o', output],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise Absent(f'evm build bench/{manifest}: {(done.stderr + done.stdout).strip()[-200:]}')
    return output


def image_share(build, manifest, component):
    """KiB of the image that only that component uses."""
    done = subprocess.run([build / 'evm', 'size', '--json', build / 'bench' / manifest],
                          capture_output=True, text=True, check=False)
    if done.returncode:
        raise Absent(f'evm size bench/{manifest}: {done.stderr.strip()[-200:]}')
    return next(part['image_kib'] for part in json.loads(done.stdout)['components']
                if part['name'] == component)


def output(kernel, memory_kib, options=(), shift=0, timeout=120):
    """Boots `kernel` and returns its output.

    shift: an instruction takes 2**shift ns; None = as fast as possible, for runs where only success
    counts.
    """
    clock = ['-rtc', 'clock=vm', '-icount', f'shift={shift},align=off,sleep=off']
    count = [] if shift is None else clock
    command = QEMU + ['-m', f'{memory_kib}K', '-kernel', str(kernel)] + count + list(options)
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=timeout, check=False)
        text = done.stdout
    except subprocess.TimeoutExpired as late:
        text = late.stdout or b''
    return text.decode(errors='replace')


def wait_for(pattern, kernel, memory_kib, timeout=120):
    """Boots `kernel` until a line of its output matches the pattern; returns the match."""
    command = [*QEMU, '-m', f'{memory_kib}K', '-kernel', str(kernel),
               '-rtc', 'clock=vm', '-icount', 'shift=0,align=off,sleep=off']
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as machine:
        late = threading.Timer(timeout, machine.kill)
        late.start()
        try:
            for line in machine.stdout:
                if found := re.search(pattern, line.decode(errors='replace')):
                    return found
        finally:
            late.cancel()
            machine.kill()
    raise Absent(f'no line that matches {pattern!r} within {timeout} s')


def run(kernel, memory_kib, options=(), shift=0, timeout=120):
    """As output(), but only the figures in lines `bench NAME VALUE`: numbers, or the text
    `absent: REASON`."""
    return figures_in(output(kernel, memory_kib, options, shift, timeout))


def figures_in(text):
    """The figures in lines `bench NAME VALUE` of a text."""
    pairs = LINE.findall(text)
    return {name: value if value.startswith('absent') else int(value, 0) for name, value in pairs}


def work(measure):
    """Instructions of the work that measure(shift) clocks. Idle and busy waiting, which takes the
    same time at any shift, does not count: clock = work * 2**shift + waiting."""
    return (measure(4) - measure(0)) // 15


def smallest(boots, low, high, step):
    """Smallest multiple of `step` in low .. high for which boots(size) holds; it must hold for
    `high`."""
    if not boots(high):
        raise Absent(f'does not boot with {high} KiB')
    while high - low > step:
        middle = (low + high) // 2 // step * step
        low, high = (low, middle) if boots(middle) else (middle, high)
    return high


def number(figures, name):
    value = figures.get(name, 'absent: not printed')
    if isinstance(value, str):
        raise Absent(value.removeprefix('absent: '))
    return value
