/* SPDX-License-Identifier: BSD-2-Clause */
/* The instructions that a request costs, both sides together, in the code of components: a child
 * handles many requests in single steps, which its parent counts. */
#include <signal.h>
#include <stdio.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pair.h"

#define BATCH   DEPTH /* requests published at once */
#define BATCHES 10
/* instructions of a request, including the two callers' and the doorbells' */
#define MOST 210

static struct link_channel *const out = &sides[OWNER].link.channels[OUT],
                                  *const in = &sides[PEER].link.channels[OUT];

static void submit_batch(void)
{
    for (unsigned i = 0; i < BATCH; i++) {
        struct link_request request = {
            .buffer = (uint32_t)link_take(out), .length = 64, .block = i};

        link_submit(out, &request, i);
    }
    link_flush(out->link);
}

static void complete_batch(void)
{
    const struct link_request *request;

    while (link_next(in, &request) == LINK_OK)
        link_complete(in, request->buffer, 0, request->length);
    link_flush(in->link);
}

static unsigned reap_batch(void)
{
    struct link_done done;
    unsigned count = 0;

    while (link_reap(out, &done) == LINK_OK) {
        link_give(out, done.buffer);
        count++;
    }
    return count;
}

/* The parent counts between its two signals. Exit status: whether all requests completed. */
static _Noreturn void child(void)
{
    unsigned done = 0;

    ptrace(PTRACE_TRACEME, 0, NULL, NULL);
    raise(SIGUSR1);
    for (unsigned i = 0; i < BATCHES; i++) {
        submit_batch();
        complete_batch();
        done += reap_batch();
    }
    raise(SIGUSR1);
    _exit(done == BATCH * BATCHES ? 0 : 1);
}

static uint64_t count_steps(pid_t pid, int *status)
{
    uint64_t steps = 0;

    do {
        assert_int_equal(ptrace(PTRACE_SINGLESTEP, pid, NULL, NULL), 0);
        assert_int_equal(waitpid(pid, status, 0), pid);
        steps++;
    } while (WIFSTOPPED(*status) && WSTOPSIG(*status) == SIGTRAP);
    return steps;
}

static void link_descriptor(void **state)
{
    int status;
    pid_t pid;
    uint64_t instructions;

    (void)state;
    pair_connect();
    pid = fork();
    if (pid == 0)
        child();
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGUSR1);
    instructions = count_steps(pid, &status) / (BATCH * BATCHES);
    assert_true(WIFSTOPPED(status) && WSTOPSIG(status) == SIGUSR1);
    ptrace(PTRACE_CONT, pid, NULL, NULL);
    waitpid(pid, &status, 0);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    printf("# link_descriptor: %u instructions: submitted, taken, completed, reaped, in batches of "
           "%u\n",
           (unsigned)instructions, BATCH);
    assert_in_range(instructions, 1, MOST);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(link_descriptor, pair_setup, pair_teardown),
    };

    return cmocka_run_group_tests_name("cost", tests, NULL, NULL);
}
