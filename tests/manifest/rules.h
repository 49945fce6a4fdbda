/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of manifests, each with the tool's exact messages. */
#ifndef RULES_H
#define RULES_H

/* The first lines of a manifest with one VM; the lines behind them are indented by four. */
#define LINUX  "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox]\n"
#define RUN    "    run: [/bin/busybox]\n"
#define NATIVE "system: s\nvms:\n  app:\n    guest: native\n"
#define APP    "    program: static.elf\n"
#define NETBSD "system: s\nvms:\n  rk:\n    guest: netbsd\n"

struct rule {
    const char *name; /* of the rule, for the test's report */
    const char *manifest;
    const char *messages; /* exactly; "" = no mistake */
};

extern const struct rule rules[], board_rules[], native_rules[], netbsd_rules[], disk_rules[],
    switch_rules[], order_rules[], cpu_rules[], crashes_rules[];
extern const unsigned rule_count, board_rule_count, native_rule_count, netbsd_rule_count,
    disk_rule_count, switch_rule_count, order_rule_count, cpu_rule_count, crashes_rule_count;

/* All tables. */
struct rule_set {
    const struct rule *rules;
    const unsigned *count;
};
extern const struct rule_set rule_sets[];
extern const unsigned rule_set_count;

#endif
