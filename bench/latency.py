# SPDX-License-Identifier: BSD-2-Clause
"""How late an urgent task wakes up, beside other VMs that do their worst: see latency/task.c."""
from io_marks import new_disk
from machine import Absent, image, run, wait_for

TASK = '''# SPDX-License-Identifier: BSD-2-Clause
system: latency
vms:
  task: {{guest: native, program: task.elf, booter: yes, cpu: {{priority: 250}}}}
{}'''
# Beside devices: the machine is never idle, so its time does not run ahead of them.
IDLE = '''  idle: {guest: native, program: ../../tests/components/spinner.elf, cpu: {priority: 1}}
'''
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
# Wakes a thread of the highest priority in Linux each millisecond, a thousand times.
CYCLICTEST = '''# SPDX-License-Identifier: BSD-2-Clause
system: cyclictest
vms:
  linux:
    guest: linux
    features: [devtmpfs, proc, tmpfs]
    memory: 24M
    cpu: {budget: 30%, period: 10ms}
    root: [/bin/busybox, /usr/bin/cyclictest]
    run: [/usr/bin/cyclictest, -q, -N, -t1, -p80, -i1000, -l1000]
'''
BUDGETS = '''# SPDX-License-Identifier: BSD-2-Clause
system: budgets
vms:
  budgets: {guest: native, program: budgets.elf, booter: yes,
            cpu: {budget: 500us, period: 10ms, priority: 250}}
'''
RESTART = '    restart: {when: always, backoff: 1ms, max: 10000/h}\n'
NET = 'devtmpfs, eth, proc, tmpfs'
DISK = '''    disks: {ubda: data}
disks: {data: {size: 64M, image: latency.data}}
'''
# A cable whose ends are both in the hub of the driver's device: frames go around without end, which
# the switch drops.
STORM = '''  driver: {guest: native, program: ../../components/virtio_net/virtio_net.elf,
           memory: 256K, service: yes, pci: ["1af4:1041"]}
  lan: {guest: native, program: ../../tests/netswitch/fixed_switch.elf, service: yes, memory: 20K,
        links: [driver+264K], args: storm}
  attacker: {guest: native, program: ../../tests/load/spark.elf, links: [lan+264K]}
'''
# Others, which never run: the supervisor's work must not grow with their number.
CROWD = ''.join(f'  other{i}: {{guest: native, program: ../../tests/components/spinner.elf, '
                'cpu: {priority: 1}}\n' for i in range(50))
VIRTIO = 'disable-legacy=on,iommu_platform=on'


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
    'crowd': linux('exit 1', memory='64M') + RESTART + CROWD,
    'frames': linux('while :; do dd if=/dev/zero bs=18 count=100000 2>/dev/null | '
                    'nc -u 10.0.1.3 9; done', NET) +
              '    net: {lan: {address: 10.0.1.2/24, to: [victim]}}\n' + LAN,
    'map': native('mapper', ', memory: 16M'),
    'disk': linux('while :; do dd if=/dev/zero of=/dev/ubda bs=4k 2>/dev/null; done',
                  'devtmpfs, disk, proc, tmpfs') + DISK,
    'device': STORM,
    'console': native('../../tests/load/shouter', ', args: short'),
}
LOAD = 5  # percent of the CPU that the others use at least, or there was no attack
NAMES = [f'{kind}_{who}' for who in ATTACKERS for kind in ('latency_max', 'latency_p999')]


def disk(build):
    return ['-drive', f'file={new_disk(build, "latency")},format=raw,if=none,id=disk',
            '-device', f'virtio-blk-pci,drive=disk,{VIRTIO}']


def storm(build):
    ends = {end: build / f'bench/latency/{end}' for end in 'ab'}
    options = ['-device', f'virtio-net-pci,netdev=net,mac=52:54:00:12:34:56,{VIRTIO}',
               '-netdev', 'hubport,id=net,hubid=0']
    for end, other in (('a', 'b'), ('b', 'a')):
        ends[end].unlink(missing_ok=True)
        options += ['-netdev', f'dgram,id={end},local.type=unix,local.path={ends[end]},'
                               f'remote.type=unix,remote.path={ends[other]}',
                    '-netdev', f'hubport,id=in_{end},hubid=0,netdev={end}']
    return options + ['-object', 'filter-buffer,id=delay,netdev=a,interval=4']


DEVICES = {'disk': disk, 'device': storm}


def measure_one(build, who):
    task, vms = TASK, ATTACKERS[who]
    if who in DEVICES:
        task, vms = task.replace('booter: yes', 'booter: yes, args: idle'), IDLE + vms
    (build / f'bench/latency/{who}.yaml').write_text(task.format(vms))
    devices = ['-device', 'intel-iommu', *DEVICES[who](build)] if who in DEVICES else []
    found = run(image(build, f'latency/{who}.yaml'), 256 << 10, devices, timeout=600)
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


def cyclictest(build, who):
    """The worst latency of Linux' own test in a VM with a budget, beside others."""
    (build / f'bench/latency/cyclictest_{who}.yaml').write_text(CYCLICTEST + ATTACKERS[who])
    kernel = image(build, f'latency/cyclictest_{who}.yaml')
    return int(wait_for(r'T: 0 .* Max: *(\d+)', kernel, 256 << 10, timeout=600)[1])


def measure_cyclictest(build):
    return {'cyclictest_alone': cyclictest(build, 'none'),
            'cyclictest_attacked': max(cyclictest(build, who) for who in ('fork', 'map'))}


def measure_budgets(build):
    shares = [(3, 10), (2, 10), (5, 50), (2, 20)]  # as in latency/budgets.c
    vms = ''.join(f'  vm{number}: {{guest: native, program: restless.elf, '
                  f'cpu: {{budget: {budget}ms, period: {period}ms}}}}\n'
                  for number, (budget, period) in enumerate(shares))
    (build / 'bench/latency/budgets.yaml').write_text(BUDGETS + vms)
    found = run(image(build, 'latency/budgets.yaml'), 64 << 10, timeout=900)
    if not all(found.get(f'missed_{number}') for number in range(len(shares))):
        raise Absent('a VM has never used its budget up')
    return {'budget_beyond': found['beyond']}
