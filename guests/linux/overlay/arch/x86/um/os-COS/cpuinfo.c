// SPDX-License-Identifier: GPL-2.0
/*
 * What programs find as "flags" in /proc/cpuinfo: the features that CPUID reports and whose
 * registers are saved.
 */
#include <linux/bitops.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>
#include <os.h>

#define STATE_AVX    0x6 /* bits of XCR0 */
#define STATE_AVX512 0xe6

enum { EAX, EBX, ECX, EDX };

/* Registers of CPUID that are words of Linux's table of features, each named by a feature of it. */
static const struct {
    u32 leaf, subleaf;
    u16 reg, feature;
} words[] __initconst = {
    {1, 0, EDX, X86_FEATURE_FPU},
    {1, 0, ECX, X86_FEATURE_XMM3},
    {7, 0, EBX, X86_FEATURE_FSGSBASE},
    {7, 0, ECX, X86_FEATURE_AVX512VBMI},
    {7, 0, EDX, X86_FEATURE_AVX512_4VNNIW},
    {7, 1, EAX, X86_FEATURE_AVX_VNNI},
    {0xd, 1, EAX, X86_FEATURE_XSAVEOPT},
    {0x80000001, 0, EDX, X86_FEATURE_SYSCALL},
    {0x80000001, 0, ECX, X86_FEATURE_LAHF_LM},
    {0x80000008, 0, EBX, X86_FEATURE_CLZERO},
};

static const u16 of_xsave[] __initconst = {
    X86_FEATURE_XSAVE,   X86_FEATURE_XSAVEOPT, X86_FEATURE_XSAVEC,
    X86_FEATURE_XGETBV1, X86_FEATURE_XSAVES,
};

static const u16 of_avx[] __initconst = {
    X86_FEATURE_AVX,  X86_FEATURE_AVX2,       X86_FEATURE_FMA,
    X86_FEATURE_F16C, X86_FEATURE_XOP,        X86_FEATURE_FMA4,
    X86_FEATURE_VAES, X86_FEATURE_VPCLMULQDQ, X86_FEATURE_AVX_VNNI,
};

static const u16 of_avx512[] __initconst = {
    X86_FEATURE_AVX512F,          X86_FEATURE_AVX512DQ,
    X86_FEATURE_AVX512IFMA,       X86_FEATURE_AVX512PF,
    X86_FEATURE_AVX512ER,         X86_FEATURE_AVX512CD,
    X86_FEATURE_AVX512BW,         X86_FEATURE_AVX512VL,
    X86_FEATURE_AVX512VBMI,       X86_FEATURE_AVX512_VBMI2,
    X86_FEATURE_AVX512_VNNI,      X86_FEATURE_AVX512_BITALG,
    X86_FEATURE_AVX512_VPOPCNTDQ, X86_FEATURE_AVX512_4VNNIW,
    X86_FEATURE_AVX512_4FMAPS,    X86_FEATURE_AVX512_VP2INTERSECT,
    X86_FEATURE_AVX512_FP16,      X86_FEATURE_AVX512_BF16,
};

/*
 * Needs of a system what this one does not do: keys in page tables, bounds and tiles in the saved
 * state.
 */
static const u16 not_here[] __initconst = {
    X86_FEATURE_MPX,      X86_FEATURE_PKU,      X86_FEATURE_OSPKE,
    X86_FEATURE_AMX_TILE, X86_FEATURE_AMX_INT8, X86_FEATURE_AMX_BF16,
};

static void __init cpuid(u32 leaf, u32 subleaf, u32 *regs)
{
    asm volatile("cpuid"
                 : "=a"(regs[EAX]), "=b"(regs[EBX]), "=c"(regs[ECX]), "=d"(regs[EDX])
                 : "0"(leaf), "2"(subleaf));
}

static void __init hide(const u16 *features, unsigned int count)
{
    while (count--)
        __clear_bit(features[count], (unsigned long *)boot_cpu_data.x86_capability);
}

/* The states that the system has switched on for XSAVE; 0: it has not. */
static u32 __init saved_states(void)
{
    u32 low = 0, high;

    if (cpu_has(&boot_cpu_data, X86_FEATURE_OSXSAVE))
        asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

/* Not by UML's helper, which looks for names within a line of names, and takes "ss" from "sse". */
void __init get_host_cpu_features(void (*flags_helper_func)(char *line),
                                  void (*cache_helper_func)(char *line))
{
    u32 regs[4], states;

    for (int i = 0; i < ARRAY_SIZE(words); i++) {
        cpuid(words[i].leaf & 0x80000000, 0, regs); /* the last leaf of its kind */
        if (words[i].leaf > regs[EAX])
            continue;
        cpuid(words[i].leaf, words[i].subleaf, regs);
        boot_cpu_data.x86_capability[words[i].feature / 32] = regs[words[i].reg];
    }
    states = saved_states();
    if (!states)
        hide(of_xsave, ARRAY_SIZE(of_xsave));
    if ((states & STATE_AVX) != STATE_AVX)
        hide(of_avx, ARRAY_SIZE(of_avx));
    if ((states & STATE_AVX512) != STATE_AVX512)
        hide(of_avx512, ARRAY_SIZE(of_avx512));
    hide(not_here, ARRAY_SIZE(not_here));
}
