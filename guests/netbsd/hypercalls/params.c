/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Parameters: what the manifest says (blob "params": KEY=VALUE, KEY=VALUE, ...), and else what the VM itself knows.
 */
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>
#include <rumpuser.h>
#include <stdbool.h>

#include "blobs.h"
#include "disk.h"
#include "memory.h"

#define PARAM_MEMORY_LIMIT "RUMP_MEMLIMIT"
#define NUMBER             24 /* bytes of a number's text */

/* Of the free memory, this part is left for what the rump kernel does not count: stacks and locks. */
#define UNCOUNTED_PART 8

static const char *from_manifest(const char *name)
{
    const struct cos_blob *params = blob_find("params");
    size_t length = strlen(name);

    if (params == NULL) {
        return NULL;
    }
    for (const char *param = NULL; (param = blob_next_string(params, param)) != NULL;) {
        if (strncmp(param, name, length) == 0 && param[length] == '=') {
            return param + length + 1;
        }
    }
    return NULL;
}

/* What the rump kernel may use; it frees caches when it comes near. Written pages of disks take memory, too. */
static size_t memory_limit(void)
{
    struct memory_usage usage;
    uint64_t free, disks = disks_writable_bytes();

    memory_usage(&usage);
    free = (usage.pages - usage.used_pages) * MEMORY_PAGE;
    free -= free / UNCOUNTED_PART;
    return free - (disks < free / 2 ? disks : free / 2);
}

static const char *own_value(const char *name, char number[NUMBER])
{
    if (strcmp(name, RUMPUSER_PARAM_HOSTNAME) == 0) {
        return cos_self()->name;
    }
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

    if (found == NULL) {
        found = own_value(name, number);
    }
    if (found == NULL) {
        return name[0] == '_' ? EINVAL : ENOENT;
    }
    if (strlen(found) >= size) {
        return E2BIG;
    }
    memcpy(value, found, strlen(found) + 1);
    return 0;
}
