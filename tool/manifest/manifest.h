/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The manifest: the user's declaration of a system. docs/manifest.md describes the keys. Loading
 * runs in steps, each in its own file: text -> tree (tree.c) -> known keys of the right shape
 * (keys.c) -> these structs (load.c), both by the tables of keys (tables.c, vm_tables.c) -> checked
 * values (check.c). A step drops each value that it reports, so that later steps can report others.
 */
#ifndef MANIFEST_H
#define MANIFEST_H

#include <ether.h>
#include <evm/blobs.h>
#include <evm/image.h>

#include "base/base.h"
#include "base/diag.h"
#include "rootfs/init/init.h"

#define VM_PRIORITY_DEFAULT 100
#define VM_PRIORITY_BUDGET  150 /* of VMs with a budget */
#define VM_PRIORITY_DRIVER  200 /* of VMs that serve others as drivers */
/* of disks and switches, unless the manifest says otherwise: above it is room for urgent VMs */
#define VM_PRIORITY_SERVICE 240
#define VM_PRIORITY_MAX     250 /* higher ones are for the root components */
/* of disks and switches that such VMs use */
#define SERVICE_PRIORITY (VM_PRIORITY_MAX + 1)
#define DRIVER_PRIORITY  (VM_PRIORITY_MAX + 2)
#define DEVICES_PRIORITY (VM_PRIORITY_MAX + 3)
/* the console's: so the driver runs also when the console's thread hangs, and can say that */
#define WATCHDOG_PRIORITY (VM_PRIORITY_MAX + 4)

#define VIRTIO_NET 0x1af41041ul /* PCI vendor << 16 | device, as in EVM_GRANT_PCI */
#define VIRTIO_BLK 0x1af41042ul
#define VIRTIO_RNG 0x1af41044ul
#define I6300ESB   0x808625abul

enum guest {
    GUEST_LINUX,
    GUEST_NATIVE,
    GUEST_NETBSD,
    GUESTS,
    GUEST_UNKNOWN = GUESTS, /* after a mistake */
};
enum control { CONTROL_NONE, CONTROL_SERIAL2, CONTROL_WORDS };
enum dma { DMA_UNSAID, DMA_IOMMU, DMA_TRUSTED, DMA_WORDS };

/* Places in the file of the keys of the system, a VM, disk, switch or port. */
struct places {
    struct place whole;
    struct located *keys;
    uint32_t count;
};

struct restart {
    char *when, *backoff, *max; /* as loaded */
    struct evm_restart policy;
};

struct cpu {
    uint32_t
        urgency; /* the priority; of a disk or switch 0, until choose_urgency(): the usual one */
    uint32_t weight;
    char *budget, *period;         /* as loaded */
    uint32_t budget_us, period_us; /* 0: none */
};

/* What it takes for a VM to be ready: all that is given. */
struct ready {
    char *when, *file; /* as loaded; NULL: not given */
    uint32_t port;     /* 0: not given */
    bool program;      /* the program says so */
    bool ended;        /* it has ended by itself, with status 0; then nothing else is given */
};

struct vm {
    /* As loaded; strings may be NULL where the manifest has none. */
    struct places places;
    char *name;
    enum guest guest;
    uint64_t memory_bytes;
    uint64_t stack_bytes; /* 0: what its program asks for */
    uint64_t link_bytes;  /* of the link to each VM that it uses */
    struct cpu cpu;
    char *watchdog;
    enum dma dma;
    char *program, *files, *sockets, *hostname;
    struct strings features, root, run, env, args, ports, irqs, mmio, pci, calls, signals, links;
    struct strings components, client, params;
    struct strings disk_names, disk_images; /* that the image carries: NetBSD only */
    struct strings used_names, used_disks;  /* disks of the system, */
    struct strings used_parts, used_modes;  /* their partitions and modes; empty: not given */
    bool critical, dormant, service, booter, strict, rng, spare;
    struct restart restart;
    struct ready ready;
    struct strings after;

    /* As computed from them by manifest_check(). */
    char *program_path;   /* native: relative to the working directory, or absolute */
    uint32_t watchdog_ms; /* 0: none */
    bool entries_known;   /* native: these are those of its program */
    bool entries[COUNT(((struct evm_component *)0)->gates)];
    struct evm_grant *grants;
    uint32_t grant_count;
    struct strings disk_paths, client_paths; /* NetBSD: as program_path */
    uint64_t disk_bytes;                     /* NetBSD: of all disk images */
    struct evm_channel *channels;            /* what its links and gates are for */
    uint32_t channel_count;
    /* services: the configuration, a structure of its interface, and the blob's name */
    const char *config_name;
    struct buffer config;
    struct init_interface *interfaces; /* one for each port */
    uint32_t interface_count;
    bool dma_trusted;           /* its PCI devices may access all memory */
    bool board;                 /* the driver of the board's watchdog */
    bool crashes;               /* the service that copies crash records to a disk */
    bool control;               /* the monitor of the control channel */
    bool devices;               /* the service that handles PCI devices and the IOMMU */
    bool used;                  /* `uses` of a VM names it */
    bool pays;                  /* services may charge it, whatever its priority (EVM_PAYS) */
    bool lends_net, lends_disk; /* it drives a switch's uplink, a disk */
    uint64_t after_bits;        /* components that must be ready before it starts, a bit each */
};

/* A disk of the system: a file of the machine that runs `evm run`. */
struct disk {
    struct places places;
    char *name, *image, *fs, *files;
    uint64_t bytes;
    bool readonly;
    struct cpu cpu;         /* of its components; only the priority is used */
    struct restart restart; /* likewise */
    char *driver;           /* name of the VM that drives it, or NULL */

    uint32_t lender;  /* 1 + its number; 0: none */
    char *path;       /* of the image, as program_path */
    char *files_path; /* folder whose contents a new image gets, likewise; NULL: none */
    uint32_t users;   /* VMs */
    bool shared;      /* by a service */
};

/* A port forwarded from the machine that runs `evm run`. */
struct forward {
    uint16_t from, to; /* TCP ports */
    uint32_t address;  /* IPv4, of the VM */
};

struct netswitch {
    struct places places;
    char *name, *uplink, *gateway;
    bool outbound;
    uint32_t mtu_bytes;   /* most bytes of a frame, behind its header */
    uint64_t queue_bytes; /* most bytes of frames that wait for each port */
    struct strings forward;
    struct cpu cpu;         /* of its components; the budget is the uplink's */
    struct restart restart; /* of its components */
    char *driver;           /* name of the VM that drives the uplink, or NULL */

    uint32_t lender;          /* 1 + its number; 0: none */
    uint32_t nic;             /* number of the uplink among the machine's virtio interfaces */
    uint32_t network, prefix; /* IPv4; 0: no port has a fixed address */
    uint32_t gateway_address;
    uint32_t ports;
    struct forward *forwards; /* one for each text of `forward` */
};

/* A VM's port of a switch. */
struct port {
    struct places places;
    char *vm, *lan, *address, *address6; /* lan: name of the switch */
    struct strings to;
    uint64_t rate_bytes; /* in a second; 0: no limit */

    uint32_t vm_index;
    struct netswitch *netswitch;
    uint32_t ip;      /* IPv4; 0: by DHCP */
    uint32_t prefix6; /* bits of the IPv6 network; 0: there is only the link-local address */
    uint8_t ip6[16];
};

/* Where crash records go. */
struct crashes {
    char *disk, *partition; /* as loaded; NULL: not given */
};

/* The board's watchdog. */
struct board {
    char *device, *time; /* as loaded */
    bool given;          /* the manifest has the key */
    uint32_t time_ms;
};

struct manifest {
    /* As loaded. */
    struct places places;
    char *system, *netbsd;
    uint64_t memory_bytes; /* 0 = to be computed */
    enum dma dma;
    enum evm_mitigations mitigate;
    bool spare;
    char *scrub; /* as loaded; NULL: not given */
    uint32_t scrub_ms;
    struct board board;
    struct crashes crashes;
    enum control control; /* by which line */
    struct vm *vms;       /* the user's, then components for disks and switches (services.c) */
    uint32_t vm_count;
    struct disk *disks;
    uint32_t disk_count;
    struct netswitch *switches;
    uint32_t switch_count;
    struct port *ports; /* in the order of the VMs */
    uint32_t port_count;

    uint32_t service_count; /* of vm_count: those that are not the user's */

    bool dma_trusted;           /* unless a VM says otherwise */
    char *folder;               /* of the manifest: relative paths start there */
    struct manifest_tree *tree; /* has dropped names, and texts as written */
};

/* Loads and checks `diag->file`. Adds mistakes to `diag`. Returns NULL if nothing could be loaded;
 * else a manifest, which is usable only if `diag` is empty. */
struct manifest *manifest_load(struct diag *diag);
void manifest_free(struct manifest *manifest);

/* Returns the place of the value of `key` of VM number `vm` (vm < 0: of the system); index >= 0: of
 * that item. If the manifest lacks the key: the place of the VM. */
struct place manifest_place(const struct manifest *manifest, int vm, const char *key, int index);

/* The same for item number `number` of the system's `list`: vms, disks, switches or ports. */
struct place manifest_item_place(const struct manifest *manifest, const char *list, uint32_t number,
                                 const char *key, int index);

/* Returns the text that is written there, or NULL if there is none. */
const char *manifest_said(const struct manifest *manifest, const char *list, uint32_t number,
                          const char *key);

/* Returns true if a VM, disk or switch of that name may have been dropped after a mistake: then
 * naming it is no mistake. */
bool manifest_dropped(const struct manifest *manifest, const char *name);

/* Returns true for at most `most` letters, digits, '-' or '_', a letter or digit first. */
bool good_name(const char *name, size_t most);

/* Returns the manifest's path `path` as the tool must open it; the caller frees it. */
char *manifest_path(const struct manifest *manifest, const char *path);

/* Returns the number of disks with eVM's own driver before this one: if it has that driver, too,
 * its number among them. */
uint32_t disk_device(const struct manifest *manifest, uint32_t disk);

/* Returns true if the VM may write to its used_disks number `index`; the manifest has no mistake.
 */
bool disk_use_writes(const struct manifest *manifest, const struct vm *vm, uint32_t index);

/* Returns true if the port names the other one, a VM or the uplink, as its peer. */
bool port_reaches(const struct port *port, const char *name);

/* Returns the index in the image of VM number `vm`. */
uint32_t manifest_component(uint32_t vm);

/* Returns true if any VM has the key `rng`. */
bool rng_wanted(const struct manifest *manifest);

/* Returns true if a component has a PCI device, or device memory: then the image has the component
 * that handles them. */
bool devices_wanted(const struct manifest *manifest);

/* Returns true if a component has a PCI device that an IOMMU must confine. */
bool manifest_wants_iommu(const struct manifest *manifest);

/* Returns true if the VM is ready later than it has been started. */
static inline bool is_ready_later(const struct vm *vm)
{
    return vm->ready.program || vm->ready.file || vm->ready.port;
}

/* Sets the locally administered Ethernet address for a name in the system, always the same one. */
void ethernet_address(const struct manifest *manifest, const char *name,
                      uint8_t address[ETHER_ADDRESS]);

/* Checks the values, as a step of manifest_load(). */
void manifest_check(struct manifest *manifest, struct diag *diag);

#endif
