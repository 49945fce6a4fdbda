/* SPDX-License-Identifier: BSD-2-Clause */
/* Kills the component that keeps crash records, again and again. It gets no records itself. */
#include <console.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <evm/image.h>
#include <supervisor.h>

#define PAUSE_US 150000
#define KILLS    20

static bool is_named(uint64_t id, const char *name)
{
    uint64_t words[EVM_NAME / sizeof(uint64_t)];

    for (uint64_t i = 0; i < EVM_NAME / sizeof words[0]; i++) {
        struct cos_result word = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_NAME, id, i, 0);

        if (word.value != 0)
            return false;
        words[i] = word.extra;
    }
    return strcmp((const char *)words, name) == 0;
}

static bool is_refused(uint64_t slot, uint64_t method, uint64_t a1)
{
    struct cos_result result = cos_call(slot, method, a1, 0, 0);

    return result.value == -COS_EDENIED && result.extra == 0;
}

int main(const struct cos_start *start)
{
    uint64_t id = 0;
    unsigned kills = 0;

    (void)start;
    if (is_refused(COS_SLOT_SUPERVISOR, SUPERVISOR_RECORD_NEXT, 0) &&
        is_refused(COS_SLOT_SUPERVISOR, SUPERVISOR_RECORD, 1) &&
        is_refused(COS_SLOT_CONSOLE, CONSOLE_METHOD(CONSOLE_HISTORY, 0), cos_self()->id))
        cos_print("others get no records\n");
    while (id < EVM_COMPONENTS && !is_named(id, "machine.crashes"))
        id++;
    while (kills < KILLS) {
        cos_sleep(PAUSE_US);
        kills += cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, id, 0, 0).value == 0;
    }
    cos_print("killed %u times\n", kills);
    return 0;
}
