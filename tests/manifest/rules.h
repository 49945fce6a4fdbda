/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of manifests and of what the tool must say about each. */
#ifndef RULES_H
#define RULES_H

/* Headers of a manifest with one VM; what follows is indented by four. */
#define LINUX  "system: s\nvms:\n  web:\n    guest: linux\n    root: [/bin/busybox]\n"
#define RUN    "    run: [/bin/busybox]\n"
#define NATIVE "system: s\nvms:\n  app:\n    guest: native\n"
#define APP    "    program: static.elf\n"
#define NETBSD "system: s\nvms:\n  rk:\n    guest: netbsd\n"

struct rule {
    const char *name; /* of the rule, for the test's report */
    const char *manifest;
    const char *messages; /* exactly; "" = it is right */
};

extern const struct rule rules[], native_rules[], netbsd_rules[], disk_rules[], switch_rules[];
extern const unsigned rule_count, native_rule_count, netbsd_rule_count, disk_rule_count,
    switch_rule_count;

/* All of them. */
struct rule_set {
    const struct rule *rules;
    const unsigned *count;
};
extern const struct rule_set rule_sets[];
extern const unsigned rule_set_count;

#endif
