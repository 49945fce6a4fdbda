/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Client threads that never yield are preempted in their own code and nowhere else, lose no
 * register, and each thread has thread-local data of its own. Linked as a VM is, with its linker
 * script.
 */
#include "preempt.h"

#include <cos/runtime.h>
#include <cos/syscall.h>
#include <memory.h>
#include <sched.h>
#include <thread.h>

#include "check.h"

#define SPINNERS  2
#define SLICE_MS  10
#define OWN_EVENT (COS_EVENT_OWN << 3)
#define WORK_US   700

static __thread uint64_t own = 17; /* .tdata */
static __thread uint64_t none;     /* .tbss */
static __thread uint8_t wide[64] __attribute__((aligned(64)));
static volatile bool in_kernel;
static unsigned interrupted, works;
static uint64_t wrong_registers, seen_events;
static bool own_wrong;

__asm__(".globl evm_fpu\n.set evm_fpu, 1");

_Noreturn void memory_broken(const void *memory)
{
    cos_print("not ok - memory %p\n", memory);
    cos_exit(1);
}

static unsigned ms_since(uint64_t start)
{
    return (unsigned)((cos_tsc() - start) / cos_ticks(1000));
}

static struct thread *start_client(void (*function)(void *), void *argument)
{
    struct thread *thread = thread_create(function, argument, "client",
                                          THREAD_CLIENT | THREAD_JOINABLE);

    if (thread == NULL) {
        cos_print("not ok - the test needs more memory: in its manifest\n");
        cos_exit(1);
    }
    return thread;
}

static void sleep_ms(uint64_t ms)
{
    thread_sleep(cos_tsc() + ms * cos_ticks(1000));
}

static void check_slices(void)
{
    struct thread *spinners[SPINNERS], *stopper;
    uint64_t start = cos_tsc();

    client_stop = false;
    for (unsigned long i = 0; i < SPINNERS; i++)
        spinners[i] = start_client(client_spin, (void *)i);
    stopper = start_client(client_stop_others, NULL);
    thread_join(stopper);
    check(ms_since(start) >= SPINNERS * SLICE_MS - 1 && ms_since(start) <= SPINNERS * SLICE_MS + 2,
          "the third of three client threads runs after two slices (%u ms)", ms_since(start));
    for (unsigned long i = 0; i < SPINNERS; i++)
        thread_join(spinners[i]);
    check(client_turns[0] > 1000000 && client_turns[1] > 1000000, "the others have run meanwhile");
}

static void check_timers(void)
{
    struct thread *spinner;
    uint64_t start, before;

    client_stop = false;
    spinner = start_client(client_spin, NULL);
    start = cos_tsc();
    sleep_ms(3);
    check(ms_since(start) == 3u, "a timed wait ends in time beside a client that spins (%u ms)",
          ms_since(start));
    before = client_turns[0];
    for (int i = 0; i < 5; i++)
        sleep_ms(2);
    check(ms_since(start) == 13u, "again and again (%u ms)", ms_since(start));
    check(client_turns[0] - before > 1000000, "and the client has run most of that time");
    client_stop = true;
    thread_join(spinner);
}

/* Would see another thread run in between. */
void kernel_work(void)
{
    uint64_t end = cos_tsc() + cos_ticks(WORK_US);

    in_kernel = true;
    while (cos_tsc() < end) {
    }
    in_kernel = false;
    works++;
}

static void look_into_kernel(void *unused)
{
    (void)unused;
    while (!client_stop) {
        interrupted += in_kernel;
        sleep_ms(1);
    }
}

static void check_kernel(void (*client)(void *), const char *what)
{
    struct thread *caller,
        *looker = thread_create(look_into_kernel, NULL, "looker", THREAD_JOINABLE);
    uint64_t start = cos_tsc();

    client_stop = false;
    works = 0;
    caller = start_client(client, NULL);
    sleep_ms(50);
    client_stop = true;
    thread_join(caller);
    thread_join(looker);
    check(ms_since(start) >= 50 && ms_since(start) < 55,
          "a client that is mostly in %s is preempted (%u ms)", what, ms_since(start));
    check(interrupted == 0 && works > 20, "but not there");
}

static void keep_registers(void *seed)
{
    wrong_registers += client_registers((uint64_t)seed);
}

static void check_registers(void)
{
    struct thread *threads[3];

    client_stop = false;
    for (uint64_t i = 0; i < 3; i++)
        threads[i] = start_client(keep_registers, (void *)(i << 13));
    sleep_ms(200);
    client_stop = true;
    for (int i = 0; i < 3; i++)
        thread_join(threads[i]);
    check(wrong_registers == 0, "preempted threads find all registers as they were (%llu wrong)",
          (unsigned long long)wrong_registers);
}

static void note_events(uint64_t events)
{
    seen_events |= events;
}

static void notify(void *unused)
{
    (void)unused;
    cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, cos_self()->id, OWN_EVENT, 0);
}

static void check_events(void)
{
    struct thread *spinner;

    threads_event = note_events;
    notify(NULL);
    check(seen_events == 0, "an event is handled");
    thread_yield();
    check_result(seen_events, OWN_EVENT, "when its time has come");
    seen_events = 0;
    client_stop = false;
    spinner = start_client(client_spin, NULL);
    thread_join(start_client(notify, NULL));
    sleep_ms(1);
    check_result(seen_events, OWN_EVENT,
                 "an event that comes in a client's kernel call is handled soon");
    client_stop = true;
    thread_join(spinner);
}

static void use_own(void *argument)
{
    const uint64_t value = (uint64_t)argument;

    own_wrong |= own != 17 || none != 0 || (uint64_t)wide % 64 != 0 || wide[63] != 0;
    for (int i = 0; i < 3; i++) {
        own = none = value;
        wide[63] = (uint8_t)value;
        thread_yield();
        own_wrong |= own != value || none != value || wide[63] != value;
    }
}

static void check_own(void)
{
    struct thread *threads[4];

    own = 1;
    for (uint64_t i = 0; i < 4; i++)
        threads[i] = thread_create(use_own, (void *)(i + 2), "own", THREAD_JOINABLE);
    for (int i = 0; i < 4; i++)
        thread_join(threads[i]);
    check(!own_wrong && own == 1 && none == 0, "each thread has thread-local data of its own");
}

int main(const struct cos_start *start)
{
    memory_start((void *)start->ram_start, start->ram_pages);
    threads_start();
    check_own();
    check_slices();
    check_timers();
    check_kernel(client_call_kernel, "the kernel");
    check_kernel(client_call_library, "a library");
    check_registers();
    check_events();
    return check_done();
}
