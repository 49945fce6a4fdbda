/* SPDX-License-Identifier: BSD-2-Clause */
/* ioctl() and mount(), whose requests and types determine what their arguments point to. */
#include <cos/string.h>
#include <errno.h>
#include <sys/ioctl.h>
#include <sys/mount.h>

#include "descriptor.h"
#include "posix.h"

int ioctl(int file, unsigned long request, ...)
{
    const struct descriptor *descriptor = descriptor_get(file);
    uint64_t argument;

    TRAILING(argument, request);
    if (descriptor != NULL && descriptor->service == NULL) {
        errno = ENOTTY;
        return -1;
    }
    if (request & (IOC_IN | IOC_OUT)) {
        return (int)CALL(POSIX_ANY, SYS_ioctl, FD(file), VALUE(request),
                         INOUT(argument, IOCPARM_LEN(request)));
    }
    return (int)CALL(POSIX_ANY, SYS_ioctl, FD(file), VALUE(request), VALUE(argument));
}

/* File systems on disks: their arguments name the disk. */
static bool wants_disk(const char *type)
{
    return strcmp(type, MOUNT_FFS) == 0 || strcmp(type, MOUNT_EXT2FS) == 0 ||
           strcmp(type, MOUNT_LFS) == 0;
}

static bool stage_args(struct service *service, const char *type, const void *args, size_t bytes,
                       uint64_t *argument)
{
    const struct ufs_args *ufs = args;
    uint64_t disk;

    if (!wants_disk(type) || bytes < sizeof *ufs || ufs == NULL)
        return stage_copy(service, args, bytes, argument);
    return stage_text(service, ufs->fspec, &disk) &&
           stage_copy(service, &(struct ufs_args){(const char *)disk}, sizeof *ufs, argument);
}

int mount(const char *type, const char *directory, int flags, void *args, size_t bytes)
{
    struct service *service = service_get(POSIX_FILES);
    uint64_t arguments[5] = {[2] = (uint64_t)flags, [4] = bytes};
    long result;

    if (service == NULL)
        return -1;
    stage_empty(service);
    if (!stage_text(service, type, &arguments[0]) ||
        !stage_text(service, directory, &arguments[1]) ||
        !stage_args(service, type, args, bytes, &arguments[3]))
        return -1;
    if (wants_disk(type) && bytes > sizeof(struct ufs_args))
        arguments[4] = sizeof(struct ufs_args);
    result = service_call(service, SYS___mount50, arguments, 5);
    if (result >= 0 && flags & MNT_GETARGS && !wants_disk(type) && args != NULL)
        memcpy(args, (const void *)arguments[3], bytes);
    return (int)result;
}
