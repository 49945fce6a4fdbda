/* SPDX-License-Identifier: BSD-2-Clause */
/* What the judge orders and the driver with the bad intentions does: a struct at the beginning of
 * their link. */
#ifndef DMA_H
#define DMA_H

#include <stdint.h>

enum order_kind {
    ORDER_NOTHING,  /* to live is enough */
    ORDER_RULES,    /* ask the booter for what it must refuse */
    ORDER_OWN,      /* have the device copy between two pages of the driver's */
    ORDER_WRITE,    /* have it write to `address` */
    ORDER_MANY,     /* the same, again and again */
    ORDER_READ,     /* have it read from there */
    ORDER_LEAKED,   /* look what it has read in the driver's last life */
    ORDER_MESSAGES, /* have it write what raises interrupts: its own and nobody's */
    ORDER_EDGE,     /* have it write to the link, from EDGE on, and across its end */
    ORDER_HANG,     /* start a write to the driver's own memory, and never come back */
    ORDER_LOOK,     /* look whether something changes the driver's memory */
};

#define EDGE      2048 /* offset in the link, behind the order */
#define EDGE_MARK 0xee

#define COPY_MOST 4088             /* bytes: a little less than the device's memory */
#define OWN_PAGE  UINT64_MAX       /* as address: of the driver's first page, plus `offset` */
#define OWN_END   (UINT64_MAX - 1) /* behind its memory */

struct order {
    uint64_t kind, address, offset, bytes;
    uint64_t physical; /* of the driver's memory */
    uint64_t done;     /* by the driver, when it has */
    uint64_t leaked;   /* bytes other than 0 that the device has read */
};

#endif
