/* SPDX-License-Identifier: BSD-2-Clause */
/* Hypercalls that end the VM; which one, its argument says. */
#include <cos/blob.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <evm/blobs.h>
#include <memory.h>
#include <rumpuser.h>

int main(const struct cos_start *start)
{
    const char *way = cos_blob_text(cos_blob_find(start, EVM_BLOB_ARGS), NULL);

    memory_start((void *)start->ram_start, start->ram_pages);
    rumpuser_dprintf("an unfinished line, %s", way);
    if (strcmp(way, "panic") == 0)
        rumpuser_exit(RUMPUSER_PANIC);
    else if (strcmp(way, "signal") == 0)
        rumpuser_kill(RUMPUSER_PID_SELF, 15);
    else if (strcmp(way, "broken") == 0)
        rumpuser_free(memory_get(2 * MEMORY_PAGE, 0), MEMORY_PAGE);
    rumpuser_exit(5);
}
