/* SPDX-License-Identifier: BSD-2-Clause */
/* The remote back end with two VMs: what comes to them, what comes back, and what becomes of
 * descriptors. */
#include <cos/abi.h>
#include <cos/start.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/link.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "posix.h"
#include "test.h"
#include "vm.h"

static struct vm *const store = &vms[0], *const inet = &vms[1];

/* What a VM answers in place of its own: the latest one set. */
static int64_t reply;

static int64_t fixed(struct vm *vm, unsigned number, const uint64_t *arguments)
{
    (void)vm;
    (void)number;
    (void)arguments;
    return reply;
}

static void plain_calls(void **state)
{
    (void)state;
    store->answer = fixed;
    reply = 42;
    assert_int_equal(getpid(), 42);
    assert_int_equal(store->number, SYS_getpid);
    reply = -EPERM;
    assert_int_equal(setuid(5), -1);
    assert_int_equal(errno, EPERM);
    assert_int_equal(store->arguments[0], 5);
    reply = 0;
    assert_int_equal(rename("/from", "/to"), 0);
    assert_string_equal((char *)store->arguments[0], "/from");
    assert_string_equal((char *)store->arguments[1], "/to");
    assert_true(vm_reaches(store, store->arguments[0], 6) &&
                vm_reaches(store, store->arguments[1], 4));
    store->answer = NULL;
    assert_int_equal(inet->calls, 0);
    assert_int_equal(chroot("/x"), -1);
    assert_int_equal(errno, ENOSYS);
}

static void busy_vms_are_asked_again(void **state)
{
    (void)state;
    store->answer = fixed;
    store->busy = 50;
    reply = 7;
    assert_int_equal(getpid(), 7);
    assert_int_equal(store->busy, 0);
    store->answer = NULL;
}

static void descriptors(void **state)
{
    int a = open("a", O_CREAT | O_RDWR, 0600), b = open("b", O_CREAT | O_RDWR, 0600), s, c;

    (void)state;
    assert_int_equal(a, 3);
    assert_int_equal(b, 4);
    inet->answer = fixed;
    reply = 0;
    s = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(s, 5); /* though the other VM calls it 0 */
    inet->answer = NULL;
    c = dup(a);
    assert_int_equal(c, 6);
    assert_int_equal(dup2(b, 40), 40);
    assert_int_equal(dup2(a, 40), 40);
    assert_int_equal(fcntl(a, F_DUPFD, 50), 50);
    assert_int_equal(linkat(a, "x", s, "y", 0), -1);
    assert_int_equal(errno, EXDEV);
    assert_int_equal(close(s), -1); /* the VM knows no such file, but the number is free again */
    assert_int_equal(close(s), -1);
    assert_int_equal(errno, EBADF);
    assert_int_equal(close(50) | close(40) | close(c) | close(b) | close(a), 0);
    for (int i = 0; i < 16; i++)
        assert_null(store->open[i].file);
}

static void all_numbers_in_use(void **state)
{
    int first = -1, last = -1;

    (void)state;
    inet->answer = fixed;
    reply = 3;
    for (int file; (file = socket(AF_INET, SOCK_DGRAM, 0)) >= 0; last = file)
        first = first < 0 ? file : first;
    assert_int_equal(errno, EMFILE);
    assert_int_equal(last, OPEN_MAX - 1);
    assert_int_equal(inet->number, SYS_close);
    reply = 0;
    for (int file = first; file <= last; file++)
        assert_int_equal(close(file), 0);
    inet->answer = NULL;
}

static void large_transfers(void **state)
{
    static unsigned char data[40000], back[40000];
    int file = open("big", O_CREAT | O_RDWR, 0600);
    struct iovec pieces[] = {{back, 100}, {back + 100, 0}, {back + 100, 39900}};
    unsigned before;

    (void)state;
    for (size_t i = 0; i < sizeof data; i++)
        data[i] = (unsigned char)(i * 31 + i / 256);
    store->largest = 0;
    assert_int_equal(write(file, data, sizeof data), sizeof data);
    assert_true(store->largest <= VM_LINK / 2 && store->largest > VM_LINK / 3);
    assert_int_equal(lseek(file, 0, SEEK_SET), 0);
    assert_int_equal(read(file, back, sizeof back), sizeof back);
    assert_memory_equal(data, back, sizeof data);
    memset(back, 0, sizeof back);
    assert_int_equal(preadv(file, pieces, 3, 0), 40000);
    assert_memory_equal(data, back, sizeof data);
    assert_int_equal(pread(file, back, sizeof back, 30000), 10000);
    before = store->calls;
    assert_int_equal(read(file, back, 10), 0);
    assert_int_equal(store->calls, before + 1);
    assert_int_equal(pwrite(file, data, 40000, 30000),
                     VM_BYTES - 30000 - (VM_BYTES - 30000) % store->largest);
    assert_int_equal(pwrite(file, data, 10, VM_BYTES), -1); /* nothing of it fits */
    assert_int_equal(errno, ENOSPC);
    assert_int_equal(close(file), 0);
}

static int64_t socket_calls(struct vm *vm, unsigned number, const uint64_t *arguments)
{
    switch (number) {
    case SYS___socket30:
        return 9;
    case SYS___fstat50:
        ((struct stat *)arguments[1])->st_mode = S_IFSOCK;
        return 0;
    case SYS_getsockopt:
        *(int *)arguments[3] = (int)reply;
        return 0;
    case SYS_sendto:
    case SYS_recvfrom:
        vm->largest = arguments[2];
        return (int64_t)arguments[2];
    default:
        return number == SYS_close ? 0 : VM_NONE;
    }
}

static void messages_are_not_split(void **state)
{
    static char data[20000];
    int file;

    (void)state;
    inet->answer = socket_calls;
    reply = SOCK_DGRAM;
    file = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(send(file, data, sizeof data, 0), -1);
    assert_int_equal(errno, EMSGSIZE);
    assert_int_equal(send(file, data, 1000, 0), 1000);
    assert_true(recv(file, data, sizeof data, 0) < VM_LINK / 2);
    close(file);
    reply = SOCK_STREAM;
    file = socket(AF_INET, SOCK_STREAM, 0);
    assert_int_equal(send(file, data, sizeof data, 0), sizeof data);
    assert_true(recv(file, data, sizeof data, 0) < VM_LINK / 2); /* a second call might wait */
    assert_int_equal(recv(file, data, sizeof data, MSG_WAITALL), sizeof data);
    close(file);
    inet->answer = NULL;
}

static int64_t addresses(struct vm *vm, unsigned number, const uint64_t *arguments)
{
    if (number == SYS_recvfrom) {
        assert_true(vm_reaches(vm, arguments[4], 16) && *(socklen_t *)arguments[5] == 16);
        memset((void *)arguments[4], 'p', 16);
        memcpy((void *)arguments[1], "data", 4);
        *(socklen_t *)arguments[5] = 28; /* longer than there is room for */
        return 4;
    }
    if (number == SYS_recvmsg) {
        struct msghdr *message = (struct msghdr *)arguments[1];

        assert_true(vm_reaches(vm, (uint64_t)message->msg_iov, sizeof *message->msg_iov));
        assert_true(
            vm_reaches(vm, (uint64_t)message->msg_iov->iov_base, message->msg_iov->iov_len));
        assert_int_equal(message->msg_iov->iov_len, 7);
        memcpy(message->msg_iov->iov_base, "abcdefg", 7);
        message->msg_name = (void *)1; /* a VM may write what it likes there */
        message->msg_namelen = 2000;
        message->msg_flags = MSG_TRUNC;
        return 7;
    }
    return socket_calls(vm, number, arguments);
}

static void peers_and_pieces(void **state)
{
    char text[8], from[32] = {0}, first[3], second[4];
    socklen_t bytes = 16;
    struct iovec pieces[] = {{first, 3}, {second, 4}};
    struct msghdr message = {
        .msg_name = from, .msg_namelen = 16, .msg_iov = pieces, .msg_iovlen = 2};
    struct {
        struct cmsghdr head;
        int file;
    } rights = {{sizeof rights, SOL_SOCKET, 1}, 5};
    int file;

    (void)state;
    inet->answer = addresses;
    file = socket(AF_INET, SOCK_DGRAM, 0);
    assert_int_equal(recvfrom(file, text, sizeof text, 0, (struct sockaddr *)from, &bytes), 4);
    assert_int_equal(bytes, 28);
    assert_memory_equal(from, "pppppppppppppppp\0\0\0\0", 20);
    assert_int_equal(recvmsg(file, &message, 0), 7);
    assert_memory_equal(first, "abc", 3);
    assert_memory_equal(second, "defg", 4);
    assert_true(message.msg_namelen == 2000 && message.msg_name == from &&
                message.msg_flags == MSG_TRUNC);
    message = (struct msghdr){.msg_control = &rights, .msg_controllen = sizeof rights};
    assert_int_equal(sendmsg(file, &message, 0), -1);
    assert_int_equal(errno, EINVAL);
    close(file);
    inet->answer = NULL;
}

static void impossible_results(void **state)
{
    char text[16];
    int file = open("a", O_CREAT | O_RDWR, 0600);

    (void)state;
    store->answer = fixed;
    reply = 17;
    assert_int_equal(read(file, text, 16), -1);
    assert_int_equal(errno, EIO);
    assert_int_equal(readlink("x", text, 16), -1);
    assert_int_equal(errno, EIO);
    store->answer = NULL;
    assert_int_equal(close(file), 0);
}

static void in_the_link(void **state)
{
    int file = open("linked", O_CREAT | O_RDWR, 0600);
    char *block = posix_link_alloc(file, 1000), *other = posix_link_alloc(file, 1000), *third;

    (void)state;
    assert_true(block != NULL && other >= block + 1000 && vm_reaches(store, (uint64_t)other, 1000));
    memset(block, 'b', 1000);
    assert_int_equal(write(file, block, 1000), 1000);
    assert_int_equal(store->arguments[1], (uint64_t)block);
    assert_int_equal(pread(file, other + 10, 500, 0), 500);
    assert_int_equal(store->arguments[1], (uint64_t)other + 10);
    assert_int_equal(other[509], 'b');
    assert_int_equal(pread(file, other + 600, 500, 0), 500); /* not wholly within */
    assert_int_not_equal(store->arguments[1], (uint64_t)other + 600);
    assert_null(posix_link_alloc(file, VM_LINK));
    assert_null(posix_link_alloc(STDOUT_FILENO, 1));
    posix_link_free(block);
    third = posix_link_alloc(file, 900);
    assert_ptr_equal(third, block);
    posix_link_free(third);
    posix_link_free(other);
    posix_link_free(NULL);
    assert_non_null(third = posix_link_alloc(file, VM_LINK / 2));
    posix_link_free(third);
    assert_int_equal(close(file), 0);
}

static int64_t controls(struct vm *vm, unsigned number, const uint64_t *arguments)
{
    if (number == SYS_ioctl) {
        if (arguments[1] & IOC_IN)
            assert_int_equal(*(int *)arguments[2], 5);
        if (arguments[1] & IOC_OUT)
            *(int *)arguments[2] = 6;
        return 0;
    }
    if (number == SYS___mount50) {
        const struct ufs_args *args = (const struct ufs_args *)arguments[3];

        assert_string_equal((const char *)arguments[0], "ffs");
        assert_true(vm_reaches(vm, (uint64_t)args->fspec, 9));
        assert_string_equal(args->fspec, "/dev/wd0");
        return 0;
    }
    return VM_NONE;
}

static void data_behind_arguments(void **state)
{
    struct ufs_args args = {"/dev/wd0"};
    int file = open("a", O_CREAT | O_RDWR, 0600), value = 5;

    (void)state;
    store->answer = controls;
    assert_int_equal(ioctl(file, _IOW('t', 1, int), &value), 0);
    assert_int_equal(value, 5);
    assert_int_equal(ioctl(file, _IOWR('t', 2, int), &value), 0);
    assert_int_equal(value, 6);
    assert_int_equal(ioctl(file, _IO('t', 3), 77), 0);
    assert_int_equal((int)store->arguments[2], 77);
    assert_int_equal(mount(MOUNT_FFS, "/mnt", 0, &args, sizeof args), 0);
    store->answer = NULL;
    assert_int_equal(close(file), 0);
}

static void the_console(void **state)
{
    (void)state;
    assert_int_equal(write(STDOUT_FILENO, "some text", 9), 9);
    assert_string_equal(vm_console, "some text");
    assert_int_equal(read(STDIN_FILENO, &(char){0}, 1), 0);
    assert_int_equal(lseek(STDOUT_FILENO, 0, SEEK_CUR), -1);
    assert_int_equal(ioctl(STDOUT_FILENO, _IO('t', 1)), -1);
    assert_int_equal(errno, ENOTTY);
}

static void death_and_restart(void **state)
{
    int file = open("a", O_CREAT | O_RDWR, 0600), again;
    char c = 'x';

    (void)state;
    assert_int_equal(write(file, &c, 1), 1);
    store->fails = -COS_EDEAD;
    assert_int_equal(write(file, &c, 1), -1);
    assert_int_equal(errno, EIO);
    assert_int_equal(write(file, &c, 1), -1);
    assert_int_equal(errno, EBADF);
    store->fails = -COS_EDENIED;
    assert_int_equal(open("a", O_RDWR), -1);
    assert_int_equal(errno, ENXIO);
    store->fails = 0;
    store->session++;
    memset(store->open, 0, sizeof store->open);
    again = open("a", O_RDWR);
    assert_true(again >= 0 && again != file);
    assert_int_equal(read(again, &c, 1), 1);
    assert_int_equal(read(file, &c, 1), -1);
    assert_int_equal(errno, EBADF);
    assert_int_equal(close(file), -1);
    store->session++; /* anew, unnoticed */
    memset(store->open, 0, sizeof store->open);
    assert_int_equal(read(again, &c, 1), -1);
    assert_int_equal(errno, EBADF);
    file = open("b", O_CREAT | O_RDWR, 0600);
    assert_true(file >= 0 && file != again);
    assert_int_equal(close(again), -1);
    assert_int_equal(close(file), 0);
}

static void streams(void **state)
{
    FILE *stream = fopen("s", "w+");
    char text[32];

    (void)state;
    assert_non_null(stream);
    for (int i = 0; i < 1000; i++)
        assert_int_equal(fprintf(stream, "%04d\n", i), 5);
    assert_int_equal(fseek(stream, 2500, SEEK_SET), 0);
    assert_string_equal(fgets(text, sizeof text, stream), "0500\n");
    assert_int_equal(ftell(stream), 2505);
    assert_int_equal(fputs("x", stream), 0);
    rewind(stream);
    assert_int_equal(fread(text, 5, 2, stream), 2);
    assert_memory_equal(text, "0000\n0001\n", 10);
    assert_int_equal(fseek(stream, -5, SEEK_END), 0);
    assert_int_equal(fread(text, 1, sizeof text, stream), 5);
    assert_true(feof(stream) && fgetc(stream) == EOF);
    assert_int_equal(fclose(stream), 0);
    assert_int_equal(open("s", O_RDWR), 3);
    assert_int_equal(pread(3, text, 1, 2505) == 1 && text[0] == 'x' && close(3) == 0, 1);
    assert_null(fopen("s", "q"));
    printf("%s\n", "line");
    printf("%s", "rest");
    assert_non_null(strstr(vm_console, "line\n"));
    assert_null(strstr(vm_console, "rest"));
    fflush(stdout);
    assert_non_null(strstr(vm_console, "line\nrest"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_calls),       cmocka_unit_test(busy_vms_are_asked_again),
        cmocka_unit_test(descriptors),       cmocka_unit_test(all_numbers_in_use),
        cmocka_unit_test(large_transfers),   cmocka_unit_test(messages_are_not_split),
        cmocka_unit_test(peers_and_pieces),  cmocka_unit_test(impossible_results),
        cmocka_unit_test(in_the_link),       cmocka_unit_test(data_behind_arguments),
        cmocka_unit_test(the_console),       cmocka_unit_test(streams),
        cmocka_unit_test(death_and_restart),
    };

    return cmocka_run_group_tests_name("posix remote", tests, vm_start_two, NULL);
}
