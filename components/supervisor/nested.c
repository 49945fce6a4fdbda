/* SPDX-License-Identifier: BSD-2-Clause */
#include "nested.h"

#include "common.h"

struct cos_values nested_find(struct nested *nested, uint64_t up, uint64_t *within)
{
    struct cos_values found = {.result = -COS_EDENIED};
    uint64_t count = image()->component_count;

    /* Its own component first, where most threads are; then the console, which many call. */
    for (uint64_t i = EVM_CONSOLE; found.result == -COS_EDENIED && i < count; i++) {
        if (nested->asked++ == NESTED_MOST)
            return (struct cos_values){.result = -COS_ENOENT};
        *within = i == EVM_CONSOLE ? nested->id : i == EVM_SUPERVISOR ? EVM_CONSOLE : i;
        found = nested->ask(nested->id, *within, up);
    }
    return found;
}
