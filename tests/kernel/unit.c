/* SPDX-License-Identifier: BSD-2-Clause */
#include "unit.h"

static uint64_t next_page;

int unit_setup(void **state)
{
    (void)state;
    next_page = 0;
    world_boot();
    return 0;
}

int unit_teardown(void **state)
{
    (void)state;
    const char *why = world_halted();
    if (!why)
        why = world_inconsistent();
    if (why)
        print_error("%s\n", why);
    return why != NULL;
}

uint64_t new_page(void)
{
    return next_page++;
}

struct frame *page_frame(uint64_t page)
{
    return &frames[world_ram + page];
}

struct thread *thread_in(uint64_t slot)
{
    return world_cap(slot)->thread;
}

void make_comp(uint64_t slot, uint64_t flags)
{
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, new_page(), slot + 1, 0));
    assert_ok(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, new_page(), slot, slot + 1, flags, slot));
    assert_ok(RESULT(COS_OP_MAKE_GATE, slot, slot + 2, ENTRY, slot));
    assert_ok(RESULT(COS_OP_CAP_GROW, slot, 0, WORLD_RAM, new_page()));
}

uint64_t make_thread(uint64_t slot, uint64_t comp)
{
    uint64_t page = new_page();
    assert_ok(RESULT(COS_OP_MAKE_THREAD, WORLD_RAM, page, slot, comp, ENTRY, slot, 0));
    return page;
}

uint64_t make_endpoints(uint64_t slot)
{
    uint64_t page = new_page();
    assert_ok(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, page, slot));
    return page;
}

void copy(uint64_t slot, uint64_t comp, uint64_t to)
{
    assert_ok(RESULT(COS_OP_CAP_COPY, slot, comp, to, COS_RIGHT_ALL, UINT64_MAX));
}

void make_runner(uint64_t thread, uint64_t comp, uint64_t priority)
{
    make_comp(comp, 0);
    make_thread(thread, comp);
    assert_ok(RESULT(COS_OP_THREAD_SET, thread, thread, priority));
}

void assert_report(struct values got, int64_t cause, uint64_t cookie, uint64_t woken)
{
    assert_int_equal(got.result, cause);
    assert_int_equal(got.v[0], cookie);
    assert_int_equal(got.v[2], woken);
}
