/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls on files and pipes in memory. They believe the hypercalls about what a
 * client's addresses are. */
#include <cos/runtime.h>
#include <cos/string.h>
#include <errno.h>
#include <rumpuser.h>
#include <server.h>

#include "fake.h"
#include "numbers.h"

#define NODES 16
#define NAME  24
#define BYTES 4096

void rump_yield(void) __asm__("__wrap_rumpns_yield"); /* guests/netbsd/server/yield.c */

struct node {
    unsigned users;
    char name[NAME]; /* "": has none, and ends with its last user */
    bool pipe;
    size_t bytes;
    struct wait_queue readers;
    uint8_t data[BYTES];
};

static struct node nodes[NODES];

static struct node *find_node(const char *name)
{
    for (unsigned i = 0; i < NODES; i++)
        if (strcmp(nodes[i].name, name) == 0 && (name[0] != 0 || nodes[i].users == 0))
            return &nodes[i];
    return NULL;
}

/* With two arguments for pipes. */
static int add_descriptor(struct node *node, long *descriptor)
{
    struct process *process = kernel_lwp()->process;

    for (unsigned i = 0; i < DESCRIPTORS; i++) {
        if (process->descriptors[i] == NULL) {
            process->descriptors[i] = node;
            node->users++;
            *descriptor = i;
            return 0;
        }
    }
    return EMFILE;
}

static struct node *node_of(uint64_t descriptor)
{
    return descriptor < DESCRIPTORS ? kernel_lwp()->process->descriptors[descriptor] : NULL;
}

static int open_file(const uint64_t *a, long *values)
{
    char name[NAME];
    size_t bytes = sizeof(name);
    int error = rumpuser_sp_copyinstr(kernel_lwp()->process->client, (void *)a[0], name, &bytes);
    struct node *node;

    if (error != 0)
        return error;
    node = name[0] == 0 ? NULL : find_node(name);
    if (node == NULL) {
        node = name[0] == 0 ? NULL : find_node("");
        if (node == NULL)
            return ENOENT;
        memcpy(node->name, name, bytes);
        node->pipe = strncmp(name, "fifo", 4) == 0;
        node->bytes = 0;
    }
    return add_descriptor(node, &values[0]);
}

static int make_pipe(long *values)
{
    struct node *node = find_node("");

    if (node == NULL)
        return ENFILE;
    node->pipe = true;
    node->bytes = 0;
    return add_descriptor(node, &values[0]) || add_descriptor(node, &values[1]) ? EMFILE : 0;
}

static void close_at(struct process *process, unsigned descriptor)
{
    process->descriptors[descriptor]->users--;
    process->descriptors[descriptor] = NULL;
}

void close_all(struct process *process)
{
    for (unsigned i = 0; i < DESCRIPTORS; i++)
        if (process->descriptors[i] != NULL)
            close_at(process, i);
}

static int close_file(const uint64_t *a)
{
    if (node_of(a[0]) == NULL)
        return EBADF;
    close_at(kernel_lwp()->process, (unsigned)a[0]);
    return 0;
}

static int read_file(const uint64_t *a, long *values)
{
    struct node *node = node_of(a[0]);
    int error;

    if (node == NULL)
        return EBADF;
    while (node->pipe && node->bytes == 0)
        if (!kernel_wait(&node->readers, UINT64_MAX))
            return EINTR;
    values[0] = (long)(a[2] < node->bytes ? a[2] : node->bytes);
    error = rumpuser_sp_copyout(kernel_lwp()->process->client, node->data, (void *)a[1],
                                (size_t)values[0]);
    if (node->pipe && error == 0)
        node->bytes = 0;
    return error;
}

static int write_file(const uint64_t *a, long *values)
{
    struct node *node = node_of(a[0]);
    int error;

    if (node == NULL)
        return EBADF;
    if (a[2] > BYTES)
        return EFBIG;
    error = rumpuser_sp_copyin(kernel_lwp()->process->client, (void *)a[1], node->data, a[2]);
    if (error == 0) {
        node->bytes = a[2];
        values[0] = (long)a[2];
        thread_wake_all(&node->readers);
    }
    return error;
}

static int echo(const uint64_t *a, long *values)
{
    static char text[BYTES];
    void *client = kernel_lwp()->process->client;
    size_t bytes = a[2] < BYTES ? a[2] : BYTES;
    int error = rumpuser_sp_copyinstr(client, (void *)a[0], text, &bytes);

    values[0] = (long)bytes;
    return error != 0 ? error : rumpuser_sp_copyoutstr(client, text, (void *)a[1], &bytes);
}

static int copy(const uint64_t *a)
{
    static char data[BYTES];
    void *client = kernel_lwp()->process->client;
    int error = a[2] <= BYTES ? rumpuser_sp_copyin(client, (void *)a[0], data, a[2]) : EINVAL;

    return error != 0 ? error : rumpuser_sp_copyout(client, data, (void *)a[1], a[2]);
}

static int wait_for_device(uint64_t us)
{
    uint64_t deadline = cos_tsc() + cos_ticks((uint32_t)us);
    struct wait_queue device = {NULL, NULL};

    while (cos_tsc() < deadline)
        if (!kernel_wait(&device, deadline))
            rump_yield();
    return 0;
}

static long sum(const uint64_t *a)
{
    uint64_t result = 0;

    for (unsigned i = 0; i < 8; i++)
        result += (i + 1) * a[i];
    return (long)result;
}

int system_call(int number, void *arguments, long *values)
{
    const uint64_t *a = arguments;
    void *memory;

    switch (number) {
    case CALL_READ:
        return read_file(a, values);
    case CALL_WRITE:
        return write_file(a, values);
    case CALL_OPEN:
        return open_file(a, values);
    case CALL_CLOSE:
        return close_file(a);
    case CALL_GETPID:
        values[0] = kernel_lwp()->process->pid;
        return 0;
    case CALL_PIPE:
        return make_pipe(values);
    case CALL_SUM:
        values[0] = sum(a);
        return 0;
    case CALL_ECHO:
        return echo(a, values);
    case CALL_COPY:
        return copy(a);
    case CALL_ANONMMAP:
        return rumpuser_sp_anonmmap(kernel_lwp()->process->client, a[0], &memory);
    case CALL_RAISE:
        return rumpuser_sp_raise(kernel_lwp()->process->client, (int)a[0]);
    case CALL_COUNT:
        kernel_count(&values[0], &values[1]);
        return 0;
    case CALL_SERVED:
        values[0] = (long)(server_statistics.begun - server_statistics.ended);
        values[1] = (long)server_statistics.interrupted;
        return 0;
    case CALL_WRONG:
        values[0] = kernel_wrong();
        return 0;
    case CALL_DEVICE:
        return wait_for_device(a[0]);
    default:
        return ENOSYS;
    }
}
