/* SPDX-License-Identifier: BSD-2-Clause */
/* The key `watchdog` of VMs. */
#include <supervisor.h>

#include "base/words.h"
#include "check.h"
#include "keys.h"

#define PERIODS 4 /* of a budget: between two signs the VM must get time to give one */

void check_watchdog(const struct check *check)
{
    struct vm *vm = check->vm;
    uint64_t ms, least = ((uint64_t)vm->cpu.period_us * PERIODS + 999) / 1000;

    if (!vm->watchdog)
        return;
    if (!parse_time(vm->watchdog, &ms) || ms < SUPERVISOR_ALIVE_LEAST || ms > SUPERVISOR_ALIVE_MOST)
        bad_entry(check, "watchdog", -1, vm->watchdog, WATCHDOG_VALUES ", from 100ms to 24h");
    else if (vm->cpu.budget_us && ms < least)
        diag_add(check->diag, place_of(check, "watchdog", -1),
                 "vm '%s': key 'watchdog': %s is too short for a VM with a budget, which may have "
                 "to wait for its next period; expected at least %d periods: %llums",
                 vm->name, vm->watchdog, PERIODS, (unsigned long long)least);
    else
        vm->watchdog_ms = ms;
}
