/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files share that check the values of a manifest. */
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

/* common.c */
/* Of a key of that VM; index >= 0: of that item of its list. */
struct place place_of(const struct check *check, const char *key, int index);
/* "vm 'web': key 'calls': 'x' is wrong; expected a native VM". index < 0: the value is no list. */
void bad_entry(const struct check *check, const char *key, int index, const char *value,
               const char *expected);
/* Reports a list that is longer than a component has slots for. */
void check_count(const struct check *check, const char *key, const struct strings *list,
                 unsigned most);
/* At most so many letters, digits, '-' or '_', a letter or digit first. */
bool good_name(const char *name, size_t most);
/* The name of a disk or a switch ("disk", "switch": `noun`), of which names of components are made.
 */
void check_part_name(const struct check *check, struct place place, const char *noun,
                     const char *name);

/* grants.c */
void add_grant(struct check *check, enum evm_grant_type type, uint32_t slot, uint64_t a,
               uint64_t b);
/* False: the VM signals as many as it can already. */
bool add_signal(struct check *check, uint32_t component);
/* A link that the VM owns, and signals to the other side, which has that index in the image.
 * Returns its number. */
uint32_t add_link(struct check *check, uint32_t component, uint64_t bytes);
void answer_links(struct check *check); /* signals to the owners of the links that lead to the VM */
/* Of links that the VM owns; when all have been added. */
void check_link_count(const struct check *check);

/* claims.c */
/* As add_grant(), of what only one VM may have, and no root component: item `index` of the list
 * `key`, as it is written there. Reports what is not for the VM instead. */
void add_claim(struct check *check, const char *key, int index, const char *value,
               const struct evm_grant *grant);

/* devices.c */
void check_io(struct check *check);  /* `ports`, `irqs`, `mmio` */
void check_pci(struct check *check); /* `pci` */

/* components.c: indices in the image. disk_component(): of the disk's driver */
uint32_t disk_component(const struct manifest *manifest, uint32_t disk);
uint32_t block_component(const struct manifest *manifest, uint32_t disk); /* of its service */
uint32_t switch_component(const struct manifest *manifest, uint32_t netswitch);
/* of the driver that VMs with `rng` call */
uint32_t rng_component(const struct manifest *manifest);

/* addresses.c: Ethernet, as text; to be freed */
char *port_address(const struct manifest *manifest, const struct port *port);

/* program.c */
void check_program(struct check *check); /* of a native VM, before the VMs that call it */
/* Whether the program of `peer`, if it is known, has the entry that item `index` of `key` is to
 * call; false: reported. */
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
void check_system_disks(struct check *check); /* those of the system */
void check_used_disks(struct check *check);   /* which of them the VM uses; links with them */
void check_unused_disks(struct check *check); /* when all VMs have been checked */

/* shares.c */
void find_shared_disks(const struct manifest *manifest); /* before any VM is checked */
/* How the VM uses the disk that is its used_disks number `index`, compared with the uses of VMs
 * before it. */
void check_disk_use(const struct check *check, uint32_t index, const struct disk *disk);
/* What the service of a shared disk must know of its users, among the first
 * VMs. */
void describe_users(const struct manifest *manifest, uint32_t vm_count, const struct disk *disk,
                    struct blockd_config *config);

/* switches.c */
void check_switches(struct check *check); /* and all ports */
void check_ports_of(struct check *check); /* links of the VM's ports */
/* Whether the port may talk with another one of its switch, be it a VM's name or the uplink's. */
bool port_reaches(const struct port *port, const char *name);

/* restart.c */
struct restart_place {
    const char *list; /* of the system: what has the key is its item of that number */
    uint32_t number;
    const char *where; /* for messages: "vm 'web': " */
};
/* Fills in the policy, of which `when` and, if it is not to be the usual one, `backoff` are set: as
 * without the key. */
void check_restart(const struct check *check, const struct restart_place *place,
                   struct restart *restart);
extern const struct evm_restart service_restart; /* of components without the key */

/* rng.c */
void check_rng(struct check *check); /* behind all other calls of the VM */

/* lend.c */
struct lending {      /* a key `driver` */
    const char *list; /* "disks" or "switches" */
    uint32_t number;  /* in the list */
    const char *noun, *name, *driver;
};
/* 1 + the number of the VM that it names; 0: that has been reported. */
uint32_t find_lender(const struct check *check, const struct lending *lending);
/* signals and channels of VMs that lend; when all links are there */
void answer_borrowers(struct check *check);

/* services.c */
void add_services(struct check *check); /* to a manifest without mistakes */

/* ports.c */
/* A mistake in a key of a port; expected: what would be right. */
void bad_port(const struct check *check, const struct port *port, const char *key, int index,
              const char *value, const char *expected);

/* ipv6.c: what would be right in place of the port's key `address6`; NULL: it is right. */
const char *check_address6(const struct check *check, struct port *port);
/* It, as 32 digits, to be freed; NULL: there is none. */
char *port_address6(const struct port *port);

#endif
