/* SPDX-License-Identifier: BSD-2-Clause */
/* As rules.c, for the disk of crash records. */
#include "rules.h"

#define LOG  "disks: {log: {image: log.img, size: 64K}}\n"
#define USES "    disks: {data: log}\n"

const struct rule crashes_rules[] = {
    {"crashes: good", "crashes: log\n" LOG NATIVE APP, ""},
    {"crashes: a mapping", "crashes: {disk: log}\n" LOG NATIVE APP, ""},
    {"crashes: unknown disk", "crashes: lag\n" LOG NATIVE APP,
     "m.yaml:1:10: key 'crashes': no disk 'lag'; did you mean 'log'?\n"},
    {"crashes: no disk at all", "crashes: records\n" NATIVE APP,
     "m.yaml:1:10: key 'crashes': no disk 'records'; expected one of the system's key 'disks'\n"},
    {"crashes: nothing", "crashes: {}\n" NATIVE APP,
     "m.yaml:1:10: key 'crashes': key 'disk' is missing; expected the name of one of the system's "
     "disks\n"},
    {"crashes: a list", "crashes: [log]\n" NATIVE APP,
     "m.yaml:1:10: key 'crashes': expected the name of one of the system's disks, or a mapping "
     "like {disk: log}, found a list\n"},
    {"crashes: unknown key", "crashes: {disk: log, part: 1}\n" LOG NATIVE APP,
     "m.yaml:1:22: key 'part': unknown; did you mean 'partition'?\n"},
    {"crashes: not a partition", "crashes: {disk: log, partition: 0}\n" LOG NATIVE APP,
     "m.yaml:1:10: key 'crashes': key 'partition': '0' is wrong; expected a number from 1 to "
     "128\n"},
    {"crashes: a partition that is not there",
     "crashes: {disk: log, partition: 4}\ndisks: {log: {image: parts.img}}\n" NATIVE APP,
     "m.yaml:1:10: key 'crashes': key 'partition': 4 of './parts.img': there is no such "
     "partition\n"},
    {"crashes: the disk of a VM", "crashes: log\n" LOG NATIVE APP USES,
     "m.yaml:1:10: key 'crashes': 'log' is wrong; expected what no VM writes: another partition, "
     "or 'mode: ro' at that VM\n"},
    {"crashes: a disk that a VM only reads",
     "crashes: log\n" LOG NATIVE APP "    disks: {data: {disk: log, mode: ro}}\n", ""},
    {"crashes: a read-only disk",
     "crashes: log\ndisks: {log: {image: fs.img, readonly: yes}}\n" NATIVE APP,
     "m.yaml:1:10: key 'crashes': 'log' is wrong; expected a disk without 'readonly'\n"},
};
const unsigned crashes_rule_count = sizeof(crashes_rules) / sizeof(crashes_rules[0]);
