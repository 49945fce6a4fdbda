/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hypercalls other than those of locks, threads and time, as a rump kernel makes them; this program
 * stands in for one: it has a CPU, which the hypercalls may give up and must have given back.
 */
#include <cos/runtime.h>
#include <cos/string.h>
#include <disk.h>
#include <errno.h>
#include <hyper.h>
#include <memory.h>
#include <jitter.h>
#include <thread.h>

#include "check.h"
#include "upcalls.h"

__asm__(".globl evm_fpu\n.set evm_fpu, 1"); /* threads switch the FPU's control words */

#define DISK_BYTES  (5 * MEMORY_PAGE + 512)
#define BITS(words) ((int)(words)*64)

static void check_init(void)
{
    check_result(rumpuser_init(RUMPUSER_VERSION - 1, &upcalls), EINVAL,
                 "an older interface version is refused");
    check_result(rumpuser_init(RUMPUSER_VERSION + 1, &upcalls), EINVAL, "a newer one too");
    check_result(rumpuser_init(RUMPUSER_VERSION, &upcalls), 0, "version %d is taken",
                 RUMPUSER_VERSION);
}

static void check_memory(void)
{
    void *memory = NULL, *pages = NULL, *module = &module;
    char sum = 0;

    check_result(rumpuser_malloc(100, 0, &memory), 0, "allocate 100 bytes");
    check_result(rumpuser_malloc(4096, 65536, &pages), 0,
                 "allocate a page on a boundary of 64 KiB");
    check((uintptr_t)pages % 65536 == 0, "which is where it is");
    memset(pages, 1, 4096);
    rumpuser_free(pages, 4096);
    rumpuser_free(memory, 100);
    check_result(rumpuser_malloc(1ul << 40, 0, &memory), ENOMEM, "more than there is");
    check(memory == NULL, "yields NULL, which callers that may not wait look at");
    check_result(rumpuser_anonmmap(NULL, 8192, 14, 0, &pages), 0, "map two pages");
    for (unsigned i = 0; i < 8192; i++)
        sum |= ((char *)pages)[i];
    check(sum == 0 && (uintptr_t)pages % 16384 == 0, "which are zeroed, and aligned");
    rumpuser_unmap(pages, 8192);
    check_result(rumpuser_anonmmap(NULL, 4096, 0, 1, &module), EACCES,
                 "executable pages are refused");
    check_result(rumpuser_anonmmap(NULL, SIZE_MAX, 0, 0, &module), ENOMEM, "so are too many");
}

static void check_params(void)
{
    char value[64];

    check_result(rumpuser_getparam(RUMPUSER_PARAM_NCPU, value, sizeof(value)), 0, "number of CPUs");
    check(strcmp(value, "1") == 0, "is 1");
    check_result(rumpuser_getparam(RUMPUSER_PARAM_HOSTNAME, value, sizeof(value)), 0, "host name");
    check(strcmp(value, cos_self()->name) == 0, "is the VM's");
    check_result(rumpuser_getparam(RUMPUSER_PARAM_HOSTNAME, value, strlen(cos_self()->name)), E2BIG,
                 "a buffer too small");
    check_result(rumpuser_getparam("RUMP_MEMLIMIT", value, sizeof(value)), 0, "memory limit");
    check(strlen(value) > 5 && strlen(value) < 10, "is a part of 1 MiB: %s", value);
    check_result(rumpuser_getparam("RUMP_NOTHING", value, sizeof(value)), ENOENT,
                 "a parameter that is not set");
    check_result(rumpuser_getparam("_RUMPUSER_NOTHING", value, sizeof(value)), EINVAL,
                 "one that does not exist");
}

static int count_ones(const uint64_t *words, unsigned count)
{
    int ones = 0;

    for (unsigned i = 0; i < count; i++)
        for (uint64_t word = words[i]; word != 0; word &= word - 1)
            ones++;
    return ones;
}

/* Within six standard deviations: one run in half a billion is not. */
static bool is_balanced(const uint64_t *words, unsigned count)
{
    int off = 2 * count_ones(words, count) - BITS(count);

    return off * off <= 36 * BITS(count);
}

static void check_random(void)
{
    static uint64_t one[512], two[512];
    uint8_t bytes[16] = {0};
    size_t filled = 0;
    unsigned same = 0;

    check_result(rumpuser_getrandom(one, sizeof(one), RUMPUSER_RANDOM_HARD | RUMPUSER_RANDOM_NOWAIT,
                                    &filled),
                 0, "4 KiB of entropy");
    check(filled == sizeof(one), "all of it");
    check_result(rumpuser_getrandom(two, sizeof(two), 0, &filled), 0, "and again");
    for (unsigned i = 0; i < 512; i++)
        same += one[i] == two[i] || (i > 0 && one[i] == one[i - 1]);
    check(same == 0, "no word is the same");
    check(is_balanced(one, 512) && is_balanced(two, 512), "as many ones as zeros");
    check_result(rumpuser_getrandom(bytes, 13, 0, &filled), 0, "13 bytes");
    check(filled == 13 && bytes[13] == 0 && bytes[14] == 0 && bytes[15] == 0,
          "leave those behind alone");
    check_result(rumpuser_getrandom(bytes, 1, 4, &filled), EINVAL, "an unknown flag");
    same = 0;
    for (unsigned i = 0; i < 128; i++) {
        random_from_jitter(&one[i]);
        same += i > 0 && one[i] == one[i - 1];
    }
    check(same == 0 && is_balanced(one, 128), "jitter of the time looks random as well");
}

static uint8_t image[DISK_BYTES];

static void make_disk(void)
{
    struct disk *disk = disk_add("wd0");

    for (unsigned i = 0; i < DISK_BYTES; i++)
        image[i] = (uint8_t)(i * 7 + i / 256);
    memory_disk_start(disk, image, DISK_BYTES);
    disk = disk_add("cd0");
    memory_disk_start(disk, image, DISK_BYTES);
    disk->read_only = true;
    memory_disk_allow(memory_disk_most(DISK_BYTES));
}

static void check_open(void)
{
    uint64_t bytes = 0;
    int kind = 0, file = -1;

    check_result(rumpuser_getfileinfo("wd0", &bytes, &kind), 0, "ask for a disk");
    check(bytes == DISK_BYTES && kind == RUMPUSER_FT_BLK, "its size and kind");
    check_result(rumpuser_getfileinfo("/dev/wd0", NULL, NULL), 0, "by its path");
    check_result(rumpuser_getfileinfo("wd1", &bytes, &kind), ENOENT, "a disk that is not there");
    check_result(rumpuser_open("wd1", RUMPUSER_OPEN_RDWR | RUMPUSER_OPEN_CREATE, &file), ENOENT,
                 "cannot be made");
    check_result(rumpuser_open("wd0", RUMPUSER_OPEN_ACCMODE, &file), EINVAL,
                 "open with a mode that does not exist");
    check_result(rumpuser_open("wd0", RUMPUSER_OPEN_CREATE | RUMPUSER_OPEN_EXCL, &file), EEXIST,
                 "exclusively");
    check_result(rumpuser_open("cd0", RUMPUSER_OPEN_RDWR, &file), EROFS,
                 "a read-only disk for writing");
    check_result(rumpuser_open("cd0", RUMPUSER_OPEN_RDONLY, &file), 0, "and for reading");
    check_result(rumpuser_close(file), 0, "close it");
    check_result(rumpuser_close(file), EBADF, "twice");
    check_result(rumpuser_close(-1), EBADF, "a number that is none");
}

static void check_vectors(void)
{
    static uint8_t a[100], b[MEMORY_PAGE], page[2 * MEMORY_PAGE];
    struct rumpuser_iovec parts[] = {{a, sizeof(a)}, {b, sizeof(b)}}, whole = {page, sizeof(page)};
    size_t bytes = 0;
    int file, reader;

    check_result(rumpuser_open("wd0", RUMPUSER_OPEN_RDWR, &file), 0,
                 "open for reading and writing");
    check_result(rumpuser_open("wd0", RUMPUSER_OPEN_RDONLY, &reader), 0, "and again, for reading");
    check_result(rumpuser_iovread(file, parts, 2, RUMPUSER_IOV_NOSEEK, &bytes), 0,
                 "read two parts");
    check(bytes == sizeof(a) + sizeof(b) && memcmp(a, image, 100) == 0 &&
              memcmp(b, image + 100, sizeof(b)) == 0,
          "which are the disk's");
    check_result(rumpuser_iovread(file, parts, 1, RUMPUSER_IOV_NOSEEK, &bytes), 0, "read on");
    check(memcmp(a, image + 100 + MEMORY_PAGE, 100) == 0, "from where that ended");
    memset(a, 0xaa, sizeof(a));
    check_result(rumpuser_iovwrite(file, parts, 1, MEMORY_PAGE - 50, &bytes), 0,
                 "write across two pages");
    check_result(rumpuser_iovread(reader, &whole, 1, 0, &bytes), 0,
                 "read these by the other number");
    check(memcmp(page, image, MEMORY_PAGE - 50) == 0 &&
              memcmp(page + MEMORY_PAGE - 50, a, 100) == 0 &&
              memcmp(page + MEMORY_PAGE + 50, image + MEMORY_PAGE + 50, MEMORY_PAGE - 50) == 0,
          "what was written is there, what surrounds it as before");
    check_result(rumpuser_iovread(file, &whole, 1, DISK_BYTES - 10, &bytes), 0, "read at the end");
    check(bytes == 10 && memcmp(page, image + DISK_BYTES - 10, 10) == 0, "as much as there is");
    check_result(rumpuser_iovread(file, &whole, 1, DISK_BYTES, &bytes), 0, "and behind it");
    check(bytes == 0, "nothing");
    check_result(rumpuser_iovwrite(file, &whole, 1, DISK_BYTES, &bytes), ENOSPC, "write there");
    check_result(rumpuser_iovwrite(reader, &whole, 1, 0, &bytes), EBADF,
                 "write what is open for reading");
    check_result(rumpuser_iovread(file, &whole, 1, -2, &bytes), EINVAL, "a negative offset");
    check_result(rumpuser_syncfd(file, RUMPUSER_SYNCFD_WRITE | RUMPUSER_SYNCFD_SYNC, 0, 0), 0,
                 "sync");
    check_result(rumpuser_syncfd(file, RUMPUSER_SYNCFD_SYNC, 0, 0), EINVAL,
                 "sync neither reads nor writes");
    check_result(rumpuser_syncfd(99, RUMPUSER_SYNCFD_BOTH, 0, 0), EBADF, "sync nothing");
    rumpuser_close(reader);
    rumpuser_close(file);
}

#define TRANSFERS 100 /* more than fit into the queue */

static struct transfer {
    uint8_t buffer[512];
    size_t bytes;
    int error;
} transfers[TRANSFERS];
static unsigned finished, out_of_order;

static void transfer_done(void *argument, size_t bytes, int error)
{
    struct transfer *transfer = argument;

    wrong += !cpu_held;
    out_of_order += transfer != &transfers[finished];
    transfer->bytes = bytes;
    transfer->error = error;
    finished++;
}

static void check_bio(void)
{
    int file, reader;
    unsigned good = 0;

    rumpuser_open("wd0", RUMPUSER_OPEN_RDWR | RUMPUSER_OPEN_BIO, &file);
    rumpuser_open("wd0", RUMPUSER_OPEN_RDONLY | RUMPUSER_OPEN_BIO, &reader);
    rumpuser_bio(99, RUMPUSER_BIO_READ, transfers[0].buffer, 512, 0, transfer_done, &transfers[0]);
    check_result(transfers[0].error, EBADF, "transfer by a number that is none");
    rumpuser_bio(reader, RUMPUSER_BIO_WRITE, transfers[1].buffer, 512, 0, transfer_done,
                 &transfers[1]);
    check_result(transfers[1].error, EBADF, "write what is open for reading");
    rumpuser_bio(file, RUMPUSER_BIO_READ, transfers[2].buffer, 512, -512, transfer_done,
                 &transfers[2]);
    check_result(transfers[2].error, EINVAL, "transfer at a negative offset");
    finished = 0;
    for (unsigned i = 0; i < TRANSFERS; i++) {
        bool writes = i % 2 == 0;
        int operation = writes ? RUMPUSER_BIO_WRITE | RUMPUSER_BIO_SYNC : RUMPUSER_BIO_READ;

        memset(transfers[i].buffer, writes ? (int)i : 0xff, 512);
        rumpuser_bio(file, operation, transfers[i].buffer, 512, i / 2 % 40 * 512, transfer_done,
                     &transfers[i]);
    }
    check(finished < TRANSFERS, "transfers are done by another thread: %u so far", finished);
    check_result(rumpuser_close(file), 0, "close the disk");
    check(finished == TRANSFERS && out_of_order == 0,
          "by then all are done, in the order they came in");
    for (unsigned i = 1; i < TRANSFERS; i += 2) {
        good += transfers[i].error == 0 && transfers[i].bytes == 512 &&
                memcmp(transfers[i].buffer, transfers[i - 1].buffer, 512) == 0;
    }
    check_result(good, TRANSFERS / 2, "what was read is what was written before");
    rumpuser_close(reader);
}

/* All pages of the first disk have been written: then there is nothing left for another one. */
static void check_reserve(void)
{
    uint8_t byte = 0;
    struct rumpuser_iovec part = {&byte, 1};
    size_t bytes = 1;
    int file;

    memory_disk_start(disk_add("wd1"), image, DISK_BYTES);
    rumpuser_open("wd0", RUMPUSER_OPEN_RDWR, &file);
    for (unsigned i = 0; i < DISK_BYTES; i += MEMORY_PAGE)
        rumpuser_iovwrite(file, &part, 1, i, &bytes);
    check(bytes == 1, "write to every page of a disk");
    rumpuser_close(file);
    rumpuser_open("wd1", RUMPUSER_OPEN_RDWR, &file);
    check_result(rumpuser_iovwrite(file, &part, 1, 0, &bytes), ENOSPC,
                 "write more than memory is set aside for");
    check_result(rumpuser_iovread(file, &part, 1, 3, &bytes), 0, "such a disk can be read");
    check(byte == image[3], "and is as it was");
    rumpuser_close(file);
}

static void check_end(void)
{
    check_result(rumpuser_daemonize_begin(), 0, "begin to be a daemon");
    check_result(rumpuser_daemonize_done(0), 0, "be one");
    check_result(rumpuser_kill(RUMPUSER_PID_SELF, 20), 0, "a signal that ends nothing");
    check_result(rumpuser_kill(1, 13), 0, "a broken pipe");
    check_result(rumpuser_kill(0, 9), ESRCH, "a process that is not there");
    check_result(rumpuser_kill(RUMPUSER_PID_SELF, 64), EINVAL, "a signal that does not exist");
}

int main(const struct cos_start *start)
{
    struct memory_usage before, after;

    memory_start((void *)start->ram_start, start->ram_pages);
    threads_start();
    check_init();
    memory_usage(&before);
    check_memory();
    check_params();
    check_random();
    memory_usage(&after);
    check(after.piece_bytes == before.piece_bytes, "no memory is left behind");
    make_disk();
    check_open();
    check_vectors();
    check_bio();
    check_reserve();
    check_end();
    check(given_up > 0 && cpu_held, "waits gave up the CPU, %u times, and took it again", given_up);
    check_result(wrong, 0, "each call came with the CPU as it is to be");
    rumpuser_dprintf("%s %c %5d|%-5u|%05x %p %%\n", "text", 'c', -12, 34u, 0xabcu, (void *)0x10);
    return check_done();
}
