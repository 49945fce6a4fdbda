/* SPDX-License-Identifier: BSD-2-Clause */
/* Components as the supervisor knows them, for programs with `booter: yes` that kill them. */
#ifndef TARGET_H
#define TARGET_H

#include <cos/abi.h>
#include <cos/start.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <evm/image.h>
#include <supervisor.h>

/* extra: second result, or NULL. */
static inline int64_t supervisor(uint64_t method, uint64_t id, uint64_t word, uint64_t *extra)
{
    struct cos_result result = cos_call(COS_SLOT_SUPERVISOR, method, id, word, 0);

    if (extra != NULL)
        *extra = result.extra;
    return result.value;
}

/* The id of the component of that name; 0: there is none. */
static inline uint64_t find_component(const char *name)
{
    for (uint64_t id = EVM_CONSOLE;; id++) {
        uint64_t words[EVM_NAME / sizeof(uint64_t)];

        for (unsigned i = 0; i < sizeof words / sizeof *words; i++)
            if (supervisor(SUPERVISOR_NAME, id, i, &words[i]) != 0)
                return 0;
        if (strcmp((const char *)words, name) == 0)
            return id;
    }
}

#endif
