/* SPDX-License-Identifier: BSD-2-Clause */
#include "descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "posix.h"

static struct descriptor table[OPEN_MAX] = {
    [STDIN_FILENO] = {.open = true},
    [STDOUT_FILENO] = {.open = true},
    [STDERR_FILENO] = {.open = true},
};

static bool is_void(const struct descriptor *descriptor)
{
    return descriptor->service != NULL && descriptor->generation != descriptor->service->generation;
}

struct descriptor *descriptor_get(int file)
{
    if (file < 0 || file >= OPEN_MAX || !table[file].open || is_void(&table[file])) {
        errno = EBADF;
        return NULL;
    }
    return &table[file];
}

int descriptor_add(struct service *service, long remote, int lowest)
{
    for (int file = lowest; file < OPEN_MAX; file++) {
        if (!table[file].open) {
            table[file] = (struct descriptor){.service = service,
                                              .remote = (int)remote,
                                              .open = true,
                                              .generation = service != NULL ? service->generation
                                                                            : 0};
            return file;
        }
    }
    if (service != NULL)
        service_call(service, SYS_close, &(uint64_t){(uint64_t)remote}, 1);
    errno = EMFILE;
    return -1;
}

int descriptor_find(const struct service *service, long remote)
{
    for (int file = 0; file < OPEN_MAX; file++)
        if (table[file].open && table[file].service == service && table[file].remote == remote &&
            !is_void(&table[file]))
            return file;
    return -1;
}

/* Uses the free part of the stage: the caller may be preparing a transfer. */
enum sort descriptor_sort(int file)
{
    struct descriptor *descriptor = descriptor_get(file);
    struct service *service = descriptor != NULL ? descriptor->service : NULL;
    size_t kept = service != NULL ? service->used : 0;
    struct {
        struct stat status;
        int type;
        socklen_t bytes;
    } * stage;
    uint64_t remote;

    if (service == NULL || descriptor->sort != SORT_UNKNOWN)
        return service != NULL ? descriptor->sort : SORT_UNKNOWN;
    remote = (uint64_t)descriptor->remote;
    stage = stage_get(service, sizeof *stage);
    if (stage != NULL && service_call(service, SYS___fstat50,
                                      (uint64_t[]){remote, (uint64_t)&stage->status}, 2) == 0) {
        mode_t mode = stage->status.st_mode;

        stage->type = SOCK_STREAM;
        stage->bytes = sizeof stage->type;
        if (S_ISSOCK(mode)) {
            service_call(service, SYS_getsockopt,
                         (uint64_t[]){remote, SOL_SOCKET, SO_TYPE, (uint64_t)&stage->type,
                                      (uint64_t)&stage->bytes},
                         5);
        }
        descriptor->sort = S_ISREG(mode)                ? SORT_REGULAR
                           : stage->type == SOCK_STREAM ? SORT_STREAM
                                                        : SORT_MESSAGES;
    }
    service->used = kept;
    return descriptor->sort;
}

/* Also frees a void descriptor's number, but then has nothing to close in a VM. */
int close(int file)
{
    struct descriptor *descriptor = descriptor_get(file);
    struct descriptor old;

    if (descriptor == NULL) {
        if (file >= 0 && file < OPEN_MAX)
            table[file].open = false;
        return -1;
    }
    old = *descriptor;
    descriptor->open = false;
    return old.service == NULL
               ? 0
               : (int)service_call(old.service, SYS_close, &(uint64_t){(uint64_t)old.remote}, 1);
}

static int duplicate(int file, unsigned command, int lowest)
{
    const struct descriptor *descriptor = descriptor_get(file);
    long remote = 0;

    if (descriptor == NULL)
        return -1;
    if (lowest < 0 || lowest >= OPEN_MAX) {
        errno = EINVAL;
        return -1;
    }
    if (descriptor->service != NULL) {
        remote = service_call(descriptor->service, SYS_fcntl,
                              (uint64_t[]){(uint64_t)descriptor->remote, command, 0}, 3);
    }
    return remote < 0 ? -1 : descriptor_add(descriptor->service, remote, lowest);
}

int dup(int file)
{
    return duplicate(file, F_DUPFD, 0);
}

int dup2(int file, int new)
{
    int temporary;

    if (new < 0 || new >= OPEN_MAX) {
        errno = EBADF;
        return -1;
    }
    if (file == new)
        return descriptor_get(file) != NULL ? new : -1;
    temporary = dup(file);
    if (temporary < 0)
        return -1;
    if (table[new].open && temporary != new)
        close(new);
    if (temporary != new) {
        table[new] = table[temporary];
        table[temporary].open = false;
    }
    return new;
}

int fcntl(int file, int command, ...)
{
    uint64_t argument;

    TRAILING(argument, command);
    switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
        return duplicate(file, (unsigned)command, (int)argument);
    case F_GETLK:
    case F_SETLK:
    case F_SETLKW:
        return (int)CALL(POSIX_ANY, SYS_fcntl, FD(file), VALUE(command),
                         INOUT(argument, sizeof(struct flock)));
    default:
        return (int)CALL(POSIX_ANY, SYS_fcntl, FD(file), VALUE(command), VALUE(argument));
    }
}
