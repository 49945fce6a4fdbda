/* SPDX-License-Identifier: BSD-2-Clause */
/* System calls of a component client: the link carries the data to which arguments point. */
#include <cos/string.h>
#include <errno.h>
#include <fcntl.h>

#include "descriptor.h"
#include "posix.h"

static int error;

int *__errno(void)
{
    return &error;
}

/* The first descriptor selects the VM; others must belong to the same one. */
static struct service *choose(unsigned which, const struct posix_argument *arguments,
                              unsigned count)
{
    struct service *service = NULL;

    for (unsigned i = 0; i < count; i++) {
        const struct descriptor *descriptor;

        if (arguments[i].kind != POSIX_DESCRIPTOR || (int)arguments[i].value == AT_FDCWD)
            continue;
        descriptor = descriptor_get((int)arguments[i].value);
        if (descriptor == NULL)
            return NULL;
        if (descriptor->service == NULL || (service != NULL && service != descriptor->service)) {
            errno = service != NULL ? EXDEV : EINVAL; /* the console supports only writing */
            return NULL;
        }
        service = descriptor->service;
    }
    return service != NULL ? service : service_get(which);
}

/* Finds the argument's value for the VM. */
static bool carry_in(struct service *service, const struct posix_argument *argument,
                     uint64_t *value)
{
    void *memory = (void *)argument->value;

    switch (argument->kind) {
    case POSIX_VALUE:
        *value = argument->value;
        return true;
    case POSIX_DESCRIPTOR:
        *value = (int)argument->value == AT_FDCWD
                     ? argument->value
                     : (uint64_t)descriptor_get((int)argument->value)->remote;
        return true;
    case POSIX_TEXT:
        return stage_text(service, memory, value);
    case POSIX_IN:
    case POSIX_INOUT:
        return stage_copy(service, memory, argument->bytes, value);
    default:
        *value = memory != NULL ? (uint64_t)stage_get(service, argument->bytes) : 0;
        if (*value != 0 && argument->kind != POSIX_RESULT)
            memset((void *)*value, 0, argument->bytes); /* the VM may fill in fewer bytes */
        return *value != 0 || memory == NULL;
    }
}

static bool add_both(struct service *service, const int *remote, int *files)
{
    int copy[2] = {remote[0], remote[1]};

    files[0] = descriptor_add(service, copy[0], 0);
    files[1] = descriptor_add(service, copy[1], 0);
    return files[0] >= 0 && files[1] >= 0;
}

/* Copies the VM's results out of the stage. */
static bool carry_out(struct service *service, const struct posix_argument *argument,
                      uint64_t value, long result)
{
    if (value == 0)
        return true;
    switch (argument->kind) {
    case POSIX_OUT:
    case POSIX_INOUT:
        memcpy((void *)argument->value, (const void *)value, argument->bytes);
        return true;
    case POSIX_RESULT:
        if (result > (long)argument->bytes) {
            errno = EIO; /* more than a correct kernel can return */
            return false;
        }
        memcpy((void *)argument->value, (const void *)value, (size_t)result);
        return true;
    case POSIX_NEW_DESCRIPTORS:
        return add_both(service, (const int *)value, (int *)argument->value);
    default:
        return true;
    }
}

long posix_call(unsigned which, unsigned number, const struct posix_argument *arguments,
                unsigned count)
{
    struct service *service = choose(which & POSIX_SERVICE_MASK, arguments, count);
    uint64_t values[NETBSD_ARGUMENTS];
    long result;

    if (service == NULL)
        return -1;
    stage_empty(service);
    for (unsigned i = 0; i < count; i++)
        if (!carry_in(service, &arguments[i], &values[i]))
            return -1;
    result = service_call(service, number, values, count);
    for (unsigned i = 0; i < count && result >= 0; i++)
        if (!carry_out(service, &arguments[i], values[i], result))
            return -1;
    return result >= 0 && which & POSIX_OPENS ? descriptor_add(service, result, 0) : result;
}
