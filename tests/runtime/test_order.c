/* SPDX-License-Identifier: BSD-2-Clause */
/* The order in which components end, for images that the test makes up. */
#include <string.h>

#include "order.h"
#include "test.h"

#define BIT(id) (1ull << (id))
#define FIRST   EVM_NATIVE /* component */
#define ALL     8

static struct {
    struct evm_image header;
    struct evm_component components[EVM_COMPONENTS];
    struct evm_grant grants[64];
} image;

static int begin(void **state)
{
    (void)state;
    memset(&image, 0, sizeof image);
    image.header.component_count = FIRST + ALL;
    image.header.components = offsetof(__typeof__(image), components);
    image.header.grants = offsetof(__typeof__(image), grants);
    for (unsigned i = 0; i < ALL; i++)
        image.components[FIRST + i].grant_first = i * 8;
    return 0;
}

static void grant(unsigned id, uint32_t type, unsigned other)
{
    struct evm_component *c = &image.components[FIRST + id];

    image.grants[c->grant_first + c->grant_count++] = (struct evm_grant){.type = type,
                                                                         .a = FIRST + other};
}

/* Makes a link whose sides ring each other. */
static void link_with(unsigned owner, unsigned peer)
{
    grant(owner, EVM_GRANT_LINK, peer);
    grant(owner, EVM_GRANT_SIGNAL, peer);
    grant(peer, EVM_GRANT_SIGNAL, owner);
}

static void make_service(unsigned id)
{
    image.components[FIRST + id].flags = EVM_SERVICE;
}

/* Returns the components that end before `id`, of those in the test. */
static uint64_t before(unsigned id)
{
    return order_before(FIRST + id) >> FIRST & (BIT(ALL) - 1);
}

/* 0: a VM, 1: another VM, 2: the block service, 3: its driver, 4: a service that stores. */
static void disks(void **state)
{
    (void)state;
    link_with(0, 2);
    link_with(4, 2);
    link_with(2, 3);
    for (unsigned i = 2; i <= 7; i++)
        make_service(i);
    order_find(&image.header);
    assert_int_equal(before(0), 0);
    assert_int_equal(before(1), 0);
    assert_int_equal(before(4), BIT(0) | BIT(1));
    assert_int_equal(before(2), BIT(0) | BIT(1) | BIT(4));
    assert_int_equal(before(3), BIT(0) | BIT(1) | BIT(4) | BIT(2));
    assert_int_equal(before(5), BIT(0) | BIT(1)); /* it serves no particular component */
}

/* 0 calls 1, which calls 2; 3 signals 0; none is a service. */
static void gates_and_signals(void **state)
{
    (void)state;
    grant(0, EVM_GRANT_CALL, 1);
    grant(1, EVM_GRANT_CALL, 2);
    grant(3, EVM_GRANT_SIGNAL, 0);
    order_find(&image.header);
    assert_int_equal(before(3), 0);
    assert_int_equal(before(0), BIT(3));
    assert_int_equal(before(1), BIT(3) | BIT(0));
    assert_int_equal(before(2), BIT(3) | BIT(0) | BIT(1));
    assert_int_equal(before(4), 0);
}

/* 0 uses 1, 1 and 2 use each other, 2 uses 3. */
static void cycles(void **state)
{
    (void)state;
    grant(0, EVM_GRANT_CALL, 1);
    grant(1, EVM_GRANT_CALL, 2);
    link_with(2, 1);
    grant(2, EVM_GRANT_CALL, 3);
    grant(4, EVM_GRANT_CALL, 4);
    order_find(&image.header);
    assert_int_equal(before(1), BIT(0));
    assert_int_equal(before(2), BIT(0));
    assert_int_equal(before(3), BIT(0) | BIT(1) | BIT(2));
    assert_int_equal(before(4), 0);
}

/* 0 starts after 1, which starts after 2; 2 and 3 use each other. */
static void starts(void **state)
{
    (void)state;
    image.components[FIRST].after = BIT(FIRST + 1);
    image.components[FIRST + 1].after = BIT(FIRST + 2);
    grant(2, EVM_GRANT_CALL, 3);
    image.components[FIRST + 3].after = BIT(FIRST + 2);
    order_find(&image.header);
    assert_int_equal(before(0), 0);
    assert_int_equal(before(1), BIT(0));
    assert_int_equal(before(2), BIT(0) | BIT(1));
    assert_int_equal(before(3), BIT(0) | BIT(1));
}

/* A driver that is not declared a service is one if a service uses it. */
static void drivers_of_services(void **state)
{
    (void)state;
    link_with(1, 2);
    make_service(1);
    order_find(&image.header);
    assert_int_equal(before(0), 0);
    assert_int_equal(before(1), (BIT(ALL) - 1) & ~(BIT(1) | BIT(2)));
    assert_int_equal(before(2), (BIT(ALL) - 1) & ~BIT(2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(disks, begin),
        cmocka_unit_test_setup(gates_and_signals, begin),
        cmocka_unit_test_setup(cycles, begin),
        cmocka_unit_test_setup(starts, begin),
        cmocka_unit_test_setup(drivers_of_services, begin),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
