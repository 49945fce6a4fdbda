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
    const char *name;     /* of the rule, for the test's report */
    const char *manifest;
    const char *messages; /* exactly; "" = it is right */
};

extern const struct rule rules[], device_rules[];
extern const unsigned rule_count, device_rule_count;

#endif
