/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptor tables, system-call registers and protection features of the CPU. */
#include "cpu_setup.h"

#include "cpu.h"
#include "cpuid.h"

struct tss {
    uint32_t reserved0;
    uint64_t rsp[3], reserved1, ist[7], reserved2;
    uint16_t reserved3, io_map; /* beyond the limit: no port is open to user mode */
} __attribute__((packed));

struct gate {
    uint16_t offset_low, selector;
    uint8_t ist, type;
    uint16_t offset_middle;
    uint32_t offset_high, reserved;
};

struct table_pointer {
    uint16_t limit;
    uint64_t base;
} __attribute__((packed));

#define GATE_INTERRUPT 0x8e
#define GATE_USER      0x60 /* user mode may raise it: breakpoint, overflow */
#define STUB_SIZE      16

#define TRAP_STACKS 4
static uint8_t trap_stacks[TRAP_STACKS][TRAP_STACK] __attribute__((aligned(16)));
static struct tss tss = {.io_map = sizeof(struct tss)};
static struct gate idt[VECTORS];
static uint64_t gdt[SEL_TSS / 8 + 2] = {
    [SEL_KERNEL_CODE / 8] = 0x00af9b000000ffff,
    [SEL_KERNEL_DATA / 8] = 0x00cf93000000ffff,
    [SEL_USER_DATA / 8] = 0x00cff3000000ffff,
    [SEL_USER_CODE / 8] = 0x00affb000000ffff,
};

extern const uint8_t trap_stubs[], nmi_stub[], double_fault_stub[], machine_check_stub[],
    debug_stub[];
extern const uint8_t syscall_entry[];

uint64_t msr_read(uint32_t msr)
{
    uint32_t low, high;
    __asm__ volatile("rdmsr" : "=a"(low), "=d"(high) : "c"(msr));
    return (uint64_t)high << 32 | low;
}

void msr_write(uint32_t msr, uint64_t value)
{
    __asm__ volatile("wrmsr" : : "c"(msr), "a"((uint32_t)value), "d"((uint32_t)(value >> 32)));
}

static void gate_set(unsigned vector, const uint8_t *handler, unsigned ist, uint8_t type)
{
    uint64_t offset = (uint64_t)handler;
    idt[vector] = (struct gate){offset, SEL_KERNEL_CODE, ist, type, offset >> 16, offset >> 32, 0};
}

static void tables_load(void)
{
    uint64_t base = (uint64_t)&tss;
    gdt[SEL_TSS / 8] = 0x0000890000000000 | (sizeof tss - 1) | (base & 0xffffff) << 16 |
                       (base >> 24 & 0xff) << 56;
    gdt[SEL_TSS / 8 + 1] = base >> 32;
    for (unsigned i = 0; i < TRAP_STACKS; i++)
        tss.ist[i] = (uint64_t)trap_stacks[i + 1];
    for (unsigned v = 0; v < VECTORS; v++)
        gate_set(v, trap_stubs + v * STUB_SIZE, 0, GATE_INTERRUPT);
    gate_set(1, debug_stub, 4, GATE_INTERRUPT);
    gate_set(2, nmi_stub, 1, GATE_INTERRUPT);
    gate_set(3, trap_stubs + 3 * STUB_SIZE, 0, GATE_INTERRUPT | GATE_USER);
    gate_set(4, trap_stubs + 4 * STUB_SIZE, 0, GATE_INTERRUPT | GATE_USER);
    gate_set(8, double_fault_stub, 2, GATE_INTERRUPT);
    gate_set(18, machine_check_stub, 3, GATE_INTERRUPT);
    struct table_pointer g = {sizeof gdt - 1, (uint64_t)gdt}, i = {sizeof idt - 1, (uint64_t)idt};
    __asm__ volatile("lgdt %0; lidt %1" : : "m"(g), "m"(i));
    __asm__ volatile("ltr %w0" : : "r"(SEL_TSS));
    __asm__ volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%fs; mov %0, %%gs" : : "r"(0));
}

struct cpuid cpuid(uint32_t leaf)
{
    struct cpuid r;
    __asm__ volatile("cpuid"
                     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                     : "a"(leaf & 0xc0000000), "c"(0));
    if (r.eax < leaf)
        return (struct cpuid){0};
    __asm__ volatile("cpuid"
                     : "=a"(r.eax), "=b"(r.ebx), "=c"(r.ecx), "=d"(r.edx)
                     : "a"(leaf), "c"(0));
    return r;
}

/* AMD's CPUs without XSaveErPtr do. */
static bool leaks_pointers(void)
{
    struct cpuid vendor = cpuid(0);
    bool amd = (vendor.ebx == 0x68747541 && vendor.ecx == 0x444d4163) || /* AuthenticAMD */
               (vendor.ebx == 0x6f677948 && vendor.ecx == 0x656e6975);   /* HygonGenuine */
    return amd && !(cpuid(0x80000008).ebx & 1 << 2);
}

/* Overwrites what the boot loader left. FSGSBASE stays off: with it components could write FS and
 * GS base, and calls would have to clear them. */
static void features_enable(void)
{
    struct cpuid one = cpuid(1), seven = cpuid(7);
    uint64_t cr4 = CR4_SET | (seven.ebx & 1 << 7 ? CR4_SMEP : 0) |
                   (seven.ebx & 1 << 20 ? CR4_SMAP : 0) | (seven.ecx & 1 << 2 ? CR4_UMIP : 0) |
                   (one.edx & 1 << 7 ? CR4_MCE : 0);
    __asm__ volatile("mov %0, %%cr4" : : "r"(cr4));
    __asm__ volatile("mov %0, %%dr7; mov %1, %%dr6" : : "r"(0ull), "r"((uint64_t)DR6_CLEAR));
    extended_state_setup(cr4, one.ecx & 1 << 26, one.ecx & 1 << 28, leaks_pointers());
}

/* SYSENTER finds no code segment. The bases behind SWAPGS, which the kernel does not use, and
 * RDTSCP reveal nothing. */
static void msrs_set(void)
{
    static const uint32_t zero[] = {MSR_SYSENTER_CS, MSR_SYSENTER_ESP, MSR_SYSENTER_EIP,
                                    MSR_FSBASE,      MSR_GSBASE,       MSR_KERNEL_GS};
    for (unsigned i = 0; i < sizeof zero / sizeof *zero; i++)
        msr_write(zero[i], 0);
    if (cpuid(0x80000001).edx & 1 << 27)
        msr_write(MSR_TSC_AUX, 0);
    msr_write(MSR_PAT, 0x0007040600070406); /* the reset value: page-table entries rely on it */
    msr_write(MSR_STAR, (uint64_t)(SEL_USER_DATA - 8) << 48 | (uint64_t)SEL_KERNEL_CODE << 32);
    msr_write(MSR_LSTAR, (uint64_t)syscall_entry);
    msr_write(MSR_CSTAR, (uint64_t)syscall_entry);    /* unused: there is no 32-bit code segment */
    msr_write(MSR_SFMASK, 0x257fd5 | 0x200 | 0x4000); /* all that a user may set, IF, NT */
}

void cpu_setup(void)
{
    tables_load();
    features_enable();
    msrs_set();
}

void machine_thread(struct thread *t)
{
    tss.rsp[0] = (uint64_t)(&t->regs + 1);
}

uint64_t machine_user_flags(uint32_t component_flags)
{
    return component_flags & COS_COMP_NOINTR ? 0x002 : 0x202;
}
