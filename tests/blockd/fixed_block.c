/* SPDX-License-Identifier: BSD-2-Clause */
/* The block service, for manifests whose users are programs that `disks:` cannot name. */
#include "../components/configured.h"

#include <blockd.h>

static const struct blockd_config
    parts = {.user_count = 4,
             .users = {{.name = "other", .partition = 2, .writable = 1},
                       {.name = "hostile", .partition = 3, .writable = 1},
                       {.name = "data", .partition = 1, .writable = 1},
                       {.name = "look", .partition = 1}}},
    flush = {.user_count = 1, .users = {{.name = "user", .first = 64, .writable = 1}}},
    overlap = {.user_count = 2,
               .users = {{.name = "one", .count = 1000, .writable = 1},
                         {.name = "two", .first = 999, .count = 10, .writable = 1}}},
    tight = {.user_count = 1, .users = {{.name = "three"}}},
    wrong = {.user_count = 1, .users = {{.name = "far", .disk = 1}}},
    halves = {.user_count = 2,
              .users = {{.name = "liar", .first = 4000, .count = 1000, .writable = 1},
                        {.name = "keeper", .count = 4000, .writable = 1}}},
    two_disks = {.user_count = 2,
                 .users = {{.name = "asker", .disk = 0, .writable = 1},
                           {.name = "keeper", .disk = 1, .writable = 1}}};

static const struct configured all[] = {
    {"parts", &parts}, {"flush", &flush},   {"overlap", &overlap},    {"tight", &tight},
    {"wrong", &wrong}, {"halves", &halves}, {"two-disks", &two_disks}};

const struct cos_blob *cos_blob_find(const struct cos_start *start, const char *name)
{
    (void)name;
    return configured_find(start, all, sizeof all / sizeof *all, sizeof(struct blockd_config));
}
