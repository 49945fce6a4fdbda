/* SPDX-License-Identifier: BSD-2-Clause */
#include "state.h"

#include <cos/print.h>
#include <cos/string.h>

/* Offsets in the area of FXSAVE64; the x87's instruction and data pointers are in both. */
enum {
    FX_CONTROL = 0,
    FX_STATUS = 2,
    FX_TAGS = 4,
    FX_OPCODE = 6,
    FX_IP = 8,
    FX_DP = 16,
    FX_MXCSR = 24,
    FX_ST = 32,
    FX_XMM = 160
};
enum { ENV_CONTROL, ENV_STATUS, ENV_TAGS, ENV_IP, ENV_CS, ENV_DP, ENV_DS };

#define EXPONENT 0x403d /* of an integer whose highest bit is 62 */
#define INVALID  1      /* status: an invalid operation */

static bool quiet;

static uint64_t word(const uint8_t *at, unsigned bytes)
{
    uint64_t value = 0;

    memcpy(&value, at, bytes);
    return value;
}

static bool equal(uint64_t found, uint64_t wanted, const char *what, unsigned number,
                  const char *who)
{
    if (found == wanted)
        return true;
    if (!quiet)
        cos_print("# %s: %s %u is 0x%llx, expected 0x%llx\n", who, what, number,
                  (unsigned long long)found, (unsigned long long)wanted);
    return false;
}

uint32_t state_features(bool fpu)
{
    uint32_t a = 1, b, c, d;

    __asm__("cpuid" : "+a"(a), "=b"(b), "=c"(c), "=d"(d));
    return !fpu ? 0 : STATE_FPU | ((c & 1 << 26) && (c & 1 << 28) ? STATE_AVX : 0);
}

void state_prepare(struct state_place *place, bool fpu)
{
    place->features = state_features(fpu);
    for (unsigned i = 0; i < sizeof place->ladder / 8; i++)
        place->ladder[i] = 8 * i;
}

bool state_general(const struct state *s, uint64_t value, unsigned except, const char *who)
{
    bool same = true;

    for (unsigned i = 0; i < STATE_GENERAL; i++)
        if (!(except & 1u << i))
            same &= equal(s->general[i], value, "general register", i, who);
    return same;
}

bool state_context(const struct state *s, uint64_t flags, uint64_t fs_base, uint64_t gs_base,
                   const char *who)
{
    bool same = equal(s->flags, flags, "flags", 0, who);

    for (unsigned i = STATE_DS; i <= STATE_GS; i++)
        same &= equal(s->selectors[i], 0, "selector", i, who);
    same &= equal(s->selectors[STATE_CS], STATE_CODE_SELECTOR, "selector", STATE_CS, who);
    same &= equal(s->selectors[STATE_SS], STATE_DATA_SELECTOR, "selector", STATE_SS, who);
    same &= equal(s->fs_base, fs_base, "base of FS", 0, who);
    return same & equal(s->gs_base, gs_base, "base of GS", 0, who);
}

/* Control words and pointers; the upper halves of the environment's 16-bit fields are reserved. */
static bool controls(const struct state *s, uint16_t control, uint16_t status, bool full,
                     uint32_t mxcsr, const char *who)
{
    const uint32_t *e = s->environment;
    bool same = equal(word(s->fx + FX_CONTROL, 2), control, "x87 control", 0, who);

    same &= equal(word(s->fx + FX_STATUS, 2), status, "x87 status", 0, who);
    same &= equal(word(s->fx + FX_TAGS, 1), full ? 0xff : 0, "x87 tags", 0, who);
    same &= equal(word(s->fx + FX_MXCSR, 4), mxcsr, "MXCSR", 0, who);
    same &= equal(e[ENV_CONTROL] & 0xffff, control, "x87 environment", ENV_CONTROL, who);
    same &= equal(e[ENV_STATUS] & 0xffff, status, "x87 environment", ENV_STATUS, who);
    return same & equal(e[ENV_TAGS] & 0xffff, full ? 0 : 0xffff, "x87 environment", ENV_TAGS, who);
}

static bool registers(const struct state *s, uint32_t features, uint64_t pattern, uint64_t mantissa,
                      uint64_t exponent, const char *who)
{
    bool same = true;

    for (unsigned i = 0; i < 8; i++) {
        same &= equal(word(s->fx + FX_ST + 16 * i, 8), mantissa, "x87 register", i, who);
        same &= equal(word(s->fx + FX_ST + 16 * i + 8, 2), exponent, "exponent of x87 register", i,
                      who);
    }
    for (unsigned i = 0; i < 32; i++)
        same &= equal(word(s->fx + FX_XMM + 8 * i, 8), pattern, "half of XMM register", i / 2, who);
    for (unsigned i = 0; i < 32 && features & STATE_AVX; i++)
        same &= equal(word(s->high[0] + 8 * i, 8), pattern, "upper half of YMM register", i / 2,
                      who);
    return same;
}

/* Returns a pointer unless it is the kernel's own: always the same one, which the kernel loads to
 * wipe another. */
static uint64_t users(uint64_t pointer)
{
    return pointer & 1u << 31 ? 0 : pointer;
}

bool state_initial(const struct state *s, uint32_t features, const char *who)
{
    bool same = true;

    if (!(features & STATE_FPU))
        return true;
    same &= equal(users(word(s->fx + FX_IP, 8)), 0, "x87 instruction pointer", 0, who);
    same &= equal(users(word(s->fx + FX_DP, 8)), 0, "x87 data pointer", 0, who);
    same &= equal(users(s->environment[ENV_IP]), 0, "x87 environment", ENV_IP, who);
    same &= equal(users(s->environment[ENV_DP]), 0, "x87 environment", ENV_DP, who);
    same &= controls(s, 0x37f, 0, false, 0x1f80, who);
    return same & registers(s, features, 0, 0, 0, who);
}

/* The x87's pointers do not count: a CPU may forget them while no exception is pending. */
bool state_own(const struct state *s, uint32_t features, uint64_t pattern, const char *who)
{
    if (!(features & STATE_FPU))
        return true;
    bool same = controls(s, STATE_CONTROL, INVALID, true, STATE_MXCSR, who);
    return same & registers(s, features, pattern, pattern << 1, EXPONENT, who);
}

bool state_own_or_initial(const struct state *s, uint32_t features, uint64_t pattern,
                          const char *who)
{
    quiet = true;
    bool good = state_own(s, features, pattern, who) || state_initial(s, features, who);
    quiet = false;
    return good || state_initial(s, features, who);
}
