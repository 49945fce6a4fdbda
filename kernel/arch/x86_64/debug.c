/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Debug registers of clients. They match addresses in any address space, so they are on only while
 * the client runs. They never watch the kernel's memory, and the kernel never accesses user memory
 * through user addresses, so none hits while the kernel runs, except one that the CPU has deferred
 * (see debug_stub in entry.S).
 */
#include "cpu_setup.h"

#include "cpu.h"

enum { EXECUTE, PORT = 2 }; /* kinds of breakpoints */

uint64_t debug_armed;

static bool allowed(uint64_t control, unsigned n, uint64_t address)
{
    uint64_t kind = control >> (16 + 4 * n) & 3, length = control >> (18 + 4 * n) & 3;
    return address < COS_USER_TOP && kind != PORT && !(kind == EXECUTE && length);
}

void debug_load(const struct cos_vcpu *v)
{
    uint64_t address[4], control = vcpu_word(&v->debug_control) & DR7_FREE;
    for (unsigned n = 0; n < 4; n++) {
        address[n] = vcpu_word(&v->debug[n]);
        if (allowed(control, n, address[n]))
            continue;
        address[n] = 0;
        control &= ~(3ull << 2 * n);
    }
    if (!(control & DR7_ENABLED))
        return;
    __asm__ volatile("mov %0, %%dr0; mov %1, %%dr1; mov %2, %%dr2; mov %3, %%dr3"
                     :
                     : "r"(address[0]), "r"(address[1]), "r"(address[2]), "r"(address[3]));
    debug_armed = control | DR7_SET;
    __asm__ volatile("mov %0, %%dr7" : : "r"(debug_armed));
}

void debug_off(void)
{
    debug_armed = 0;
    __asm__ volatile("mov %0, %%dr7" : : "r"(0ull));
}

/* The CPU may also report breakpoints that are off, and so reveal another client's addresses. */
uint64_t debug_status(void)
{
    uint64_t status, mine = DR6_STEP;
    for (unsigned n = 0; n < 4; n++)
        mine |= (uint64_t)(debug_armed >> 2 * n & 3 && 1) << n;
    __asm__ volatile("mov %%dr6, %0; mov %1, %%dr6" : "=&r"(status) : "r"((uint64_t)DR6_CLEAR));
    return status & mine;
}
