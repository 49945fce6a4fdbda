/* SPDX-License-Identifier: BSD-2-Clause */
/* A component without FPU tries to read and to overwrite the FPU and vector registers of other
 * components, by each instruction that might, again and again: each try is a fault of its own.
 * Argument: how many tries. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <cos/vcpu.h>

#include "check.h"

#define PATTERN  0x5eafb00b5eafb00b /* the pattern of tests/components/turns.c */
#define IN_A_ROW 16                 /* tries before it lets others run */
#define PAUSE_US 100
#define FILL     0xdd

static union {
    struct cos_vcpu vcpu;
    uint8_t bytes[COS_PAGE_SIZE];
} vcpu_page __attribute__((aligned(COS_PAGE_SIZE)));
#define vcpu (*(volatile struct cos_vcpu *)&vcpu_page)

/* For the code below: where to go on after a fault, a place to read into, and the initial state to
 * write. */
uint64_t spy_next, spy_seen[256] __attribute__((aligned(64))),
    spy_written[256] __attribute__((aligned(64)));

/* NAME returns 1 if the instructions run, 0 if one faults. */
#define TRY(name, instructions)                                                     \
    __asm__(".text\n" #name ": mov $1f, %eax\n mov %rax, spy_next\n mov $7, %eax\n" \
            "xor %edx, %edx\n xor %ecx, %ecx\n" instructions                        \
            "\n mov $1, %eax\n ret\n1: xor %eax, %eax\n ret\n");                    \
    unsigned name(void)

TRY(try_fxsave, "fxsave64 spy_seen");
TRY(try_xsave, "xsave64 spy_seen");
TRY(try_xsaveopt, "xsaveopt64 spy_seen");
TRY(try_xsavec, "xsavec64 spy_seen");
TRY(try_fnsave, "fnsave spy_seen");
TRY(try_fnstenv, "fnstenv spy_seen");
TRY(try_fist, "fistpll spy_seen");
TRY(try_stmxcsr, "stmxcsr spy_seen");
TRY(try_movq, "movq %mm0, spy_seen");
TRY(try_movups, "movups %xmm3, spy_seen");
TRY(try_vmovups, "vmovups %ymm3, spy_seen");
TRY(try_vstmxcsr, "vstmxcsr spy_seen");
TRY(try_xgetbv, "xgetbv\n mov %rax, spy_seen");
TRY(try_rdpkru, "rdpkru\n mov %rax, spy_seen");
TRY(try_fxrstor, "fxrstor64 spy_written");
TRY(try_xrstor, "xrstor64 spy_written");
TRY(try_fninit, "fninit");
TRY(try_fldz, "fldz");
TRY(try_ldmxcsr, "ldmxcsr spy_written+24");
TRY(try_pxor, "pxor %xmm3, %xmm3");
TRY(try_emms, "emms");
TRY(try_vzeroall, "vzeroall");
TRY(try_vzeroupper, "vzeroupper");

/* idle: it may run, since it writes only the initial state, which is there anyway (the emulator's
 * EMMS). */
static const struct attempt {
    const char *name;
    unsigned (*run)(void);
    bool idle;
} attempts[] = {
#define ATTEMPT(name)            \
    {                            \
#name, try_##name, false \
    }
    ATTEMPT(fxsave),   ATTEMPT(xsave),      ATTEMPT(xsaveopt),
    ATTEMPT(xsavec),   ATTEMPT(fnsave),     ATTEMPT(fnstenv),
    ATTEMPT(fist),     ATTEMPT(stmxcsr),    ATTEMPT(movq),
    ATTEMPT(movups),   ATTEMPT(vmovups),    ATTEMPT(vstmxcsr),
    ATTEMPT(xgetbv),   ATTEMPT(rdpkru),     ATTEMPT(fxrstor),
    ATTEMPT(xrstor),   ATTEMPT(fninit),     ATTEMPT(fldz),
    ATTEMPT(ldmxcsr),  ATTEMPT(pxor),       {"emms", try_emms, true},
    ATTEMPT(vzeroall), ATTEMPT(vzeroupper),
};
#define ATTEMPTS (sizeof attempts / sizeof attempts[0])
static unsigned ran[ATTEMPTS], read[ATTEMPTS], other_faults;

extern const uint8_t spy_fault[];
__asm__(".text\nspy_fault: jmp *spy_next\n");

static void attempt(unsigned number)
{
    memset(spy_seen, FILL, sizeof spy_seen);
    vcpu.fault_entry = (uint64_t)spy_fault;
    if (attempts[number].run())
        ran[number] += !attempts[number].idle;
    else
        other_faults += vcpu.cause != COS_FAULT_NOFPU && vcpu.cause != COS_FAULT_OPCODE;
    for (unsigned i = 0; i < sizeof spy_seen; i++)
        if (((const uint8_t *)spy_seen)[i] != FILL) {
            read[number]++;
            break;
        }
}

int main(const struct cos_start *start)
{
    const uint64_t number = ((uint64_t)&vcpu_page - start->rw_start) / COS_PAGE_SIZE;
    uint64_t tries = 0, seen = 0, done = 0;

    for (const char *at = (const char *)start->blobs[0].address; *at; at++)
        tries = tries * 10 + (uint64_t)(*at - '0');
    spy_written[0] = 0x37f;
    spy_written[3] = 0x1f80;
    check_result(cos_thread_bind(COS_SLOT_THREAD, COS_SLOT_ENDPOINT, COS_SLOT_REGION, number), 0,
                 "a handler for own faults");
    for (uint64_t i = 0; i < tries; i++) {
        attempt(i % ATTEMPTS);
        if (i % IN_A_ROW == 0)
            cos_sleep(PAUSE_US);
    }
    for (unsigned i = 0; i < ATTEMPTS; i++) {
        if (ran[i] || read[i])
            cos_print("# %s ran %u times, and read something %u times\n", attempts[i].name, ran[i],
                      read[i]);
        done += ran[i];
        seen += read[i];
    }
    check(done == 0 && seen == 0 && other_faults == 0, "%llu tries: %llu ran, %llu saw something",
          (unsigned long long)tries, (unsigned long long)done, (unsigned long long)seen);
    return check_done();
}
