/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parameters: those of the manifest (EVM_BLOB_PARAMS), otherwise values of
 * the VM's own.
 */
#include <cos/blob.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>
#include <evm/blobs.h>
#include <rumpuser.h>
#include <stdbool.h>

#include "disk.h"
#include "memory.h"

#define PARAM_MEMORY_LIMIT "RUMP_MEMLIMIT"
#define NUMBER             24 /* bytes, for a number as text */

/* Memory that the rump kernel uses and does not count: stacks and locks, estimated as a part of all
 * memory; with the component vfs also the first buffers, of 64 KiB each. */
#define UNCOUNTED_PART    8
#define UNCOUNTED_BUFFERS (4 * 65536)

extern const char rumpns_bufinit[] __attribute__((weak)); /* of vfs */

static const char *from_manifest(const char *name)
{
    const struct cos_blob *params = cos_blob_find(cos_self(), EVM_BLOB_PARAMS);
    size_t length = strlen(name);

    for (const char *param = NULL; (param = cos_blob_text(params, param)) != NULL;)
        if (strncmp(param, name, length) == 0 && param[length] == '=')
            return param + length + 1;
    return NULL;
}

/* The rump kernel frees caches when its use comes near this limit. */
static size_t memory_limit(void)
{
    size_t reserved = disks_reserved() + (rumpns_bufinit != NULL ? UNCOUNTED_BUFFERS : 0), free;
    struct memory_usage usage;

    memory_usage(&usage);
    free = (usage.pages - usage.used_pages) * MEMORY_PAGE;
    reserved += free / UNCOUNTED_PART;
    return free > reserved ? free - reserved : 0;
}

static const char *own_value(const char *name, char number[NUMBER])
{
    if (strcmp(name, RUMPUSER_PARAM_HOSTNAME) == 0)
        return cos_self()->name;
    if (strcmp(name, PARAM_MEMORY_LIMIT) == 0) {
        cos_format(number, NUMBER, "%zu", memory_limit());
        return number;
    }
    return NULL;
}

int rumpuser_getparam(const char *name, void *value, size_t size)
{
    char number[NUMBER];
    const char *found = strcmp(name, RUMPUSER_PARAM_NCPU) == 0 ? "1" : from_manifest(name);

    if (found == NULL)
        found = own_value(name, number);
    if (found == NULL)
        return name[0] == '_' ? EINVAL : ENOENT;
    if (strlen(found) >= size)
        return E2BIG;
    memcpy(value, found, strlen(found) + 1);
    return 0;
}
