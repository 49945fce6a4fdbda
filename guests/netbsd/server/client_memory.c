/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A client's memory, as far as the VM can access it: its links with this VM. Each byte is read
 * once, so a client that writes at the same time decides only which value is read.
 */
#include <cos/string.h>
#include <errno.h>
#include <rumpuser.h>

#include "session.h"

/* Bytes from `address` to the end of its link; 0: the address is in no link. */
static uint64_t bytes_behind(const struct session *session, uint64_t address)
{
    for (uint32_t i = 0; i < session->link_count && session_lives(session); i++) {
        uint64_t offset = address - session->links[i]->address; /* huge if the address is below */

        if (offset < session->links[i]->bytes)
            return session->links[i]->bytes - offset;
    }
    return 0;
}

int rumpuser_sp_copyin(void *client, const void *from, void *to, size_t bytes)
{
    if (bytes_behind(client, (uint64_t)from) < bytes)
        return EFAULT;
    memcpy(to, from, bytes);
    return session_holds(client) ? 0 : EFAULT;
}

int rumpuser_sp_copyout(void *client, const void *from, void *to, size_t bytes)
{
    if (bytes_behind(client, (uint64_t)to) < bytes)
        return EFAULT;
    memcpy(to, from, bytes);
    return 0;
}

int rumpuser_sp_copyinstr(void *client, const void *from, void *to, size_t *bytes)
{
    uint64_t behind = bytes_behind(client, (uint64_t)from);
    const volatile char *source = from;
    char *target = to;

    for (size_t i = 0; i < *bytes; i++) {
        if (i == behind)
            return EFAULT;
        target[i] = source[i];
        if (target[i] == 0) {
            *bytes = i + 1;
            return session_holds(client) ? 0 : EFAULT;
        }
    }
    return ENAMETOOLONG;
}

int rumpuser_sp_copyoutstr(void *client, const void *from, void *to, size_t *bytes)
{
    size_t length = strnlen(from, *bytes);

    if (length == *bytes)
        return ENAMETOOLONG;
    *bytes = length + 1;
    return rumpuser_sp_copyout(client, from, to, *bytes);
}
