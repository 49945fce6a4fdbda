/* SPDX-License-Identifier: BSD-2-Clause */
/* Stands in for the base of a rump kernel, as far as the start and the end of a VM need it:
 * librump.a. Components are found in a link set, as NetBSD's are. */
#include <errno.h>
#include <rump_kernel.h>
#include <rumpuser.h>

#define WRITE 4 /* NetBSD's number of write() */

int rump_pub_lwproc_newlwp(int32_t pid);
void rump_pub_lwproc_releaselwp(void);
int rump_syscall(int number, void *arguments, size_t bytes, long *values);

int rumpns_physmem;
extern const char *const __start_link_set_rump_components[] __attribute__((weak));
extern const char *const __stop_link_set_rump_components[] __attribute__((weak));

static void schedule(void)
{
}

static void backend_unschedule(int count, int *locks, void *interlock)
{
    (void)count;
    (void)interlock;
    *locks = 0;
}

static void backend_schedule(int locks, void *interlock)
{
    (void)locks;
    (void)interlock;
}

static void tell_param(const char *name)
{
    char value[64];

    if (rumpuser_getparam(name, value, sizeof(value)) == 0)
        rumpuser_dprintf("%s is %s\n", name, value);
}

int rump_init(void)
{
    static const struct rumpuser_hyperup upcalls = {
        .hyp_schedule = schedule,
        .hyp_unschedule = schedule,
        .hyp_backend_unschedule = backend_unschedule,
        .hyp_backend_schedule = backend_schedule,
    };
    int error = rumpuser_init(17, &upcalls);

    tell_param(RUMPUSER_PARAM_HOSTNAME);
    tell_param("LINKED_COLOUR");
    for (const char *const *name = __start_link_set_rump_components;
         name < __stop_link_set_rump_components; name++)
        rumpuser_dprintf("component %s\n", *name);
    return error;
}

int rump_pub_etfs_register(const char *path, const char *host_path, enum rump_etfs_type type)
{
    uint64_t bytes;
    int error = rumpuser_getfileinfo(host_path, &bytes, NULL);

    (void)type;
    rumpuser_dprintf("%s has %lu bytes\n", path, bytes);
    return error;
}

int rump_pub_lwproc_newlwp(int32_t pid)
{
    (void)pid;
    return 0;
}

void rump_pub_lwproc_releaselwp(void)
{
}

int rump_syscall(int number, void *arguments, size_t bytes, long *values)
{
    const long *argument = arguments;

    (void)bytes;
    if (number != WRITE)
        return ENOSYS;
    for (long i = 0; i < argument[2]; i++)
        rumpuser_putchar(((const char *)argument[1])[i]);
    values[0] = argument[2];
    return 0;
}

int rump___sysimpl_clock_gettime50(int clock, struct rump_timespec *time)
{
    (void)clock;
    return rumpuser_clock_gettime(RUMPUSER_CLOCK_RELWALL, &time->seconds, &time->nanoseconds);
}

int rump___sysimpl_clock_settime50(int clock, const struct rump_timespec *time)
{
    (void)clock;
    rumpuser_dprintf("the time of day is set to %ld\n", (long)time->seconds);
    return 0;
}

int rump___sysimpl_reboot(int how, char *boot_string)
{
    (void)how;
    (void)boot_string;
    rumpuser_exit(0);
}
