/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blobs: read-only data that the image carries for a component beside its program (struct cos_blob
 * of cos/start.h). The tool writes them, lib/cos reads them (cos/blob.h, cos/channel.h). Services
 * have a blob with their configuration, too, which their own interface describes.
 */
#ifndef EVM_BLOBS_H
#define EVM_BLOBS_H

#include <stdint.h>

/* The key `args` of the manifest: the texts that main() gets, each with its NUL. */
#define EVM_BLOB_ARGS "args"
/* The key `params` of a NetBSD VM: texts NAME=VALUE, each with its NUL, the form in which NetBSD's
 * parameters and a program's environment are kept. No code of ours interprets a value. */
#define EVM_BLOB_PARAMS "params"
/* A Linux VM's root file system, an archive in cpio's format `newc`, as Linux takes it. */
#define EVM_BLOB_INITRAMFS "initramfs"
/* Begins the name of a blob that is a NetBSD VM's disk; the rest is the disk's name. */
#define EVM_BLOB_DISK "disk."
/* Of the supervisor: a uint32_t, the seconds between tables of what the components have used
 * (SUPERVISOR_SHOW); 0: only one at the system's end, which comes in any case. */
#define EVM_BLOB_USAGE "usage"
/* Of the supervisor: a uint32_t, the milliseconds in which it looks once at all pages of the image
 * (BOOTER_SCRUB). Without it, it does not. */
#define EVM_BLOB_SCRUB "scrub"
/* What the component's links and gates are for: an array of struct evm_channel, in the order of the
 * manifest. The tool writes one if there is anything to say. */
#define EVM_BLOB_CHANNELS "channels"

#define EVM_CHANNEL_NAME 32 /* bytes of a channel's name, its padding included */

enum evm_channel_kind {
    EVM_CHANNEL_ETHER = 1,  /* a port of the switch of that name: ether.h */
    EVM_CHANNEL_ETHER_LENT, /* to the switch of that name, for which the VM drives the uplink:
                               ether.h, with the VM in the driver's place */
    EVM_CHANNEL_DISK,       /* a disk, by its name in the VM: block.h */
    EVM_CHANNEL_DISK_LENT,  /* to the VM or service of that name, which uses the disk that this VM
                               drives: block.h, with this VM in the driver's place */
    EVM_CHANNEL_LINK, /* of the key `links`, by the name of the other VM, whichever owns it; the
                         program decides what it is for */
    EVM_CHANNEL_RNG,  /* the machine's source of entropy: rng.h */
    EVM_CHANNEL_KINDS
};

struct evm_channel {
    uint32_t kind;      /* enum evm_channel_kind */
    uint32_t index;     /* number n of the link among those of struct cos_start; COS_SLOT_SIGNAL
                           + n signals its other side. EVM_CHANNEL_RNG: the slot of a gate,
                           COS_SLOT_CALL .. COS_SLOT_SIGNAL - 1 */
    uint32_t unit;      /* counts, from 0, the VM's interfaces (lent ones behind the others), its
                           disks, and its lent disks: each unique */
    uint32_t mtu;       /* interfaces: most bytes behind a frame's header, ETHER_MTU_LEAST ..
                           ETHER_MTU_MOST; else 0 */
    uint8_t address[6]; /* EVM_CHANNEL_ETHER: the VM's Ethernet address there; else 0 */
    uint8_t read_only;  /* EVM_CHANNEL_DISK_LENT: 1 if the disk must not be written; else 0 */
    uint8_t reserved;   /* 0 */
    char name[EVM_CHANNEL_NAME]; /* unique for its kind, except that two VMs may share several
                                    links, and a lent disk be used twice; padded with NULs, at least
                                    one */
};

#endif
