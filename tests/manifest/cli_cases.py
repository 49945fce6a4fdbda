# SPDX-License-Identifier: BSD-2-Clause
"""Commands of the test `cli`, and the files that they read."""
import socket

CASES = [  # name, arguments, exit status, text that stdout or stderr holds
    ('help', ['--help'], 0, r'Usage: evm VERB'),
    ('version', ['--version'], 0, r'^evm \d+\.\d+\.\d+\n$'),
    ('version by its letter', ['-V'], 0, r'^evm \d+\.\d+\.\d+\n$'),
    ('help of check', ['check', '--help'], 0, r'Exit codes:'),
    ('help of build', ['build', '--help'], 0, r'--iso'),
    ('help of run', ['run', '--help'], 0, r'--timeout S'),
    ('help with a verb', ['help', 'check'], 0, r'^Usage: evm check'),
    ('help with a key and verb', ['help', 'run'], 0,
     r'^run, a key of a Linux VM: (.*\n)*\nUsage: evm run'),
    ('help with a key', ['help', 'weight'], 0,
     r'^weight, a key of .*\n(  .*\n)+  More: docs/manifest.md, "Every VM"$'),
    ('help with a key of keys', ['help', 'cpu'], 0,
     r'^cpu, a key of a VM: (.*\n)+?  Its keys, which .evm help KEY. explains: '
     r'priority, budget, period, weight\n  More: '),
    ('help with a key of things', ['help', 'switches'], 0,
     r'Its keys, which .*: uplink, gateway,'),
    ('all keys', ['help'], 0, r"^  'cpu' of a VM:\n    priority, budget, period, weight\n"),
    ('help with what is no key', ['help', 'xyzzy'], 2,
     r"^evm: key 'xyzzy' is unknown; expected one of those that 'evm help' lists"),
    ('no verb', [], 2, r'^evm: the verb is missing'),
    ('a verb with control characters', ['ru\x1b'], 2,
     r"^evm: verb 'ru\\x1b' is unknown; did you mean 'run'\?"),
    ('unknown verb', ['biuld'], 2, r"^evm: verb 'biuld' is unknown; did you mean 'build'\?"),
    ('a verb like no other', ['xyzzy'], 2,
     r"^evm: verb 'xyzzy' is unknown: expected check, build, .* or help; 'evm --help' tells"),
    ('verb of a later version', ['exec'], 2, r"^evm: verb 'exec' is not supported yet"),
    ('no component to kill', ['kill'], 2, r'the component is missing: expected one NAME'),
    ('no number of tables', ['top', '-n', '0'], 2,
     r"^evm: -n '0' is wrong: expected a number from 1 to"),
    ('no time since', ['logs', '--since', 'yesterday'], 2,
     r"^evm: --since 'yesterday' is wrong: expected a time like 10s or 5min"),
    ('a line that is not there', ['ps', '--target', 'unix:/nonexistent/line'], 3,
     r'^evm: /nonexistent/line: No such file or directory'),
    ('a line that is none', ['ps', '--target', 'tty:/dev/null'], 3,
     r'^evm: /dev/null is no serial line'),
    ('help of size', ['size', '--help'], 0, r'--json'),
    ('help of import', ['import', '--help'], 0, r'evm import netbsd comp.tar.xz'),
    ('no manifest', ['run'], 122, r'the manifest is missing: expected one FILE'),
    ('two manifests', ['check', 'a', 'b'], 2, r"'b' is one argument too many"),
    ('unknown option', ['build', '--fast', 'hello.yaml'], 2,
     r"^evm build: unrecognized option '--fast'\nevm: 'evm build --help' tells its options$"),
    ('option without its argument', ['build', '-o'], 2,
     r"^evm build: option requires an argument -- 'o'\nevm: 'evm build --help'"),
    ('unknown machine', ['run', '--machine', 'mac', 'hello.yaml'], 122,
     r"machine 'mac' is unknown: expected q35 or pc"),
    ('bad time limit', ['run', '--timeout', 'x', 'hello.yaml'], 122,
     r"time limit 'x' is not a number of seconds above 0"),
    ('bad time between tables', ['run', '--usage=0', 'hello.yaml'], 122,
     r"'--usage=0' is wrong: expected seconds from 1 to 86400"),
    ('time between tables behind a blank', ['run', '--usage', '5', 'hello.yaml'], 122,
     r"^evm: '5' is one argument too many: the seconds of --usage follow '=', as in 'evm run "
     r"--usage=5 FILE'$"),
    ('the same behind the manifest', ['run', 'hello.yaml', '--usage', '5'], 122,
     r"'evm run --usage=5 FILE'$"),
    ('missing manifest', ['check', 'gone.yaml'], 1, r'^gone.yaml: cannot be read: No such file'),
    ('import with a word that moves the cursor', ['import', '\x1b[31m'], 2,
     r"^evm: import: '\\x1b\[31m' is unknown: expected netbsd$"),
    ('import without a path', ['import', 'netbsd'], 2,
     r"^evm: import: expected 'netbsd' and a PATH"),
    ('import of something else', ['import', 'linux', '.'], 2,
     r"^evm: import: 'linux' is unknown: expected netbsd"),
    ('import where nothing is', ['import', 'netbsd', '.'], 1,
     r'^evm: .: has no librump.a; expected a folder'),
    ('import of no file', ['import', 'netbsd', 'gone'], 1,
     r'^evm: gone: No such file or directory; expected a folder'),
    ('size', ['size', 'hello.yaml'], 0, r'^a \(native\)\n.*\n  program  '),
    ('size as JSON', ['size', '--json', 'hello.yaml'], 0, r'"name": "a", "guest": "native"'),
    ('mistake in a manifest', ['run', 'wrong.yaml'], 121,
     r"^wrong.yaml:3:22: vm 'a': key 'programm': unknown; did you mean"),
    ('check', ['check', 'hello.yaml'], 0, r"^hello.yaml: system 'hello' with 1 VM: no mistakes$"),
    ('files that a VM gets unnamed', ['check', '-v', 'along.yaml'], 0,
     r"^along.yaml: system 'along' with 1 VM: no mistakes\n(  vm 'a': .*\n)*  vm 'a': "
     r"/\S*/libc.so.6 \(\d+ KiB\), for /"),
    ('no such list unless asked for', ['check', 'along.yaml'], 0, r'no mistakes\n$'),
    ('build', ['build', 'hello.yaml'], 0, r'^hello.elf: needs \d+ MiB of memory$'),
    ('build where it cannot', ['build', '-o', '/no/such/x', 'hello.yaml'], 3,
     r'^evm: /no/such/x: No such file or directory; expected a name in a folder'),
    ('build onto the manifest', ['build', '-o', './hello.yaml', 'hello.yaml'], 2,
     r"^evm: output './hello.yaml' is the manifest, which the new file would replace; expected "
     r"the name of another"),
    ('build without a name', ['build', '-o', '', 'hello.yaml'], 2,
     r"^evm: output '' is no name; expected that of a file"),
    ('run', ['run', 'hello.yaml'], 0, r'\[evm\] system off: status 0'),
    ('run in less memory than it needs', ['run', '--qemu-arg=-m', '--qemu-arg=1', '--timeout', '5',
                                          'hello.yaml'],
     (123, 124, 125),
     r'^evm: (QEMU ended|the machine stopped|the system was still running|the system itself has '
     r'failed)'),
    ('QEMU refuses', ['run', '--qemu-arg=-nonsense', 'hello.yaml'], 123,
     r'-nonsense: invalid option'),
    ('a device behind an IOMMU', ['run', '--qemu-arg=-device', '--qemu-arg=edu', 'bare.yaml'], 0,
     r'\[evm\] system off: status 0'),
    ('no IOMMU for a device', ['run', '--machine', 'pc', 'bare.yaml'], 123,
     r"^evm: machine 'pc' has no IOMMU, which the system's PCI devices need: use q35, or say 'dma: "
     r"trusted' in the "
     r"manifest$"),
    ('no IOMMU needed', ['run', '-v', '--machine', 'pc', '--qemu-arg=-device', '--qemu-arg=edu',
                         'trusted.yaml'], 0,
     r'^(?!.*intel-iommu)(.*\n)*\[evm\] system off: status 0'),
    ('time limit', ['run', '--timeout', '2', 'spin.yaml'], 124,
     r'the system was still running after 2 s'),
    ('help of crash', ['crash', '--help'], 0, r'--gdb'),
    ('crash records without a manifest', ['crash'], 2, r'the manifest is missing'),
    ('crash records of a system that keeps none', ['crash', 'hello.yaml'], 1,
     r"^evm: hello.yaml: its system keeps no crash records; add 'crashes: DISK'"),
    ('crash records that are not there yet', ['crash', 'crashes.yaml'], 1,
     r"^evm: \./log\.img: No such file or directory; 'evm run' makes it$"),
    ('a crash record of a number that none has', ['crash', 'crashes.yaml', '0'], 2,
     r"^evm: '0' is wrong: expected the number of a record, from 1 up"),
    ('two crash records', ['crash', 'crashes.yaml', '1', '2'], 2, r"'2' is one argument too many"),
    ('the last crash record and another one', ['crash', '--last', 'crashes.yaml', '1'], 2,
     r'^evm: --last and a number exclude each other: expected one of them'),
    ('gdb without a crash record', ['crash', '--gdb', 'crashes.yaml'], 2,
     r'^evm: --gdb needs a record: expected its number, or --last'),
]

NETBSD = [  # the same, if there are archives that stand in for NetBSD's
    ('import', ['import', 'netbsd', 'rump'], 0,
     r'^NetBSD of an unknown version, x86-64, rumpuser version 17, curlwp by'),
    ('check of imported archives', ['check', 'rump.yaml'], 0,
     r"^rump.yaml: system 'rump' with 1 VM: no mistakes$"),
    ('size of a NetBSD VM', ['size', 'rump.yaml'], 0,
     r"^rk \(netbsd\)\n.*\n(  (client|base|vfs|C library|hypercall layer|compiler's library) "
     r".*\n){5,6}  total "),
    ('C that the compiler refuses', ['build', 'broken.yaml'], 1,
     r"^evm: vm 'rk': key 'client': the compiler refuses it:\n(.*\n)*.*broken.c:1:.*error"),
    ('a client that does not link', ['build', 'lacking.yaml'], 1,
     r"^evm: vm 'rk': client and components cannot be linked:\n(.*\n)*.*undefined reference to "
     r"`missing'"),
    ('use of a VM without an entry', ['build', 'uses.yaml'], 1,
     r"^uses.yaml:4:\d+: vm 'b': key 'files': 'a' has no entry 0; define the function evm_gate_0 "
     r"in its program"),
]

MANIFESTS = {
    'hello.yaml': 'system: hello\nvms:\n  a: {guest: native, program: %s/hello.elf}\n',
    'along.yaml': 'system: along\nvms:\n  a: {guest: linux, root: [/bin/dash], run: [dash]}\n',
    'bare.yaml': 'system: s\nvms:\n  a: {guest: native, program: %s/hello.elf, pci: '
                 '["1234:11e8"]}\n',
    'trusted.yaml': 'system: s\ndma: trusted\nvms:\n  a: {guest: native, program: %s/hello.elf, '
                    'pci: ["1234:11e8"]}\n',
    'spin.yaml': 'system: spin\nvms:\n  a: {guest: native, program: %s/spinner.elf}\n',
    'crashes.yaml': 'system: s\ncrashes: log\ndisks: {log: {image: log.img, size: 64K}}\n'
                    'vms:\n  a: {guest: native, program: %s/hello.elf}\n',
    'uses.yaml': 'system: s\nvms:\n  a: {guest: native, program: %s/hello.elf}\n'
                 '  b: {guest: native, program: %s/hello.elf, uses: {files: a}}\n',
    'wrong.yaml': 'system: s\nvms:\n  a: {guest: native, programm: %s}\n',
}


DEVICES = 'system: s\n%svms:\n  a: {guest: native, program: %%s/%s.elf, disks: {%s}%s}\n'
with socket.create_server(('127.0.0.1', 0)) as free:
    PORT = free.getsockname()[1]
LAN = ('switches: {lan: {uplink: nic1, mtu: 9000, outbound: no, '
       f'forward: ["{PORT} -> a:80"]}}}}\n')
DATA = 'data: {size: 4M, image: "da,ta.img", fs: ext4}'
FILES = 'data: {size: 4M, image: filled.img, fs: ext4, files: content}'
SEED = 'seed: {image: seed.img, readonly: yes}'
MANIFESTS.update({
    'devices.yaml': DEVICES % (LAN + 'disks: {%s, %s}\n' % (DATA, SEED), 'hello',
                               'vda: data, vdb: seed',
                               ', net: {lan: 10.0.7.15/24}, rng: yes'),
    'hold.yaml': DEVICES % ('disks: {%s, %s}\n' % (DATA, SEED), 'spinner', 'vda: data, vdb: seed',
                            ''),
    'share.yaml': DEVICES % ('disks: {%s}\n' % SEED, 'hello', 'vdb: seed', ''),
    'files.yaml': DEVICES % ('disks: {%s}\n' % FILES, 'hello', 'vda: data', ''),
    'placeless.yaml': DEVICES % ('disks: {data: {size: 4K, image: no/new.img}}\n', 'hello',
                                 'vda: data', ''),
    'small.yaml': DEVICES % ('disks: {data: {size: 4K, image: small.img, fs: ext4}}\n', 'hello',
                             'vda: data', ''),
})

FRAMES = ('system: s\nmemory: 3M\nswitches: {lan: {mtu: %u}}\nvms:\n'
          '  a: {guest: native, program: %%s/hello.elf, net: {lan: {address: 10.0.7.15/24, '
          'to: b}}}\n'
          '  b: {guest: native, program: %%s/hello.elf, net: {lan: 10.0.7.16/24}}\n')
MANIFESTS.update({f'frames{mtu}.yaml': FRAMES % mtu for mtu in (1500, 9000)})

QEMU_DEVICES = (
    r'-device intel-iommu -device virtio-net-pci,disable-legacy=on,iommu_platform=on '
    r'-netdev user,id=nic1,restrict=on,net=10\.0\.7\.0/24,host=10\.0\.7\.2,dns=10\.0\.7\.3,'
    r'dhcpstart=10\.0\.7\.16,'
    rf'hostfwd=tcp:127\.0\.0\.1:{PORT}-10\.0\.7\.15:80 '
    r'-device '
    r'virtio-net-pci,disable-legacy=on,iommu_platform=on,netdev=nic1,mac=02(:[0-9a-f]{2}){5},'
    r'host_mtu=9000 '
    r'-drive file=\./da,,ta\.img,format=raw,if=none,id=disk0,werror=report,rerror=report '
    r'-device virtio-blk-pci,disable-legacy=on,iommu_platform=on,drive=disk0 '
    r'-drive file=\./seed\.img,format=raw,if=none,id=disk1,werror=report,rerror=report,readonly=on '
    r'-device virtio-blk-pci,disable-legacy=on,iommu_platform=on,drive=disk1 '
    r'-device virtio-rng-pci,disable-legacy=on,iommu_platform=on')

RUMP = 'system: rump\nvms:\n  rk: {guest: netbsd, client: %s, memory: 2M%s}\n'
SOURCES = {
    'rump.yaml': RUMP % ('main.c', ', components: [vfs]'),
    'broken.yaml': RUMP % ('broken.c', ''),
    'lacking.yaml': RUMP % ('lacking.c', ''),
    'main.c': '#include <stdio.h>\nint main(void) { return puts(__FILE__) < 0; }\n',
    'broken.c': 'int main(void) { return }\n',
    'lacking.c': 'int missing(void);\nint main(void) { return missing(); }\n',
}
