/* SPDX-License-Identifier: BSD-2-Clause */
/* The remote back end with one VM that has both files and sockets: it is one service, with one
 * link. */
#include <cos/start.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/event.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "posix.h"
#include "test.h"
#include "vm.h"

static unsigned polls;

static int64_t answer(struct vm *vm, unsigned number, const uint64_t *arguments)
{
    struct pollfd *files = (struct pollfd *)arguments[0];

    (void)vm;
    switch (number) {
    case SYS___socket30:
        return 11;
    case SYS_kqueue:
        return 12;
    case SYS___pollts50:
        polls++;
        assert_int_equal(arguments[1], 2);
        assert_int_equal(files[0].fd, 0);
        assert_int_equal(files[1].fd, 11);
        files[1].revents = POLLIN;
        return 1;
    default:
        return number == SYS_close && arguments[0] > 10 ? 0 : VM_NONE;
    }
}

static void one_service(void **state)
{
    int file = open("a", O_CREAT | O_RDWR, 0600), other, queue;
    struct pollfd files[2];
    fd_set readable;

    (void)state;
    vms[0].answer = answer;
    other = socket(AF_INET, SOCK_STREAM, 0);
    queue = kqueue();
    assert_true(file == 3 && other == 4 && queue == 5);
    files[0] = (struct pollfd){.fd = file, .events = POLLIN};
    files[1] = (struct pollfd){.fd = other, .events = POLLIN};
    assert_int_equal(poll(files, 2, -1), 1);
    assert_int_equal(polls, 1); /* one call, which may wait */
    FD_ZERO(&readable);
    FD_SET(file, &readable);
    FD_SET(other, &readable);
    assert_int_equal(select(other + 1, &readable, NULL, NULL, &(struct timeval){1, 0}), 1);
    assert_true(FD_ISSET(other, &readable) && !FD_ISSET(file, &readable));
    assert_int_equal(select(-1, NULL, NULL, NULL, NULL), -1);
    assert_int_equal(errno, EINVAL);
    FD_ZERO(&readable);
    FD_SET(99, &readable);
    assert_int_equal(select(100, &readable, NULL, NULL, NULL), -1);
    assert_int_equal(errno, EBADF);
    assert_int_equal(close(file) | close(other) | close(queue), 0);
}

static void waiting_for_nothing(void **state)
{
    (void)state;
    vm_slept = 0;
    assert_int_equal(poll(NULL, 0, 1), 0);
    assert_true(vm_slept >= 1000);
    assert_int_equal(poll(NULL, 0, 0), 0);
}

static void deaths_concern_both(void **state)
{
    int file = open("a", O_CREAT | O_RDWR, 0600), other = socket(AF_INET, SOCK_STREAM, 0);

    (void)state;
    vms[0].session++;
    assert_int_equal(fsync(file), -1); /* the new VM does not know it */
    assert_int_equal(close(other), -1);
    assert_int_equal(errno, EBADF);
    assert_int_equal(close(file), -1);
    assert_int_equal(errno, EBADF);
}

static int start_one(void **state)
{
    (void)state;
    vm_start(1, 8192, 1u << COS_SLOT_FILES | 1u << COS_SLOT_SOCKETS);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_service),
        cmocka_unit_test(waiting_for_nothing),
        cmocka_unit_test(deaths_concern_both),
    };

    return cmocka_run_group_tests_name("posix single", tests, start_one, NULL);
}
