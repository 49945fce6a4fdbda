/* SPDX-License-Identifier: BSD-2-Clause */
/* The remote back end with two VMs: waiting for descriptors of both, by poll() and by kqueue(). */
#include <cos/abi.h>
#include <cos/start.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/event.h>
#include <sys/socket.h>
#include <unistd.h>

#include "posix.h"
#include "test.h"
#include "vm.h"

static struct vm *const store = &vms[0], *const inet = &vms[1];

static int polls;

/* The first descriptor is ready at the third time. */
static int64_t ready_late(struct vm *vm, unsigned number, const uint64_t *arguments)
{
    struct pollfd *files = (struct pollfd *)arguments[0];

    (void)vm;
    if (number != SYS___pollts50)
        return VM_NONE;
    if (++polls < 3)
        return 0;
    for (uint64_t i = 0; i < arguments[1]; i++) {
        if (files[i].fd >= 0) {
            assert_int_equal(files[i].fd, 0);
            files[i].revents = POLLIN;
            return 1;
        }
    }
    return 0;
}

static int64_t never_ready(struct vm *vm, unsigned number, const uint64_t *arguments)
{
    (void)vm;
    (void)arguments;
    return number == SYS___pollts50   ? 0
           : number == SYS___socket30 ? 0
           : number == SYS_close      ? 0
                                      : VM_NONE;
}

static void waiting_for_two_vms(void **state)
{
    int file = open("a", O_CREAT | O_RDWR, 0600), other;
    struct pollfd files[4];

    (void)state;
    inet->answer = never_ready;
    store->answer = ready_late;
    other = socket(AF_INET, SOCK_STREAM, 0);
    files[0] = (struct pollfd){.fd = other, .events = POLLIN};
    files[1] = (struct pollfd){.fd = -1, .revents = 55};
    files[2] = (struct pollfd){.fd = file, .events = POLLIN};
    assert_int_equal(poll(files, 3, -1), 1);
    assert_true(files[0].revents == 0 && files[1].revents == 0 && files[2].revents == POLLIN);
    polls = -1000;
    assert_int_equal(poll(files, 3, 20), 0);
    files[3] = (struct pollfd){.fd = 88, .events = POLLIN};
    assert_int_equal(poll(files, 4, -1), 1);
    assert_int_equal(files[3].revents, POLLNVAL);
    files[3] = (struct pollfd){.fd = STDOUT_FILENO, .events = POLLOUT | POLLIN};
    assert_int_equal(poll(files + 3, 1, -1), 1);
    assert_int_equal(files[3].revents, POLLOUT);
    store->answer = inet->answer = NULL;
    inet->answer = never_ready;
    assert_int_equal(close(file) | close(other), 0);
    inet->answer = NULL;
}

static int64_t events(struct vm *vm, unsigned number, const uint64_t *arguments)
{
    if (number == SYS___kevent50) {
        struct kevent *changes = (struct kevent *)arguments[1],
                      *found = (struct kevent *)arguments[3];

        assert_true(arguments[2] == 0 ||
                    (changes[0].ident == 0 && vm_reaches(vm, arguments[1], sizeof *changes)));
        if (arguments[4] == 0)
            return 0;
        found[0] = (struct kevent){.ident = 0, .filter = EVFILT_READ, .data = 5, .udata = 9};
        return 1;
    }
    return number == SYS_kqueue       ? 12
           : number == SYS___socket30 ? 0
           : number == SYS_close      ? 0
                                      : VM_NONE;
}

static void queues_know_the_clients_numbers(void **state)
{
    int queue, file, here = open("a", O_CREAT | O_RDWR, 0600);
    struct kevent change, event;

    (void)state;
    inet->answer = events;
    queue = kqueue();
    file = socket(AF_INET, SOCK_STREAM, 0);
    EV_SET(&change, file, EVFILT_READ, EV_ADD, 0, 0, 9);
    assert_int_equal(kevent(queue, &change, 1, &event, 1, NULL), 1);
    assert_true(event.ident == (uintptr_t)file && event.data == 5 && event.udata == 9);
    EV_SET(&change, here, EVFILT_READ, EV_ADD, 0, 0, 0);
    assert_int_equal(kevent(queue, &change, 1, NULL, 0, NULL), -1);
    assert_int_equal(errno, EXDEV);
    assert_int_equal(close(queue) | close(file) | close(here), 0);
    inet->answer = NULL;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(waiting_for_two_vms),
        cmocka_unit_test(queues_know_the_clients_numbers),
    };

    return cmocka_run_group_tests_name("posix waiting", tests, vm_start_two, NULL);
}
