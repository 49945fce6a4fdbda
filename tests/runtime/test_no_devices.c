/* SPDX-License-Identifier: BSD-2-Clause */
/* The booter of an image that grants no devices refuses images that do: its devices_begin() cannot
 * turn the IOMMU on. */
#include <devices/for_booter.h>
#include <string.h>

#include "give_up.h"

static enum evm_grant_type granted;

bool image_grants(enum evm_grant_type type)
{
    return type == granted;
}

static bool begins(enum evm_grant_type type)
{
    granted = type;
    if (setjmp(gave_up))
        return false;
    devices_begin();
    return true;
}

static void only_without_devices(void **state)
{
    (void)state;
    assert_true(begins(EVM_GRANT_PORTS));
    assert_true(begins(EVM_GRANT_IRQ));
    assert_false(begins(EVM_GRANT_PCI));
    assert_non_null(strstr(reason, "grants devices"));
    assert_false(begins(EVM_GRANT_MMIO)); /* which may cover an IOMMU's registers */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(only_without_devices)};

    return cmocka_run_group_tests_name("no_devices", tests, NULL, NULL);
}
