/* SPDX-License-Identifier: BSD-2-Clause */
/* Lists of PCI capabilities, sound ones and those of devices that lie. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "hostile.h"

#include "../../lib/pci/device.c"

#define OTHER 0x05

static struct cos_pci device;

/* The test reaches none of these. */
uint64_t fake_tsc(void)
{
    return 0;
}
struct cos_result fake_call(uint64_t slot, uint64_t a0, uint64_t a1, uint64_t a2, uint64_t a3)
{
    (void)slot, (void)a0, (void)a1, (void)a2, (void)a3;
    return (struct cos_result){0};
}
const struct cos_start *fake_self(void)
{
    return NULL;
}
uint64_t cos_ticks(uint64_t us)
{
    return us;
}
void cos_back_off(uint64_t *us)
{
    (void)us;
}
volatile void *pci_map(const struct cos_pci *p, unsigned bar, uint64_t offset, uint64_t bytes)
{
    (void)p, (void)bar, (void)offset, (void)bytes;
    return NULL;
}

/* A list of three: two of a vendor, another one between them. last: what the third one leads to. */
static void make_list(uint8_t last)
{
    static const uint8_t places[] = {0x40, 0x50, 0xf0};

    memset(&device, 0, sizeof device);
    device.config[CAPABILITIES] = places[0];
    for (unsigned i = 0; i < 3; i++) {
        device.config[places[i]] = i == 1 ? OTHER : PCI_CAP_VENDOR;
        device.config[places[i] + 1] = i == 2 ? last : places[i + 1];
    }
}

static void each_once(void **state)
{
    /* the end; a circle of all, of the last two, of the last one; the registers in front */
    static const uint8_t ends[] = {0, 0x40, 0x50, 0xf0, 0x02};

    (void)state;
    for (unsigned i = 0; i < sizeof ends; i++) {
        make_list(ends[i]);
        assert_int_equal(pci_capability(&device, PCI_CAP_VENDOR, 0), 0x40);
        assert_int_equal(pci_capability(&device, PCI_CAP_VENDOR, 0x40), 0xf0);
        assert_int_equal(pci_capability(&device, PCI_CAP_VENDOR, 0xf0), 0);
        assert_int_equal(pci_capability(&device, OTHER, 0), 0x50);
        assert_int_equal(pci_capability(&device, OTHER, 0x50), 0);
        assert_int_equal(pci_capability(&device, PCI_CAP_MSIX, 0), 0);
    }
}

static void nothing(void **state)
{
    (void)state;
    memset(&device, 0, sizeof device);
    assert_int_equal(pci_capability(&device, PCI_CAP_VENDOR, 0), 0);
    memset(device.config, UINT8_MAX, sizeof device.config);
    assert_int_equal(pci_capability(&device, PCI_CAP_VENDOR, 0), 0);
    assert_int_equal(pci_capability(&device, PCI_CAP_VENDOR, UINT8_MAX), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_once),
        cmocka_unit_test(nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
