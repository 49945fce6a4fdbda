/* SPDX-License-Identifier: BSD-2-Clause */
/* As rules.c, for the board's watchdog and the control channel. */
#include "rules.h"

const struct rule board_rules[] = {
    {"watchdog of the system: good", "watchdog: i6300esb\n" NATIVE APP, ""},
    {"watchdog of the system: longest time",
     "watchdog: {device: i6300esb, time: 30min}\n" NATIVE APP, ""},
    {"watchdog of the system: unknown device", "watchdog: i6300\n" NATIVE APP,
     "m.yaml:1:11: key 'watchdog': 'i6300' is wrong; expected i6300esb, or a mapping like {device: "
     "i6300esb, time: 10s}\n"},
    {"watchdog of the system: unknown device of a mapping", "watchdog: {device: yes}\n" NATIVE APP,
     "m.yaml:1:20: key 'device': 'yes' is wrong; expected i6300esb\n"},
    {"watchdog of the system: no device", "watchdog: {time: 5s}\n" NATIVE APP,
     "m.yaml:1:11: key 'watchdog': key 'device' is missing; expected i6300esb\n"},
    {"watchdog of the system: nothing", "watchdog: {}\n" NATIVE APP,
     "m.yaml:1:11: key 'watchdog': key 'device' is missing; expected i6300esb\n"},
    {"watchdog of the system: a list", "watchdog: [i6300esb]\n" NATIVE APP,
     "m.yaml:1:11: key 'watchdog': expected i6300esb, or a mapping like {device: i6300esb, time: "
     "10s}, found a list\n"},
    {"watchdog of the system: unknown key", "watchdog: {device: i6300esb, tme: 5s}\n" NATIVE APP,
     "m.yaml:1:30: key 'tme': unknown; did you mean 'time'?\n"},
    {"watchdog of the system: no time", "watchdog: {device: i6300esb, time: 5}\n" NATIVE APP,
     "m.yaml:1:36: key 'time': '5' is wrong; expected a time from 1s to 30min, like 10s\n"},
    {"watchdog of the system: too short a time",
     "watchdog: {device: i6300esb, time: 999ms}\n" NATIVE APP,
     "m.yaml:1:36: key 'time': '999ms' is wrong; expected a time from 1s to 30min, like 10s\n"},
    {"watchdog of the system: too long a time",
     "watchdog: {device: i6300esb, time: 31min}\n" NATIVE APP,
     "m.yaml:1:36: key 'time': '31min' is wrong; expected a time from 1s to 30min, like 10s\n"},
    {"watchdog of the system: its device for a VM",
     "watchdog: i6300esb\n" NATIVE APP "    pci: [\"8086:25ab\"]\n",
     "m.yaml:7:11: vm 'app': key 'pci': '8086:25ab' is wrong; expected a device that is not for "
     "'disks', 'switches', 'rng' or 'watchdog'\n"},
    {"control: good", "control: serial2\n" NATIVE APP, ""},
    {"control: none", "control: no\n" NATIVE APP, ""},
    {"control: another line", "control: serial1\n" NATIVE APP,
     "m.yaml:1:10: key 'control': 'serial1' is unknown; expected serial2 or no\n"},
    {"control: its line for a VM", "control: serial2\n" NATIVE APP "    irqs: [3]\n",
     "m.yaml:1:10: key 'control': vm 'app' has ports or the interrupt line of the second serial "
     "line; take them from it, or remove 'control'\n"},
    {"control: its line for a VM, without it", NATIVE APP "    ports: [0x2f8-0x2ff]\n", ""},
};
const unsigned board_rule_count = sizeof(board_rules) / sizeof(board_rules[0]);
