/* SPDX-License-Identifier: BSD-2-Clause */
/* The priorities of disks and switches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "manifest/check.h"

static char *used[] = {"data"};
static struct vm vms[] = {{.name = "a", .used_disks = {used, 1}}, {.name = "b"}};
static struct disk disks[] = {{.name = "data"}};
static struct netswitch switches[1];
static struct port ports[] = {{.vm_index = 1, .netswitch = switches}};
static struct manifest manifest = {.vms = vms,
                                   .vm_count = 2,
                                   .disks = disks,
                                   .disk_count = 1,
                                   .switches = switches,
                                   .switch_count = 1,
                                   .ports = ports,
                                   .port_count = 1};

/* given: by the manifest for disk and switch; 0: none. */
static void choose(uint32_t a, uint32_t b, uint32_t given)
{
    vms[0].cpu.urgency = a;
    vms[1].cpu.urgency = b;
    disks[0].cpu.urgency = switches[0].cpu.urgency = given;
    choose_urgency(&manifest);
}

static void there_is_room_above(void **state)
{
    (void)state;
    choose(100, VM_PRIORITY_SERVICE - 1, 0);
    assert_int_equal(disks[0].cpu.urgency, VM_PRIORITY_SERVICE);
    assert_int_equal(switches[0].cpu.urgency, VM_PRIORITY_SERVICE);
    assert_true(VM_PRIORITY_SERVICE > VM_PRIORITY_BUDGET && VM_PRIORITY_SERVICE < VM_PRIORITY_MAX);
}

/* These could not be charged by what is not above them. */
static void urgent_users_have_urgent_services(void **state)
{
    (void)state;
    choose(VM_PRIORITY_SERVICE, 100, 0);
    assert_true(disks[0].cpu.urgency > VM_PRIORITY_MAX);
    assert_int_equal(switches[0].cpu.urgency, VM_PRIORITY_SERVICE); /* VM a does not use it */
    choose(100, VM_PRIORITY_MAX, 0);
    assert_int_equal(disks[0].cpu.urgency, VM_PRIORITY_SERVICE);
    assert_true(switches[0].cpu.urgency > VM_PRIORITY_MAX);
}

static void the_manifest_decides(void **state)
{
    (void)state;
    choose(VM_PRIORITY_MAX, VM_PRIORITY_MAX, 7);
    assert_int_equal(disks[0].cpu.urgency, 7);
    assert_int_equal(switches[0].cpu.urgency, 7);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(there_is_room_above),
                                       cmocka_unit_test(urgent_users_have_urgent_services),
                                       cmocka_unit_test(the_manifest_decides)};

    return cmocka_run_group_tests_name("priorities of disks and switches", tests, NULL, NULL);
}
