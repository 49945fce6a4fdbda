/* SPDX-License-Identifier: BSD-2-Clause */
/* As rules.c, for the key `cpu`: priorities, weights and budgets. */
#include "rules.h"

const struct rule cpu_rules[] = {
    {"cpu: no mapping", NATIVE APP "    cpu: 5\n",
     "m.yaml:6:10: vm 'app': key 'cpu': expected a mapping like {priority: 120, budget: 10%}, "
     "found '5'\n"},
    {"cpu: unknown key", NATIVE APP "    cpu: {prioritt: 5}\n",
     "m.yaml:6:11: vm 'app': key 'prioritt': unknown; did you mean 'priority'?\n"},
    {"cpu: its key at the VM", NATIVE APP "    priority: 5\n",
     "m.yaml:6:5: vm 'app': key 'priority': belongs to the key 'cpu'; expected 'cpu: {priority: "
     "5}'\n"},
    {"budget: no share", NATIVE APP "    cpu: {budget: lots}\n",
     "m.yaml:6:19: vm 'app': key 'budget': 'lots' is wrong; expected a share in whole percent "
     "like 30%, or a time like 3ms or 500us, from 100us to the whole period of 10ms\n"},
    {"budget: too little", NATIVE APP "    cpu: {budget: 99us}\n",
     "m.yaml:6:19: vm 'app': key 'budget': '99us' is wrong; expected a share in whole percent "
     "like 30%, or a time like 3ms or 500us, from 100us to the whole period of 10ms\n"},
    {"budget: too little of a short period", NATIVE APP "    cpu: {budget: 9%, period: 1ms}\n",
     "m.yaml:6:19: vm 'app': key 'budget': 9% of a period of 1ms is only 90us; expected at "
     "least 100us: a share of at least 10%, or a period of at least 2ms\n"},
    {"budget: a share with a blank", NATIVE APP "    cpu: {budget: 30 %, period: 20ms}\n",
     "m.yaml:6:19: vm 'app': key 'budget': '30 %' is wrong; expected a share in whole percent "
     "like 30%, or a time like 3ms or 500us, from 100us to the whole period of 20ms\n"},
    {"budget: more than the period", NATIVE APP "    cpu: {budget: 11ms}\n",
     "m.yaml:6:19: vm 'app': key 'budget': 11ms is more than the default period of 10ms; "
     "expected at most that, or a longer 'period', up to 1s\n"},
    {"budget: more than all", NATIVE APP "    cpu: {budget: 101%}\n",
     "m.yaml:6:19: vm 'app': key 'budget': '101%' is wrong; expected a share in whole percent "
     "like 30%, or a time like 3ms or 500us, from 100us to the whole period of 10ms\n"},
    {"budget: 0", NATIVE APP "    cpu: {budget: 0%}\n",
     "m.yaml:6:19: vm 'app': key 'budget': '0%' is wrong; expected a share in whole percent "
     "like 30%, or a time like 3ms or 500us, from 100us to the whole period of 10ms\n"},
    {"period: too short", NATIVE APP "    cpu: {budget: 30%, period: 999us}\n",
     "m.yaml:6:32: vm 'app': key 'period': '999us' is wrong; expected a time from 1ms to 1s, like "
     "10ms\n"},
    {"period: too long", NATIVE APP "    cpu: {budget: 30%, period: 1001ms}\n",
     "m.yaml:6:32: vm 'app': key 'period': '1001ms' is wrong; expected a time from 1ms to 1s, like "
     "10ms\n"},
    {"period without a budget", NATIVE APP "    cpu: {period: 20ms}\n",
     "m.yaml:6:19: vm 'app': key 'period' needs 'budget'; add one, like {budget: 30%, period: "
     "20ms}\n"},
    {"weight: 0", NATIVE APP "    cpu: {weight: 0}\n",
     "m.yaml:6:19: vm 'app': key 'weight': '0' is wrong; expected a number from 1 to 10000\n"},
    {"a weight beside a budget", NATIVE APP "    cpu: {budget: 30%, weight: 10}\n",
     "m.yaml:6:32: vm 'app': key 'weight': for a VM without 'budget' only; remove one of them\n"},
    {"budgets that fill the CPU",
     NATIVE APP "    cpu: {budget: 30%}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 3ms}}\n"
                "  c: {guest: native, program: static.elf, cpu: {budget: 30%, period: 1s}}\n"
                "  d: {guest: native, program: static.elf, cpu: {weight: 10}}\n",
     ""},
    {"budgets of more than the CPU",
     NATIVE APP "    cpu: {budget: 50%}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 50%}}\n",
     "m.yaml:7:57: vm 'b': key 'budget': the budgets up to this one add up to 100% of the CPU's "
     "time; expected at most 90%, so at most 40% for this one, as drivers and root components "
     "need the rest\n"},
    {"budgets that leave less than a percent",
     NATIVE APP "    cpu: {budget: 90%}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 1%}}\n",
     "m.yaml:7:57: vm 'b': key 'budget': the budgets up to this one add up to 91% of the CPU's "
     "time; expected at most 90%, so none for this one, as drivers and root components need the "
     "rest\n"},
    {"a budget of more than its own period", NATIVE APP "    cpu: {budget: 50ms, period: 20ms}\n",
     "m.yaml:6:19: vm 'app': key 'budget': 50ms is more than the period of 20ms; expected at most "
     "that, or a longer 'period', up to 1s\n"},
    {"a budget of more than any period", NATIVE APP "    cpu: {budget: 2s}\n",
     "m.yaml:6:19: vm 'app': key 'budget': '2s' is wrong; expected a share in whole percent like "
     "30%, or a time like 3ms or 500us, from 100us to the whole period of 10ms\n"},
    {"budget and period without units", NATIVE APP "    cpu: {budget: 30, period: 100}\n",
     "m.yaml:6:19: vm 'app': key 'budget': '30' is wrong; expected a share in whole percent like "
     "30%, or a time like 3ms or 500us\n"
     "m.yaml:6:31: vm 'app': key 'period': '100' is wrong; expected a time from 1ms to 1s, like "
     "10ms\n"},
    {"a list where a key is misplaced", NATIVE APP "    budget: [30%]\n",
     "m.yaml:6:5: vm 'app': key 'budget': belongs to the key 'cpu'; expected 'cpu: {priority: "
     "120, budget: 10%}'\n"},
    {"a misplaced key without a value", NATIVE APP "    budget:\n",
     "m.yaml:6:5: vm 'app': key 'budget': belongs to the key 'cpu'; expected 'cpu: {priority: "
     "120, budget: 10%}'\n"},
    {"a VM without a budget that cannot be lower",
     NATIVE APP "    cpu: {priority: 1}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 50%, priority: 1}}\n",
     "m.yaml:7:57: vm 'b': key 'budget': VM 'app' has none and priority 1, so it may take the time "
     "of this one with priority 1; give that VM a budget\n"},
    {"a budget of a disk", NATIVE APP "disks: {d: {image: d.img, size: 1M, cpu: {budget: 10%}}}\n",
     "m.yaml:6:43: disk 'd': key 'budget': a disk has none, as VMs that use it pay for its work; "
     "give them one, in their key 'cpu'\n"},
    {"a priority of a disk above root components",
     NATIVE APP "disks: {d: {image: d.img, size: 1M, cpu: {priority: 251}}}\n",
     "m.yaml:6:53: disk 'd': key 'priority': '251' is wrong; expected a number from 1 to 250\n"},
    {"a disk that cannot charge its user's budget",
     NATIVE APP "    cpu: {budget: 10%}\n"
                "    disks: {d0: d}\n"
                "disks: {d: {image: d.img, size: 1M, cpu: {priority: 150}}}\n",
     "m.yaml:8:53: disk 'd': key 'priority': VM 'app', which uses it, has priority 150 and a "
     "budget, from which only a higher priority may take the time for its work; expected a "
     "priority from 151 on\n"},
    {"the same with a higher priority, or without a budget",
     NATIVE APP "    cpu: {budget: 10%}\n"
                "    disks: {d0: d}\n"
                "  b: {guest: native, program: static.elf, disks: {d0: e}}\n"
                "disks:\n"
                "  d: {image: d.img, size: 1M, cpu: {priority: 151}}\n"
                "  e: {image: e.img, size: 1M, cpu: {priority: 50}}\n",
     ""},
    {"a switch that cannot charge the budget of the most urgent VM",
     NATIVE APP "    cpu: {budget: 10%, priority: 250}\n"
                "    net: {lan: 10.0.0.1/24}\n"
                "  b: {guest: native, program: static.elf,\n"
                "      net: {lan: {address: 10.0.0.2/24, to: [app]}}}\n"
                "switches: {lan: {cpu: {priority: 250}}}\n",
     "m.yaml:10:34: switch 'lan': key 'priority': VM 'app', which uses it, has priority 250 and a "
     "budget, from which only a higher priority may take the time for its work; expected no such "
     "key, which puts it above all VMs\n"},
    {"a VM without a budget above one with it",
     NATIVE APP "    cpu: {priority: 150}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 50%}}\n",
     "m.yaml:7:57: vm 'b': key 'budget': VM 'app' has none and priority 150, so it may take the "
     "time of this one with priority 150; give that VM a budget or a priority below 150\n"},
    {"a short period below a long budget",
     NATIVE APP "    cpu: {budget: 50%, period: 1s, priority: 160}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 10%, period: 5ms}}\n",
     "m.yaml:7:57: vm 'b': key 'budget': cannot be kept in each period of 5ms, as others of its "
     "priority or a higher one may take the CPU for as long; expected priority 160\n"},
    {"the same, but with the priorities the other way",
     NATIVE APP
     "    cpu: {budget: 50%, period: 1s}\n"
     "  b: {guest: native, program: static.elf, cpu: {budget: 10%, period: 5ms, priority: "
     "160}}\n",
     ""},
    {"a period that is a little too short",
     NATIVE APP "    cpu: {budget: 50%, period: 20ms, priority: 160}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 10%, period: 37ms}}\n",
     "m.yaml:7:57: vm 'b': key 'budget': cannot be kept in each period of 37ms, as others of its "
     "priority or a higher one may take the CPU for as long; expected a period of 38ms, or "
     "priority 160\n"},
    {"a period that is as long as the message says",
     NATIVE APP "    cpu: {budget: 50%, period: 20ms, priority: 160}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 10%, period: 38ms}}\n",
     ""},
    {"a low priority beside another one",
     NATIVE APP
     "    cpu: {budget: 50%, period: 20ms, priority: 170}\n"
     "  b: {guest: native, program: static.elf, cpu: {budget: 10%, period: 25ms, priority: 160}}\n"
     "  c: {guest: native, program: static.elf, cpu: {budget: 10%, period: 25ms, priority: 150}}\n",
     "m.yaml:8:57: vm 'c': key 'budget': cannot be kept in each period of 25ms, as others of its "
     "priority or a higher one may take the CPU for as long; expected a period of 66ms, or "
     "priority 170\n"},
    {"a period that is longer than the message says",
     NATIVE APP
     "    cpu: {budget: 40%, period: 20ms, priority: 160}\n"
     "  b: {guest: native, program: static.elf, cpu: {budget: 10%, period: 100ms}}\n"
     "  c: {guest: native, program: static.elf, cpu: {budget: 5%, period: 60ms, priority: 140}}\n",
     "m.yaml:8:57: vm 'c': key 'budget': cannot be kept in each period of 60ms, as others of its "
     "priority or a higher one may take the CPU for as long; expected a period of 71ms, or "
     "priority 150\n"},
    {"a short period beside slices of others",
     NATIVE APP "    cpu: {budget: 50%, period: 1s}\n"
                "  b: {guest: native, program: static.elf, cpu: {budget: 30%, period: 2ms}}\n",
     "m.yaml:7:57: vm 'b': key 'budget': cannot be kept in each period of 2ms, as others of its "
     "priority or a higher one may take the CPU for as long; expected a period of 5ms, or "
     "priority 151\n"},
    {"a share of too short a period", NATIVE APP "    cpu: {budget: 6%, period: 1500us}\n",
     "m.yaml:6:19: vm 'app': key 'budget': 6% of a period of 1500us is only 90us; expected at "
     "least 100us: a share of at least 7%, or a period of at least 2ms\n"},
    {"a share of a period that is long enough",
     NATIVE APP "    cpu: {budget: 7%, period: 1500us}\n", ""},
    {"priority: no number", NATIVE APP "    cpu: {priority: high}\n",
     "m.yaml:6:21: vm 'app': key 'priority': 'high' is wrong; expected a number from 1 to 250\n"},
    {"priority: too high", NATIVE APP "    cpu: {priority: 251}\n",
     "m.yaml:6:21: vm 'app': key 'priority': '251' is wrong; expected a number from 1 to 250\n"},
    {"priority: 0", NATIVE APP "    cpu: {priority: 0}\n",
     "m.yaml:6:21: vm 'app': key 'priority': '0' is wrong; expected a number from 1 to 250\n"},
};
const unsigned cpu_rule_count = sizeof(cpu_rules) / sizeof(cpu_rules[0]);
