/* SPDX-License-Identifier: BSD-2-Clause */
/* Kills a driver that says anything (prober.c) again and again, and looks whether it has changed
 * what is not its own. */
#include "prober.h"

#include <devices.h>
#include <pci/pci.h>
#include <supervisor.h>

#include "check.h"
#include "kill.h"
#include "random.h"

#define LIVES   100
#define MOST_US 3000 /* of a life */
#define WORDS   (COS_PCI_CONFIG / sizeof(uint32_t))

static int64_t read_word(unsigned word, uint32_t *value)
{
    struct cos_result result = cos_call(COS_SLOT_DEVICES, DEVICES_READ, 0, word * sizeof *value, 0);

    *value = (uint32_t)result.extra;
    return result.value;
}

static unsigned read_all(uint32_t *words)
{
    unsigned good = 0;

    for (unsigned i = 0; i < WORDS; i++)
        good += read_word(i, &words[i]) == 0;
    return good;
}

static unsigned differences(const uint32_t *one, const uint32_t *other)
{
    unsigned count = 0;

    for (unsigned i = 0; i < WORDS; i++)
        count += one[i] != other[i];
    return count;
}

static unsigned kill_often(volatile struct probes *probes, uint64_t driver)
{
    struct random chance = {1};
    unsigned good = 0;

    for (unsigned i = 0; i < LIVES; i++) {
        cos_sleep(1 + random_next(&chance) % MOST_US);
        probes->seed = i;
        good += kill_and_restart(driver) == 0;
    }
    return good;
}

int main(const struct cos_start *start)
{
    volatile struct probes *probes = (volatile struct probes *)start->links[0].address;
    static uint32_t before[WORDS], after[WORDS];
    uint64_t driver = start->links[0].peer, good = 0;
    int64_t free;

    check_result(pci_master(&start->pci[0], true), 0, "a device of its own");
    check_result(read_all(before), WORDS, "which it knows");
    check_result(kill_and_restart(driver), 0, "another driver is killed, and begins anew");
    free = booter_call(BOOTER_FREE, 0);
    check_result(kill_often(probes, driver), LIVES, "%u times", LIVES);
    for (unsigned method = DEVICES_MASTER; method <= DEVICES_WRITE; method++)
        good += probes->good[method] > 0;
    check_result((long long)good, DEVICES_WRITE + 1, "it has made each call with success");
    check_result((long long)probes->strange, 0, "of %lu, each has a result that is known (%ld)",
                 (unsigned long)probes->calls, (long)probes->last_strange);
    check_result(booter_call(BOOTER_FREE, 0), free, "it leaves no memory behind");
    check(read_all(after) == WORDS && differences(before, after) == 0,
          "nor is a device of another component changed");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
