// SPDX-License-Identifier: GPL-2.0
/*
 * Random numbers: the processor's, and those of the machine's source, if the manifest grants it
 * (`rng`). Where there are neither, how long memory accesses take, if that varies. What does not is
 * not given out: Linux credits all of it.
 */
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <cos/channel.h>
#include <os.h>
#include <rng.h>
#include "cos_um.h"

#define CPUID_RDRAND (1u << 30) /* leaf 1, ecx */
#define RDRAND_TRIES 10

#define TIMES  1024 /* of which one in eight or more varies: half a bit from each of those */
#define WORK   256
#define STRIDE 67
#define WALK   1024 /* bytes, walked through in an order that the times decide */
#define GOLDEN 0x9e3779b97f4a7c15ul

#define DRIVER_TRIES 500 /* for the machine's driver, which starts when the VM does */
#define DRIVER_NS    2000000

static bool have_rdrand(void)
{
    u32 eax = 1, ebx, ecx = 0, edx;

    asm volatile("cpuid" : "+a"(eax), "=b"(ebx), "+c"(ecx), "=d"(edx));
    return ecx & CPUID_RDRAND;
}

/*
 * Some processors answer with nothing but ones or zeros after they have slept, and call that good.
 */
static bool rdrand(unsigned long *value)
{
    for (int i = 0; i < RDRAND_TRIES; i++) {
        bool ok;

        asm volatile("rdrand %0" : "=r"(*value), "=@ccc"(ok));
        if (ok && *value != 0 && *value != ~0ul)
            return true;
    }
    return false;
}

/*
 * Whether the same work takes another time when it is done again: on a machine whose time is its
 * count of instructions it does not, whatever pattern the times have.
 */
static bool time_varies(void)
{
    static volatile u8 walk[WALK];
    u8 lengths[2][WORK];
    unsigned int varied = 0;

    for (int pass = 0; pass < 2; pass++) {
        u64 before = cos_tsc();

        for (int i = 0; i < WORK; i++) {
            u64 now;

            walk[i * STRIDE % WALK]++;
            now = cos_tsc();
            lengths[pass][i] = now - before;
            before = now;
        }
    }
    for (int i = 0; i < WORK; i++)
        varied += lengths[0][i] != lengths[1][i];
    return varied >= WORK / 8;
}

static bool jitter(unsigned long *value)
{
    static volatile u8 walk[WALK];
    static unsigned long state = GOLDEN;

    if (!time_varies())
        return false;
    for (int i = 0; i < TIMES; i++) {
        walk[state % WALK]++;
        state = (state ^ cos_tsc()) * GOLDEN;
        state ^= state >> 29;
    }
    *value = state;
    return true;
}

static bool local_word(unsigned long *value)
{
    static int hardware = -1;

    if (hardware < 0)
        hardware = have_rdrand();
    return (hardware && rdrand(value)) || jitter(value);
}

/* The gate to the driver of the machine's source of entropy; 0: the manifest grants none. */
static unsigned long rng_gate(void)
{
    static long gate = -1;
    struct evm_channel channel;

    if (gate < 0)
        gate = cos_channel_unit(cos_start, EVM_CHANNEL_RNG, 0, &channel) ? channel.index : 0;
    return gate;
}

/* False: there is no such source, its driver is not there, or has no more just now. */
static bool machine_word(unsigned long *value)
{
    unsigned long out[3];

    if (!rng_gate() || cos_call(rng_gate(), RNG_WORD, 0, 0, 0, out) != 0)
        return false;
    *value = out[0];
    return true;
}

/* Both together are worth no less than the better one. */
static bool draw(unsigned long *value)
{
    unsigned long other = 0;
    bool good = local_word(value), more = machine_word(&other);

    *value ^= other;
    return good || more;
}

/*
 * At the start, when Linux asks for its seed, the driver may not be ready, and no other source is
 * there.
 */
static void await_driver(void)
{
    unsigned long value, out[3];

    for (int i = 0; i < DRIVER_TRIES && rng_gate() && !draw(&value); i++)
        if (cos_op(COS_OP_WAIT, COS_SLOT_ENDPOINT, cos_tsc() + cos_ticks(DRIVER_NS), 0, 0, 0, 0,
                   out) == 0)
            cos_event_raise(out[0]);
}

/* As many bytes as are worth something. */
ssize_t os_getrandom(void *buf, size_t len, unsigned int flags)
{
    static bool begun;
    size_t done = 0;
    unsigned long value;

    if (!begun) {
        begun = true;
        await_driver();
        if (!draw(&value))
            pr_crit("random: there is no source: this CPU has no RDRAND, its time does not vary, "
                    "and %s. Random numbers and keys can be guessed\n",
                    rng_gate() ? "the machine's source (`rng`) does not answer"
                               : "the manifest does not give this VM one: say `rng: yes`");
    }
    while (done < len && draw(&value)) {
        size_t part = min_t(size_t, len - done, sizeof value);

        memcpy(buf + done, &value, part);
        done += part;
    }
    return done;
}
