/* SPDX-License-Identifier: BSD-2-Clause */
/* The TSC, the system's clock: its calibration, and the timer that is set in its ticks. */
#include "cpu.h"
#include "cpu_setup.h"
#include "lapic.h"
#include "tsc.h"

#define PIT_CHANNEL2 0x42
#define PIT_COMMAND  0x43
#define PIT_LATCH    0x80 /* latches the count of channel 2 for reading */
#define PIT_ONCE     0xb0 /* channel 2 counts down once, then on from 65535 */
#define PIT_GATE     0x61
#define PIT_RUNS     0x01
#define PIT_SPEAKER  0x02
#define PIT_PASSED   0x20 /* it has counted down to 0 */
#define PIT_FIRST    0xffff

#define WINDOW_TICKS (PIT_HZ / 250) /* 4 ms */
#define READINGS     8              /* the best one counts */
#define ATTEMPTS     8
/* bounds the wait for a PIT that stands still, as on some machines */
#define TURNS 50000
/* if no source gives a frequency; the booter corrects it by other counters */
#define GUESS_HZ 1000000000ull

/* A timer that is set this far ahead goes off a little early and is set again, so that the error of
 * its calibration counts for the rest only. */
#define FAR_TICKS (1ull << 28)
#define FAR_SHIFT 4

uint64_t tsc_hz, tsc_calibration;
static uint64_t lapic_per_tsc; /* timer ticks per TSC tick, 32.32 fixed point */
static uint64_t armed = COS_FOREVER;

uint64_t machine_now(void)
{
    uint32_t low, high;
    __asm__ volatile("rdtsc" : "=a"(low), "=d"(high));
    return (uint64_t)high << 32 | low;
}

/* ---- Readings of two counters at the same time ---- */

static uint32_t pit_count(void)
{
    uint32_t low = machine_port_in(PIT_CHANNEL2, 1);
    return low | machine_port_in(PIT_CHANNEL2, 1) << 8;
}

/* Returns the tightest of several readings: the host of a virtual machine, or firmware, may take
 * the CPU away during one. */
static struct tsc_reading read_pit(void)
{
    struct tsc_reading best = {.width = UINT64_MAX};
    for (unsigned i = 0; i < READINGS; i++) {
        uint64_t before = machine_now();
        machine_port_out(PIT_COMMAND, 1, PIT_LATCH);
        uint64_t after = machine_now();
        tsc_better(&best, before, after, PIT_FIRST - pit_count());
    }
    return best;
}

static struct tsc_reading read_lapic(void)
{
    struct tsc_reading best = {.width = UINT64_MAX};
    for (unsigned i = 0; i < READINGS; i++) {
        uint64_t before = machine_now();
        uint32_t left = LAPIC[LAPIC_LEFT];
        tsc_better(&best, before, machine_now(), UINT32_MAX - left);
    }
    return best;
}

/* ---- Calibration ---- */

static void pit_start(void)
{
    uint64_t gate = machine_port_in(PIT_GATE, 1);
    machine_port_out(PIT_GATE, 1, (gate & ~(uint64_t)PIT_SPEAKER) | PIT_RUNS);
    machine_port_out(PIT_COMMAND, 1, PIT_ONCE);
    machine_port_out(PIT_CHANNEL2, 1, PIT_FIRST & 0xff);
    machine_port_out(PIT_CHANNEL2, 1, PIT_FIRST >> 8);
}

static bool pit_passed(void)
{
    return machine_port_in(PIT_GATE, 1) & PIT_PASSED;
}

/* Waits for WINDOW_TICKS from the count `since`. Returns false if the PIT stands still. */
static bool pit_wait(uint64_t since)
{
    uint64_t last = since;
    for (unsigned turn = 0; turn < TURNS; turn++) {
        machine_port_out(PIT_COMMAND, 1, PIT_LATCH);
        uint64_t count = PIT_FIRST - pit_count();
        if (count - since >= WINDOW_TICKS || pit_passed())
            return true;
        turn = count == last ? turn : 0;
        last = count;
    }
    return false;
}

/* Returns the best of several measurements, or 0 if the PIT is unusable. */
static uint64_t measure(void)
{
    uint64_t best = UINT64_MAX, hz = 0;
    for (unsigned i = 0; i < ATTEMPTS && best > TSC_GOOD_ERROR; i++) {
        pit_start();
        struct tsc_reading begin = read_pit();
        if (!pit_wait(begin.count))
            return 0;
        struct tsc_reading end = read_pit();
        uint64_t error = tsc_error(&begin, &end);
        if (!pit_passed() && end.count > begin.count && error < best) {
            best = error;
            hz = tsc_rate(&begin, &end, PIT_HZ);
        }
    }
    return hz;
}

void clock_setup(void)
{
    uint64_t start = machine_now();
    LAPIC[LAPIC_COUNT] = UINT32_MAX;
    struct tsc_reading begin = read_lapic();
    tsc_hz = tsc_choose(measure(), tsc_told(cpuid));
    tsc_hz = tsc_hz ? tsc_hz : GUESS_HZ;
    struct tsc_reading end = read_lapic();
    LAPIC[LAPIC_COUNT] = 0;
    lapic_per_tsc = ((end.count - begin.count) << 32) / (end.tsc - begin.tsc);
    tsc_calibration = machine_now() - start;
}

/* ---- The timer ---- */

void timer_arm(uint64_t deadline)
{
    if (deadline >= armed)
        return;
    armed = deadline;
    uint64_t now = machine_now(), left = deadline > now ? deadline - now : 0;
    if (left >= FAR_TICKS)
        left -= left >> FAR_SHIFT;
    unsigned __int128 ticks = ((unsigned __int128)left * lapic_per_tsc >> 32) + 1;
    LAPIC[LAPIC_COUNT] = ticks > UINT32_MAX ? UINT32_MAX : (uint32_t)ticks;
}

void timer_expired(void)
{
    armed = COS_FOREVER;
}
