/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CPUs compute ahead with data that the program may not see, and leave traces of it. This file
 * decides what to do about that, and what remains open, by what the CPU reports of itself. It is
 * plain C, so that the build machine's unit tests can include it.
 */
#ifndef SPECULATION_H
#define SPECULATION_H

#include <stdbool.h>
#include <stdint.h>

/* What CPUID and IA32_ARCH_CAPABILITIES say; 0 where there is no such leaf or register. */
struct cpu_traits {
    uint32_t vendor[3];      /* ebx, edx, ecx of leaf 0 */
    uint32_t hypervisor[3];  /* ebx, ecx, edx of leaf 0x40000000 */
    uint32_t version;        /* eax of leaf 1 */
    uint32_t features_7b;    /* ebx of leaf 7 */
    uint32_t features_7d;    /* edx of leaf 7 */
    uint32_t features_7_2d;  /* edx of leaf 7, 2 */
    uint32_t features_amd_b; /* ebx of leaf 0x80000008 */
    uint32_t features_amd_a; /* eax of leaf 0x80000021 */
    uint32_t features_amd_c; /* its ecx */
    uint64_t capabilities;   /* IA32_ARCH_CAPABILITIES */
};

struct speculation {
    uint64_t control;     /* bits to set in SPEC_CTRL; 0: the register need not exist */
    bool automatic_ibrs;  /* EFER.AIBRSE */
    bool barrier;         /* IBPB between components */
    bool buffers;         /* VERW on the way to user mode */
    uint32_t mitigations; /* COS_MITIGATES_* */
    uint32_t exposures;   /* COS_EXPOSED_* */
};

/* mitigations: enum evm_mitigations. */
void speculation_decide(const struct cpu_traits *cpu, uint32_t mitigations,
                        struct speculation *out);

#endif
