/* SPDX-License-Identifier: BSD-2-Clause */
/* Page tables, mapping, regions, zeroing and reclamation. */
#include "unit.h"

#define PT   COS_BOOT_SLOT_PT
#define BASE 0x200000000 /* nothing is mapped near it */
#define RW   (COS_RIGHT_READ | COS_RIGHT_WRITE)
#define RX   (COS_RIGHT_READ | COS_RIGHT_EXEC)

/* Donates pages for the nodes on the way to BASE. */
static uint64_t grow(uint64_t slot, uint64_t address)
{
    uint64_t pages[4];
    int64_t level;
    unsigned n = 0;
    do
        level = RESULT(COS_OP_PT_GROW, slot, address, WORLD_RAM, pages[n++] = new_page());
    while (level > 1);
    return pages[n - 1];
}

static void growing(void **state)
{
    (void)state;
    uint64_t page = new_page();
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, new_page(), 20, 0));
    assert_error(RESULT(COS_OP_PT_GROW, 20, COS_USER_TOP, WORLD_RAM, page), INVAL);
    assert_error(RESULT(COS_OP_PT_GROW, 20, UINT64_MAX, WORLD_RAM, page), INVAL);
    assert_error(RESULT(COS_OP_PT_GROW, 20, BASE, 60, page), DENIED);
    assert_error(RESULT(COS_OP_PT_GROW, 20, BASE, COS_BOOT_SLOT_DEVICE, 1), INVAL);
    assert_int_equal(RESULT(COS_OP_PT_GROW, 20, BASE, WORLD_RAM, page), 3);
    assert_error(RESULT(COS_OP_PT_GROW, 20, BASE, WORLD_RAM, page), BUSY);
    assert_int_equal(RESULT(COS_OP_PT_GROW, 20, BASE, WORLD_RAM, new_page()), 2);
    assert_int_equal(RESULT(COS_OP_PT_GROW, 20, BASE, WORLD_RAM, new_page()), 1);
    assert_error(RESULT(COS_OP_PT_GROW, 20, BASE, WORLD_RAM, new_page()), EXIST);
    assert_int_equal(RESULT(COS_OP_PT_GROW, 20, COS_USER_TOP - 1, WORLD_RAM, new_page()), 3);
}

static void writing_nodes_back(void **state)
{
    (void)state;
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, new_page(), 20, 1));
    host.written = 0;
    assert_error(RESULT(COS_OP_PT_WRITE_BACK, 20, COS_USER_TOP), INVAL);
    assert_error(RESULT(COS_OP_PT_WRITE_BACK, 20, UINT64_MAX), INVAL);
    assert_error(RESULT(COS_OP_PT_WRITE_BACK, WORLD_RAM, BASE), DENIED);
    assert_int_equal(host.written, 0);
    assert_ok(RESULT(COS_OP_PT_WRITE_BACK, 20, BASE));
    assert_int_equal(host.written, 1); /* the root is all there is */
    grow(20, BASE);
    assert_ok(RESULT(COS_OP_PT_WRITE_BACK, 20, BASE));
    assert_int_equal(host.written, 1 + 4);
}

static void mapping(void **state)
{
    (void)state;
    uint64_t page = new_page(), other = new_page();
    grow(PT, BASE);
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, page, RW, 1), 1);
    assert_int_equal(host_rights(host_translate(BASE)), RW);
    assert_int_equal(page_frame(page)->refs, 1);
    /* replaces */
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, other, COS_RIGHT_READ, 1), 1);
    assert_int_equal(host_rights(host_translate(BASE)), COS_RIGHT_READ);
    assert_int_equal(page_frame(page)->refs, 0);
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, other), BUSY);
    assert_error(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, other, 20), BUSY);
    assert_int_equal(RESULT(COS_OP_UNMAP, PT, BASE, COS_MAP_BATCH), 1);
    assert_int_equal(host_translate(BASE), 0);
    assert_int_equal(RESULT(COS_OP_UNMAP, PT, BASE, 1), 0);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, other));
}

static void mapping_checks_all_arguments(void **state)
{
    (void)state;
    const uint64_t last = frame_count - world_ram - 1;
    grow(PT, BASE);
    assert_error(RESULT(COS_OP_MAP, PT, BASE + 1, WORLD_RAM, 0, RW, 1), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, COS_USER_TOP, WORLD_RAM, 0, RW, 1), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, COS_USER_TOP - COS_PAGE_SIZE, WORLD_RAM, 0, RW, 2), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, -(uint64_t)COS_PAGE_SIZE, WORLD_RAM, 0, RW, 1), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, 0, RW, 0), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, 0, RW, COS_MAP_BATCH + 1), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, 0, COS_RIGHT_WRITE, 1), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, 0, RW | COS_RIGHT_EXEC, 1), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, 0, RW | 0x100, 1), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, last + 1, RW, 1), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, last, RW, 2), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, UINT64_MAX, RW, 2), INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, 60, 0, RW, 1), DENIED);
    assert_error(RESULT(COS_OP_MAP, PT, 2 * BASE, WORLD_RAM, 0, RW, 1), NOENT);
    assert_error(RESULT(COS_OP_UNMAP, PT, BASE + 8, 1), INVAL);
    assert_error(RESULT(COS_OP_UNMAP, PT, BASE, COS_MAP_BATCH + 1), INVAL);
    assert_int_equal(RESULT(COS_OP_UNMAP, PT, 2 * BASE, 3), 0);
    assert_ok(RESULT(COS_OP_REGION_DERIVE, WORLD_RAM, 0, 9, COS_RIGHT_READ, 20, 0));
    assert_error(RESULT(COS_OP_MAP, PT, BASE, 20, 0, RW, 1), DENIED);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, 20, 0, RX, 1), DENIED);
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, 20, 8, COS_RIGHT_READ, 1), 1);
}

/* A batch stops where a node is missing or a frame is a kernel object, and reports how far it
 * came. */
static void mapping_a_part(void **state)
{
    (void)state;
    uint64_t first = new_page();
    for (unsigned i = 0; i < 5; i++)
        new_page();
    uint64_t object = make_endpoints(20);
    assert_int_equal(object, first + 6);
    grow(PT, BASE);
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, first, RW, 10), 6);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, object, RW, 1), INVAL);
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE + 0x1fe000, WORLD_RAM, first, RW, 4), 2);
    assert_int_equal(RESULT(COS_OP_UNMAP, PT, BASE + 0x1ff000, 2), 1);
    assert_int_equal(page_frame(first)->refs, 2);
}

static void write_and_execute_only_for_clients(void **state)
{
    (void)state;
    uint64_t page = new_page();
    assert_ok(RESULT(COS_OP_MAKE_PAGETABLE, WORLD_RAM, new_page(), 20, 1));
    grow(20, BASE);
    assert_int_equal(RESULT(COS_OP_MAP, 20, BASE, WORLD_RAM, page, RW | COS_RIGHT_EXEC, 1), 1);
}

static void reclaiming_a_node(void **state)
{
    (void)state;
    uint64_t page = new_page(), leaf = grow(PT, BASE);
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, page, RW, 1), 1);
    assert_true(host_translate(BASE));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, leaf));
    assert_false(host_translate(BASE));
    assert_int_equal(page_frame(page)->refs, 0);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, page, RW, 1), NOENT);
    assert_int_equal(RESULT(COS_OP_PT_GROW, PT, BASE, WORLD_RAM, leaf), 1);
    assert_ok(
        RESULT(COS_OP_RECLAIM, WORLD_RAM, leaf - 1)); /* its parent: the leaf is an orphan then */
    assert_int_equal(page_frame(leaf)->parent, 0);
    assert_int_equal(RESULT(COS_OP_PT_GROW, PT, BASE, WORLD_RAM, leaf - 1), 2);
    assert_error(RESULT(COS_OP_PT_GROW, PT, BASE, WORLD_RAM, leaf), BUSY);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, leaf));
}

static void a_node_ends_in_parts(void **state)
{
    (void)state;
    uint64_t page = new_page(), leaf = grow(PT, BASE);
    for (uint64_t i = 0; i < 512; i++)
        assert_int_equal(RESULT(COS_OP_MAP, PT, BASE + i * 0x1000, WORLD_RAM, page, RW, 1), 1);
    assert_int_equal(page_frame(page)->refs, 512);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, leaf));
    assert_int_equal(world_parts, 16);
    assert_int_equal(page_frame(page)->refs, 0);
    assert_int_equal(RESULT(COS_OP_PT_GROW, PT, BASE, WORLD_RAM, leaf), 1);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, leaf));
    assert_int_equal(world_parts, 1);
}

static void a_node_ends_in_parts_by_calls(void **state)
{
    (void)state;
    uint64_t page = new_page(), leaf = grow(PT, BASE);
    for (uint64_t i = 0; i < 512; i++)
        assert_int_equal(RESULT(COS_OP_MAP, PT, BASE + i * 0x1000, WORLD_RAM, page, RW, 1), 1);
    for (uint64_t left = 512 - 32; left > 0; left -= 32) {
        assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, leaf, 1), AGAIN);
        assert_int_equal(page_frame(page)->refs, left);
        assert_error(RESULT(COS_OP_PT_GROW, PT, BASE, WORLD_RAM, leaf), BUSY);
    }
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, leaf, 1));
    assert_int_equal(page_frame(page)->refs, 0);
}

/* It has left its parent, and some of its nodes; each of these may end before it, or after. */
static void a_node_with_nodes_has_ended_in_part(void **state)
{
    (void)state;
    const uint64_t step = 8 * 0x200000; /* a node each eight entries */
    uint64_t page = new_page(), leaves[9] = {grow(PT, BASE)}, node = leaves[0] - 1;
    for (unsigned i = 1; i < 9; i++)
        assert_int_equal(
            RESULT(COS_OP_PT_GROW, PT, BASE + i * step, WORLD_RAM, leaves[i] = new_page()), 1);
    for (unsigned i = 0; i < 9; i++)
        assert_int_equal(RESULT(COS_OP_MAP, PT, BASE + i * step, WORLD_RAM, page, RW, 1), 1);
    assert_error(RESULT(COS_OP_RECLAIM, WORLD_RAM, node, 1), AGAIN);
    for (unsigned i = 0; i < 9; i++)
        assert_error(RESULT(COS_OP_MAP, PT, BASE + i * step, WORLD_RAM, page, RW, 1), NOENT);
    assert_error(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, node, 20), BUSY);
    assert_error(RESULT(COS_OP_ZERO, WORLD_RAM, node), BUSY);
    for (unsigned i = 8; i > 0; i--)
        assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, leaves[i]));
    assert_int_equal(page_frame(page)->refs, 1);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, node, 1)); /* no entry is left */
    assert_int_equal(RESULT(COS_OP_PT_GROW, PT, BASE, WORLD_RAM, node), 2);
    assert_int_equal(RESULT(COS_OP_PT_GROW, PT, BASE, WORLD_RAM, leaves[8]), 1);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, leaves[0], 1)); /* its old place is another's */
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, page, RW, 1), 1);
    assert_int_equal(page_frame(page)->refs, 1);
}

static void regions(void **state)
{
    (void)state;
    uint64_t endpoints = make_endpoints(30);
    assert_ok(
        RESULT(COS_OP_REGION_DERIVE, WORLD_RAM, 100, 10, COS_RIGHT_ALL & ~COS_RIGHT_MANAGE, 20, 0));
    assert_error(RESULT(COS_OP_REGION_DERIVE, 20, 0, 11, COS_RIGHT_ALL, 21, 0), INVAL);
    assert_error(RESULT(COS_OP_REGION_DERIVE, 20, 10, 1, COS_RIGHT_ALL, 21, 0), INVAL);
    assert_error(RESULT(COS_OP_REGION_DERIVE, 20, 1, UINT64_MAX, COS_RIGHT_ALL, 21, 0), INVAL);
    assert_error(RESULT(COS_OP_REGION_DERIVE, 20, 0, 0, COS_RIGHT_ALL, 21, 0), INVAL);
    assert_error(RESULT(COS_OP_REGION_DERIVE, 20, 0, 1, COS_RIGHT_ALL, 20, 0), EXIST);
    assert_error(RESULT(COS_OP_REGION_DERIVE, 20, 0, 1, COS_RIGHT_ALL, 21, 60), DENIED);
    /* holds for ever */
    assert_error(RESULT(COS_OP_REGION_DERIVE, 20, 0, 1, COS_RIGHT_ALL, 21, WORLD_RAM), INVAL);
    assert_ok(RESULT(COS_OP_REGION_DERIVE, 20, 9, 1, COS_RIGHT_ALL, 21, 30));
    assert_error(RESULT(COS_OP_REGION_DERIVE, 21, 0, 1, COS_RIGHT_ALL, 22, COS_BOOT_SLOT_COMP),
                 INVAL);
    assert_ok(RESULT(COS_OP_REGION_DERIVE, 21, 0, 1, COS_RIGHT_ALL, 22, 0));
    assert_int_equal(world_cap(22)->rights, COS_RIGHT_ALL & ~COS_RIGHT_MANAGE);
    assert_error(RESULT(COS_OP_ZERO, 21, 1), INVAL);
    struct values v = SYS(COS_OP_REGION_INFO, 21, 0);
    assert_int_equal(v.v[2], 0); /* no MANAGE: no physical address */
    assert_int_equal(SYS(COS_OP_REGION_INFO, WORLD_RAM, 109).v[2],
                     (world_ram + 109) * COS_PAGE_SIZE);
    assert_int_equal(SYS(COS_OP_REGION_INFO, WORLD_RAM, endpoints).v[0], COS_FRAME_ENDPOINTS);
    assert_error(RESULT(COS_OP_REGION_INFO, 21, 1), INVAL);
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, endpoints)); /* both depend on it */
    assert_null(world_cap(21));
    assert_null(world_cap(22));
    assert_non_null(world_cap(20));
}

static void contents_do_not_leak(void **state)
{
    (void)state;
    uint64_t page = new_page(), *memory = frame_memory(page_frame(page));
    grow(PT, BASE);
    memory[7] = 0x1234;
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, WORLD_RAM, page, RW, 1), 1);
    assert_int_equal(SYS(COS_OP_PEEK, PT, BASE + 56).v[0], 0x1234);
    assert_error(RESULT(COS_OP_PEEK, PT, BASE + 57), INVAL);
    assert_error(RESULT(COS_OP_PEEK, PT, BASE + COS_PAGE_SIZE), NOENT);
    assert_error(RESULT(COS_OP_PEEK, PT, COS_USER_TOP), INVAL);
    assert_ok(RESULT(COS_OP_ZERO, WORLD_RAM, page));
    assert_int_equal(SYS(COS_OP_PEEK, PT, BASE + 56).v[0], 0);
    assert_int_equal(RESULT(COS_OP_UNMAP, PT, BASE, 1), 1);
    memory[7] = 0x1234;
    assert_ok(RESULT(COS_OP_MAKE_ENDPOINTS, WORLD_RAM, page, 20));
    assert_int_equal(memory[7], 0);
    assert_error(RESULT(COS_OP_ZERO, WORLD_RAM, page), BUSY);
    assert_ok(RESULT(COS_OP_SIGNAL, 20));
    assert_ok(RESULT(COS_OP_RECLAIM, WORLD_RAM, page));
    for (unsigned i = 0; i < 512; i++)
        assert_int_equal(memory[i], 0);
}

/* Device memory: never RAM, never the interrupt controller, never a kernel object. */
static void device_memory(void **state)
{
    (void)state;
    const uint64_t controller = HOST_RAM / COS_PAGE_SIZE;
    grow(PT, BASE);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, COS_BOOT_SLOT_DEVICE, world_ram, COS_RIGHT_READ, 1),
                 INVAL);
    assert_error(RESULT(COS_OP_MAP, PT, BASE, COS_BOOT_SLOT_DEVICE, controller, RW, 1), INVAL);
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, COS_BOOT_SLOT_DEVICE, controller + 1, RW, 2), 2);
    assert_int_equal(RESULT(COS_OP_MAP, PT, BASE, COS_BOOT_SLOT_DEVICE, 1, RW, 1), 1);
    assert_error(RESULT(COS_OP_PEEK, PT, BASE), NOENT);
    assert_error(RESULT(COS_OP_ZERO, COS_BOOT_SLOT_DEVICE, 1), INVAL);
    assert_error(RESULT(COS_OP_RECLAIM, COS_BOOT_SLOT_DEVICE, world_ram), INVAL);
    assert_int_equal(RESULT(COS_OP_UNMAP, PT, BASE, 2), 2);
}

/* The kernel uses no field of a damaged header. */
static void a_header_that_lost_a_bit(void **state)
{
    (void)state;
    for (uint64_t bit = 0; bit < 8 * COS_PAGE_SIZE; bit += bit < 8 * 512 ? 1 : 97) {
        assert_false(world_boots_without(bit));
        assert_non_null(strstr(world_halted(), "header"));
    }
    world_boot();
}

UNIT_MAIN(UNIT_TEST(growing), UNIT_TEST(writing_nodes_back), UNIT_TEST(mapping),
          UNIT_TEST(mapping_checks_all_arguments), UNIT_TEST(mapping_a_part),
          UNIT_TEST(write_and_execute_only_for_clients), UNIT_TEST(reclaiming_a_node),
          UNIT_TEST(a_node_ends_in_parts), UNIT_TEST(a_node_ends_in_parts_by_calls),
          UNIT_TEST(a_node_with_nodes_has_ended_in_part), UNIT_TEST(regions),
          UNIT_TEST(contents_do_not_leak), UNIT_TEST(device_memory),
          UNIT_TEST(a_header_that_lost_a_bit))
