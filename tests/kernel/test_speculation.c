/* SPDX-License-Identifier: BSD-2-Clause */
/* How the kernel mitigates speculation on CPUs of all families, by what they report of
 * themselves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "cos/boot.h"
#include "evm/image.h"
#include "speculation.h"

#define INTEL           "GenuineIntel"
#define AMD             "AuthenticAMD"
#define SPEC_CTRL_INTEL (1u << 26 | 1u << 27 | 1u << 31) /* IBRS, IBPB; STIBP; SSBD */
#define MD_CLEAR        (1u << 10)
#define RTM             (1u << 11)
#define AVX2            (1u << 5)
#define BHI_CTRL        (1u << 4)
#define RDCL_NO         1ull
#define IBRS_ALL        2ull
#define SSB_NO          (1ull << 4)
#define MDS_NO          (1ull << 5)
#define TAA_NO          (1ull << 8)
#define STALE_NO        (7ull << 13)
#define BHI_NO          (1ull << 20)
#define GDS_NO          (1ull << 26)
#define RFDS_NO         (1ull << 27)
#define AMD_IBPB        (1u << 12)
#define AMD_IBRS        (1u << 14 | 1u << 16)
#define AMD_SSBD        (1u << 24)
#define BTC_NO          (1u << 29)
#define AIBRS           (1u << 8)
#define SRSO_NO         (1u << 29)
#define VERW_CLEAR      (1u << 5)
#define TSA_NO          6u

enum {
    M = COS_EXPOSED_MELTDOWN,
    U = COS_EXPOSED_BUFFERS,
    K = COS_EXPOSED_KERNEL,
    R = COS_EXPOSED_BRANCHES,
    S = COS_EXPOSED_STORES
};
enum {
    IBRS = COS_MITIGATES_IBRS,
    BARRIER = COS_MITIGATES_BARRIER,
    VERW = COS_MITIGATES_BUFFERS,
    SSBD = COS_MITIGATES_STORES
};

static const struct {
    const char *name, *vendor;
    struct cpu_traits cpu;
    uint32_t mitigations, exposures; /* under `auto` */
    uint32_t demanded, still_open;   /* added by `required` */
} cpus[] = {
    {"Bonnell, in order", INTEL, {.version = 0x106c2}, 0, 0, 0, 0},
    {"Haswell without microcode",
     INTEL,
     {.version = 0x306c3, .features_7b = AVX2 | RTM},
     0,
     M | U | K | R,
     0,
     S},
    {"Haswell",
     INTEL,
     {.version = 0x306c3, .features_7b = AVX2, .features_7d = SPEC_CTRL_INTEL | MD_CLEAR},
     BARRIER | VERW,
     M | U | K,
     SSBD,
     0},
    {"Skylake",
     INTEL,
     {.version = 0x506e3, .features_7b = RTM, .features_7d = SPEC_CTRL_INTEL | MD_CLEAR},
     BARRIER | VERW,
     M | K,
     SSBD,
     0},
    {"Cascade Lake",
     INTEL,
     {.version = 0x50657,
      .features_7b = AVX2,
      .features_7d = SPEC_CTRL_INTEL | MD_CLEAR,
      .capabilities = RDCL_NO | IBRS_ALL | MDS_NO},
     BARRIER | VERW | IBRS,
     U | K,
     SSBD,
     0},
    {"Ice Lake",
     INTEL,
     {.version = 0x606a6,
      .features_7b = AVX2,
      .features_7d = SPEC_CTRL_INTEL | MD_CLEAR,
      .features_7_2d = BHI_CTRL,
      .capabilities = RDCL_NO | IBRS_ALL | MDS_NO | TAA_NO | 1ull << 25},
     BARRIER | VERW | IBRS,
     0,
     SSBD,
     0},
    {"Sapphire Rapids",
     INTEL,
     {.version = 0x806f8,
      .features_7b = AVX2 | RTM,
      .features_7d = SPEC_CTRL_INTEL,
      .features_7_2d = BHI_CTRL,
      .capabilities = RDCL_NO | IBRS_ALL | MDS_NO | TAA_NO | STALE_NO | RFDS_NO | GDS_NO},
     BARRIER | IBRS,
     0,
     SSBD,
     0},
    {"one that has all in hardware",
     INTEL,
     {.version = 0xa06d1,
      .features_7b = AVX2,
      .features_7d = SPEC_CTRL_INTEL,
      .capabilities = RDCL_NO | IBRS_ALL | SSB_NO | MDS_NO | TAA_NO | STALE_NO | BHI_NO | GDS_NO |
                      RFDS_NO},
     BARRIER | IBRS,
     0,
     0,
     0},
    {"the same with transactions that leak",
     INTEL,
     {.version = 0xa06d1,
      .features_7b = AVX2 | RTM,
      .features_7d = SPEC_CTRL_INTEL,
      .capabilities = RDCL_NO | IBRS_ALL | SSB_NO | MDS_NO | STALE_NO | BHI_NO | GDS_NO | RFDS_NO},
     BARRIER | IBRS,
     U,
     0,
     0},
    {"QEMU's qemu64, posing as hardware", AMD, {.version = 0xf61 | 1 << 20}, 0, K | R, 0, S},
    {"Zen 1", AMD, {.version = 0x800f11, .features_amd_b = AMD_IBPB}, BARRIER, K, 0, S},
    {"Zen 2",
     AMD,
     {.version = 0x830f10, .features_amd_b = AMD_IBPB | AMD_IBRS | AMD_SSBD},
     BARRIER | IBRS,
     K,
     SSBD,
     0},
    {"Zen 2 without branch type confusion",
     AMD,
     {.version = 0x830f10, .features_amd_b = AMD_IBPB | AMD_IBRS | AMD_SSBD | BTC_NO},
     BARRIER | IBRS,
     0,
     SSBD,
     0},
    {"Zen 3",
     AMD,
     {.version = 0xa20f10,
      .features_amd_b = AMD_IBPB | AMD_IBRS | AMD_SSBD,
      .features_amd_a = VERW_CLEAR},
     BARRIER | IBRS | VERW,
     K,
     SSBD,
     0},
    {"Zen 4 without microcode",
     AMD,
     {.version = 0xa60f12, .features_amd_b = AMD_IBPB | AMD_SSBD, .features_amd_a = AIBRS},
     BARRIER | IBRS,
     K | U,
     SSBD,
     0},
    {"family 19h that leaks nothing more",
     AMD,
     {.version = 0xa60f12,
      .features_amd_b = AMD_IBPB | AMD_SSBD,
      .features_amd_a = AIBRS | SRSO_NO,
      .features_amd_c = TSA_NO},
     BARRIER | IBRS,
     0,
     SSBD,
     0},
    {"Zen 5",
     AMD,
     {.version = 0xb40f40,
      .features_amd_b = AMD_IBPB | AMD_SSBD,
      .features_amd_a = AIBRS | SRSO_NO},
     BARRIER | IBRS,
     0,
     SSBD,
     0},
    {"Hygon", "HygonGenuine", {.version = 0x900f02, .features_amd_b = AMD_IBPB}, BARRIER, K, 0, S},
    {"an unknown one", "CentaurHauls", {.version = 0x6f0}, 0, M | U | K | R, 0, S},
};
#define CPUS (sizeof cpus / sizeof cpus[0])

/* The registers as CPUID returns them: ebx, edx, ecx. */
static struct cpu_traits traits_of(unsigned i)
{
    struct cpu_traits cpu = cpus[i].cpu;
    memcpy(cpu.vendor, cpus[i].vendor, sizeof cpu.vendor);
    return cpu;
}

static void each_family(void **state)
{
    struct speculation s;
    (void)state;
    for (unsigned i = 0; i < CPUS; i++) {
        struct cpu_traits cpu = traits_of(i);
        speculation_decide(&cpu, EVM_MITIGATIONS_AUTO, &s);
        if (s.mitigations != cpus[i].mitigations || s.exposures != cpus[i].exposures)
            fail_msg("%s: does %#x, leaves %#x; expected %#x, %#x", cpus[i].name, s.mitigations,
                     s.exposures, cpus[i].mitigations, cpus[i].exposures);
        speculation_decide(&cpu, EVM_MITIGATIONS_REQUIRED, &s);
        if (s.mitigations != (cpus[i].mitigations | cpus[i].demanded) ||
            s.exposures != (cpus[i].exposures | cpus[i].still_open))
            fail_msg("%s, required: does %#x, leaves %#x", cpus[i].name, s.mitigations,
                     s.exposures);
    }
}

/* The mitigations match the report, and the kernel writes no register that the CPU lacks. */
static void only_what_there_is(void **state)
{
    struct speculation s;
    (void)state;
    for (unsigned i = 0; i < CPUS; i++)
        for (uint32_t wanted = 0; wanted < EVM_MITIGATIONS; wanted++) {
            struct cpu_traits cpu = traits_of(i);
            speculation_decide(&cpu, wanted, &s);
            assert_int_equal(s.barrier, !!(s.mitigations & BARRIER));
            assert_int_equal(s.buffers, !!(s.mitigations & VERW));
            assert_int_equal(s.automatic_ibrs || (s.control & 1), !!(s.mitigations & IBRS));
            assert_int_equal(!!(s.control & 4), !!(s.mitigations & SSBD));
            if (s.control)
                assert_true(cpu.features_7d & (1u << 26 | 1u << 31) ||
                            cpu.features_amd_b & (1u << 14 | AMD_SSBD));
            if (s.control & 1 << 10)
                assert_true(cpu.features_7_2d & BHI_CTRL);
            if (s.automatic_ibrs)
                assert_true(cpu.features_amd_a & AIBRS);
        }
}

static void off(void **state)
{
    struct speculation s;
    (void)state;
    for (unsigned i = 0; i < CPUS; i++) {
        struct cpu_traits cpu = traits_of(i);
        speculation_decide(&cpu, EVM_MITIGATIONS_OFF, &s);
        assert_true(!s.control && !s.automatic_ibrs && !s.barrier && !s.buffers && !s.mitigations);
        assert_int_equal(s.exposures, COS_EXPOSED_OFF);
    }
}

static void an_emulator(void **state)
{
    struct cpu_traits cpu = traits_of(1);
    struct speculation s;
    (void)state;
    memcpy(cpu.hypervisor, "TCGTCGTCGTCG", sizeof cpu.hypervisor);
    for (uint32_t wanted = 0; wanted < EVM_MITIGATIONS; wanted++) {
        speculation_decide(&cpu, wanted, &s);
        assert_true(!s.mitigations && !s.exposures && !s.control);
    }
    memcpy(cpu.hypervisor, "KVMKVMKVM\0\0", sizeof cpu.hypervisor);
    speculation_decide(&cpu, EVM_MITIGATIONS_AUTO, &s);
    assert_int_equal(s.exposures, cpus[1].exposures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_family),
        cmocka_unit_test(only_what_there_is),
        cmocka_unit_test(off),
        cmocka_unit_test(an_emulator),
    };
    return cmocka_run_group_tests_name("speculation", tests, NULL, NULL);
}
