/* SPDX-License-Identifier: BSD-2-Clause */
/* Has a driver's device access what it must not, one target in each life of the driver, and checks
 * that nothing has happened to this component's memory, to free memory, or to the driver. Argument
 * `trusted`: there is no IOMMU, and the harm is done. */
#include "dma.h"

#include <devices.h>
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "check.h"
#include "kill.h"

#define LIVES       120 /* that only start */
#define VICTIM      (4 * COS_PAGE_SIZE)
#define MARK        0x5a
#define PATIENCE_US 5000000
#define CRASH       139 /* exit status */

static const struct cos_start *self;
static struct order *order;
static uint8_t victim[VICTIM] __attribute__((aligned(4096)));
static uint64_t driver, victim_physical;

static void begin(uint64_t kind, uint64_t address, uint64_t offset, uint64_t bytes, int64_t *error)
{
    *error = booter_call(BOOTER_DESTROY, driver);
    *order = (struct order){.kind = kind, .address = address, .offset = offset, .bytes = bytes};
    *error = *error == 0 || *error == -COS_ENOENT ? booter_call(BOOTER_CREATE, driver) : *error;
}

/* The driver carries out the order, and lives. */
static bool run(uint64_t kind, uint64_t address, uint64_t offset, uint64_t bytes)
{
    uint64_t deadline, events;
    int64_t error;

    begin(kind, address, offset, bytes, &error);
    deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    while (error == 0 && !__atomic_load_n(&order->done, __ATOMIC_ACQUIRE))
        error = cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    return error == 0;
}

static bool has_crashed(void)
{
    int64_t status = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_STATUS, driver, 0, 0).value;

    return (status & 0xff) == SUPERVISOR_CRASHED && status >> 8 == CRASH;
}

/* The IOMMU blocks its device, and the driver ends without warning. */
static bool run_blocked(uint64_t kind, uint64_t address, uint64_t offset, uint64_t bytes)
{
    uint64_t deadline, events;
    int64_t error;

    begin(kind, address, offset, bytes, &error);
    deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    while (error == 0 && !has_crashed())
        error = cos_wait(COS_SLOT_ENDPOINT, deadline, &events);
    return error == 0 && !__atomic_load_n(&order->done, __ATOMIC_ACQUIRE);
}

static bool unharmed(void)
{
    for (unsigned i = 0; i < VICTIM; i++)
        if (((volatile uint8_t *)victim)[i] != MARK)
            return false;
    return true;
}

/* Checks that a blocked read brought the device no data. */
static bool leaks_nothing(void)
{
    return run(ORDER_LEAKED, 0, 0, 0) && order->leaked == 0;
}

static const struct {
    const char *what;
    uint64_t address, offset, bytes;
} places[] = {
    {"address 0", 0, 0, COPY_MOST},
    {"the kernel's code", 0x100000, 0, COPY_MOST},
    {"the kernel's data", 0x110000, 64, 1000},
    {"a range that begins within a page", 0x101ff0, 0, 32},
    {"the top of memory", 0x7fff000, 0, COPY_MOST},
    {"memory behind it", 0x8000000, 0, COPY_MOST},
    {"the end of 4 GiB", 0xfffff800, 0, COPY_MOST},
    {"its own address and 4 GiB", OWN_PAGE, 1ull << 32, COPY_MOST},
    {"its own address and 512 GiB", OWN_PAGE, 1ull << 39, COPY_MOST},
    {"its own address and 256 TiB", OWN_PAGE, 1ull << 48, COPY_MOST},
    {"the end of the number range", 0xfffffffffffff800, 0, COPY_MOST},
    {"the kernel's addresses", 0xffff800000100000, 0, COPY_MOST},
    {"the page before its own", OWN_PAGE, -4096ull, COPY_MOST},
    {"its own program", OWN_PAGE, -16 * 4096ull, COPY_MOST},
    {"its start page", OWN_END, 0, COPY_MOST},
    {"its page table", OWN_END, 4096, COPY_MOST},
    {"its capabilities", OWN_END, 2 * 4096, COPY_MOST},
    {"its thread", OWN_END, 4 * 4096, COPY_MOST},
    {"memory behind its own", OWN_END, 6 * 4096, COPY_MOST},
    {"and next", OWN_END, 8 * 4096, COPY_MOST},
    {"and next", OWN_END, 10 * 4096, COPY_MOST},
    {"the IOMMU's registers", 0xfed90000, 0, COPY_MOST},
};

static void check_places(void)
{
    for (unsigned i = 0; i < sizeof places / sizeof places[0]; i++) {
        bool wrote = run_blocked(ORDER_WRITE, places[i].address, places[i].offset, places[i].bytes);
        bool read = run_blocked(ORDER_READ, places[i].address, places[i].offset, places[i].bytes);

        check(wrote && read && leaks_nothing() && unharmed(),
              "the driver ends, and nothing is written to or read from %s", places[i].what);
    }
}

static void check_victim(void)
{
    bool wrote = run_blocked(ORDER_WRITE, victim_physical, 0, COPY_MOST) &&
                 run_blocked(ORDER_WRITE, victim_physical, COS_PAGE_SIZE + 1, 3000);

    check(wrote && unharmed(), "another component's memory is not written");
    check(run_blocked(ORDER_READ, victim_physical, 0, COPY_MOST) && leaks_nothing(), "nor read");
}

static void check_edge(void)
{
    const volatile uint8_t *link = (const volatile uint8_t *)order;
    unsigned marked = 0;

    check(run_blocked(ORDER_EDGE, 0, 0, 0), "a driver at the edge");
    for (unsigned i = EDGE; i < COS_PAGE_SIZE; i++)
        marked += link[i] == EDGE_MARK;
    check_result(marked, COS_PAGE_SIZE - EDGE, "its device's memory is written");
}

static void check_many(void)
{
    check(run_blocked(ORDER_MANY, victim_physical, 0, COPY_MOST) && unharmed(),
          "however often it tries");
}

static void check_lives(void)
{
    unsigned good = 0;
    int64_t before;

    run(ORDER_NOTHING, 0, 0, 0);
    before = booter_call(BOOTER_FREE, 0);
    for (unsigned i = 0; i < LIVES; i++)
        good += run(ORDER_NOTHING, 0, 0, 0);
    check_result(good, LIVES, "the driver lives %u times", LIVES);
    check_result(booter_call(BOOTER_FREE, 0), before, "and free memory stays free");
    check_result(booter_call(BOOTER_DESTROY, driver), 0, "it ends");
    check(booter_call(BOOTER_FREE, 0) > before, "which gives its memory back");
    check_result(booter_call(BOOTER_CREATE, driver), 0, "and restarts");
    check_result(booter_call(BOOTER_FREE, 0), before, "with as much");
}

static void check_end(void)
{
    check(run(ORDER_HANG, 0, 0, 0), "the device is about to write when its driver is killed");
    check(run(ORDER_LOOK, 0, 0, 0) && unharmed(), "and nothing shows it");
}

static bool is_trusted(void)
{
    return self->blobs[0].bytes > 7 && strcmp((const char *)self->blobs[0].address, "trusted") == 0;
}

int main(const struct cos_start *start)
{
    self = start;
    order = (struct order *)start->links[0].address;
    driver = start->links[0].peer;
    victim_physical =
        cos_region_info(COS_SLOT_REGION, ((uint64_t)victim - start->rw_start) / COS_PAGE_SIZE).v2;
    memset(victim, MARK, VICTIM);
    await_driver(driver);
    check_result(cos_call(COS_SLOT_DEVICES, DEVICES_DMA, 0, 1, 0).value, -COS_EDENIED,
                 "a component without a device cannot give it memory");
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_BLOCKED, 0, 0, 0).value, -COS_EDENIED,
                 "nor accuse others' devices");
    check(run(ORDER_OWN, 0, 0, 0), "a driver at work");
    if (is_trusted()) {
        check(run(ORDER_WRITE, victim_physical, 0, COPY_MOST) && !unharmed(),
              "a trusted driver can do harm");
    } else {
        check(run(ORDER_RULES, 0, 0, 0), "a driver that asks");
        check_edge();
        check(run(ORDER_MESSAGES, 0, 0, 0), "a driver that raises interrupts");
        check_victim();
        check_many();
        check_places();
        check_end();
    }
    check_lives();
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_POWEROFF, (uint64_t)check_done(), 0, 0);
    return 1;
}
