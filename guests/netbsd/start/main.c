/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A NetBSD VM from its first instruction to its end. The first thread makes another one that starts
 * the rump kernel, makes the client's thread if the VM has a client, and then waits for a shutdown
 * request.
 */
#include <cos/abi.h>
#include <cos/print.h>
#include <cos/runtime.h>
#include <disk.h>
#include <end.h>
#include <errno.h>
#include <lend.h>
#include <links.h>
#include <memory.h>
#include <pci.h>
#include <rump_kernel.h>
#include <rumpuser.h>
#include <server.h>
#include <stdbool.h>
#include <stdlib.h>
#include <thread.h>

#include "arguments.h"
#include "start.h"

/* of memory: with less, NetBSD fails without a clear reason */
#define START_LEAST_KIB  512
#define START_LIMIT_US   10000000         /* a start takes milliseconds */
#define EXIT_NO_START    125              /* status of a VM that fails before its client starts */
#define PARAM_STATISTICS "EVM_STATISTICS" /* any value: print the costs of the start */

void start_vm(void);
int client_main(int count, char **values) __asm__("main"); /* not the main() of cos/runtime.h */
#pragma weak start_no_client

/* Linked in only if the VM serves other components. */
#pragma weak server_start
#pragma weak server_event

/* Linked in only if the VM has the component dev_pci. */
#pragma weak pci_begin
#pragma weak pci_event

/* Linked in only if the VM lends that device. */
#pragma weak lend_net
#pragma weak lend_disk
#pragma weak lend_disk_end

static struct wait_queue news; /* the first thread waits here for one of these */
static bool started, power_off, ending, jumped;
static uint64_t begun; /* TSC */

_Noreturn void vm_end(int status)
{
    while (ending) /* another thread ends the VM */
        thread_sleep(COS_FOREVER);
    ending = true;
    alive_client(false);
    thread_wake(&news);
    end_status = status & 255;
    if (lend_disk_end != NULL)
        lend_disk_end();
    rump___sysimpl_reboot(0, NULL);
    rumpuser_exit(0);
}

static void tell_memory(void)
{
    struct memory_usage usage;

    memory_usage(&usage);
    rumpuser_dprintf("%zu of %zu KiB of memory are in use (key `memory:` of the manifest)\n",
                     usage.used_pages * MEMORY_PAGE / 1024, usage.pages * MEMORY_PAGE / 1024);
}

/* Called when the rump kernel runs. */
static void tell_statistics(void)
{
    uint64_t ticks = cos_tsc() - begun;
    char value[1];

    if (rumpuser_getparam(PARAM_STATISTICS, value, sizeof(value)) != ENOENT) {
        rumpuser_dprintf("the rump kernel has started in %llu TSC ticks\n",
                         (unsigned long long)ticks);
        tell_memory();
    }
}

static _Noreturn void give_up(void)
{
    tell_memory();
    rumpuser_exit(EXIT_NO_START);
}

static void register_disks(void)
{
    const struct disk *disk;

    for (unsigned i = 0; (disk = disk_at(i)) != NULL; i++) {
        char path[sizeof(DISK_DEVICES) + DISK_NAME];
        int error;

        cos_format(path, sizeof(path), DISK_DEVICES "%s", disk->name);
        error = rump_pub_etfs_register(path, disk->name, RUMP_ETFS_BLK);
        if (error != 0) {
            rumpuser_dprintf(
                "the rump kernel does not accept disk %s (errno %d): it needs the component vfs\n",
                disk->name, error);
            give_up();
        }
    }
}

static void start_rump_kernel(void *unused)
{
    int error;

    (void)unused;
    rumpns_physmem = (int)cos_self()->ram_pages;
    error = rump_init();
    if (error != 0) {
        rumpuser_dprintf("the rump kernel does not start: errno %d\n", error);
        give_up();
    }
    tell_statistics();
    register_disks();
    started = true;
    thread_wake(&news);
}

static bool lacks_memory(void)
{
    struct memory_usage usage;

    memory_usage(&usage);
    return usage.used_pages > usage.pages / 4 * 3;
}

/* A rump kernel that lacks memory waits for some to be freed, but during its start no code frees
 * any. It may also be late because other VMs have the CPU; that is no reason to end. */
static void wait_for_start(void)
{
    uint64_t limit = cos_tsc() + cos_ticks(START_LIMIT_US);

    while (!started) {
        if (!thread_wait(&news, limit)) {
            rumpuser_dprintf("the rump kernel has not started within %d s\n",
                             START_LIMIT_US / 1000000);
            if (lacks_memory())
                give_up();
            limit = COS_FOREVER;
        }
    }
}

static void run_constructors(void)
{
    extern void (*const __init_array_start[])(void), (*const __init_array_end[])(void);

    for (void (*const *function)(void) = __init_array_start; function < __init_array_end;
         function++)
        (*function)();
}

static void run_client(void *unused)
{
    char **values;
    int count;

    (void)unused;
    /* A permanent lwp: a thread without one would make and end one for each system call. */
    if (rump_pub_lwproc_newlwp(RUMP_LOCAL_PID) != 0 || !arguments_get(&count, &values)) {
        rumpuser_dprintf("there is no memory for the client\n");
        give_up();
    }
    run_constructors();
    exit(client_main(count, values));
}

static void make_thread(void (*function)(void *), unsigned flags)
{
    if (thread_create(function, NULL, cos_self()->name, flags) == NULL) {
        rumpuser_dprintf("there is no memory for a thread\n");
        give_up();
    }
}

/* Events of the VM's endpoint; the thread library handles the timer's. */
static void handle_event(uint64_t events)
{
    if (events & (COS_EVENT_POWER | COS_EVENT_TIME)) {
        power_off = power_off || (events & COS_EVENT_POWER);
        jumped = jumped || (events & COS_EVENT_TIME);
        thread_wake(&news);
    }
    links_event(events);
    if (pci_event != NULL)
        pci_event(events);
    if (server_event != NULL)
        server_event(events);
}

void start_vm(void)
{
    const struct cos_start *self = cos_self();

    begun = cos_tsc();
    memory_start((void *)self->ram_start, self->ram_pages);
    if (self->ram_pages * MEMORY_PAGE / 1024 < START_LEAST_KIB) {
        rumpuser_dprintf("a rump kernel needs %d KiB of memory or more\n", START_LEAST_KIB);
        give_up();
    }
    if (pci_begin != NULL)
        pci_begin();
    threads_event = handle_event;
    threads_start();
    day_begin();
    make_thread(start_rump_kernel, 0);
    wait_for_start();
    if (server_start != NULL)
        server_start();
    if (lend_net != NULL)
        make_thread(lend_net, 0);
    if (lend_disk != NULL)
        make_thread(lend_disk, 0);
    if (&start_no_client == NULL)
        make_thread(run_client, THREAD_CLIENT);
    while (!power_off) {
        if (jumped) {
            jumped = false;
            day_follow();
        } else {
            thread_wait(&news, alive_turn());
        }
    }
    vm_end(0);
}
