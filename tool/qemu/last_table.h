/* SPDX-License-Identifier: BSD-2-Clause */
/* The last table of what components have used (--usage), of a system that the tool is about to end:
 * the tool asks the console for it, and then waits for its last line. */
#ifndef QEMU_LAST_TABLE_H
#define QEMU_LAST_TABLE_H

#include <evm/image.h>

#include "base/base.h"

struct last_table {
    const char *last; /* the component of its last line */
    bool asked, begun, done;
    char line[EVM_NAME + 32]; /* how the console's current line begins */
    size_t size;
};

/* Takes text of the console. Sets `done` behind the last line of a table that began after `asked`
 * was set. */
void last_table_take(struct last_table *table, const char *bytes, size_t size);

#endif
