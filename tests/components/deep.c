/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls a service that crashes (fragile.c), with a thread that already has nested calls or faults
 * of its own. However many these are, the supervisor counts and reports the crash, and restarts the
 * service. Argument: how many faults to nest, one more each time. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <supervisor.h>

#include "check.h"

#define LEVELS     (COS_CALL_DEPTH + 8)
#define SOON_US    100000
#define STACK_BITS 10

/* Calls and faults of this component into itself: a stack for each level. */
uint8_t deep_stacks[LEVELS][1 << STACK_BITS] __attribute__((aligned(16)));
uint64_t deep_level;
extern const uint8_t deep_call[], deep_fault[];
__asm__(".text\n"
        ".macro deep_enter function\n"
        "incq deep_level\n mov deep_level, %rsp\n shl $10, %rsp\n add $deep_stacks, %rsp\n call "
        "\\function\n"
        "decq deep_level\n mov %rax, %rdi\n mov $1, %eax\n syscall\n ud2\n .endm\n"
        "deep_call: deep_enter deep_called\n"
        "deep_fault: deep_enter deep_faulted\n");
_Static_assert(COS_OP_RETURN == 1 && STACK_BITS == 10 && COS_RESUME == 0,
               "the code above is out of date");

static uint64_t own_gate, calls_left, faults_left;
static int64_t answer;

/* Runs at the deepest level. */
static void call_service(void)
{
    answer = cos_call(COS_SLOT_CALL, 0, 0, 0, 0).value;
}

static void fault(void)
{
    __asm__ volatile("ud2" : : : "memory");
}

int64_t deep_called(void)
{
    if (calls_left-- == 0)
        call_service();
    else if (cos_call(own_gate, 0, 0, 0, 0).value == -COS_EDEPTH)
        call_service();
    return 0;
}

int64_t deep_faulted(void)
{
    uint64_t ip;

    cos_thread_read(0, COS_REG_RIP, &ip);
    cos_thread_write(0, COS_REG_RIP, ip + 2);
    if (--faults_left == 0)
        cos_call(own_gate, 0, 0, 0, 0);
    else
        fault();
    return COS_RESUME;
}

static int64_t deaths(void)
{
    return cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value;
}

/* The service is running (again) when it crashes. The caller gets EDEAD, and the supervisor counts
 * the crash. */
static bool reported(void (*nest)(void))
{
    uint64_t deadline = cos_tsc() + cos_ticks(SOON_US);
    int64_t before = deaths();

    for (answer = -COS_EDENIED; answer == -COS_EDENIED && cos_tsc() < deadline;) {
        cos_sleep(500);
        nest();
    }
    while (deaths() == before && cos_tsc() < deadline)
        cos_sleep(500);
    if (answer != -COS_EDEPTH && (answer != -COS_EDEAD || deaths() != before + 1))
        cos_print("# the service answered %lld, %lld crashes more\n", (long long)answer,
                  (long long)(deaths() - before));
    return answer == -COS_EDEPTH || (answer == -COS_EDEAD && deaths() == before + 1);
}

static uint64_t calls, faults;

static void nest_calls(void)
{
    calls_left = calls;
    deep_level = 0;
    cos_call(own_gate, 0, 0, 0, 0);
}

static void nest_faults(void)
{
    faults_left = faults;
    calls_left = calls;
    deep_level = 0;
    fault();
}

int main(const struct cos_start *start)
{
    uint64_t most = (uint64_t)(*(const char *)start->blobs[0].address - '0');
    unsigned good = 0;

    own_gate = COS_SLOT_SPARE;
    check_result(cos_make_gate(COS_SLOT_COMP, own_gate, (uint64_t)deep_call, 0), 0,
                 "a gate to itself");
    for (calls = 0; calls <= COS_CALL_DEPTH; calls++)
        good += reported(nest_calls);
    check_result(good, COS_CALL_DEPTH + 1,
                 "a service's crash is reported below any number of calls");
    check(answer == -COS_EDEAD || answer == -COS_EDEPTH, "or the last ones are refused");
    check_result(cos_make_gate(COS_SLOT_COMP, own_gate + 1, (uint64_t)deep_fault, 0), 0,
                 "a gate for own faults");
    check_result(cos_comp_fault(COS_SLOT_COMP, own_gate + 1, 0), 0, "which gets them");
    for (good = 0, faults = 1; faults <= most; faults++) {
        cos_print("# %llu faults\n", (unsigned long long)faults);
        for (calls = 0; calls < LEVELS; calls++)
            good += reported(nest_faults);
    }
    check_result(good, (int64_t)most * LEVELS, "and below any number of faults and calls");
    return check_done();
}
