/* SPDX-License-Identifier: BSD-2-Clause */
/* A client passes good arguments, and bad ones, which get an error. */
#include <check.h>
#include <errno.h>

#include "client.h"

static uint64_t first, end; /* of the link */

static int64_t copy(uint64_t from, uint64_t to, uint64_t bytes)
{
    return call(CALL_COPY, from, to, bytes).error;
}

static void check_addresses(void)
{
    const uint64_t wild[] = {
        0,
        1,
        0x1000,
        COS_START,
        (uint64_t)&first,
        0x400000,
        first - 1,
        first - 4096,
        end,
        end + 1,
        COS_LINK_ADDRESS(cos_self()->id + 1, 0),
        0x7fffffffffff,
        1ull << 63,
        ~0ull,
        ~0ull - 4095,
    };
    unsigned in = 0, out = 0, texts = 0;

    for (unsigned i = 0; i < sizeof(wild) / sizeof(wild[0]); i++) {
        in += copy(wild[i], first + 2048, 8) == EFAULT;
        out += copy(first + 2048, wild[i], 8) == EFAULT;
        texts += call(CALL_OPEN, wild[i], 0, 0).error == EFAULT;
    }
    check_result(in, sizeof(wild) / sizeof(wild[0]), "no address outside of the link is read");
    check_result(out, sizeof(wild) / sizeof(wild[0]), "nor written");
    check_result(texts, sizeof(wild) / sizeof(wild[0]), "nor is one a text");
}

static void check_edges(void)
{
    memcpy(link_at(BUFFER), "abcdefgh", 8);
    check_result(copy(first + BUFFER, end - 8, 8), 0, "the last bytes of the link are written");
    check(memcmp((void *)(end - 8), "abcdefgh", 8) == 0, "with the right ones");
    check_result(copy(end - 8, first + 2048, 8), 0, "and read");
    check(memcmp(link_at(2048), "abcdefgh", 8) == 0, "right, too");
    check_result(copy(end - 7, first + 2048, 8), EFAULT, "one byte beyond the end");
    check_result(copy(first + 2048, end - 7, 8), EFAULT, "either way");
    check_result(copy(first, first, 4096), 0, "the link onto itself");
    check_result(call(CALL_READ, 0, first + BUFFER, ~0ull).error, EBADF,
                 "a length that wraps, without a file");
}

static void check_lengths(void)
{
    uint64_t file = open_file("lengths").value;

    check_result(call(CALL_WRITE, file, first + BUFFER, 100).value, 100, "write 100 bytes");
    check_result(call(CALL_READ, file, first + BUFFER, ~0ull).value, 100,
                 "read as many as can be: there are 100");
    check_result(call(CALL_READ, file, end - 50, ~0ull).error, EFAULT, "of which 50 have room");
    check_result(call(CALL_WRITE, file, end - 50, 51).error, EFAULT,
                 "write more than the link has");
    check_result(call(CALL_WRITE, file, end - 50, ~0ull).error, EFBIG, "and far more");
    check_result(call(CALL_CLOSE, file, 0, 0).error, 0, "close");
}

static void check_texts(void)
{
    memset(link_at(2048), 'x', end - first - 2048);
    check_result(call(CALL_ECHO, first + 2048, first + BUFFER, 500).error, ENAMETOOLONG,
                 "a text that does not end");
    check_result(call(CALL_ECHO, end - 8, first + BUFFER, 500).error, EFAULT,
                 "nor before the link does");
    memcpy((void *)(end - 8), "seven..", 8);
    check_result(call(CALL_ECHO, end - 8, first + BUFFER, 500).value, 8,
                 "one that ends with the link");
    check(strcmp(link_at(BUFFER), "seven..") == 0, "is copied");
    check_result(call(CALL_ECHO, end - 8, first + BUFFER, 8).error, 0, "into just enough room");
    check_result(call(CALL_ECHO, end - 8, first + BUFFER, 7).error, ENAMETOOLONG, "or not enough");
    check_result(call(CALL_ECHO, end - 8, end - 7, 500).error, EFAULT, "to where it does not fit");
}

static void check_arguments(void)
{
    struct answer answer;

    for (unsigned i = 0; i < NETBSD_ARGUMENTS; i++)
        link_start()->arguments[i] = 100 + i;
    answer = call_once(NETBSD_CALL8, CALL_SUM, 1, 2, 3);
    check_result(answer.value, 1 + 2 * 2 + 3 * 3 + 4 * 103 + 5 * 104 + 6 * 105 + 7 * 106 + 8 * 107,
                 "eight arguments");
    check_result(call(CALL_SUM, 1, 2, 3).value, 1 + 2 * 2 + 3 * 3, "three, and the others are 0");
    answer = call(CALL_PIPE, 0, 0, 0);
    check(answer.error == 0 && link_start()->value2 == answer.value + 1, "two values");
    call(CALL_CLOSE, answer.value, 0, 0);
    call(CALL_CLOSE, link_start()->value2, 0, 0);
}

static void check_refused(void)
{
    check_result(call_once(3, 0, 0, 0, 0).error, -COS_ENOSYS, "an unknown method");
    check_result(call_once(255, 0, 0, 0, 0).error, -COS_ENOSYS, "and another");
    check_result(call(400, 0, 0, 0).error, ENOSYS, "a system call that the kernel does not have");
    check_result(call(512, 0, 0, 0).error, ENOSYS, "one behind all");
    check_result(call(0xffffffff, 0, 0, 0).error, ENOSYS, "a negative one");
    check_result(call(1ull << 55, 0, 0, 0).error, ENOSYS, "a huge one");
    check_result(call((1ull << 32) + CALL_GETPID, 0, 0, 0).error, ENOSYS, "whose low half exists");
    check_result(call(CALL_REBOOT, 0, 0, 0).error, EPERM, "rebooting the server");
    check_result(call(CALL_MMAP, 0, 0, 0).error, ENOSYS, "mapping memory");
    check_result(call(CALL_NANOSLEEP, first + BUFFER, 0, 0).error, ENOSYS,
                 "sleeping in the server");
    link_start()->arguments[4] = first;
    check_result(call_once(NETBSD_CALL8, CALL_SYSCTL, 0, 0, 0).error, EPERM,
                 "setting parameters of the kernel");
    check_result(call(CALL_SYSCTL, 0, 0, 0).error, ENOSYS, "reading them: this kernel has none");
    check_result(call(CALL_ANONMMAP, 4096, 0, 0).error, ENOMEM,
                 "the kernel cannot make memory in a client");
    check_result(call(CALL_RAISE, 13, 0, 0).error, 0, "nor reach it by a signal");
}

static void check_sessions(void)
{
    uint64_t pid = call(CALL_GETPID, 0, 0, 0).value, session = link_start()->session;

    check_result(open_file("first").value, 0, "open a file");
    link_start()->session = 0;
    check_result(open_file("first").value, 0, "another session has descriptors of its own");
    check(link_start()->session != 0 && link_start()->session != session,
          "and a number of its own");
    check(call(CALL_GETPID, 0, 0, 0).value != pid, "and a process of its own");
    link_start()->session = session;
    check_result(call(CALL_CLOSE, 0, 0, 0).error, EBADF, "an old session does not come back");
    open_file("first");
    check_result(call_once(NETBSD_EXIT, 0, 0, 0, 0).error, 0, "end the process");
    check_result(link_start()->session, 0, "and the session with it");
    check_result(call_once(NETBSD_EXIT, 0, 0, 0, 0).error, 0, "once more, when there is none");
    check_result(call(CALL_CLOSE, 0, 0, 0).error, EBADF, "the next one begins empty");
    check_result(call(CALL_COUNT, 0, 0, 0).value, 2,
                 "of all, the kernel's own and this one are left");
    check_result(link_start()->value2, 2, "and its two lwps");
}

int main(const struct cos_start *start)
{
    first = start->links[0].address;
    end = first + start->links[0].bytes;
    check_addresses();
    check_edges();
    check_lengths();
    check_texts();
    check_arguments();
    check_refused();
    check_sessions();
    check_result(call(CALL_WRONG, 0, 0, 0).value, 0, "the kernel's rules were kept");
    return check_done();
}
