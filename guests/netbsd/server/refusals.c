/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls that clients may not make, although their processes run as root. Numbers are
 * NetBSD's. */
#include <errno.h>

#include "session.h"

#define NUMBERS 512 /* entries of the rump kernel's table; it has no calls beyond */

struct refusal {
    uint8_t error;    /* 0: none */
    uint8_t argument; /* refused only if this argument is not 0; 0: always */
};

static const struct refusal refusals[NUMBERS] = {
    /* The process's program and memory belong to a component, which the rump kernel can neither
     * copy nor end. */
    [1] = {ENOSYS},   /* exit: NETBSD_EXIT */
    [2] = {ENOSYS},   /* fork */
    [66] = {ENOSYS},  /* vfork */
    [282] = {ENOSYS}, /* __vfork14 */
    [287] = {ENOSYS}, /* __clone */
    [59] = {ENOSYS},  /* execve */
    [465] = {ENOSYS}, /* fexecve */
    [474] = {ENOSYS}, /* posix_spawn */
    [73] = {ENOSYS},  /* munmap */
    [197] = {ENOSYS}, /* mmap */
    [411] = {ENOSYS}, /* mremap */

    /* They make other calls, which would bypass this table. */
    [0] = {ENOSYS},   /* syscall */
    [198] = {ENOSYS}, /* __syscall */

    /* Signals would reach and end the VM itself; and timers only send signals. */
    [37] = {ENOSYS},  /* kill */
    [235] = {ENOSYS}, /* timer_create */
    [236] = {ENOSYS}, /* timer_delete */
    [239] = {ENOSYS}, /* timer_getoverrun */
    [425] = {ENOSYS}, /* __setitimer50 */
    [426] = {ENOSYS}, /* __getitimer50 */
    [446] = {ENOSYS}, /* __timer_settime50 */
    [447] = {ENOSYS}, /* __timer_gettime50 */

    /* The rump kernel cannot interrupt these waits when the client dies. A client sleeps in its own
     * component. */
    [234] = {ENOSYS}, /* nanosleep, 32-bit seconds */
    [430] = {ENOSYS}, /* __nanosleep50 */
    [477] = {ENOSYS}, /* clock_nanosleep */

    /* After the call, kernel threads continue them and use the client's memory. */
    [155] = {ENOSYS}, /* nfssvc */
    [401] = {ENOSYS}, /* aio_fsync */
    [402] = {ENOSYS}, /* aio_read */
    [405] = {ENOSYS}, /* aio_write */
    [406] = {ENOSYS}, /* lio_listio */

    /* They change or reveal state that all clients share. */
    [45] = {EPERM},     /* ktrace */
    [288] = {EPERM},    /* fktrace */
    [208] = {EPERM},    /* reboot */
    [246] = {EPERM},    /* modctl */
    [271] = {EPERM},    /* swapctl */
    [122] = {EPERM},    /* settimeofday, 32-bit seconds */
    [140] = {EPERM},    /* adjtime, 32-bit seconds */
    [176] = {EPERM},    /* ntp_adjtime */
    [233] = {EPERM},    /* clock_settime, 32-bit seconds */
    [419] = {EPERM},    /* __settimeofday50 */
    [421] = {EPERM},    /* __adjtime50 */
    [428] = {EPERM},    /* __clock_settime50 */
    [202] = {EPERM, 4}, /* __sysctl with a new value: root could even make nodes
                             for any kernel address */
};

int call_refusal(uint64_t number, const uint64_t arguments[NETBSD_ARGUMENTS])
{
    const struct refusal *refusal;

    if (number >= NUMBERS)
        return ENOSYS;
    refusal = &refusals[number];
    return refusal->argument == 0 || arguments[refusal->argument] != 0 ? refusal->error : 0;
}
