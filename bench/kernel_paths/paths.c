/* SPDX-License-Identifier: BSD-2-Clause */
/* The longest paths with interrupts off that a component can choose, through the kernel and the
 * scheduler, from user code to user code: an interrupt waits that long at worst. Each takes its
 * operation to the contract's limit. */
#include <cos/string.h>
#include <cos/syscall.h>
#include <sched.h>

#include "../components/bench.h"
#include "crowd.h"
#include "domain.h"
#include "snippet.h"

#define AREA    0x200000000000ul /* an unmapped area: all nodes are missing */
#define ENTRIES 512              /* in a page-table node, */
#define PART    32               /* and those that the kernel clears at a time */
#define ITSELF  3                /* slots in the domain's table: a gate into it, */
#define OWN     4                /* and its component */

#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)

static uint64_t longest, started;

static void tell_path(const char *name, uint64_t ticks)
{
    cos_print("bench %s %llu\n", name, (unsigned long long)ticks);
    longest = ticks > longest ? ticks : longest;
}

static void path(const char *name, int64_t result, int64_t expected)
{
    uint64_t ticks = cos_tsc() - started - empty;

    if (result == expected)
        tell_path(name, ticks);
    else
        absent(name, result);
}

#define PATH(name, operation, expected)          \
    do {                                         \
        started = cos_tsc();                     \
        path("path_" name, operation, expected); \
    } while (0)

/* The last entries of one leaf map the same page. */
static void bench_memory(void)
{
    const uint64_t rights = COS_RIGHT_READ | COS_RIGHT_WRITE, page = pages_take(COS_MAP_BATCH),
                   nodes = pages_take(3);
    uint64_t address = AREA;

    for (uint64_t level = 0; level < 3; level++)
        cos_pt_grow(COS_SLOT_PT, AREA, COS_SLOT_REGION, nodes + level);
    for (uint64_t i = ENTRIES - PART; i < ENTRIES; i += COS_MAP_BATCH) {
        address = AREA + i * COS_PAGE_SIZE;
        cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, page, rights, COS_MAP_BATCH);
    }
    PATH("map", cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, page, rights, COS_MAP_BATCH),
         COS_MAP_BATCH);
    PATH("unmap", cos_unmap(COS_SLOT_PT, address, COS_MAP_BATCH), COS_MAP_BATCH);
    cos_map(COS_SLOT_PT, address, COS_SLOT_REGION, page, rights, COS_MAP_BATCH);
    PATH("reclaim_node", cos_reclaim(COS_SLOT_REGION, nodes + 2, 0), 0);
}

/* Calls rsi, a gate into itself, rdi times; then takes the time and kills itself, rdx: the kernel
 * leaves all callers at once. */
SNIPPET(nested, "test %rdi, %rdi\n jz 1f\n dec %rdi\n mov %rsi, %rax\n syscall\n ud2\n"
                "1: mov %rdx, %rbx\n rdtsc\n shl $32, %rdx\n or %rdx, %rax\n mov %rax, " TEXT(
                    DOMAIN_DATA) "\n"
                                 "mov %rbx, %rax\n syscall\n ud2");

static void bench_unwind(void)
{
    static struct domain domain;
    const uint64_t last = COS_CALL_DEPTH - 1;
    int64_t error = domain_make(&domain, 0, COS_SLOT_SUPERVISOR);

    if (error == 0)
        error = cos_cap_copy(domain.gate, domain.comp, ITSELF, COS_RIGHT_ALL, 0);
    if (error == 0)
        error = cos_cap_copy(domain.comp, domain.comp, OWN, COS_RIGHT_ALL, 0);
    domain_load(&domain, nested_start, nested_end);
    if (error == 0)
        error = cos_call(domain.gate, last, COS_SYSCALL(COS_OP_CALL, ITSELF),
                         COS_SYSCALL(COS_OP_COMP_KILL, OWN), 0)
                    .value;
    started = *(const uint64_t *)domain.data;
    path("path_unwind", error, -COS_EDEAD);
}

static int64_t call_sched(enum sched_method method, uint64_t argument)
{
    return cos_call(COS_SLOT_SCHED, method, argument, 0, 0).value;
}

static void bench_sched(uint64_t self)
{
    PATH("sched_timer", call_sched(SCHED_TIMER, cos_tsc() + cos_ticks(1000000)), 0);
    PATH("sched_notify", cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, self, COS_EVENT_OWN, 0).value, 0);
    PATH("sched_yield", call_sched(SCHED_YIELD, 0), 0);
}

static void bench_crowd(const struct cos_start *start)
{
    struct crowd_paths crowd = crowd_measure(start);

    if (crowd.deadlines == 0) {
        absent("path_sched_deadlines", -COS_ENOENT);
        return;
    }
    tell_path("path_sched_deadlines", crowd.deadlines);
    tell_path("path_sched_wake", crowd.wake);
    tell_path("path_sched_wait", crowd.wait);
}

int main(const struct cos_start *start)
{
    bench_crowd(start);
    measure_empty();
    bench_memory();
    bench_unwind();
    bench_sched(start->id);
    cos_print("bench longest_path %llu\n", (unsigned long long)longest);
    return 0;
}
