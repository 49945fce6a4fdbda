/* SPDX-License-Identifier: BSD-2-Clause */
#include "common.h"

#include <cos/syscall.h>
#include <sched.h>
#include <supervisor.h>

#define KEY_ESCAPE  1 /* Ctrl-A */
#define INPUT_BYTES 256

static uint64_t chosen; /* the client that gets input; 0, which is no client, if there is none */
static bool escaped;    /* the last key was Ctrl-A */
static bool news;       /* there is input that the client has not been notified of */
static char input[INPUT_BYTES];
static uint64_t head, tail; /* bytes ever put in by the console's thread, and taken out by the
                               client's threads */

static bool is_client(uint64_t id)
{
    return id < image()->component_count && component(id)->kind > EVM_SUPERVISOR;
}

static void say(const char *text)
{
    size_t bytes = 0;
    bool whole;

    while (text[bytes] != 0)
        bytes++;
    lines_write(EVM_CONSOLE, text, bytes, CONSOLE_WRITE, false, &whole);
}

static void choose(uint64_t id)
{
    __atomic_store_n(&chosen, id, __ATOMIC_RELEASE);
    __atomic_store_n(&tail, head, __ATOMIC_RELEASE);
    news = false;
    say("input goes to ");
    say(component(id)->name);
    say("\n");
}

static void choose_number(unsigned number)
{
    for (uint64_t id = 0; id < image()->component_count; id++) {
        if (is_client(id) && --number == 0) {
            choose(id);
            return;
        }
    }
}

static void choose_next(void)
{
    uint64_t count = image()->component_count;

    for (uint64_t i = 1; i <= count; i++) {
        if (is_client((chosen + i) % count)) {
            choose((chosen + i) % count);
            return;
        }
    }
}

static void help(void)
{
    char number[] = "1 ";

    say("Ctrl-A and a digit: input goes to ");
    for (uint64_t id = 0; id < image()->component_count && number[0] <= '9'; id++) {
        if (is_client(id)) {
            say(number);
            say(component(id)->name);
            say(id == chosen ? " (now); " : "; ");
            number[0]++;
        }
    }
    say("n: to the next; u: shows what each has used; q: all are asked to end; Ctrl-A: sends "
        "Ctrl-A\n");
}

static void deliver(char c)
{
    if (chosen == 0 || head - __atomic_load_n(&tail, __ATOMIC_ACQUIRE) == INPUT_BYTES)
        return;
    input[head % INPUT_BYTES] = c;
    __atomic_store_n(&head, head + 1, __ATOMIC_RELEASE);
    news = true;
}

void input_tell(void)
{
    if (news) {
        news = false;
        cos_call(COS_SLOT_SCHED, SCHED_NOTIFY, chosen, COS_EVENT_INPUT, 0);
    }
}

static void command(char key)
{
    if (key == KEY_ESCAPE)
        deliver(key);
    else if (key == 'q')
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_SHUTDOWN, 0, 0, 0);
    else if (key == 'u')
        cos_call(COS_SLOT_SUPERVISOR, SUPERVISOR_SHOW, 0, 0, 0);
    else if (ring_pending(&rings[EVM_CONSOLE]) != 0)
        return; /* the answer might not fit into the ring */
    else if (key >= '1' && key <= '9')
        choose_number((unsigned)(key - '0'));
    else if (key == 'n')
        choose_next();
    else
        help();
}

void input_receive(char c)
{
    if (escaped) {
        escaped = false;
        command(c);
    } else if (c == KEY_ESCAPE) {
        escaped = true;
    } else {
        deliver(c);
    }
}

/* Several threads may read at a time. A thread tries again if another one has moved the tail. */
unsigned input_read(uint64_t client, uint64_t *text)
{
    uint64_t from = __atomic_load_n(&tail, __ATOMIC_ACQUIRE);
    unsigned bytes;

    do {
        uint64_t end = __atomic_load_n(&head, __ATOMIC_ACQUIRE);

        *text = 0;
        if (client != __atomic_load_n(&chosen, __ATOMIC_ACQUIRE))
            return 0;
        for (bytes = 0; bytes < sizeof *text && from + bytes != end; bytes++)
            *text |= (uint64_t)(unsigned char)input[(from + bytes) % INPUT_BYTES] << 8 * bytes;
    } while (!__atomic_compare_exchange_n(&tail, &from, from + bytes, false, __ATOMIC_ACQ_REL,
                                          __ATOMIC_ACQUIRE));
    return bytes;
}

void input_init(void)
{
    for (uint64_t id = image()->component_count; id-- > 0;) {
        bool vm = is_client(id) && component(id)->kind >= EVM_LINUX;
        bool chosen_is_vm = chosen != 0 && component(chosen)->kind >= EVM_LINUX;

        if (vm || (is_client(id) && !chosen_is_vm))
            chosen = id;
    }
}
