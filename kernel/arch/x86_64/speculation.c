/* SPDX-License-Identifier: BSD-2-Clause */
/* Which CPU leaks what, and which countermeasures there are; docs/speculation.md explains them. */
#include "speculation.h"

#include "cos/boot.h"
#include "evm/image.h"

/* Leaf 7, edx; leaf 7, 2, edx */
#define INTEL_MD_CLEAR (1u << 10)
#define INTEL_CONTROL  (1u << 26) /* SPEC_CTRL.IBRS, and IBPB */
#define INTEL_SSBD     (1u << 31)
#define INTEL_BHI_CTRL (1u << 4)
/* Leaf 7, ebx */
#define HAS_AVX2 (1u << 5)
#define HAS_RTM  (1u << 11)
/* Leaf 0x80000008, ebx; leaf 0x80000021, eax and ecx */
#define AMD_IBPB           (1u << 12)
#define AMD_IBRS           (1u << 14)
#define AMD_IBRS_ALWAYS    (1u << 16) /* once set it need not be set again */
#define AMD_SSBD           (1u << 24)
#define AMD_SSB_NO         (1u << 26)
#define AMD_BTC_NO         (1u << 29)
#define AMD_VERW_CLEAR     (1u << 5)
#define AMD_AUTOMATIC_IBRS (1u << 8)
#define AMD_SRSO_NO        (1u << 29)
#define AMD_TSA_NO         (3u << 1)
/* IA32_ARCH_CAPABILITIES */
#define RDCL_NO       (1ull << 0)
#define IBRS_ALL      (1ull << 1)
#define SSB_NO        (1ull << 4)
#define MDS_NO        (1ull << 5)
#define TAA_NO        (1ull << 8)
#define STALE_DATA_NO (7ull << 13) /* SBDR_SSDP_NO, FBSDP_NO, PSDP_NO */
#define BHI_NO        (1ull << 20)
#define GDS_CTRL      (1ull << 25)
#define GDS_NO        (1ull << 26)
#define RFDS_NO       (1ull << 27)
/* SPEC_CTRL */
#define CONTROL_IBRS  (1ull << 0)
#define CONTROL_SSBD  (1ull << 2)
#define CONTROL_BHI_S (1ull << 10)

#define FAMILY_BTC  0x17 /* AMD: Zen 1 and 2, */
#define FAMILY_SRSO 0x19 /* 3 and 4 */

static bool is(const uint32_t found[3], const char *name)
{
    const char *bytes = (const char *)found;
    for (unsigned i = 0; i < 12; i++)
        if (bytes[i] != name[i])
            return false;
    return true;
}

static unsigned family_of(uint32_t version)
{
    unsigned family = version >> 8 & 15;
    return family == 15 ? family + (version >> 20 & 255) : family;
}

static unsigned model_of(uint32_t version)
{
    return (version >> 4 & 15) | (version >> 12 & 0xf0);
}

/* Atoms that execute in order, without speculation. */
static bool is_in_order(uint32_t version)
{
    static const uint8_t models[] = {0x1c, 0x26, 0x27, 0x35, 0x36};
    for (unsigned i = 0; i < sizeof models; i++)
        if (family_of(version) == 6 && model_of(version) == models[i])
            return true;
    return false;
}

/* The CPU's buffers leak; VERW empties them if the microcode supports that. */
static void use_buffers(struct speculation *out, bool can_be_cleared)
{
    out->buffers = can_be_cleared;
    out->mitigations |= can_be_cleared ? COS_MITIGATES_BUFFERS : 0;
    out->exposures |= can_be_cleared ? 0 : COS_EXPOSED_BUFFERS;
}

/* Buffers that keep data of others: MDS, TAA, stale data of device memory, register files; and
 * gathered vectors, for which only microcode helps. */
static void decide_buffers(const struct cpu_traits *cpu, struct speculation *out)
{
    uint64_t c = cpu->capabilities;
    bool transactions_safe = (c & TAA_NO) || !(cpu->features_7b & HAS_RTM);
    bool gathers_safe = (c & (GDS_NO | GDS_CTRL)) || !(cpu->features_7b & HAS_AVX2);
    if (!(c & MDS_NO) || !transactions_safe || (c & STALE_DATA_NO) != STALE_DATA_NO ||
        !(c & RFDS_NO))
        use_buffers(out, cpu->features_7d & INTEL_MD_CLEAR);
    out->exposures |= gathers_safe ? 0 : COS_EXPOSED_BUFFERS;
}

static void decide_intel(const struct cpu_traits *cpu, struct speculation *out)
{
    uint64_t c = cpu->capabilities;
    bool controlled = cpu->features_7d & INTEL_CONTROL;
    bool history = cpu->features_7_2d & INTEL_BHI_CTRL;
    if (!(c & RDCL_NO))
        out->exposures |= COS_EXPOSED_MELTDOWN;
    decide_buffers(cpu, out);
    if (controlled && (c & IBRS_ALL)) {
        out->control |= CONTROL_IBRS | (history ? CONTROL_BHI_S : 0);
        out->mitigations |= COS_MITIGATES_IBRS;
    }
    if (!(out->control & CONTROL_IBRS) || !((c & BHI_NO) || history))
        out->exposures |= COS_EXPOSED_KERNEL;
    out->barrier = controlled;
}

static void decide_amd(const struct cpu_traits *cpu, struct speculation *out)
{
    unsigned family = family_of(cpu->version);
    bool returns_safe = family == FAMILY_BTC    ? cpu->features_amd_b & AMD_BTC_NO
                        : family == FAMILY_SRSO ? cpu->features_amd_a & AMD_SRSO_NO
                                                : family > FAMILY_SRSO;
    out->automatic_ibrs = cpu->features_amd_a & AMD_AUTOMATIC_IBRS;
    if (!out->automatic_ibrs && (cpu->features_amd_b & AMD_IBRS) &&
        (cpu->features_amd_b & AMD_IBRS_ALWAYS))
        out->control |= CONTROL_IBRS;
    if (out->automatic_ibrs || out->control)
        out->mitigations |= COS_MITIGATES_IBRS;
    if (!(out->mitigations & COS_MITIGATES_IBRS) || !returns_safe)
        out->exposures |= COS_EXPOSED_KERNEL;
    out->barrier = cpu->features_amd_b & AMD_IBPB;
    /* TSA: these CPUs only */
    if (family == FAMILY_SRSO && (cpu->features_amd_c & AMD_TSA_NO) != AMD_TSA_NO)
        use_buffers(out, cpu->features_amd_a & AMD_VERW_CLEAR);
}

/* Loads that go ahead of stores leak only within one address space, and preventing that costs a
 * lot. So the kernel does it only if the image requires it. */
static void decide_stores(const struct cpu_traits *cpu, struct speculation *out)
{
    if ((cpu->capabilities & SSB_NO) || (cpu->features_amd_b & AMD_SSB_NO))
        return;
    if ((cpu->features_7d & INTEL_SSBD) || (cpu->features_amd_b & AMD_SSBD)) {
        out->control |= CONTROL_SSBD;
        out->mitigations |= COS_MITIGATES_STORES;
    } else {
        out->exposures |= COS_EXPOSED_STORES;
    }
}

void speculation_decide(const struct cpu_traits *cpu, uint32_t mitigations, struct speculation *out)
{
    *out = (struct speculation){0};
    if (is(cpu->hypervisor, "TCGTCGTCGTCG"))
        return; /* an emulator executes one instruction after the other */
    if (mitigations == EVM_MITIGATIONS_OFF) {
        out->exposures = COS_EXPOSED_OFF;
        return;
    }
    if (is(cpu->vendor, "GenuineIntel")) {
        if (is_in_order(cpu->version))
            return;
        decide_intel(cpu, out);
    } else if (is(cpu->vendor, "AuthenticAMD") || is(cpu->vendor, "HygonGenuine")) {
        decide_amd(cpu, out);
    } else {
        /* of an unknown CPU everything is assumed */
        out->exposures = COS_EXPOSED_MELTDOWN | COS_EXPOSED_BUFFERS | COS_EXPOSED_KERNEL;
        out->barrier = (cpu->features_7d & INTEL_CONTROL) || (cpu->features_amd_b & AMD_IBPB);
    }
    out->mitigations |= out->barrier ? COS_MITIGATES_BARRIER : 0;
    out->exposures |= out->barrier ? 0 : COS_EXPOSED_BRANCHES;
    if (mitigations == EVM_MITIGATIONS_REQUIRED)
        decide_stores(cpu, out);
}
