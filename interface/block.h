/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks over a link (lib/link): who owns the link's memory uses a disk of the other side, by
 * requests on one channel. struct link_request: kind = BLOCK_*, block = first sector, length =
 * bytes. Each is completed with status 0, then with as many bytes in the buffer as were read, or
 * with a negative COS_E* number and no bytes:
 *   EINVAL: not a number of sectors, or beyond the disk's end; EDENIED: the disk is read-only; EIO:
 *   the disk says so;
 *   ENOSYS: no such kind.
 *
 * Requests are completed in any order, and may be done in any order while more than one is on its
 * way. After a restart of either side (LINK_RESTARTED) none of the earlier ones is on its way any
 * more; the user submits those that were not completed anew, in their order (link_reclaim()). To do
 * a request twice does no harm.
 */
#ifndef BLOCK_H
#define BLOCK_H

#include <stdint.h>

#define BLOCK_SECTOR       512
#define BLOCK_DEPTH        32 /* the channel's shape; its producer is the owner */
#define BLOCK_BUFFER_BYTES 16384
#define BLOCK_LINK_BYTES   0xa0000 /* of the link: enough for the channel */

enum block_kind {
    BLOCK_INFO, /* struct block_info is put into the buffer */
    BLOCK_READ,
    BLOCK_WRITE,
    BLOCK_FLUSH, /* all writes that were completed before this was submitted
                    outlive a loss of power */
};

#define BLOCK_READ_ONLY 1 /* struct block_info.flags */

struct block_info {
    uint64_t sectors;
    uint64_t flags;
};

#endif
