/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls root components at random times, and checks their answers against
 * tests/components/protocols.h. A refusal for lack of a stack or a lock is no answer. Arguments:
 * seed, calls to make. */
#include <booter.h>
#include <devices.h>
#include <evm/image.h>
#include <sched.h>

#include "life.h"
#include "protocols.h"
#include "random.h"

#define PATIENCE_US 1000000
#define PAUSE_US    400
#define POLL_US     150
#define VENDOR      0x1af4 /* of its device, if it has one, */
#define COMMAND     4      /* whose command register is in configuration space */
#define UNKNOWN     10000  /* no component's id */

static struct random random;
static uint64_t first, me; /* ids: of the umpire, its own */

static uint64_t below(uint64_t limit)
{
    return random_next(&random) % limit;
}

static void expect(bool holds, enum wrong wrong, uint64_t who, int64_t found)
{
    if (!holds)
        umpire(UMPIRE_WRONG, wrong, who, (uint64_t)found);
}

static int64_t supervisor(unsigned method, uint64_t id)
{
    return cos_call(COS_SLOT_SUPERVISOR, method, id, 0, 0).value;
}

static uint64_t some_agent(void)
{
    return first + 1 + below(AGENTS);
}

static uint64_t some_victim(void)
{
    return first + 1 + AGENTS + CRASHERS + below(VICTIMS);
}

static uint64_t some_puppet(void)
{
    return first + 1 + AGENTS + CRASHERS + VICTIMS + below(PUPPETS);
}

static void ask(void)
{
    uint64_t id = below(first + 1 + AGENTS + CRASHERS + VICTIMS + PUPPETS);
    int64_t status = supervisor(SUPERVISOR_STATUS, id);

    expect(status >= 0 && (status & 0xff) <= SUPERVISOR_RESTARTING, WRONG_STATUS, id, status);
    expect(id > first || (status & 0xff) == SUPERVISOR_RUNNING, WRONG_STATUS, id, status);
    status = supervisor(SUPERVISOR_STATUS, me);
    expect(status == SUPERVISOR_RUNNING, WRONG_STATUS, me, status);
    expect(supervisor(SUPERVISOR_STATUS, UNKNOWN + id) == -COS_ENOENT, WRONG_STATUS, UNKNOWN, 0);
}

/* If the answer says that the component ends, or has ended, that life is over. */
static void kill(void)
{
    uint64_t who = some_victim(), deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    int64_t life = umpire(UMPIRE_LIVES, who, 0, 0).value, result = supervisor(SUPERVISOR_KILL, who);

    expect(result == 0 || result == -COS_ENOENT, WRONG_KILL, who, result);
    while (state(who) == SUPERVISOR_RUNNING && umpire(UMPIRE_LIVES, who, 0, 0).value == life &&
           cos_tsc() < deadline)
        cos_sleep(POLL_US);
    expect(cos_tsc() < deadline, WRONG_ALIVE, who, result);
}

static void refused(void)
{
    expect(supervisor(SUPERVISOR_KILL, below(EVM_CONSOLE)) == -COS_EINVAL, WRONG_REFUSED, 0, 0);
    expect(booter(BOOTER_DESTROY, EVM_CONSOLE) == -COS_EINVAL, WRONG_REFUSED, EVM_CONSOLE, 0);
    expect(supervisor(SUPERVISOR_KILL, UNKNOWN) == -COS_EINVAL, WRONG_REFUSED, UNKNOWN, 0);
    expect(booter(BOOTER_CREATE, me) == -COS_EEXIST, WRONG_REFUSED, me, 0);
    expect(cos_call(COS_SLOT_SCHED, SCHED_ADD, me, 3, 250).value < 0, WRONG_REFUSED, me, 1);
    expect(cos_call(COS_SLOT_SCHED, SCHED_PRIORITY, me, 250, 0).value < 0, WRONG_REFUSED, me, 2);
}

static void make_or_end(void)
{
    uint64_t who = some_puppet(), deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    unsigned method = below(2) ? BOOTER_CREATE : BOOTER_DESTROY;
    int64_t result;

    while ((result = booter(method, who)) == -COS_EBUSY && cos_tsc() < deadline)
        cos_sleep(POLL_US);
    if (method == BOOTER_CREATE)
        expect(result == 0 || result == -COS_EEXIST, WRONG_MADE, who, result);
    else
        expect(result == 0 || result == -COS_ENOENT, WRONG_ENDED, who, result);
}

static void time(void)
{
    static int64_t ran;
    int64_t now = cos_call(COS_SLOT_SCHED, SCHED_TIME, me, 0, 0).value;

    expect(now >= ran, WRONG_TIME, me, now);
    ran = now;
    expect(cos_call(COS_SLOT_SCHED, SCHED_TIME, UNKNOWN, 0, 0).value == -COS_ENOENT, WRONG_TIME,
           UNKNOWN, 0);
    cos_call(COS_SLOT_SCHED, SCHED_YIELD, 0, 0, 0);
}

static void count(void)
{
    static int64_t deaths;
    int64_t now = supervisor(SUPERVISOR_DEATHS, 0), pages;

    expect(now >= deaths && now <= CRASHERS * CRASHER_LIVES, WRONG_DEATHS, 0, now);
    deaths = now;
    pages = booter(BOOTER_FREE, 0);
    expect(pages > 0, WRONG_PAGES, 0, pages);
    pages = booter(BOOTER_PAGES, me);
    expect(pages > 0, WRONG_PAGES, me, pages);
    pages = booter(BOOTER_PAGES, some_victim());
    expect(pages > 0 || pages == -COS_ENOENT, WRONG_PAGES, 1, pages);
}

static void name(void)
{
    struct cos_result result = cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_NAME, me, 0, 0);

    expect(result.value == 0 && memcmp(&result.extra, cos_self()->name, sizeof result.extra) == 0,
           WRONG_NAME, me, result.value);
}

/* Checks its own device, if it has one, and an index beyond. */
static void device(void)
{
    struct cos_result result = cos_call(COS_SLOT_DEVICES, DEVICES_READ, 0, 0, 0);
    bool mine = cos_self()->pci_count != 0;

    expect(mine ? result.value == 0 && (result.extra & 0xffff) == VENDOR : result.value < 0,
           WRONG_DEVICE, 0, result.value);
    result = cos_call(COS_SLOT_DEVICES, DEVICES_WRITE, 0, COMMAND, 0);
    expect(mine ? result.value == 0 : result.value < 0, WRONG_DEVICE, 1, result.value);
    do {
        result = cos_call(COS_SLOT_DEVICES, DEVICES_MASTER, 0, 0, 0);
    } while (result.value == -COS_EBUSY);
    expect(mine ? result.value == 0 : result.value < 0, WRONG_DEVICE, 2, result.value);
    result = cos_call(COS_SLOT_DEVICES, DEVICES_READ, 1, 0, 0);
    expect(result.value < 0, WRONG_DEVICE, 3, result.value);
}

static void notify(void)
{
    uint64_t other = some_agent();
    int64_t result = cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, me, COS_EVENT_OWN, 0).value;

    expect(result == 0, WRONG_NOTIFY, me, result);
    result = other == me ? -1
                         : cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, other, COS_EVENT_POWER, 0).value;
    expect(result < 0, WRONG_NOTIFY, other, result);
}

int main(const struct cos_start *start)
{
    static void (*const acts[])(void) = {ask,  ask,   kill, kill,   make_or_end, refused,
                                         time, count, name, device, notify};
    uint64_t calls = argument(1);

    me = start->id;
    first = umpire(UMPIRE_BORN, 0, 0, 0).extra;
    random.state = argument(0) * 1000 + me;
    for (uint64_t i = 0; i < calls; i++) {
        cos_sleep(below(PAUSE_US));
        acts[below(sizeof acts / sizeof acts[0])]();
    }
    umpire(UMPIRE_DONE, 0, 0, 0);
    return 0;
}
