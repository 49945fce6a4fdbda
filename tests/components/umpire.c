/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks that in tests/components/protocols.h each crash is counted once, each kill ends a life,
 * each answer is true, no page is lost, and all end. */
#include <booter.h>
#include <cos/entry.h>
#include <evm/image.h>

#include "check.h"
#include "life.h"
#include "protocols.h"

#define PATIENCE_US 60000000
#define LOOK_US     2000
#define SHOWN       10

static uint64_t first, lives[EVM_COMPONENTS], agents_done, wrongs;
static struct {
    uint64_t who, wrong, about, found;
} shown[SHOWN];

/* A stack for each thread, so that no call is refused; threads may preempt each other anywhere. */
uint8_t umpire_stacks[EVM_COMPONENTS][1024] __attribute__((aligned(16)));
__asm__(".section .text.entry.evm_gate_0, \"ax\"\n .globl evm_gate_0\n .type evm_gate_0, "
        "@function\nevm_gate_0:\n"
        "mov %r10, %rsp\n shl $10, %rsp\n add $umpire_stacks + 1024, %rsp\n mov %r8, %rcx\n mov "
        "%r9, %r8\n mov %r10, %r9\n"
        "call umpire_call\n mov %rax, %rdi\n mov %rdx, %rsi\n xor %edx, %edx\n mov $1, %eax\n "
        "syscall\n ud2\n"
        ".size evm_gate_0, . - evm_gate_0\n .text\n");
struct cos_result umpire_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3,
                              uint64_t token, uint64_t thread);

struct cos_result umpire_call(uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3,
                              uint64_t token, uint64_t thread)
{
    struct cos_result result = {.value = 0, .extra = cos_self()->id};

    (void)thread;
    switch ((enum umpire_method)method) {
    case UMPIRE_BORN:
        result.value = (int64_t)__atomic_add_fetch(&lives[token], 1, __ATOMIC_RELAXED);
        break;
    case UMPIRE_LIVES:
        result.value = (int64_t)lives[a1 % EVM_COMPONENTS];
        break;
    case UMPIRE_WRONG: {
        uint64_t number = __atomic_fetch_add(&wrongs, 1, __ATOMIC_RELAXED);
        if (number < SHOWN) {
            shown[number].who = token;
            shown[number].wrong = a1;
            shown[number].about = a2;
            shown[number].found = a3;
        }
        break;
    }
    case UMPIRE_DONE:
        __atomic_add_fetch(&agents_done, 1, __ATOMIC_RELAXED);
        break;
    }
    return result;
}

static uint64_t crasher(unsigned number)
{
    return first + 1 + AGENTS + number;
}

static int64_t pages_of(uint64_t from, unsigned count)
{
    int64_t pages = 0;

    for (unsigned i = 0; i < count; i++)
        pages += booter(BOOTER_PAGES, from + i);
    return pages;
}

static bool all_done(void)
{
    bool done = agents_done == AGENTS;

    for (unsigned i = 0; i < AGENTS + CRASHERS; i++)
        done &= state(first + 1 + i) == SUPERVISOR_EXITED;
    for (unsigned i = 0; i < VICTIMS; i++)
        done &= state(crasher(CRASHERS + i)) == SUPERVISOR_RUNNING;
    return done;
}

static void check_crashes(void)
{
    uint64_t crashes = 0;
    bool complete = true;

    for (unsigned i = 0; i < CRASHERS; i++) {
        uint64_t who = crasher(i);

        complete &= lives[who] == CRASHER_LIVES;
        for (uint64_t life = 1; life < CRASHER_LIVES; life++)
            crashes += way_crashes(way_of(who, life));
    }
    check(complete, "a component restarts after each of its ends but the last");
    check_result(cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_DEATHS, 0, 0, 0).value, (int64_t)crashes,
                 "each of %llu crashes counts once", (unsigned long long)crashes);
}

int main(const struct cos_start *start)
{
    uint64_t deadline = cos_tsc() + cos_ticks(PATIENCE_US);
    int64_t free, error = 0;

    first = start->id;
    free = booter(BOOTER_FREE, 0) + pages_of(first + 1, AGENTS + CRASHERS);
    while (!all_done() && cos_tsc() < deadline)
        cos_sleep(LOOK_US);
    check_result((int64_t)agents_done, AGENTS, "all agents have made their calls");
    check(all_done(), "all that should end have ended, and all others run");
    for (unsigned i = 0; i < wrongs && i < SHOWN; i++)
        cos_print("# agent %llu: wrong %llu about %llu: %lld\n", (unsigned long long)shown[i].who,
                  (unsigned long long)shown[i].wrong, (unsigned long long)shown[i].about,
                  (long long)shown[i].found);
    check_result((int64_t)wrongs, 0, "all answers were true");
    check_crashes();
    for (unsigned i = 0; i < PUPPETS; i++)
        error |= end_life(crasher(CRASHERS + VICTIMS + i), PATIENCE_US);
    check_result(error, 0, "the created components can be ended");
    check_result(booter(BOOTER_FREE, 0), free, "no page is lost");
    cos_print("done\n");
    cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_SHUTDOWN, 0, 0, 0);
    for (uint64_t events = 0; !(events & COS_EVENT_POWER);)
        cos_wait(COS_SLOT_ENDPOINT, COS_FOREVER, &events);
    return check_failures != 0;
}
