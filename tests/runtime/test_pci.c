/* SPDX-License-Identifier: BSD-2-Clause */
/* Devices that reach each other without the IOMMU, on configuration space made of arrays. */
#include <cos/abi.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "pci.h"
#include "small_image.h"
#include "test.h"

#define PAGES   1
#define FIRST   4 /* component with a device; others follow */
#define PARTS   8
#define PLACES  0x500
#define ACS_AT  0x140
#define ALL_ACS 0x5f

static struct device { /* one function of a device */
    uint32_t config[64], acs;
    bool has_acs, exists, deaf; /* deaf: no control can be turned on */
} devices[PLACES];
static uint32_t places[PARTS]; /* place of each component's device; 0: none */
static struct evm_component *parts;

/* ---- Configuration space as the code sees it ---- */

uint32_t config_read(uint32_t place, unsigned offset)
{
    return place < PLACES && devices[place].exists ? devices[place].config[offset / 4] : UINT32_MAX;
}

void config_write(uint32_t place, unsigned offset, uint32_t value)
{
    devices[place].config[offset / 4] = value;
}

unsigned capability(uint32_t place, uint32_t mask, uint32_t wanted)
{
    unsigned offset = config_read(place, CAPABILITIES) & 0xfc;

    return offset != 0 && (config_read(place, offset) & mask) == wanted ? offset : 0;
}

/* Another capability comes first. */
uint32_t express_read(uint32_t place, unsigned offset)
{
    const struct device *d = &devices[place];

    if (offset == 0x100)
        return 0x0001 | 1 << 16 | (d->has_acs ? ACS_AT << 20 : 0);
    return offset == ACS_AT ? 0x000d | 1 << 16 : offset == ACS_AT + 4 ? d->acs : UINT32_MAX;
}

void express_write(uint32_t place, unsigned offset, uint32_t value)
{
    struct device *d = &devices[place];

    assert_int_equal(offset, ACS_AT + 4);
    if (!d->deaf)
        d->acs = (d->acs & UINT16_MAX) | (value & 0xffff0000 & d->acs << 16);
}

bool pci_place(uint64_t id, uint64_t index, uint32_t *place)
{
    *place = index == 0 && id < PARTS ? places[id] : 0;
    return *place != 0;
}

bool attached[EVM_COMPONENTS];

/* ---- The machine ---- */

static void add(uint32_t place, unsigned type, unsigned below)
{
    struct device *d = &devices[place];

    *d = (struct device){.exists = true, .has_acs = true, .acs = ALL_ACS};
    d->config[0] = 0x12345678;
    d->config[CAPABILITIES / 4] = 0x40;
    d->config[0x40 / 4] = CAPABILITY_EXPRESS | type << 20;
    if (below) {
        d->config[HEADER / 4] = HEADER_BRIDGE << 16;
        d->config[BUSES / 4] = below << 8 | 2 << 16;
    }
}

enum { PORT_A = 0x18, UP = 0x100, DOWN_A = 0x200, DOWN_B = 0x208, END_A = 0x300, END_B = 0x400 };

/* Bus 0: a root port, and devices of the root complex, one with two functions. Bus 1: a switch, bus
 * 2: its downstream port, bus 3: a device. */
static int make_machine(void **state)
{
    (void)state;
    memset(devices, 0, sizeof devices);
    memset(places, 0, sizeof places);
    add(PORT_A, EXPRESS_ROOT, 1);
    add(UP, EXPRESS_UPSTREAM, 2);
    add(DOWN_A, EXPRESS_DOWNSTREAM, 3);
    add(END_A, 0, 0);
    add(0x28, 9, 0);
    add(0x30, 9, 0);
    add(0x31, 9, 0);
    for (unsigned id = 0; id < PARTS; id++) {
        parts[id].flags = 0;
        parts[id].grant_count = 0;
    }
    return 0;
}

static int map_memory(void **state)
{
    struct evm_image *head = map_small_image(COS_IMAGE, PAGES, PARTS, 2048);

    (void)state;
    if (head == NULL)
        return -1;
    parts = (struct evm_component *)((char *)head + head->components);
    return 0;
}

/* ---- Access control ---- */

static void devices_of_the_root_complex(void **state)
{
    make_machine(state);
    places[FIRST] = 0x28;
    places[FIRST + 1] = 0x30;
    assert_false(pci_shares_group(FIRST));
    assert_false(pci_shares_group(FIRST + 1));
    places[FIRST] = 0x31; /* one device's functions may meet */
    devices[0x30].has_acs = false;
    assert_false(pci_shares_group(FIRST)); /* the first one keeps its device */
    assert_true(pci_shares_group(FIRST + 1));
    devices[0x30].has_acs = true;
    assert_false(pci_shares_group(FIRST + 1));
    assert_int_equal(devices[0x30].acs >> 16 & 0x0c, 0x0c);
}

/* Control is turned on in all ports above a device, and no further control is; what could do harm
 * is turned off. */
static void what_is_turned_on(void **state)
{
    make_machine(state);
    places[FIRST] = END_A;
    devices[DOWN_A].acs |= 0x60u << 16;
    assert_false(pci_shares_group(FIRST));
    assert_int_equal(devices[PORT_A].acs >> 16, 0x1f);
    assert_int_equal(devices[DOWN_A].acs >> 16, 0x1f);
    assert_int_equal(devices[UP].acs >> 16, 0);
    assert_int_equal(devices[END_A].acs >> 16, 0);
}

/* Two devices below one switch: both downstream ports need each of the bits. */
static void below_one_switch(void **state)
{
    static const uint32_t needed[] = {0x01, 0x04, 0x08, 0x10};

    make_machine(state);
    add(DOWN_B, EXPRESS_DOWNSTREAM, 4);
    add(END_B, 0, 0);
    places[FIRST] = END_A;
    places[FIRST + 1] = END_B;
    assert_false(pci_shares_group(FIRST + 1));
    for (unsigned port = 0; port < 2; port++) {
        struct device *d = &devices[port == 0 ? DOWN_A : DOWN_B];

        for (unsigned i = 0; i < 4; i++) {
            d->acs = ALL_ACS & ~needed[i];
            assert_true(pci_shares_group(FIRST + 1));
            assert_false(pci_shares_group(FIRST));
        }
        d->acs = ALL_ACS;
        d->deaf = true; /* it claims the ability, and ignores the order */
        assert_true(pci_shares_group(FIRST + 1));
        d->deaf = false;
        d->has_acs = false;
        assert_true(pci_shares_group(FIRST + 1));
        d->has_acs = true;
        assert_false(pci_shares_group(FIRST + 1));
    }
}

/* A switch below a root port, and a device elsewhere: their paths meet at the root port. */
static void below_a_root_port(void **state)
{
    make_machine(state);
    places[FIRST] = 0x28;
    places[FIRST + 1] = END_A;
    assert_false(pci_shares_group(FIRST + 1));
    devices[PORT_A].has_acs = false;
    assert_true(pci_shares_group(FIRST + 1));
    devices[DOWN_A].has_acs = false;
    devices[PORT_A].has_acs = true;
    assert_false(pci_shares_group(FIRST + 1));
}

static void who_is_trusted(void **state)
{
    make_machine(state);
    places[FIRST] = 0x28;
    places[FIRST + 1] = END_A;
    devices[PORT_A].has_acs = false;
    assert_false(pci_shares_group(FIRST));
    parts[FIRST + 1].flags = EVM_DMA_TRUSTED; /* it keeps its device anyway */
    assert_true(pci_shares_group(FIRST));
}

/* A bridge that is its own parent does not make the search endless. */
static void loops(void **state)
{
    make_machine(state);
    places[FIRST] = END_A;
    places[FIRST + 1] = 0x28;
    devices[UP].config[BUSES / 4] = 2 << 8 | 2 << 16;
    devices[DOWN_A].config[BUSES / 4] = 3 << 8 | 3 << 16;
    devices[PORT_A].exists = false; /* no way up */
    assert_true(pci_shares_group(FIRST + 1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(devices_of_the_root_complex),
        cmocka_unit_test(what_is_turned_on),
        cmocka_unit_test(below_one_switch),
        cmocka_unit_test(below_a_root_port),
        cmocka_unit_test(who_is_trusted),
        cmocka_unit_test(loops),
    };

    return cmocka_run_group_tests_name("pci", tests, map_memory, NULL);
}
