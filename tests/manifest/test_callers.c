/* SPDX-License-Identifier: BSD-2-Clause */
/* Which threads can enter which component. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "image/callers.h"

#define PARTS   8
#define NATIVES (PARTS - EVM_NATIVE)
#define BIT(id) (1ull << (id))

enum { A = EVM_NATIVE, B, C, D };

static struct evm_component parts[PARTS];
static struct evm_grant grants[NATIVES];
static uint64_t into[EVM_COMPONENTS];

/* Makes root components, and native ones with room for one grant each. */
static int make(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < PARTS; i++)
        parts[i] = (struct evm_component){.kind = i < EVM_NATIVE ? i : EVM_NATIVE};
    for (uint32_t i = 0; i < NATIVES; i++)
        grants[i] = (struct evm_grant){.type = EVM_GRANT_PORTS};
    return 0;
}

static void grant(uint32_t id, enum evm_grant_type type, uint64_t a)
{
    parts[id].grant_first = id - EVM_NATIVE;
    parts[id].grant_count = 1;
    grants[id - EVM_NATIVE] = (struct evm_grant){.type = type, .a = a};
}

static void roots(void **state)
{
    (void)state;
    callers_find(parts, PARTS, grants, into);
    uint64_t all = BIT(PARTS) - 1, natives = all & -BIT(EVM_NATIVE);

    assert_int_equal(into[EVM_SUPERVISOR], all); /* all may fault, */
    assert_int_equal(into[EVM_CONSOLE], all);    /* and the supervisor reports the faults */
    assert_int_equal(into[EVM_SCHED], all & ~BIT(EVM_SCHED));
    /* by the supervisor */
    assert_int_equal(into[EVM_BOOTER], natives | BIT(EVM_CONSOLE) | BIT(EVM_SUPERVISOR));
    assert_int_equal(into[A], 0);
    assert_int_equal(into[D], 0);
}

/* A calls B, B calls C: A's thread may enter C. */
static void through_others(void **state)
{
    (void)state;
    grant(A, EVM_GRANT_CALL, B);
    grant(B, EVM_GRANT_CALL, C);
    parts[C].flags = EVM_DORMANT; /* like any other */
    callers_find(parts, PARTS, grants, into);
    assert_int_equal(into[A], 0);
    assert_int_equal(into[B], BIT(A));
    assert_int_equal(into[C], BIT(A) | BIT(B));
    assert_int_equal(into[D], 0);
}

/* The tool finds callers in any order of the components; a circle of calls may lead back to the
 * caller. */
static void circle(void **state)
{
    (void)state;
    grant(C, EVM_GRANT_CALL, B);
    grant(B, EVM_GRANT_CALL, D);
    grant(D, EVM_GRANT_CALL, C);
    callers_find(parts, PARTS, grants, into);
    assert_int_equal(into[B], BIT(B) | BIT(C) | BIT(D));
    assert_int_equal(into[C], into[B]);
    assert_int_equal(into[D], into[B]);
    assert_int_equal(into[A], 0);
}

static void only_calls(void **state)
{
    (void)state;
    grant(A, EVM_GRANT_SIGNAL, B);
    grant(C, EVM_GRANT_LINK, D);
    callers_find(parts, PARTS, grants, into);
    assert_int_equal(into[B], 0);
    assert_int_equal(into[D], 0);
}

/* A full image: all bits are in use. */
static void full(void **state)
{
    static struct evm_component many[EVM_COMPONENTS];
    static struct evm_grant chain[EVM_COMPONENTS];

    (void)state;
    for (uint32_t i = 0; i < EVM_COMPONENTS; i++) {
        many[i] = (struct evm_component){.kind = i < EVM_NATIVE ? i : EVM_NATIVE,
                                         .grant_first = i,
                                         .grant_count = i >= EVM_NATIVE && i + 1 < EVM_COMPONENTS};
        chain[i] = (struct evm_grant){.type = EVM_GRANT_CALL, .a = i + 1};
    }
    callers_find(many, EVM_COMPONENTS, chain, into);
    assert_int_equal(into[EVM_SUPERVISOR], UINT64_MAX);
    assert_int_equal(into[EVM_COMPONENTS - 1], (BIT(EVM_COMPONENTS - 1) - 1) & -BIT(EVM_NATIVE));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(roots, make),  cmocka_unit_test_setup(through_others, make),
        cmocka_unit_test_setup(circle, make), cmocka_unit_test_setup(only_calls, make),
        cmocka_unit_test_setup(full, make),
    };

    return cmocka_run_group_tests_name("callers", tests, NULL, NULL);
}
