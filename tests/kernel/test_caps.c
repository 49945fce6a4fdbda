/* SPDX-License-Identifier: BSD-2-Clause */
/* Capability tables: making, copying, dropping and revoking capabilities, and void ones. */
#include "unit.h"

static void system_call_numbers_and_slots(void **state)
{
    (void)state;
    assert_error(RESULT(COS_OPS, 1), NOSYS);
    assert_error(RESULT(0xff, 1), NOSYS);
    assert_error(RESULT(COS_OP_SIGNAL, 0), DENIED);
    assert_error(RESULT(COS_OP_SIGNAL, 63), DENIED);
    assert_error(RESULT(COS_OP_SIGNAL, COS_NODE_SLOTS), DENIED); /* no node there */
    assert_error(RESULT(COS_OP_SIGNAL, COS_SLOTS), DENIED);
    assert_error(RESULT(COS_OP_SIGNAL, 0xffffff), DENIED);
    assert_error(RESULT(COS_OP_SIGNAL, WORLD_RAM), DENIED); /* another type */
}

static void info(void **state)
{
    (void)state;
    make_comp(20, COS_COMP_STRICT);
    struct values v = SYS(COS_OP_CAP_INFO, 20);
    assert_int_equal(v.result, COS_CAP_COMP);
    assert_int_equal(v.v[0], COS_RIGHT_ALL);
    assert_int_equal(v.v[1], 20);
    v = SYS(COS_OP_CAP_INFO, 22, 1, 2, 3);
    assert_int_equal(v.result, COS_CAP_GATE);
    assert_int_equal(v.v[1], 0); /* the token is not shown */
    assert_int_equal(v.v[2], 0);
    v = SYS(COS_OP_CAP_INFO, COS_BOOT_SLOT_PORTS);
    assert_int_equal(v.result, COS_CAP_PORTS);
    assert_int_equal(v.v[1], 0);
    assert_int_equal(v.v[2], 0xffff);
    v = SYS(COS_OP_CAP_INFO, WORLD_RAM);
    assert_int_equal(v.result, COS_CAP_REGION);
    assert_int_equal(v.v[1], frame_count - world_ram);
    assert_int_equal(RESULT(COS_OP_CAP_INFO, 60), COS_CAP_NONE);
    assert_int_equal(RESULT(COS_OP_CAP_INFO, COS_SLOTS), COS_CAP_NONE);
}

static void nodes(void **state)
{
    (void)state;
    uint64_t page = new_page();
    assert_error(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, new_page(), 64), NOENT);
    assert_error(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, 64, 60, page), DENIED);
    assert_error(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, COS_SLOTS, WORLD_RAM, page), INVAL);
    assert_error(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, 64, WORLD_RAM, UINT64_MAX), INVAL);
    assert_error(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, 1, WORLD_RAM, page), EXIST);
    assert_ok(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, 127, WORLD_RAM, page));
    assert_error(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, 64, WORLD_RAM, new_page()), EXIST);
    assert_error(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, 128, WORLD_RAM, page), BUSY);
    make_endpoints(64);
    assert_int_equal(page_frame(page)->type, COS_FRAME_CAPNODE);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page));
    assert_int_equal(page_frame(page)->type, COS_FRAME_FREE);
    assert_error(RESULT(COS_OP_SIGNAL, 64), DENIED);
    assert_ok(RESULT(COS_OP_CAP_GROW, COS_BOOT_SLOT_COMP, 64, WORLD_RAM, page));
    assert_int_equal(RESULT(COS_OP_CAP_INFO, 64), COS_CAP_NONE);
    make_endpoints(64);
}

static void slots_must_be_free(void **state)
{
    (void)state;
    uint64_t page = new_page();
    assert_error(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, page, 0), NOENT);
    assert_error(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, page, 1), EXIST);
    assert_error(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, page, COS_SLOTS), NOENT);
    assert_error(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, page, UINT64_MAX), NOENT);
    assert_int_equal(page_frame(page)->type, COS_FRAME_FREE);
    assert_ok(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, page, 20));
    assert_error(RESULT(COS_OP_ENDPOINT, 20, 0, 20, 1, COS_RIGHT_ALL), EXIST);
}

static void copies_never_gain_rights(void **state)
{
    (void)state;
    make_comp(20, 0);
    make_endpoints(30);
    assert_ok(RESULT(COS_OP_ENDPOINT, 30, 5, 31, 0xff, COS_RIGHT_SIGNAL | COS_RIGHT_MANAGE));
    assert_int_equal(world_cap(31)->rights, COS_RIGHT_SIGNAL | COS_RIGHT_MANAGE);
    assert_ok(RESULT(COS_OP_CAP_COPY, 31, COS_BOOT_SLOT_COMP, 32, COS_RIGHT_ALL, 0x1f0));
    assert_int_equal(world_cap(32)->rights, COS_RIGHT_SIGNAL | COS_RIGHT_MANAGE);
    assert_int_equal(world_cap(32)->bits, 0xf0);
    assert_ok(RESULT(COS_OP_CAP_COPY, 31, COS_BOOT_SLOT_COMP, 33, COS_RIGHT_SIGNAL, 1));
    assert_error(RESULT(COS_OP_ENDPOINT, 33, 5, 34, 1, COS_RIGHT_ALL), DENIED);
    assert_error(RESULT(COS_OP_WAIT, 33, 0), DENIED);
    /* it is for endpoint 5 */
    assert_error(RESULT(COS_OP_ENDPOINT, 31, 6, 35, 1, COS_RIGHT_ALL), DENIED);
    assert_ok(RESULT(COS_OP_ENDPOINT, 31, 5, 35, UINT64_MAX, COS_RIGHT_ALL));
    assert_int_equal(world_cap(35)->bits, 0xff);
    assert_error(RESULT(COS_OP_WAIT, 35, 0), DENIED);
    /* one event of endpoint 0 */
    assert_ok(RESULT(COS_OP_CAP_COPY, 30, COS_BOOT_SLOT_COMP, 37, COS_RIGHT_ALL, 1));
    assert_error(RESULT(COS_OP_ENDPOINT, 37, 5, 38, UINT64_MAX, COS_RIGHT_ALL), DENIED);
    assert_ok(RESULT(COS_OP_ENDPOINT, 37, 0, 38, UINT64_MAX, COS_RIGHT_ALL));
    assert_int_equal(world_cap(38)->bits, 1);
    assert_ok(RESULT(COS_OP_CAP_COPY, 30, COS_BOOT_SLOT_COMP, 39, COS_RIGHT_ALL, UINT64_MAX));
    assert_ok(RESULT(COS_OP_ENDPOINT, 39, 7, 40, 2, COS_RIGHT_ALL)); /* with all rights: fine */
    assert_error(RESULT(COS_OP_ENDPOINT, 30, COS_ENDPOINTS, 36, 1, COS_RIGHT_ALL), INVAL);
    assert_error(RESULT(COS_OP_CAP_COPY, 60, 20, 1, COS_RIGHT_ALL), DENIED);
    /* a gate does not give its component */
    assert_error(RESULT(COS_OP_CAP_COPY, 30, 22, 1, COS_RIGHT_ALL), DENIED);
    assert_error(RESULT(COS_OP_CAP_COPY, 30, 20, 64, COS_RIGHT_ALL), NOENT);
    copy(30, 20, 1);
    assert_error(RESULT(COS_OP_CAP_COPY, 30, 20, 1, COS_RIGHT_ALL), EXIST);
    assert_ok(RESULT(COS_OP_CAP_DROP, 20, 1));
    assert_ok(RESULT(COS_OP_CAP_DROP, 20, 1));
    assert_ok(RESULT(COS_OP_CAP_DROP, 20, UINT64_MAX));
    copy(30, 20, 1);
}

static void revocation_leaves_one(void **state)
{
    (void)state;
    make_comp(20, 0);
    make_endpoints(30);
    copy(30, COS_BOOT_SLOT_COMP, 31);
    copy(31, 20, 1);
    assert_ok(RESULT(COS_OP_REVOKE, 31));
    assert_null(world_cap(30));
    assert_non_null(world_cap(31));
    assert_false(cap_valid(cap_slot(world_cap(20)->component, 1)));
    assert_ok(RESULT(COS_OP_SIGNAL, 31));
    assert_ok(RESULT(COS_OP_REVOKE, 20)); /* gates into it too */
    assert_null(world_cap(22));
    assert_error(RESULT(COS_OP_REVOKE, 22), DENIED);
    assert_error(RESULT(COS_OP_REVOKE, WORLD_RAM), INVAL);
    assert_error(RESULT(COS_OP_REVOKE, COS_BOOT_SLOT_PORTS), INVAL);
    assert_ok(RESULT(COS_OP_MAKE_GATE, 20, 22, ENTRY, 0));
    assert_error(RESULT(COS_OP_REVOKE, 22), INVAL);
    assert_ok(RESULT(COS_OP_CAP_COPY, 31, COS_BOOT_SLOT_COMP, 32, COS_RIGHT_SIGNAL, 1));
    assert_error(RESULT(COS_OP_REVOKE, 32), DENIED);
}

static void making_checks_all_arguments(void **state)
{
    (void)state;
    uint64_t page = new_page();
    make_comp(20, 0);
    assert_error(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, page, 30, 2), INVAL);
    assert_error(RESULT(COS_OP_MAKE_PAGETABLE, COS_BOOT_SLOT_DEVICE, 1, 30, 0), INVAL);
    assert_error(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, frame_count - world_ram, 30, 0), INVAL);
    /* mapped in the booter */
    assert_error(RESULT(COS_OP_MAKE_PAGETABLE, COS_BOOT_SLOT_IMAGE, 0, 30, 0), BUSY);
    assert_error(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, page, 30, 20, 0, 0), DENIED);
    assert_error(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, page, 30, 21, 16, 0), INVAL);
    assert_error(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, page, 30, 21, 0, 1ull << 32), INVAL);
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, new_page(), 31, 1));
    assert_error(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, page, 30, 31, 0, 0), INVAL); /* of clients */
    assert_error(RESULT(COS_OP_MAKE_THREAD, WORLD_RAM, page, 30, 21, ENTRY, 0), DENIED);
    assert_error(RESULT(COS_OP_MAKE_THREAD, WORLD_RAM, page, 30, 20, COS_USER_TOP, 0), INVAL);
    assert_error(RESULT(COS_OP_MAKE_THREAD, WORLD_RAM, page, 30, 20, ENTRY, 1ull << 32), INVAL);
    assert_error(RESULT(COS_OP_MAKE_GATE, 20, 30, COS_USER_TOP, 0), INVAL);
    assert_error(RESULT(COS_OP_MAKE_GATE, 21, 30, ENTRY, 0), DENIED);
    assert_error(RESULT(COS_OP_COMP_FAULT, 20, 21), DENIED);
    assert_int_equal(page_frame(page)->type, COS_FRAME_FREE);
    assert_null(world_cap(30));
}

/* Gates and copies become void; the killer can still read the table; reclamation gives everything
 * back. */
static void killed_component_is_reclaimed(void **state)
{
    (void)state;
    uint64_t root = new_page(), comp = new_page(), node = new_page();
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, root, 21, 0));
    assert_ok(RESULT(COS_OP_MAKE_COMP, WORLD_RAM, comp, 20, 21, 0, 5));
    assert_ok(RESULT(COS_OP_CAP_GROW, 20, 0, WORLD_RAM, node));
    assert_ok(RESULT(COS_OP_MAKE_GATE, 20, 22, ENTRY, 0));
    copy(20, COS_BOOT_SLOT_COMP, 23);
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, root), BUSY);
    assert_ok(RESULT(COS_OP_COMP_KILL, 20));
    assert_ok(RESULT(COS_OP_COMP_KILL, 20));
    assert_null(world_cap(22));
    assert_null(world_cap(23));
    assert_error(RESULT(COS_OP_MAKE_GATE, 20, 24, ENTRY, 0), DENIED);
    assert_error(RESULT(COS_OP_MAKE_THREAD, WORLD_RAM, new_page(), 24, 20, ENTRY, 0), DENIED);
    assert_error(RESULT(COS_OP_CAP_COPY, WORLD_RAM, 20, 1, COS_RIGHT_ALL), DENIED);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, comp));
    assert_null(world_cap(20));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, root));
    assert_null(world_cap(21));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, node));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, node));
    for (uint64_t page = root; page <= node; page++) {
        assert_int_equal(page_frame(page)->type, COS_FRAME_FREE);
        assert_int_equal(page_frame(page)->refs, 0);
    }
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, frame_count), INVAL);
}

static void the_running_are_not_reclaimed(void **state)
{
    (void)state;
    cap_slot(cpu.component, WORLD_RAM)->first = 0; /* all RAM, to reach the first component */
    cap_slot(cpu.component, WORLD_RAM)->pages = frame_count;
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, frame_number(cpu.component->frame)), BUSY);
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, frame_number(thread_frame(cpu.thread))), BUSY);
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, cpu.component->root >> COS_PAGE_SHIFT), BUSY);
}

UNIT_MAIN(UNIT_TEST(system_call_numbers_and_slots), UNIT_TEST(info), UNIT_TEST(nodes),
          UNIT_TEST(slots_must_be_free), UNIT_TEST(copies_never_gain_rights),
          UNIT_TEST(revocation_leaves_one), UNIT_TEST(making_checks_all_arguments),
          UNIT_TEST(killed_component_is_reclaimed), UNIT_TEST(the_running_are_not_reclaimed))
