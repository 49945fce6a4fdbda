/* SPDX-License-Identifier: BSD-2-Clause */
/* What the unit tests share: helpers that make an object each; each test boots a fresh machine. */
#ifndef UNIT_H
#define UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "world.h"

#define ENTRY 0x10000 /* entry point of components that tests make */

#define assert_ok(expression)          assert_int_equal(expression, 0)
#define assert_error(expression, name) assert_int_equal(expression, -(int64_t)COS_E##name)

#define UNIT_TEST(name) cmocka_unit_test_setup_teardown(name, unit_setup, unit_teardown)

/* Runs the code in the scheduler, between the turns of the thread in slot 40. */
#define WHILE_PREEMPTED(code)                  \
    do {                                       \
        SYS(COS_OP_YIELD, 0);                  \
        code;                                  \
        SYS(COS_OP_DISPATCH, 40, COS_FOREVER); \
    } while (0)

#define UNIT_MAIN(...)                                    \
    int main(void)                                        \
    {                                                     \
        const struct CMUnitTest tests[] = {__VA_ARGS__};  \
        return cmocka_run_group_tests(tests, NULL, NULL); \
    }

int unit_setup(void **state);
int unit_teardown(void **state); /* checks that the kernel runs and is consistent */

uint64_t new_page(void); /* an unused page of WORLD_RAM */
struct frame *page_frame(uint64_t page);
struct thread *thread_in(uint64_t slot);

/* Make objects in the running component's table. make_comp() takes two more slots behind for its
 * page table and a gate into it, and gives the component a table node. */
void make_comp(uint64_t slot, uint64_t flags);
uint64_t make_thread(uint64_t slot, uint64_t comp); /* each returns the page it took */
uint64_t make_endpoints(uint64_t slot);
void copy(uint64_t slot, uint64_t comp, uint64_t to); /* with all rights */
/* Makes a thread of a new component, in slots comp .. comp + 2 and thread; cookie = slot of the
 * thread. */
void make_runner(uint64_t thread, uint64_t comp, uint64_t priority);

/* Checks a report as the scheduler sees it after a dispatch. */
void assert_report(struct values got, int64_t cause, uint64_t cookie, uint64_t woken);

#endif
