/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kills a driver (dma.c) and, a little later, the component that handles devices: in the midst of
 * the driver's end, its creation, and its work. Both begin anew, the driver's device accesses its
 * memory, and at no time another component's.
 */
#include "check.h"
#include "dma.h"

#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "kill.h"

#define ROUNDS      60
#define STEP_US     50 /* later in each round */
#define PATIENCE_US 20000000
#define DEVICES     (self->id + 1)
#define MARK        0x5a
#define VICTIM      4096

static const struct cos_start *self;
static struct order *order;
static uint8_t victim[VICTIM] __attribute__((aligned(4096)));
static uint64_t victim_physical;

static void kill(uint64_t id)
{
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_KILL, id, 0, 0);
}

static void spin(uint64_t us)
{
    for (uint64_t end = cos_tsc() + cos_ticks(us); cos_tsc() < end;) {
    }
}

/* Waits until the driver has carried out the order. */
static bool is_done(void)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US), events;

    while (!__atomic_load_n(&order->done, __ATOMIC_ACQUIRE))
        if (cos_wait(COS_SLOT_ENDPOINT, deadline, &events) != 0)
            return false;
    return order->copied;
}

/* The driver's next life gets the order. */
static void give(uint64_t kind, uint64_t address)
{
    *order = (struct order){.kind = kind, .address = address, .bytes = COPY_MOST};
}

static bool is_unharmed(void)
{
    for (unsigned i = 0; i < VICTIM; i++)
        if (((volatile uint8_t *)victim)[i] != MARK)
            return false;
    return true;
}

/* Returns the rounds in which all was well. */
static unsigned kill_both(void)
{
    unsigned good = 0;

    for (unsigned round = 0; round < ROUNDS; round++) {
        give(ORDER_COPY, 0);
        kill(self->links[0].peer);
        spin(round * STEP_US % 3000);
        kill(DEVICES);
        good += is_done() && is_unharmed();
    }
    return good;
}

/* The driver has its device write foreign memory, and the component is killed at that time. */
static unsigned kill_while_blocked(void)
{
    unsigned good = 0;

    for (unsigned round = 0; round < ROUNDS / 4; round++) {
        give(ORDER_WRITE, victim_physical);
        kill(self->links[0].peer);
        spin(1000 + round * 4 * STEP_US);
        kill(DEVICES);
        spin(2000);
        give(ORDER_COPY, 0);
        kill(self->links[0].peer);
        good += is_done() && is_unharmed();
    }
    return good;
}

int main(const struct cos_start *start)
{
    self = start;
    order = (struct order *)start->links[0].address;
    victim_physical =
        cos_region_info(COS_SLOT_REGION, ((uint64_t)victim - start->rw_start) / COS_PAGE_SIZE).v2;
    memset(victim, MARK, VICTIM);
    give(ORDER_COPY, 0);
    await_driver(start->links[0].peer);
    kill(start->links[0].peer);
    check(is_done(), "a driver at work");
    check_result(kill_both(), ROUNDS,
                 "%d times both begin anew, and the device accesses its own memory", ROUNDS);
    check_result(kill_while_blocked(), ROUNDS / 4,
                 "%d times it cannot access the memory of another component", ROUNDS / 4);
    return check_done();
}
