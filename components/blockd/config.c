/* SPDX-License-Identifier: BSD-2-Clause */
#include "config.h"

#include <cos/string.h>

_Static_assert(sizeof(struct blockd_user) == 64, "the tool writes it so");

/* Returns what was expected of a wrong entry, or NULL. */
static const char *check_user(const struct grants *grants, const struct blockd_user *user,
                              unsigned disks)
{
    if (user->name[0] == 0 || user->name[BLOCKD_NAME - 1] != 0)
        return "a name of 1 to 31 characters";
    for (unsigned i = 0; i < grants->count; i++)
        if (strcmp(grants->of[i].name, user->name) == 0)
            return "a name that no other user has";
    if (user->disk >= disks)
        return "the number of one of its own links (`links:`)";
    if (user->partition > BLOCKD_PARTITION_MOST)
        return "a partition from 1 to 128";
    if (user->first > BLOCKD_SECTORS_MOST || user->count > BLOCKD_SECTORS_MOST)
        return "sectors up to 2^54";
    if (user->partition != 0 && (user->first != 0 || user->count != 0))
        return "either a partition or sectors";
    return user->writable > 1 ? "0 or 1 for what it may write" : NULL;
}

static void add_user(struct grants *grants, const struct blockd_user *user)
{
    struct grant *grant = &grants->of[grants->count++];

    memcpy(grant->name, user->name, BLOCKD_NAME);
    grant->disk = user->disk;
    grant->part = user->partition;
    grant->extent = (struct extent){user->first, user->count};
    grant->writable = user->writable != 0;
}

const char *config_read(struct grants *grants, const void *config, size_t bytes, unsigned disks,
                        int *user)
{
    const struct blockd_config *from = config;
    const char *expected = NULL;

    *user = -1;
    if (bytes != sizeof *from)
        return "a struct blockd_config";
    if (disks > BLOCKD_LINKS || from->user_count > BLOCKD_LINKS - disks)
        return "at most 40 disks and users";
    for (unsigned i = 0; expected == NULL && i < from->user_count; i++) {
        *user = (int)i;
        expected = check_user(grants, &from->users[i], disks);
        if (expected == NULL)
            add_user(grants, &from->users[i]);
    }
    return expected;
}
