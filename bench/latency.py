# SPDX-License-Identifier: BSD-2-Clause
"""How late an urgent task wakes up, beside other VMs that do their worst: see latency/task.c."""
from machine import Absent, image, run

TASK = '''# SPDX-License-Identifier: BSD-2-Clause
system: latency
vms:
  task: {{guest: native, program: task.elf, booter: yes, cpu: {{priority: 250}}}}
{}'''
LINUX = '''  attacker:
    guest: linux
    features: [{features}]
    memory: {memory}
    root: [/bin/busybox]
    run: [/bin/busybox, sh, -c, "{command}"]
'''
LAN = '''  victim:
    guest: linux
    features: [devtmpfs, eth, proc, tmpfs]
    memory: 16M
    root: [/bin/busybox]
    run: [/bin/busybox, sleep, "1000"]
    net: {lan: {address: 10.0.1.3/24, to: [attacker]}}
switches: {lan: {}}
'''
RESTART = '    restart: {when: always, backoff: 1ms, max: 10000/h}\n'
NET = 'devtmpfs, eth, proc, tmpfs'


def linux(command, features='devtmpfs, proc, tmpfs', memory='16M'):
    return LINUX.format(features=features, command=command, memory=memory)


def native(program, more=''):
    return f'  attacker: {{guest: native, program: {program}.elf{more}}}\n'


# The manifest's VMs beside the task.
ATTACKERS = {
    'none': '',
    'spin': native('../../tests/components/spinner'),
    'fork': linux('f() { f | f & }; f 2>/dev/null; sleep 1000'),
    'crash': linux('exit 1', memory='64M') + RESTART,
    'frames': linux('while :; do dd if=/dev/zero bs=18 count=100000 2>/dev/null | '
                    'nc -u 10.0.1.3 9; done', NET) +
              '    net: {lan: {address: 10.0.1.2/24, to: [victim]}}\n' + LAN,
    'map': native('mapper', ', memory: 16M'),
    'console': native('../../tests/load/shouter', ', args: short'),
}
LOAD = 5  # percent of the CPU that the others use at least, or there was no attack
NAMES = [f'{kind}_{who}' for who in ATTACKERS for kind in ('latency_max', 'latency_p999')]


def measure_one(build, who):
    vms = ATTACKERS[who]
    (build / f'bench/latency/{who}.yaml').write_text(TASK.format(vms))
    found = run(image(build, f'latency/{who}.yaml'), 256 << 10, timeout=600)
    if 'max' not in found:
        raise Absent('the task did not end')
    if vms and found['load'] < LOAD:
        raise Absent(f'the others used {found["load"]}% of the CPU, expected at least {LOAD}%')
    return {f'latency_{kind}_{who}': found[kind] for kind in ('max', 'p999')}


def measure(build):
    figures = {}
    for who in ATTACKERS:
        try:
            figures |= measure_one(build, who)
        except Absent as reason:
            figures |= {f'latency_{kind}_{who}': f'absent: {reason}' for kind in ('max', 'p999')}
    return figures
