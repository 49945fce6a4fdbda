/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks over a link (lib/link): the owner of the link uses a disk of the other side, by requests
 * on one channel. struct link_request: kind = BLOCK_*, block = first sector, length = bytes,
 * argument = 0, or the id of the component for which the owner asks, if it serves others: this pays
 * for the work, if the owner could charge it itself (SCHED_CHARGE). A completion has status 0 and
 * the number of bytes that were read, or a negative COS_E* number and no bytes:
 *   EINVAL: not a number of sectors, or beyond the disk's end; EDENIED: the disk is read-only; EIO:
 *   the disk failed; ENOSYS: no such kind.
 *
 * The disk may execute outstanding requests in any order, and completes them in any order. A
 * restart of either side (LINK_RESTARTED) drops all outstanding requests; the user resubmits those
 * that were not completed, in their order (link_reclaim()). To execute a request twice does no
 * harm.
 */
#ifndef BLOCK_H
#define BLOCK_H

#include <stdint.h>

#define BLOCK_SECTOR       512
#define BLOCK_DEPTH        32 /* the channel's shape; its producer is the owner */
#define BLOCK_BUFFER_BYTES 16384
#define BLOCK_LINK_BYTES   0xa0000 /* of the link: enough for the channel */

enum block_kind {
    BLOCK_INFO, /* puts struct block_info into the buffer */
    BLOCK_READ,
    BLOCK_WRITE,
    BLOCK_FLUSH, /* all writes completed before its submission survive a loss of power */
};

#define BLOCK_READ_ONLY 1 /* struct block_info.flags */

struct block_info {
    uint64_t sectors;
    uint64_t flags;
};

#endif
