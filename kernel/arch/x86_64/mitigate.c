/* SPDX-License-Identifier: BSD-2-Clause */
/* Applies what speculation.c decides. Touches only registers that CPUID reports. */
#include "cpu.h"
#include "cpu_setup.h"
#include "speculation.h"

#define MSR_CONTROL      0x48
#define MSR_COMMAND      0x49
#define COMMAND_BARRIER  1
#define MSR_CAPABILITIES 0x10a
#define HAS_CAPABILITIES (1u << 29) /* leaf 7, edx */
#define MSR_EFER         0xc0000080
#define EFER_AIBRSE      (1u << 21)
#define HAS_HYPERVISOR   (1u << 31) /* leaf 1, ecx */
#define CR0_WP           (1u << 16)
#define VERW             0x252c000full /* verw of memory; its 32-bit address follows */

enum { A, B, C, D };

extern uint64_t *const buffers_sites[], *const buffers_sites_end[];
extern const uint16_t buffers_selector;

bool speculation_barrier;

static void cpuid(uint32_t leaf, uint32_t sub, uint32_t r[4])
{
    __asm__ volatile("cpuid"
                     : "=a"(r[A]), "=b"(r[B]), "=c"(r[C]), "=d"(r[D])
                     : "a"(leaf), "c"(sub));
}

/* A leaf, or all 0 if it is beyond the last one of its kind. */
static void leaf(uint32_t number, uint32_t sub, uint32_t r[4])
{
    cpuid(number & 0xc0000000, 0, r);
    if (r[A] < number)
        r[A] = r[B] = r[C] = r[D] = 0;
    else
        cpuid(number, sub, r);
}

static void read_traits(struct cpu_traits *t)
{
    uint32_t r[4], one[4];
    *t = (struct cpu_traits){0};
    cpuid(0, 0, r);
    t->vendor[0] = r[B];
    t->vendor[1] = r[D];
    t->vendor[2] = r[C];
    leaf(1, 0, one);
    t->version = one[A];
    if (one[C] & HAS_HYPERVISOR) {
        cpuid(0x40000000, 0, r);
        memory_copy(t->hypervisor, &r[B], sizeof t->hypervisor);
    }
    leaf(7, 2, r);
    t->features_7_2d = r[D];
    leaf(7, 0, r);
    t->features_7b = r[B];
    t->features_7d = r[D];
    if (r[A] < 2) /* the last of its subleaves */
        t->features_7_2d = 0;
    if (r[D] & HAS_CAPABILITIES)
        t->capabilities = msr_read(MSR_CAPABILITIES);
    leaf(0x80000008, 0, r);
    t->features_amd_b = r[B];
    leaf(0x80000021, 0, r);
    t->features_amd_a = r[A];
    t->features_amd_c = r[C];
}

/* Turns the NOP of eight bytes that entry.S has on each way to user mode into VERW. Kernel text is
 * writable only here. */
static void clear_buffers(void)
{
    uint64_t cr0;
    __asm__ volatile("mov %%cr0, %0" : "=r"(cr0));
    __asm__ volatile("mov %0, %%cr0" : : "r"(cr0 & ~(uint64_t)CR0_WP) : "memory");
    for (uint64_t *const *site = buffers_sites; site < buffers_sites_end; site++)
        *(volatile uint64_t *)*site = VERW | (uint64_t)&buffers_selector << 32;
    __asm__ volatile("mov %0, %%cr0" : : "r"(cr0) : "memory");
}

void machine_mitigate(uint32_t wanted, uint32_t *mitigations, uint32_t *exposures)
{
    struct cpu_traits traits;
    struct speculation s;
    read_traits(&traits);
    speculation_decide(&traits, wanted, &s);
    if (s.control)
        msr_write(MSR_CONTROL, s.control);
    if (s.automatic_ibrs)
        msr_write(MSR_EFER, msr_read(MSR_EFER) | EFER_AIBRSE);
    if (s.buffers)
        clear_buffers();
    speculation_barrier = s.barrier;
    *mitigations = s.mitigations;
    *exposures = s.exposures;
}

/* A scheduler needs no barrier: it has no secrets. */
void speculation_separate(const struct component *next)
{
    static const struct component *last;
    static uint64_t last_life;
    if ((next->flags & COS_COMP_NOINTR) || (next == last && next->frame->life == last_life))
        return;
    last = next;
    last_life = next->frame->life;
    msr_write(MSR_COMMAND, COMMAND_BARRIER);
}
