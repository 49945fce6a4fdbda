/* SPDX-License-Identifier: BSD-2-Clause */
/* Rules of the manifest: the order in which VMs start, and services. */
#include "rules.h"

const struct rule order_rules[] = {
    {"after: good",
     NATIVE APP "    after: [b, c]\n"
                "  b: {guest: native, program: static.elf, after: c, ready: program}\n"
                "  c: {guest: native, program: static.elf, after: [], ready: started}\n",
     ""},
    {"after: unknown", NATIVE APP "    after: [bb]\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:6:13: vm 'app': key 'after': no VM 'bb'; did you mean 'b'?\n"},
    {"after: near none", NATIVE APP "    after: database\n",
     "m.yaml:6:12: vm 'app': key 'after': no VM 'database'; expected the name of another VM\n"},
    {"after: names in one text", NATIVE APP "    after: b, c\n",
     "m.yaml:6:12: vm 'app': key 'after': no VM 'b, c'; expected the name of another VM, or a list "
     "of names like [db, web]\n"},
    {"after: a disk",
     NATIVE APP "    after: data\n    disks: {d: data}\n"
                "disks: {data: {image: data.img, size: 1M}}\n",
     "m.yaml:6:12: vm 'app': key 'after': 'data' is a disk, for which VMs wait by themselves; "
     "remove it\n"},
    {"after: a switch",
     NATIVE APP "    after: lan\n    net: {lan: dhcp}\n"
                "switches: {lan: {uplink: nic0}}\n",
     "m.yaml:6:12: vm 'app': key 'after': 'lan' is a switch, for which VMs wait by themselves; "
     "remove it\n"},
    {"after: itself", NATIVE APP "    after: [app]\n",
     "m.yaml:6:13: vm 'app': key 'after': 'app' is wrong; expected another VM than itself\n"},
    {"after: a mapping", NATIVE APP "    after: {b: yes}\n",
     "m.yaml:6:12: vm 'app': key 'after': expected names of VMs like [db], found a mapping\n"},
    {"after: a dormant VM",
     NATIVE APP "    after: b\n  b: {guest: native, program: static.elf, dormant: yes}\n",
     "m.yaml:6:12: vm 'app': key 'after': 'b' is wrong; expected a VM that starts with the system, "
     "without 'dormant'\n"},
    {"after: of a dormant VM",
     NATIVE APP "    dormant: yes\n    after: b\n  b: {guest: native, program: static.elf}\n",
     "m.yaml:7:12: vm 'app': key 'after': a dormant VM starts when another VM asks the booter for "
     "it; remove 'after' or 'dormant'\n"},
    {"after: two VMs after each other",
     NATIVE APP "    after: b\n  b: {guest: native, program: static.elf, after: app}\n",
     "m.yaml:6:12: vm 'app': key 'after': it would wait for itself: 'app' after 'b' after 'app'; "
     "remove one of these\n"},
    {"after: two circles, and VMs that lead to one",
     NATIVE APP "    after: [b, d]\n"
                "  b: {guest: native, program: static.elf, after: c}\n"
                "  c: {guest: native, program: static.elf, after: b}\n"
                "  d: {guest: native, program: static.elf, after: [e, app]}\n"
                "  e: {guest: native, program: static.elf}\n",
     "m.yaml:6:12: vm 'app': key 'after': it would wait for itself: 'app' after 'd' after 'app'; "
     "remove one of these\n"
     "m.yaml:7:50: vm 'b': key 'after': it would wait for itself: 'b' after 'c' after 'b'; remove "
     "one of these\n"},
    {"ready: of a native VM", NATIVE APP "    ready: {file: /x}\n",
     "m.yaml:6:13: vm 'app': key 'file': only for 'guest: linux'; remove it\n"},
    {"ready: unknown word", NATIVE APP "    ready: later\n",
     "m.yaml:6:12: vm 'app': key 'ready': 'later' is wrong; expected started, program or ended\n"},
    {"ready: a list", NATIVE APP "    ready: [program]\n",
     "m.yaml:6:12: vm 'app': key 'ready': expected started, program, ended, or a mapping "
     "like {file: /run/db.sock}, found a list\n"},
    {"ready: ended",
     NATIVE APP "    ready: ended\n    restart: failure\n"
                "  b: {guest: native, program: static.elf, after: app}\n",
     ""},
    {"ready: ended, again and again", NATIVE APP "    ready: ended\n    restart: always\n",
     "m.yaml:6:12: vm 'app': key 'ready': with 'restart: always' it never stays down; use "
     "'failure'\n"},
    {"ready: ended, and more",
     LINUX RUN "    features: [net]\n    ready: {when: ended, file: /x, port: 1}\n",
     "m.yaml:8:19: vm 'web': key 'when': 'ended' and 'file' exclude each other; remove one of "
     "them\n"},
    {"ready: ended, and a port",
     LINUX RUN "    features: [net]\n    ready: {port: 1, when: ended}\n",
     "m.yaml:8:28: vm 'web': key 'when': 'ended' and 'port' exclude each other; remove one of "
     "them\n"},
    {"ready: unknown word of a mapping", LINUX RUN "    ready: {when: later}\n",
     "m.yaml:7:19: vm 'web': key 'when': 'later' is wrong; expected started, program or ended\n"},
    {"ready: unknown word of a Linux VM", LINUX RUN "    ready: later\n",
     "m.yaml:7:12: vm 'web': key 'ready': 'later' is wrong; expected started, program, ended, or a "
     "mapping like {file: /run/db.sock}\n"},
    {"ready: a port of a VM on a switch",
     LINUX RUN "    features: [eth]\n    ready: {when: program, port: 80}\n", ""},
    {"ready: no absolute path", LINUX RUN "    ready: {file: run/x}\n",
     "m.yaml:7:19: vm 'web': key 'file': 'run/x' is wrong; expected an absolute path like "
     "/run/db.sock\n"},
    {"ready: no port", LINUX RUN "    features: [net]\n    ready: {port: 65536}\n",
     "m.yaml:8:19: vm 'web': key 'port': '65536' is wrong; expected a number from 1 to 65535\n"},
    {"ready: a port without a network", LINUX RUN "    ready: {port: 80}\n",
     "m.yaml:7:19: vm 'web': key 'ready': a port needs the feature 'net'; add it to 'features'\n"},
    {"ready: a message without sockets", LINUX RUN "    ready: program\n",
     "m.yaml:7:12: vm 'web': key 'ready': a message of the program needs the feature 'unix'; add "
     "it to 'features'\n"},
    {"ready: of a VM without a client", NETBSD "    ready: program\n",
     "m.yaml:5:12: vm 'rk': key 'ready': it has no client that could say so; remove 'ready'\n"},
    {"after: of a VM that drives a disk",
     "disks: {data: {image: fs.img, driver: rk}}\n" NATIVE APP "    disks: {vda: data}\n"
     "  rk: {guest: netbsd, components: [pci, vfs], pci: \"1af4:1042\", after: app}\n",
     "m.yaml:8:72: vm 'rk': key 'after': it drives the device of a switch or disk, whose users "
     "would wait for it; remove 'after'\n"},
    {"service: a Linux VM", LINUX RUN "    service: yes\n", ""},
};
const unsigned order_rule_count = sizeof(order_rules) / sizeof(order_rules[0]);
