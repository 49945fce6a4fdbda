/* SPDX-License-Identifier: BSD-2-Clause */
/* Resetting PCI devices at a driver's end, on a configuration space made by the test: obedient
 * devices, slow ones, and ones that never finish. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cos/abi.h>

#include "pci.h"

#define PLACE     0x118
#define EXPRESS   0x40
#define COMMON    0x80
#define WINDOW    0xa0
#define STATUS    20 /* registers of a virtio device's common structure at 0x1000 */
#define ABLE      (1u << 28)
#define RESET     (1u << 15)
#define PENDING   (1u << 21)
#define MASTER_ON (COMMAND_MEMORY | COMMAND_MASTER)
#define CONTROL   0x5830u
#define SECOND    1000000ull

/* The device: its features, and its behaviour. */
static struct {
    uint32_t words[64];
    bool express, able, virtio;
    unsigned pending;         /* status reads until its requests are done, once no bus master */
    unsigned stubborn;        /* reads of a virtio device's status until it is reset */
    bool resets_clear;        /* a reset drops pending requests */
    unsigned resets, absent;  /* absent: reads of its id after a reset until it answers */
    bool told_reset, touched; /* touched: accessed within the time after a reset */
} device;
static uint64_t now;
static uint64_t reset_at;

uint32_t config_read(uint32_t place, unsigned offset)
{
    assert_int_equal(place, PLACE);
    device.touched |= device.resets != 0 && now - reset_at < 100000;
    if (offset == ID && device.resets != 0 && device.absent != 0) {
        device.absent--;
        return UINT32_MAX;
    }
    if (device.express && offset == EXPRESS + 8) {
        bool pending = device.pending != 0;

        device.pending -= pending && !(device.words[COMMAND / 4] & COMMAND_MASTER) &&
                          device.pending != UINT32_MAX;
        return device.words[offset / 4] | (pending ? PENDING : 0);
    }
    if (device.virtio && offset == WINDOW + VIRTIO_DATA) {
        bool reset = device.told_reset && device.stubborn == 0;

        device.stubborn -= device.told_reset && device.stubborn != 0 &&
                           device.stubborn != UINT32_MAX;
        return reset ? 0 : 15;
    }
    return device.words[offset / 4];
}

void config_write(uint32_t place, unsigned offset, uint32_t value)
{
    assert_int_equal(place, PLACE);
    device.touched |= device.resets != 0 && now - reset_at < 100000;
    if (offset == EXPRESS + 8)
        assert_int_equal(value & 0xffff0000, 0); /* no status bit is cleared */
    if (offset == EXPRESS + 8 && value & RESET) {
        device.resets++;
        reset_at = now;
        device.pending = device.resets_clear ? 0 : device.pending;
        memset(device.words + BARS / 4, 0, PCI_BARS * sizeof(uint32_t));
        device.words[offset / 4] = device.words[INTERRUPT / 4] = device.words[COMMAND / 4] = 0;
        return;
    }
    if (device.virtio && offset == WINDOW + VIRTIO_DATA && value == 0 &&
        device.words[(WINDOW + VIRTIO_OFFSET) / 4] == 0x1000 + STATUS) {
        device.told_reset = true;
        return;
    }
    device.words[offset / 4] = value;
}

unsigned capability(uint32_t place, uint32_t mask, uint32_t wanted)
{
    assert_int_equal(place, PLACE);
    if (mask == CAPABILITY_MASK && wanted == CAPABILITY_EXPRESS)
        return device.express ? EXPRESS : 0;
    return !device.virtio            ? 0
           : wanted == VIRTIO_COMMON ? COMMON
           : wanted == VIRTIO_WINDOW ? WINDOW
                                     : 0;
}

static int make(void **state)
{
    (void)state;
    memset(&device, 0, sizeof device);
    device.words[ID / 4] = 0x12348086;
    device.words[COMMAND / 4] = MASTER_ON;
    device.words[INTERRUPT / 4] = 0x10b;
    for (unsigned i = 0; i < PCI_BARS; i++)
        device.words[BARS / 4 + i] = 0xfe000000 + i * 0x1000;
    now = 77 * SECOND;
    return 0;
}

static void make_express(bool able)
{
    device.express = true;
    device.words[EXPRESS / 4 + 1] = able ? ABLE : 0;
    device.words[EXPRESS / 4 + 2] = CONTROL;
}

static void make_virtio(void)
{
    device.virtio = true;
    device.words[ID / 4] = 0x10420000 | VIRTIO_VENDOR;
    device.words[(COMMON + VIRTIO_OFFSET) / 4] = 0x1000;
}

/* Ends the device, which must take few steps, if not little time. Returns the milliseconds. */
static unsigned end(int64_t wanted)
{
    struct pci_end how = {0};
    uint64_t before = now;
    int64_t error;

    while ((error = pci_end(&how, PLACE, now)) == -COS_EBUSY) {
        assert_false(device.words[COMMAND / 4] & COMMAND_MASTER);
        assert_true(now - before < 15 * SECOND);
        now += 1000;
    }
    assert_int_equal(error, wanted);
    assert_false(device.words[COMMAND / 4] & COMMAND_MASTER);
    assert_false(device.touched);
    return (unsigned)((now - before) / 1000);
}

static void plain(void **state)
{
    (void)state;
    assert_int_equal(end(0), 0);
    assert_true(device.words[COMMAND / 4] & COMMAND_NO_INTX);
}

static void requests_on_their_way(void **state)
{
    (void)state;
    make_express(false);
    device.pending = 7;
    assert_int_equal(end(0), 7);
    assert_int_equal(device.pending, 0);
}

static void requests_for_ever(void **state)
{
    (void)state;
    make_express(false);
    device.pending = UINT32_MAX;
    assert_int_equal(end(-COS_EIO), 10000);
}

static void reset(void **state)
{
    (void)state;
    make_express(true);
    device.pending = 3;
    device.absent = 4;
    assert_int_equal(end(0), 3 + 100 + 4);
    assert_int_equal(device.resets, 1);
    for (unsigned i = 0; i < PCI_BARS; i++)
        assert_int_equal(device.words[BARS / 4 + i], 0xfe000000 + i * 0x1000);
    assert_int_equal(device.words[INTERRUPT / 4], 0x10b);
    assert_int_equal(device.words[EXPRESS / 4 + 2], CONTROL);
}

static void reset_as_last_resort(void **state)
{
    (void)state;
    make_express(true);
    device.pending = UINT32_MAX;
    device.resets_clear = true;
    assert_int_equal(end(0), 1000 + 100);
    assert_int_equal(device.resets, 1);
}

static void no_answer_after_a_reset(void **state)
{
    (void)state;
    make_express(true);
    device.absent = UINT32_MAX;
    assert_int_equal(end(-COS_EIO), 1000);
}

static void resets_in_vain(void **state)
{
    (void)state;
    make_express(true);
    device.pending = UINT32_MAX;
    assert_int_equal(end(-COS_EIO), 1000 + 100);
}

static void virtio(void **state)
{
    (void)state;
    make_virtio();
    make_express(true);
    assert_int_equal(end(0), 0);
    assert_true(device.told_reset);
    assert_int_equal(device.resets, 0); /* once is enough */
}

static void slow_virtio(void **state)
{
    (void)state;
    make_virtio();
    device.stubborn = 2500;
    assert_int_equal(end(0), 2);
    make(NULL);
    make_virtio();
    device.stubborn = UINT32_MAX;
    assert_int_equal(end(-COS_EIO), 10000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(plain, make),
        cmocka_unit_test_setup(requests_on_their_way, make),
        cmocka_unit_test_setup(requests_for_ever, make),
        cmocka_unit_test_setup(reset, make),
        cmocka_unit_test_setup(reset_as_last_resort, make),
        cmocka_unit_test_setup(no_answer_after_a_reset, make),
        cmocka_unit_test_setup(resets_in_vain, make),
        cmocka_unit_test_setup(virtio, make),
        cmocka_unit_test_setup(slow_virtio, make),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
