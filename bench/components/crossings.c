/* SPDX-License-Identifier: BSD-2-Clause */
/* The costs of crossings between protection domains, from user code to user code, stubs included: a
 * call of another component, also of one with FPU, a notification of its waiting thread and back, a
 * fault that another component handles, a vCPU entry. */
#include <cos/entry.h>
#include <cos/string.h>
#include <cos/syscall.h>
#include <cos/vcpu.h>

#include "bench.h"
#include "domain.h"
#include "snippet.h"

#define GATE_NOTHING COS_SLOT_CALL /* in the manifest's order */
#define GATE_FPU     (COS_SLOT_CALL + 1)
#define ECHO         COS_SLOT_SIGNAL

#define TEXT_(x) #x
#define TEXT(x)  TEXT_(x)

static struct domain faulting, client;
static union {
    struct cos_vcpu vcpu;
    uint8_t bytes[COS_PAGE_SIZE];
} vcpu_page __attribute__((aligned(COS_PAGE_SIZE)));

COS_ENTRY(fault_gate, repair);
extern const uint8_t fault_gate[];

/* Resumes behind the faulting instruction of two bytes. */
struct cos_result repair(uint64_t cause, uint64_t address, uint64_t code, uint64_t ip,
                         uint64_t token, uint64_t thread)
{
    (void)cause, (void)address, (void)code, (void)token, (void)thread;
    return (struct cos_result){.value = cos_thread_write(0, COS_REG_RIP, ip + 2) ? COS_UNWIND
                                                                                 : COS_RESUME};
}

/* Measures a fault of its own: rdi = the ticks that it took, returned to the caller. */
SNIPPET(fault, "rdtsc\n shl $32, %rdx\n lea (%rax,%rdx), %rbx\n ud2\n rdtsc\n shl $32, %rdx\n add "
               "%rdx, %rax\n sub %rbx, %rax\n"
               "mov %rax, %rdi\n xor %esi, %esi\n xor %edx, %edx\n mov $" TEXT(
                   COS_OP_RETURN) ", %eax\n syscall");
SNIPPET(system_calls, "1: syscall\n jmp 1b");

static void bench_call(const char *name, uint64_t gate)
{
    if (cos_call(gate, 0, 0, 0, 0).value != 0) {
        absent(name, cos_call(gate, 0, 0, 0, 0).value);
        return;
    }
    MEASURE(cos_call(gate, 0, 0, 0, 0));
    report(name);
}

static void notify_and_wait(void)
{
    uint64_t events;

    cos_signal(ECHO);
    cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
}

static void bench_event(void)
{
    MEASURE(notify_and_wait());
    report("event_round_trip");
}

static void bench_fault(void)
{
    uint64_t handler = slot_take();
    int64_t error = cos_make_gate(COS_SLOT_COMP, handler, (uint64_t)fault_gate, 0);

    if (error == 0)
        error = domain_make(&faulting, 0, handler);
    if (error != 0) {
        absent("fault_round_trip", error);
        return;
    }
    domain_load(&faulting, fault_start, fault_end);
    for (int i = 0; i < SAMPLES; i++) {
        samples[i] = cos_call(faulting.gate, 0, 0, 0, 0).value;
        if ((int64_t)samples[i] < 0) {
            absent("fault_round_trip", samples[i]);
            return;
        }
    }
    report("fault_round_trip");
}

static void bench_vcpu(const struct cos_start *start)
{
    const uint64_t number = ((uint64_t)&vcpu_page - start->rw_start) / COS_PAGE_SIZE;
    int64_t error = domain_make_memory(&client, 1);

    if (error == 0)
        error = cos_thread_bind(COS_SLOT_THREAD, COS_SLOT_ENDPOINT, COS_SLOT_REGION, number);
    domain_load(&client, system_calls_start, system_calls_end);
    vcpu_page.vcpu.client.rip = DOMAIN_CODE;
    vcpu_page.vcpu.client.rflags = 2;
    if (error == 0)
        error = cos_vcpu_enter(client.pagetable);
    if (error != COS_EXIT_SYSCALL) {
        absent("vcpu_round_trip", error);
        return;
    }
    MEASURE(cos_vcpu_enter(client.pagetable));
    report("vcpu_round_trip");
}

int main(const struct cos_start *start)
{
    measure_empty();
    bench_call("call_round_trip", GATE_NOTHING);
    bench_call("call_fpu", GATE_FPU);
    bench_event();
    bench_fault();
    bench_vcpu(start);
    return 0;
}
