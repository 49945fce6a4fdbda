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
    net: {lan: 10.0.1.3/24}
switches: {lan: {}}
'''
RESTART = '    restart: {when: always, backoff: 1ms, max: 10000/h}\n'
NET, DISK = 'devtmpfs, eth, proc, tmpfs', 'devtmpfs, disk, ext4, proc, tmpfs'


def linux(command, features='devtmpfs, proc, tmpfs', memory='16M'):
    return LINUX.format(features=features, command=command, memory=memory)


def native(program, more=''):
    return f'  attacker: {{guest: native, program: {program}.elf{more}}}\n'


def disk(folder):
    with open(folder / 'disk', 'wb') as file:
        file.truncate(16 << 20)
    return ['-device', 'intel-iommu', '-drive',
            f'file={folder}/disk,format=raw,if=none,id=disk,snapshot=on', '-device',
            'virtio-blk-pci,drive=disk,disable-legacy=on,iommu_platform=on']


def storm(folder):
    """A cable, two ends of which are in one hub: a frame goes around for ever."""
    a, b = folder / 'a', folder / 'b'
    return ['-device', 'intel-iommu', '-device',
            'virtio-net-pci,netdev=net,mac=52:54:00:12:34:56,disable-legacy=on,iommu_platform=on',
            '-netdev', 'hubport,id=net,hubid=0',
            '-netdev', f'dgram,id=a,local.type=unix,local.path={a},'
                       f'remote.type=unix,remote.path={b}',
            '-netdev', f'dgram,id=b,local.type=unix,local.path={b},'
                       f'remote.type=unix,remote.path={a}',
            '-object', 'filter-buffer,id=delay,netdev=a,interval=4',
            '-netdev', 'hubport,id=c,hubid=0,netdev=a',
            '-netdev', 'hubport,id=d,hubid=0,netdev=b']


# Each: the manifest's VMs beside the task, and what gives the machine more devices.
ATTACKERS = {
    'none': ('', None),
    'spin': (native('../../tests/components/spinner'), None),
    'fork': (linux('f() {{ f | f \\& }}; f 2>/dev/null'.replace('\\&', '&')), None),
    'crash': (linux('exit 1', memory='64M') + RESTART, None),
    'frames': (linux('while :; do dd if=/dev/zero bs=18 count=100000 2>/dev/null | '
                     'nc -u 10.0.1.3 9; done', NET) + '    net: {lan: 10.0.1.2/24}\n' + LAN, None),
    'console': (native('../../tests/load/shouter', ', args: short'), None),
    'disk': (linux('while :; do dd if=/dev/zero of=/dev/ubda bs=64k oflag=direct 2>/dev/null; done',
                   DISK) + '    disks: {ubda: data}\ndisks: {data: {size: 16M, image: disk}}\n',
             disk),
    'map': (native('mapper', ', memory: 16M'), None),
    'device': (linux('sleep 1000', NET) + '    net: {lan: 10.0.1.2/24}\n'
               'switches: {lan: {uplink: nic0}}\n', storm),
}
NAMES = [f'{kind}_{who}' for who in ATTACKERS for kind in ('latency_max', 'latency_p999')]


def measure_one(build, who):
    vms, machine = ATTACKERS[who]
    folder = build / 'bench/latency'
    (folder / f'{who}.yaml').write_text(TASK.format(vms))
    found = run(image(build, f'latency/{who}.yaml'), 256 << 10,
                machine(folder) if machine else (), timeout=600)
    return {f'latency_{kind}_{who}': found.get(kind, 'absent: the task did not end')
            for kind in ('max', 'p999')}


def measure(build):
    figures = {}
    for who in ATTACKERS:
        try:
            figures |= measure_one(build, who)
        except Absent as reason:
            figures |= {f'latency_{kind}_{who}': f'absent: {reason}' for kind in ('max', 'p999')}
    return figures
