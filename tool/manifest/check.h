/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared by the files that check the values of a manifest. */
#ifndef MANIFEST_CHECK_H
#define MANIFEST_CHECK_H

#include <blockd.h>

#include "manifest.h"

struct check {
    struct manifest *manifest;
    struct diag *diag;
    uint32_t index; /* of the VM being checked */
    struct vm *vm;
};

/* What has a key: an item of a list of the system. */
struct item {
    const char *list;
    uint32_t number;
    const char *where; /* for messages: "vm 'web': " */
};

/* common.c */
/* Returns the place of a key of the checked VM; index >= 0: of that item of its list. */
struct place place_of(const struct check *check, const char *key, int index);
/* Reports "vm 'web': key 'calls': 'x' is wrong; expected a native VM". index < 0: the value is no
 * list. */
void bad_entry(const struct check *check, const char *key, int index, const char *value,
               const char *expected);
/* Reports a list that is longer than a component has slots for. */
void check_count(const struct check *check, const char *key, const struct strings *list,
                 unsigned most);
/* Checks the name of a disk or a switch, from which the tool makes names of components. noun:
 * "disk" or "switch". */
void check_part_name(const struct check *check, struct place place, const char *noun,
                     const char *name);

/* grants.c */
void add_grant(struct check *check, enum evm_grant_type type, uint32_t slot, uint64_t a,
               uint64_t b);
/* Adds a signal. Returns false if the VM already has as many as possible. */
bool add_signal(struct check *check, uint32_t component);
/* Adds a link that the VM owns, and a signal to the other side, whose index in the image is
 * `component`. Returns the link's number. */
uint32_t add_link(struct check *check, uint32_t component, uint64_t bytes);
/* Says what a link or a gate of the VM is for: kind, index, mtu, address and read_only are given.
 * `name` is shorter than EVM_CHANNEL_NAME in a manifest without mistakes. */
void add_channel(struct check *check, const char *name, const struct evm_channel *channel);
void answer_links(struct check *check); /* adds signals to the owners of links to the VM */
/* Checks the number of links that the VM owns, when all have been added. */
void check_link_count(const struct check *check);

/* claims.c */
/* As add_grant(), for a resource that only one VM may have, and no root component. `value` is item
 * `index` of the list `key`, as written. Reports a resource that the VM may not have. */
void add_claim(struct check *check, const char *key, int index, const char *value,
               const struct evm_grant *grant);

/* watchdog.c */
void check_watchdog(const struct check *check); /* behind check_cpu() */

/* cpu.c */
/* `budget`, `period` */
void check_cpu(const struct check *check, const struct item *item, struct cpu *cpu);
/* Parses "30%" of `whole`. */
bool parse_share(const char *string, uint64_t whole, uint64_t *part);

/* The period of a budget, unless the manifest gives another one. */
#define CPU_PERIOD_US   10000
#define CPU_PERIOD_TEXT "10ms"

/* budgets.c */
/* Reports budgets that cannot all be kept; gives uplinks theirs if others have one. */
void check_budgets(struct check *check);

/* urgency.c */
/* The priority of each disk and switch that the manifest gives none; the manifest has no mistake.
 */
void choose_urgency(struct manifest *manifest);
/* Reports disks and switches that cannot charge the budgets of their users; behind
 * choose_urgency(). */
void check_payers(const struct check *check);

/* devices.c */
void check_io(struct check *check);  /* `ports`, `irqs`, `mmio` */
void check_pci(struct check *check); /* `pci` */

/* components.c: indices in the image. disk_component(): of the disk's driver */
uint32_t disk_component(const struct manifest *manifest, uint32_t disk);
uint32_t block_component(const struct manifest *manifest, uint32_t disk); /* the disk's service */
uint32_t switch_component(const struct manifest *manifest, uint32_t netswitch);
/* the driver that VMs with `rng` call */
uint32_t rng_component(const struct manifest *manifest);

/* addresses.c: sets the Ethernet address */
void port_address(const struct manifest *manifest, const struct port *port,
                  uint8_t address[ETHER_ADDRESS]);

/* program.c */
void check_program(struct check *check); /* of a native VM, before the VMs that call it */
/* Checks that the program of `peer`, if it is known, has the entry that item `index` of `key`
 * calls. Returns false after reporting a mistake. */
bool check_entry(const struct check *check, const char *key, int index, const struct vm *peer,
                 unsigned entry);

/* peers.c */
void check_peers(struct check *check); /* `calls`, `links`, `signals` */
void check_uses(struct check *check);  /* `uses`, `link` */

/* netbsd.c: the keys of a VM with a NetBSD guest */
void check_netbsd(struct check *check);

/* dma.c */
void check_system_dma(struct check *check); /* `dma` of the system */
void check_dma(struct check *check);        /* of a VM, whose devices are known */

/* disks.c */
/* Returns the disk of that name; NULL: there is none, and *near is the name most like it, or NULL.
 */
struct disk *disk_or_near(const struct manifest *manifest, const char *name, const char **near);
void check_system_disks(struct check *check); /* the system's disks */
void check_used_disks(struct check *check);   /* disks that the VM uses; adds links to them */
void check_unused_disks(struct check *check); /* after all VMs have been checked */

/* shares.c */
void find_shared_disks(const struct manifest *manifest); /* before any VM is checked */
/* Compares the VM's use of its used_disks number `index` with the uses of VMs before it. */
void check_disk_use(const struct check *check, uint32_t index, const struct disk *disk);
/* Fills the configuration of a shared disk's service with its users among the first vm_count
 * VMs. */
void describe_users(const struct manifest *manifest, uint32_t vm_count, const struct disk *disk,
                    struct blockd_config *config);

/* switches.c */
void check_switches(struct check *check); /* and all ports */
void check_ports_of(struct check *check); /* links of the VM's ports */

/* restart.c */
/* Fills in the policy. The caller sets its `when`, and its `backoff` unless that is the usual one,
 * to the values without the key. */
void check_restart(const struct check *check, const struct item *place, struct restart *restart);
extern const struct evm_restart service_restart; /* of components without the key */

/* after.c */
void check_order(const struct check *check); /* `after`, `ready` */
/* Reports VMs that would wait for themselves, when all have been checked. */
void check_circles(const struct check *check);

/* crashes.c: `crashes` of the system, when all VMs have been checked: adds the service, which uses
 * the disk. */
void check_crashes(struct check *check);

/* control.c */
/* Reports VMs that have the second serial line, if `control` has it. */
void check_control(const struct check *check);
/* Tells the monitor of all components, when these have been added. */
void describe_to_monitor(const struct manifest *manifest);

/* board.c */
void check_board(struct check *check);

/* rng.c */
void check_rng(struct check *check); /* behind all other calls of the VM */

/* lend.c */
struct lending {      /* a key `driver` */
    const char *list; /* "disks" or "switches" */
    uint32_t number;  /* in the list */
    const char *noun, *name, *driver;
};
/* Returns 1 + the number of the VM that it names, or 0 after reporting a mistake. */
uint32_t find_lender(const struct check *check, const struct lending *lending);
/* When all links have been added: says what links of others are for, to each VM that has them, and
 * adds signals of VMs that lend. */
void answer_borrowers(struct check *check);

/* services.c */
void add_services(struct check *check); /* to a manifest without mistakes */
/* Adds a VM behind the others, THING.ROLE, and makes `check` refer to it. */
struct vm *add_service(struct check *check, const char *thing, const char *role,
                       const char *program, const struct restart *restart);

/* ports.c */
/* Reports a mistake in a key of a port. */
void bad_port(const struct check *check, const struct port *port, const char *key, int index,
              const char *value, const char *expected);

/* ipv6.c: returns what was expected of the port's key `address6`, or NULL if it is right. */
const char *check_address6(const struct check *check, struct port *port);

#endif
