/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders from the judge to the hostile driver: a struct at the beginning of their link. */
#ifndef DMA_H
#define DMA_H

#include <stdint.h>

enum order_kind {
    ORDER_NOTHING,  /* only live */
    ORDER_RULES,    /* ask the booter for things that it must refuse */
    ORDER_OWN,      /* have the device copy between two pages of the driver's */
    ORDER_COPY,     /* the same, without a report */
    ORDER_WRITE,    /* have it write to `address` */
    ORDER_MANY,     /* the same, again and again */
    ORDER_READ,     /* have it read from there */
    ORDER_LEAKED,   /* show what its device read in the driver's last life */
    ORDER_MESSAGES, /* have it write messages that raise interrupts: its own and others */
    ORDER_EDGE,     /* have it write to the link, from EDGE on, and across its end */
    ORDER_HANG,     /* start a write to the driver's own memory, and never come back */
    ORDER_LOOK,     /* check whether anything changes the driver's memory */
};

#define EDGE      2048 /* offset in the link, behind the order */
#define EDGE_MARK 0xee

#define COPY_MOST 4088             /* bytes: a little less than the device's memory */
#define OWN_PAGE  UINT64_MAX       /* as address: of the driver's first page, plus `offset` */
#define OWN_END   (UINT64_MAX - 1) /* behind its memory */

struct order {
    uint64_t kind, address, offset, bytes;
    uint64_t physical; /* physical address of the driver's memory */
    uint64_t done;     /* the driver sets it when finished */
    uint64_t copied;   /* by ORDER_COPY: what the device copied is right */
    uint64_t leaked;   /* bytes other than 0 that the device has read */
};

#endif
