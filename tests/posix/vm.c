/* SPDX-License-Identifier: BSD-2-Clause */
#include "vm.h"

#include <cos/abi.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>

#include "gate.h"
#include "posix.h"

#define HEAP   2097152
#define TSC_HZ 1000000000

struct vm vms[2];
char vm_console[4096];
uint64_t vm_slept;

static _Alignas(4096) char links[2][COS_LINK_BYTES], heap[HEAP];
static unsigned slots_filled, link_count;

void *mmap(void *, size_t, int, int, int, long) __asm__("mmap"); /* the build machine's */
_Noreturn void host_abort(void) __asm__("abort");

#define READ_WRITE          3
#define PRIVATE_FIXED_ANONY 0x32

static void make_start(unsigned count, size_t bytes)
{
    static struct cos_start *start;

    if (start == NULL)
        start = mmap((void *)COS_START, 2 * 4096, READ_WRITE, PRIVATE_FIXED_ANONY, -1, 0);
    *start = (struct cos_start){.name = "client",
                                .id = 7,
                                .tsc_hz = TSC_HZ,
                                .link_count = count + 1,
                                .ram_start = (uint64_t)heap,
                                .ram_pages = HEAP / 4096,
                                .blob_count = 1};
    start->blobs[0] = (struct cos_blob){
        .name = "params", .address = (uint64_t) "A=1\0NAME=value\0B=", .bytes = 18};
    for (unsigned i = 0; i < count; i++)
        start->links[i] = (struct cos_link){7, 8 + i, (uint64_t)links[i], bytes};
    start->links[count] = (struct cos_link){9, 7, 0, 4096}; /* another component's */
}

void vm_start(unsigned count, size_t bytes, unsigned slots)
{
    memset(vms, 0, sizeof vms);
    memset(links, 0, sizeof links);
    memset(vm_console, 0, sizeof vm_console);
    vm_slept = 0;
    slots_filled = slots;
    link_count = count;
    make_start(count, bytes);
    for (unsigned i = 0; i < 2; i++) {
        vms[i].link = (struct netbsd_link *)links[i < count ? i : 0];
        vms[i].bytes = bytes;
        vms[i].session = 100 + i;
    }
}

int vm_start_two(void **state)
{
    (void)state;
    vm_start(2, VM_LINK, 1u << COS_SLOT_FILES | 1u << COS_SLOT_SOCKETS);
    return 0;
}

bool vm_reaches(const struct vm *vm, uint64_t address, size_t bytes)
{
    uint64_t start = (uint64_t)(vm->link + 1), end = (uint64_t)vm->link + vm->bytes;

    return address >= start && bytes <= vm->bytes && address <= end - bytes;
}

static struct vm_file *find(struct vm *vm, const char *name, bool make)
{
    for (unsigned i = 0; i < VM_FILES; i++)
        if (vm->files[i].used && strcmp(vm->files[i].name, name) == 0)
            return &vm->files[i];
    for (unsigned i = 0; i < VM_FILES && make; i++) {
        if (!vm->files[i].used) {
            vm->files[i].used = true;
            strncpy(vm->files[i].name, name, sizeof vm->files[i].name - 1);
            return &vm->files[i];
        }
    }
    return NULL;
}

static int64_t open_file(struct vm *vm, const char *name, uint64_t flags)
{
    struct vm_file *file = find(vm, name, flags & O_CREAT);

    for (int i = 0; file != NULL && i < 16; i++) {
        if (vm->open[i].file == NULL) {
            vm->open[i].file = file;
            vm->open[i].position = 0;
            return i;
        }
    }
    return -(file == NULL ? ENOENT : EMFILE);
}

static int64_t transfer(struct vm *vm, bool writes, uint64_t descriptor, uint64_t memory,
                        size_t bytes, size_t position)
{
    struct vm_file *file = descriptor < 16 ? vm->open[descriptor].file : NULL;
    size_t there;

    if (file == NULL)
        return -EBADF;
    if (!vm_reaches(vm, memory, bytes))
        return -EFAULT;
    vm->largest = bytes > vm->largest ? bytes : vm->largest;
    if (position + bytes > VM_BYTES && writes)
        return -ENOSPC;
    there = position < file->size ? file->size - position : 0;
    if (writes) {
        memcpy(file->data + position, (void *)memory, bytes);
        file->size = position + bytes > file->size ? position + bytes : file->size;
        return (int64_t)bytes;
    }
    bytes = bytes < there ? bytes : there;
    memcpy((void *)memory, file->data + position, bytes);
    return (int64_t)bytes;
}

static int64_t move(struct vm *vm, bool writes, const uint64_t *a)
{
    int64_t result = transfer(vm, writes, a[0], a[1], a[2],
                              a[0] < 16 ? vm->open[a[0]].position : 0);

    if (result > 0)
        vm->open[a[0]].position += (size_t)result;
    return result;
}

static int64_t seek(struct vm *vm, const uint64_t *a)
{
    struct vm_file *file = a[0] < 16 ? vm->open[a[0]].file : NULL;
    size_t base = a[3] == SEEK_SET   ? 0
                  : a[3] == SEEK_CUR ? vm->open[a[0] % 16].position
                  : file             ? file->size
                                     : 0;

    if (file == NULL)
        return -EBADF;
    vm->open[a[0]].position = base + a[2];
    return (int64_t)vm->open[a[0]].position;
}

static int64_t on_files(struct vm *vm, unsigned number, const uint64_t *a)
{
    switch (number) {
    case SYS_open:
        return vm_reaches(vm, a[0], 2) ? open_file(vm, (const char *)a[0], a[1]) : -EFAULT;
    case SYS_close:
        if (a[0] >= 16 || vm->open[a[0]].file == NULL)
            return -EBADF;
        vm->open[a[0]].file = NULL;
        return 0;
    case SYS_read:
    case SYS_write:
        return move(vm, number == SYS_write, a);
    case SYS_pread:
    case SYS_pwrite:
        return transfer(vm, number == SYS_pwrite, a[0], a[1], a[2], a[4]);
    case SYS_lseek:
        return seek(vm, a);
    case SYS_fcntl:
        return a[1] == F_DUPFD ? open_file(vm, vm->open[a[0]].file->name, 0) : -EINVAL;
    case SYS___fstat50:
        if (!vm_reaches(vm, a[1], sizeof(struct stat)))
            return -EFAULT;
        ((struct stat *)a[1])->st_mode = S_IFREG;
        return 0;
    default:
        return VM_NONE;
    }
}

bool gate_there(uint64_t slot)
{
    return slots_filled & 1u << slot;
}

void gate_busy(uint64_t *us)
{
    (void)us;
}

struct cos_result gate_call(uint64_t slot, uint64_t method, uint64_t a1, uint64_t a2, uint64_t a3)
{
    struct vm *vm = &vms[slot == COS_SLOT_SOCKETS && link_count == 2];
    uint64_t arguments[NETBSD_ARGUMENTS] = {a1, a2, a3};
    int64_t result;

    if (!gate_there(slot))
        return (struct cos_result){-COS_EDENIED, 0};
    if (vm->busy > 0) {
        vm->busy--;
        return (struct cos_result){-COS_EAGAIN, 0};
    }
    if (vm->fails != 0)
        return (struct cos_result){vm->fails, 0};
    if ((method & 255) == NETBSD_CALL8)
        memcpy(arguments + 3, vm->link->arguments + 3, sizeof arguments - 3 * sizeof *arguments);
    vm->calls++;
    vm->number = (unsigned)(method >> 8);
    memcpy(vm->arguments, arguments, sizeof arguments);
    vm->link->session = vm->session;
    result = vm->answer != NULL ? vm->answer(vm, vm->number, arguments) : VM_NONE;
    if (result == VM_NONE)
        result = on_files(vm, vm->number, arguments);
    if (result == VM_NONE)
        result = -ENOSYS;
    return result < 0 ? (struct cos_result){-result, 0} : (struct cos_result){0, (uint64_t)result};
}

void cos_write(const char *text, size_t bytes)
{
    strncat(vm_console, text, bytes < sizeof vm_console - strlen(vm_console) - 1 ? bytes : 0);
}

static void put(struct cos_sink *sink, char c)
{
    (void)sink;
    cos_write(&c, 1);
}

void cos_print(const char *format, ...)
{
    struct cos_sink sink = {put};
    va_list arguments;

    va_start(arguments, format);
    cos_vformat(&sink, format, arguments);
    va_end(arguments);
}

void cos_sleep(uint64_t us)
{
    vm_slept += us;
}

uint64_t cos_ticks(uint64_t us)
{
    return us;
}

_Noreturn void cos_exit(int status)
{
    (void)status;
    host_abort();
}
