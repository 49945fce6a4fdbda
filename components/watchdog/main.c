/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver of the board's watchdog, an i6300esb. The device counts down in two stages of equal
 * length, each by itself: a machine that stood still for long, as its emulator got no CPU, loses
 * the first stage only. Once started, nothing but a reset stops the device; it counts on when the
 * driver ends, and its next life goes on feeding.
 */
#include <board.h>
#include <cos/blob.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <cos/syscall.h>
#include <devices.h>
#include <pci/pci.h>
#include <supervisor.h>

/* Registers in memory. */
enum { STAGE_1 = 0, STAGE_2 = 4, RELOAD = 12 };
#define RELOAD_BYTES  16
#define RELOAD_UNLOCK 0x80 /* this, then the next one, lets one register be written */
#define RELOAD_AGAIN  0x86
#define RELOAD_FEED   0x100
#define RELOAD_RESET  0x200 /* the device has reset the machine; writing it clears that */

/* Registers in configuration space. */
#define BAR_0         0x10
#define CONFIG        0x60
#define CONFIG_SILENT 3 /* the end of the first stage is no interrupt */
#define LOCK          0x68
#define LOCK_ON       3 /* counts, which only a reset ends */

/* A stage counts 2^15 periods of the PCI clock, of 33 MHz, at a time. */
#define UNITS(ms) (uint32_t)((uint64_t)(ms)*33000 >> 15)

static volatile char *registers;

static void unlock(void)
{
    *(volatile uint16_t *)(registers + RELOAD) = RELOAD_UNLOCK;
    *(volatile uint16_t *)(registers + RELOAD) = RELOAD_AGAIN;
}

static void set_stage(unsigned stage, uint32_t ms)
{
    unlock();
    *(volatile uint32_t *)(registers + stage) = UNITS(ms);
}

static void order(uint16_t bits)
{
    unlock();
    *(volatile uint16_t *)(registers + RELOAD) = bits;
}

/* Returns why the device cannot be used; NULL: it can. */
static const char *find_device(const struct cos_start *start)
{
    if (start->pci_count == 0)
        return "it is granted none; expected `pci: [\"8086:25ab\"]` in the manifest";
    registers = pci_map(&start->pci[0], 0,
                        pci_config32(&start->pci[0], BAR_0) % COS_PAGE_SIZE & ~15u, RELOAD_BYTES);
    return registers != NULL ? NULL
                             : "its registers share a page with another device's, or the driver's "
                               "memory is too small (`memory:`)";
}

/* Has no effect in later lives, as the device is locked. */
static bool start_device(uint32_t ms)
{
    set_stage(STAGE_1, ms / 2);
    set_stage(STAGE_2, ms / 2);
    return pci_ask(DEVICES_WRITE, 0, CONFIG, CONFIG_SILENT).value == 0 &&
           pci_ask(DEVICES_WRITE, 0, LOCK, LOCK_ON).value == 0;
}

/* The supervisor learns whether the device has reset the machine, once. */
static void tell_supervisor(uint32_t ms)
{
    bool reset = *(volatile uint16_t *)(registers + RELOAD) & RELOAD_RESET;

    if (reset)
        order(RELOAD_RESET);
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_BOARD, ms, reset, 0);
}

/* Feeds the device at each of the supervisor's events. Half the time without any is too long: there
 * is half of it left for the supervisor's code to find out why, on this thread. */
static _Noreturn void feed(uint32_t ms)
{
    for (;;) {
        uint64_t events = 0, late = cos_tsc() + cos_ticks((uint64_t)ms * 1000 / 2);

        while (!(events & BOARD_FEED))
            if (cos_wait(COS_SLOT_ENDPOINT, late, &events) != 0) {
                cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_UNFED, 0, 0, 0);
                late = COS_FOREVER;
            }
        order(RELOAD_FEED);
    }
}

int main(const struct cos_start *start)
{
    const struct cos_blob *blob = cos_blob_find(start, BOARD_CONFIG);
    const struct board_config *config = blob != NULL ? (void *)blob->address : NULL;
    const char *problem = config == NULL ? "it has no configuration" : find_device(start);

    if (problem == NULL && !start_device(config->time_ms))
        problem = "its registers cannot be written";
    if (problem != NULL) {
        cos_print("the device cannot be used: %s\n", problem);
        return 1;
    }
    tell_supervisor(config->time_ms);
    feed(config->time_ms);
}
